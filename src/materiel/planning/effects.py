"""What one plan does for whom, beside another plan of the same case."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from materiel.planning.keeping import Act, changed_acts
from materiel.planning.plan import MINOR, Plan, in_units, number

JUDGED = ("unmet", "gap", "lateness")
"""The objectives that say what a plan is for; the later ones say what it takes."""

COUNTED = (*JUDGED, "arrears", "burden")
"""The judged objectives, and those that stand behind them where a problem has their terms."""

WORDS = {
    "unmet": "weighted unit-months unmet",
    "gap": "unit-months below floors",
    "lateness": "unit-months of backfill late",
    "arrears": "weighted unit-months in arrears",
    "burden": "short of the burden keys",
}
"""What such an objective counts."""

PROVEN = 1e-6
"""The largest relative gap of an objective that takes no steps; rounding alone makes that much."""

Kind = Literal["need", "floor", "backfill"]


@dataclass(frozen=True, slots=True)
class Effect:
    """How one need, floor or obligation fares before and after.

    Attributes:
        kind, name: which.
        who: whose it is.
        before, after: unit-months unmet, below the floor or late; unweighted.
    """

    kind: Kind
    name: str
    who: tuple[str, ...]
    before: Fraction
    after: Fraction

    @property
    def better(self) -> bool:
        """Whether those whose it is gain."""
        return self.after < self.before

    def in_words(self) -> str:
        """``XVE: need RQ-FU-1 2 unit-months unmet instead of 4``."""
        shortfall = {"need": "unmet", "floor": "below it", "backfill": "late"}[self.kind]
        return (
            f"{' and '.join(self.who)}: {self.kind} {self.name} {number(self.after)} "
            f"unit-months {shortfall} instead of {number(self.before)}"
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind,
            "name": self.name,
            "who": list(self.who),
            "before": number(self.before),
            "after": number(self.after),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two plans.

    Attributes:
        objectives: ``(name, before, after)`` of each objective that both have, in their order.
        proven: whether every objective of ``COUNTED`` that a plan has is proven to be as good as
            it can be, in both plans.
        effects: needs, floors and obligations that fare differently, the losers first.
        acts: acts whose units differ.
        currency: of the money in the objectives; empty without money.
    """

    objectives: tuple[tuple[str, Fraction, Fraction], ...]
    proven: bool
    effects: tuple[Effect, ...]
    acts: tuple[Act, ...]
    currency: str = ""

    @property
    def judged(self) -> tuple[Fraction, ...]:
        """After less before, for each objective of ``COUNTED``; 0 where a problem lacks it."""
        found = {name: after - before for name, before, after in self.objectives}
        return tuple(found.get(name, Fraction(0)) for name in COUNTED)

    @property
    def sign(self) -> int:
        """-1 when the second plan is better, 1 when it is worse, 0 when neither is."""
        first = next((each for each in self.judged if each), Fraction(0))
        return (first > 0) - (first < 0)

    @property
    def gainers(self) -> tuple[str, ...]:
        """Who is better off in some need, floor or obligation, and in none worse."""
        return self._whose(better=True)

    @property
    def losers(self) -> tuple[str, ...]:
        """Who is worse off in some need, floor or obligation."""
        return self._whose(better=False)

    def _whose(self, *, better: bool) -> tuple[str, ...]:
        worse = {name for each in self.effects if not each.better for name in each.who}
        names = [name for each in self.effects if each.better == better for name in each.who]
        return tuple(dict.fromkeys(n for n in names if not better or n not in worse))

    def in_words(self) -> str:
        """``-26 weighted unit-months unmet, +1 below floors``; ``no difference``."""
        pairs = zip(COUNTED, self.judged, strict=True)
        words = [
            f"{'+' if by > 0 else ''}{self._said(name, by)} {WORDS[name]}"
            for name, by in pairs
            if by
        ]
        return ", ".join(words) or "no difference"

    def _said(self, name: str, by: Fraction) -> str:
        if name != "burden":
            return str(number(by))
        return " ".join(in_units(by, MINOR, self.currency))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "objectives": [
                {"name": name, "before": number(before), "after": number(after)}
                for name, before, after in self.objectives
            ],
            "proven": self.proven,
            "effects": [each.as_dict() for each in self.effects],
            "gain": list(self.gainers),
            "lose": list(self.losers),
            "acts": len(self.acts),
        }


def difference(before: Plan, after: Plan) -> Difference:
    """Everything that differs between two plans of one case."""
    old = {each.name: each.value for each in before.objectives}
    new = {each.name: each.value for each in after.objectives}
    effects = sorted(_effects(before, after), key=lambda each: (each.better, each.kind != "need"))
    return Difference(
        tuple((name, old[name], new[name]) for name in old if name in new),
        all(_proven(plan) for plan in (before, after)),
        tuple(effects),
        tuple(changed_acts(before.decisions, after.decisions)),
        after.currency,
    )


def _proven(plan: Plan) -> bool:
    gaps = [each.gap for each in plan.objectives if each.name in COUNTED]
    return all(gap is not None and gap <= PROVEN for gap in gaps)


def _effects(before: Plan, after: Plan) -> Iterator[Effect]:
    old, new = shortfalls(before), shortfalls(after)
    for key in dict.fromkeys((*old, *new)):
        pair = old.get(key, Fraction(0)), new.get(key, Fraction(0))
        if pair[0] != pair[1]:
            kind, name, who = key
            yield Effect(kind, name, who, *pair)


def shortfalls(plan: Plan) -> dict[tuple[Kind, str, tuple[str, ...]], Fraction]:
    """Unit-months of every need that is unmet, floor that is missed and debt that is late."""
    found: dict[tuple[Kind, str, tuple[str, ...]], Fraction] = {}
    for need in plan.unmet:
        found["need", need.requirement, (need.recipient,)] = Fraction(need.unit_months)
    for floor in plan.floors:
        gap = sum(units for _, units in floor.gap_months)
        if gap:
            found["floor", floor.floor, floor.parties] = Fraction(gap)
    for debt in plan.backfills:
        if debt.late:
            key: tuple[Kind, str, tuple[str, ...]] = ("backfill", debt.obligation, (debt.donor,))
            found[key] = found.get(key, Fraction(0)) + debt.late
    return found
