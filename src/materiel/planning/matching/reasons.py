"""Why a need stays open and why an offer stays unused: found by lifting bars and solving again.

The reason of a need is a smallest set of things such that one unit more is possible without them,
everything else kept as it is. Where one thing alone would do, every such thing is named. Where no
lifting helps, something is missing that nobody offers, and how much of it is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from materiel.kernel.errors import InternalError
from materiel.optimise.memory import Memory
from materiel.planning.matching.draft import Draft, Filled, Probe
from materiel.planning.matching.replay import all_uses, counted, under
from materiel.planning.matching.solve import Match
from materiel.planning.matching.values import Bar, Matching, Need, Offer, Slot

Cause = Literal["taken", "waiting", "late", "gone", "closed", "receiver", "owner", "missing"]
"""A bar; or ``taken``: others got it; or ``missing``: nobody offers enough of it."""
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""The causes that are kept last when several would do come first."""
Idle = Literal[
    "nobody", "met", "incomplete", "receiver", "late", "gone", "waiting", "closed", "owner"
]
"""Why an offer is idle: a bar; nobody asks; all who ask have theirs; or the others lack parts."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Things that together keep one unit more of a need from being met.

    Attributes:
        causes: what has to go, in the order of ``CAUSES``; without any one of them it is not met.
        offers: per bar the lines that would be used then, with their units.
        taken: needs that would get less, with by how many units.
        missing: items that nobody offers, with how many units more are needed.
    """

    need: str
    causes: tuple[Cause, ...]
    offers: Mapping[Bar, Mapping[str, int]]
    taken: Mapping[str, int]
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unused:
    """Why units of a line are not used.

    Attributes:
        cause: see ``Idle``.
        needs: the needs that it concerns.
    """

    cause: Idle
    needs: tuple[str, ...]


class Reasons:
    """The reasons of one match.

    Args:
        found: the match.
        memory: answers of earlier calls; most of a match is the same in every question.
    """

    def __init__(self, found: Match, memory: Memory | None = None) -> None:
        self.found, self.memory = found, memory or Memory()

    def of_need(self, need: str) -> tuple[Reason, ...]:
        """Why a need is not met by one unit more; each reason is enough to lift.

        Raises:
            InternalError: the need is met in full, or a reason cannot be confirmed.
        """
        if not self.found.left(need):
            raise InternalError(f"need {need} is met")
        everything: set[Cause] = set(CAUSES) - {"missing"}
        alone = [
            found[0]
            for cause in CAUSES
            if cause in everything and (found := self._lifted(need, {cause})) is not None
        ]
        if alone:
            return tuple(alone)
        if self._lifted(need, everything) is None:
            # As little as possible is missing, and nothing is taken from others for it.
            everything = set(CAUSES) - {"taken"}
        whole = self._lifted(need, everything)
        if whole is None:
            raise InternalError(f"need {need}: what is missing explains everything")
        reason, least = whole
        for cause in reversed(CAUSES):
            fewer = everything - {cause}
            other = self._lifted(need, fewer) if cause in everything else None
            if other is not None and other[1] == least:
                everything, reason = fewer, other[0]
        return (reason,)

    def _lifted(self, need: str, causes: set[Cause]) -> tuple[Reason, tuple[int, int]] | None:
        """What one unit more would use with some causes gone, and what it would lack.

        None: it is not possible then.
        """
        problem = self.found.problem
        keep = {
            each.id: (0 if "taken" in causes and each.id != need else met, met)
            for each in problem.needs
            for met in (self.found.met(each.id),)
        }
        lifted = frozenset(bar for bar in get_args(Bar) if bar in causes)
        draft = Draft(problem, [Probe(need, lifted, "missing" in causes)], keep)
        others = draft.units([each.id for each in problem.needs])
        few = [*draft.lacking(), ("others", others), ("urgent", draft.urgent())]
        stages = [*few, ("has", draft.has()), ("barred", draft.barred())]
        values = draft.sheet.solve([*stages, *draft.early()], self.memory)
        if values is None:
            return None
        return self._reason(need, causes, draft.read(values)), draft.lacks(values)

    def _reason(self, need: str, causes: set[Cause], filled: Filled) -> Reason:
        partial, problem = filled.partials[0], self.found.problem
        unmet, full = waiting_links(problem, filled), over_the_cap(problem, filled)
        offers: dict[Bar, dict[str, int]] = {}
        for use in partial.uses:
            bars = set(use.bars)
            # Links and caps hold for several uses together, so no single one bears them.
            if "waiting" in causes and problem.offer[use.offer].offer in unmet:
                bars.add("waiting")
            if "closed" in causes and use.offer in full:
                bars.add("closed")
            for bar in sorted(bars):
                units = offers.setdefault(bar, {})
                units[use.offer] = units.get(use.offer, 0) + use.units
        missing: dict[str, int] = {}
        for place, units_ in partial.lacks.items():
            item = problem.need[need].wanted(partial.way, place)
            missing[item] = missing.get(item, 0) + units_
        taken = {
            each.id: less
            for each in problem.needs
            if (less := self.found.met(each.id) - filled.met(each.id))
        }
        return Reason(
            need, tuple(cause for cause in CAUSES if cause in causes), offers, taken, missing
        )

    def of_offer(self, offer: str) -> Unused | None:
        """Why units of a line are not used; None when all of them are."""
        problem = self.found.problem
        line = problem.offer[offer]
        if self.found.used(offer) >= line.units:
            return None
        asking = {need.id: bars for need in problem.needs if (bars := _bars(problem, need, line))}
        if not asking:
            return Unused("nobody", ())
        short = [need for need in asking if self.found.left(need)]
        if not short:
            return Unused("met", tuple(asking))
        waits = line.offer in waiting_links(problem, self.found.filled)
        least = {
            need: min(asking[need], key=lambda bars: (len(bars), sorted(bars))) for need in short
        }
        free = [need for need in short if not least[need] and not waits]
        if free:
            return Unused("incomplete", tuple(free))
        if waits and any(not least[need] for need in short):
            return Unused("waiting", tuple(need for need in short if not least[need]))
        cause = min((_first(least[need]) for need in short), key=_weight)
        return Unused(cause, tuple(need for need in short if _first(least[need]) == cause))


def waiting_links(problem: Matching, filled: Filled) -> frozenset[str]:
    """Offers whose condition the match itself does not fulfil."""
    return frozenset(
        link.offer
        for link in problem.links
        if counted(problem, filled, link.offers, link.need) < link.units
    )


def over_the_cap(problem: Matching, filled: Filled) -> frozenset[str]:
    """Lines that need a consent of which more would be used than it allows."""
    found: set[str] = set()
    for each in problem.consents:
        units = sum(use.units for use in all_uses(filled) if under(problem, each, use))
        if each.cap is not None and units > each.cap:
            found |= each.offers
    return frozenset(found)


def _bars(problem: Matching, need: Need, offer: Offer) -> list[frozenset[Bar]]:
    """What bars a line from each place of a need that its item fills; empty: it fills none."""
    bars = problem.bars(need, offer)
    found = []
    if _fits(need.beside, offer):
        found.append(bars)
    found += [
        bars if way.accepted else bars | {"owner"} for way in need.ways if _fits(way.slots, offer)
    ]
    return found


def _fits(slots: Sequence[Slot], offer: Offer) -> bool:
    return any(offer.item in slot.items for slot in slots)


def _first(bars: Iterable[Bar]) -> Bar:
    return min(bars, key=_weight)


def _weight(bar: Bar) -> int:
    return CAUSES.index(bar)
