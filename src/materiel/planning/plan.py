"""A plan: the acts it asks for, what follows from them, and what is proven about it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from materiel.kernel.findings import Finding
from materiel.kernel.money import Money
from materiel.planning.numbers import Number

MINOR = "minor units"
"""The unit of an objective that counts money."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Move:
    """Units that a donor sends in a month; they arrive in ``arrives``."""

    month: int
    donor: str
    item: str
    recipient: str
    units: int
    arrives: int


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Exercise:
    """An option exercised in a month for so many units."""

    month: int
    option: str
    units: int


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Delivery:
    """Units of a contract that a buyer receives in a month.

    Attributes:
        holder: whose entitlement it draws on; empty: the pool.
        price: minor units each, which says under which right it comes.
    """

    month: int
    contract: str
    holder: str
    buyer: str
    item: str
    units: int
    price: int


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Payment:
    """Minor units that a giver pays into a fund in a month, the fund's first."""

    month: int
    fund: str
    giver: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All acts of a plan, each sorted by month."""

    moves: tuple[Move, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def acts(self) -> tuple["Move | Exercise | Delivery", ...]:
        """All that move units; payments move none."""
        return (*self.moves, *self.exercises, *self.deliveries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Units that arrived at a donor and filled part of what it was owed."""

    month: int
    units: Fraction
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """What a donor is owed for one month's hand-overs, and how it is filled.

    Attributes:
        obligation, donor, of: which obligation.
        since: month of the hand-over; 0: owed before month 1.
        due: month at whose end it is due.
        units: what is owed.
        filled: what filled it, in order.
        late: unit-months past the due month until filled or until the horizon.
    """

    obligation: str
    donor: str
    of: str
    since: int
    due: int
    units: Fraction
    filled: tuple[Filling, ...]
    late: Fraction

    @property
    def open(self) -> Fraction:
        """What is still owed at the horizon."""
        return self.units - sum((each.units for each in self.filled), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A requirement's unmet units by month, months with none left out."""

    requirement: str
    recipient: str
    priority: int
    months: tuple[tuple[int, Number], ...]

    @property
    def unit_months(self) -> Number:
        """The sum over the months."""
        return sum(units for _, units in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorResult:
    """How a floor fares.

    Attributes:
        floor, parties, of: which floor.
        least_margin: least of holding minus floor over the months; negative when it is missed.
        least_month: the first month of that margin.
        gap_months: ``(month, units below)`` where it is missed.
    """

    floor: str
    parties: tuple[str, ...]
    of: str
    least_margin: Number
    least_month: int
    gap_months: tuple[tuple[int, Number], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one objective reached.

    Attributes:
        name, unit: which objective, in what.
        value: replayed, exact.
        bound: no lower value is possible while the earlier ones keep theirs; None: not proven.
        gap: ``(value - bound) / max(|value|, 1)``; None without a bound.
    """

    name: str
    unit: str
    value: Fraction
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """Under which terms a plan was looked for.

    Attributes:
        weights: ``(objective, rate)`` of a sum that was made small; empty: one after the other.
        tolerances: ``(objective, share)`` by which later objectives could worsen an earlier one.
        allowances: the same in the unit of the objective.
        kept: by which share the objectives before the cost could be worse so that an earlier
            plan changes less; None: none was kept.
        without: names of the rules that were switched off.
        broken: what the plan does that these rules forbid.
        unjudged: objectives that were counted and not made small, because a rule they rest on
            was switched off or no weight names them.
        twice: what a second path of solution says; empty: there was none.
    """

    weights: tuple[tuple[str, float], ...] = ()
    tolerances: tuple[tuple[str, float], ...] = ()
    allowances: tuple[tuple[str, float], ...] = ()
    kept: float | None = None
    without: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()
    unjudged: tuple[str, ...] = ()
    twice: str = ""

    def in_words(self) -> tuple[str, ...]:
        """One sentence each, the order of the objectives first."""
        if self.weights:
            rates = " + ".join(f"{rate:g} x {name}" for name, rate in self.weights)
            found = [
                f"weighted: {rates} is as small as can be; each buys of the others at its rate"
            ]
        else:
            found = ["in order: no amount of a later objective buys any of an earlier one"]
            room = [f"{name} by {100 * share:g} %" for name, share in self.tolerances]
            room += [f"{name} by {units:g}" for name, units in self.allowances]
            if room:
                found = [f"in order, but later objectives may worsen {', '.join(room)}"]
        if self.kept is not None:
            worse = f", each up to {100 * self.kept:g} % worse," if self.kept else ""
            found.append(
                f"an earlier plan is changed as little as what comes before the cost{worse} allows"
            )
        if self.unjudged:
            found.append(f"counted, not made small: {', '.join(self.unjudged)}")
        if self.without:
            rules = ", ".join(self.without)
            places = f"in {len(self.broken)} place" + ("" if len(self.broken) == 1 else "s")
            found.append(
                f"made without these rules: {rules}; the plan breaks "
                f"{f'them {places}' if self.broken else 'none of them'}"
            )
        return (*found, *filter(None, (self.twice,)))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "order": "weighted" if self.weights else "lexicographic",
            "weights": dict(self.weights),
            "tolerances": dict(self.tolerances),
            "allowances": dict(self.allowances),
            "kept": self.kept,
            "without": list(self.without),
            "broken": [finding.as_dict() for finding in self.broken],
            "unjudged": list(self.unjudged),
            "twice": self.twice,
            "words": list(self.in_words()),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan with everything that a reader is told about it; ``as_dict`` is ``plan.json``.

    Attributes:
        case: the case it is for.
        status: ``optimal`` (each objective within the asked gap) or ``feasible``.
        gap: the largest proven gap of all objectives; None when one has no bound.
        objectives: in their order.
        decisions: the acts.
        backfills, unmet, floors: what follows from them.
        binding: the rules that leave no room, in words with their numbers.
        assumptions: ``(key, words, yours)`` of every assumption the problem rests on.
        findings: what the replay found; a plan that ``solve`` returns has none.
        how: under which terms it was looked for.
        currency: ISO 4217 code of the money in it; empty without money.
    """

    case: str
    status: str
    gap: float | None
    objectives: tuple[Value, ...]
    decisions: Decisions
    backfills: tuple[Backfill, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    floors: tuple[FloorResult, ...] = ()
    binding: tuple[str, ...] = ()
    assumptions: tuple[tuple[str, str, bool], ...] = ()
    findings: tuple[Finding, ...] = ()
    how: How = How()
    currency: str = ""

    def with_findings(self, findings: Sequence[Finding]) -> "Plan":
        """The same plan with what a replay found."""
        return replace(self, findings=tuple(findings))

    def value(self, objective: str) -> Fraction:
        """The value of an objective by name."""
        return next(each.value for each in self.objectives if each.name == objective)

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON-like content; an exact fraction is text as "12/5"."""
        paid = self.decisions.payments
        return {
            "case": self.case,
            "status": self.status,
            "gap": self.gap,
            "how": self.how.as_dict(),
            **({"currency": self.currency} if self.currency else {}),
            "objectives": [
                {
                    "name": each.name,
                    "value": number(each.value),
                    "unit": each.unit,
                    "bound": each.bound,
                    "gap": each.gap,
                }
                for each in self.objectives
            ],
            "replay": {
                "ok": not self.findings,
                "findings": [finding.as_dict() for finding in self.findings],
            },
            "moves": [asdict(each) for each in self.decisions.moves],
            "exercises": [asdict(each) for each in self.decisions.exercises],
            "deliveries": [asdict(each) for each in self.decisions.deliveries],
            **({"payments": [asdict(each) for each in paid]} if paid else {}),
            "backfills": [_backfill(each) for each in self.backfills],
            "unmet": [
                asdict(each)
                | {
                    "months": [[month, number(units)] for month, units in each.months],
                    "unit_months": number(each.unit_months),
                }
                for each in self.unmet
            ],
            "floors": [
                asdict(each)
                | {
                    "parties": list(each.parties),
                    "least_margin": number(each.least_margin),
                    "gap_months": [[month, number(units)] for month, units in each.gap_months],
                }
                for each in self.floors
            ],
            "binding": list(self.binding),
            "assumptions": [
                {"about": key, "text": text, "yours": yours}
                for key, text, yours in self.assumptions
            ],
        }


def in_units(value: Fraction, unit: str, currency: str) -> tuple[str, str]:
    """A value and its unit for a reader; money is in its currency, not in cents.

    >>> in_units(Fraction(6_800_050), "minor units", "EUR"), in_units(Fraction(5, 2), "units", "")
    (('68,000.50', 'EUR'), ('5/2', 'units'))
    """
    if unit != MINOR:
        return (f"{value.numerator:,}" if value.denominator == 1 else str(value)), unit
    if not currency:
        return f"{round(value):,}", "money"
    words = str(Money(round(value), currency))
    return words.removeprefix(f"{currency} "), currency


def number(value: Number) -> int | str:
    """A whole number as such, any other fraction as exact text."""
    return value.numerator if value.denominator == 1 else str(value)


def _backfill(each: Backfill) -> dict[str, Any]:
    return {
        "obligation": each.obligation,
        "donor": each.donor,
        "of": each.of,
        "since": each.since,
        "due": each.due,
        "units": number(each.units),
        "filled": [
            {"month": part.month, "units": number(part.units), "source": part.source}
            for part in each.filled
        ],
        "open": number(each.open),
        "late": number(each.late),
    }
