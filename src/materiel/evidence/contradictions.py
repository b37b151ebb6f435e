"""Claims that cannot both be true, found before anybody judged them; each says why (DESIGN §5.4).

Two claims meet inside a block (one line of items and one party). First it is asked whether they
tell of one thing: the same word or sort of event, the parties, the item, the days. What does not
fit ends the comparison. Then it is asked what clashes: a denial, numbers, sums, lists of parties,
units or days. Sums in two currencies are never compared: no rate of the day is held. A find is a
proposal: it moves no total, and two claims are never added because of it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from materiel.evidence.likeness import Feature
from materiel.evidence.told import Ends, Told

Clashing = Literal["denial", "number", "sum", "parties", "unit", "days"]

ENOUGH: Final = 5
"""Points from which two claims tell of one thing."""
STATE_DAYS: Final = 100
"""A holding or a stock may well be another number after so many days."""
RATE_DAYS: Final = 550
"""Targets and rates of a maker are told anew about once a year."""
EVENT_DAYS: Final = 31
"""Two reports of one event do not date it further apart."""
MANY: Final = 10
"""From here on an equal count is no chance: it can show one thing told in two units."""
REMARKS: Final = frozenset({"claims", "judgements"})
"""Sorts of words that speak about an event which another word names."""
STATES: Final = frozenset({"holdings"})
RATES: Final = frozenset({"capacities"})
MONEY: Final = frozenset({"money"})
PLANS: Final = frozenset({"milestones"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that tell of one thing and cannot both be true.

    Attributes:
        left: the earlier claim in the order given.
        right: the other one.
        clash: what they differ in.
        features: why they tell of one thing, and last what clashes.
    """

    left: str
    right: str
    clash: Clashing
    features: tuple[Feature, ...]

    @property
    def score(self) -> int:
        """Points of all features."""
        return sum(each.points for each in self.features)

    @property
    def why(self) -> str:
        """The features in words."""
        return "; ".join(f"{each.words} ({each.points:+d})" for each in self.features)


def contradictions(
    told: Sequence[Told], known: Collection[frozenset[str]] = ()
) -> list[Contradiction]:
    """All pairs of claims that seem to contradict each other, in the order of the claims.

    Args:
        told: the claims.
        known: pairs of ids about which a person has decided; they are left out.
    """
    found = [
        made
        for left, right in _pairs(told)
        if frozenset((left.id, right.id)) not in known and (made := clash(left, right)) is not None
    ]
    place = {each.id: number for number, each in enumerate(told)}
    return sorted(found, key=lambda each: (place[each.left], place[each.right]))


def clash(left: Told, right: Told) -> Contradiction | None:
    """Why two claims cannot both be true; None when they may be, or tell of different things."""
    if left.document == right.document or left.rate != right.rate:
        return None
    alike = _alike(left, right)
    if alike is None:
        return None
    for kind, feature in _clashes(left, right):
        features = (*alike, feature)
        if sum(each.points for each in features) >= ENOUGH:
            return Contradiction(left.id, right.id, kind, features)
    return None


def _alike(left: Told, right: Told) -> list[Feature] | None:
    """What shows that both tell of one thing; None when something forbids it."""
    found = []
    if left.word == right.word:
        found.append(Feature(f"both {left.word}", 2))
    elif left.sort == right.sort and left.sort not in REMARKS:
        found.append(Feature(f"both of the sort {left.sort}", 1))
    elif not {left.sort, right.sort} & REMARKS:
        return None
    if left.mark and right.mark and left.mark != right.mark:
        return None
    for role, mine, other in (
        ("by", left.giver, right.giver),
        ("to", left.receiver, right.receiver),
    ):
        if mine and other and mine & other:
            points = 2 if mine == other else 1
            found.append(Feature(f"{role} {_listed(mine & other)}", points))
        elif mine and other and (role == "to" or not _both(left, right, MONEY)):
            return None
    if left.item == right.item:
        found.append(Feature(f"both {left.item}", 1))
    apart = _apart(left, right)
    if apart > _window(left, right):
        return None
    found.append(Feature(f"{apart} days apart", 0) if apart else Feature("the same days", 1))
    return found


def _both(left: Told, right: Told, sorts: Collection[str]) -> bool:
    return left.sort in sorts and right.sort in sorts


def _window(left: Told, right: Told) -> int:
    sorts = {left.sort, right.sort}
    if sorts & RATES or left.rate or _both(left, right, PLANS):
        return RATE_DAYS
    repeated = left.plain is not None and left.plain == right.plain and left.plain >= MANY
    return STATE_DAYS if sorts & STATES or repeated else EVENT_DAYS


def _apart(left: Told, right: Told) -> int:
    """Days between two periods; 0 when they overlap. A running total stands on its last day."""
    first, second = left.when, right.when
    starts = [each.when.last if each.running else each.when.start for each in (left, right)]
    return max(0, (starts[0] - second.last).days, (starts[1] - first.last).days)


def _clashes(left: Told, right: Told) -> Iterator[tuple[Clashing, Feature]]:
    """Everything in which they cannot both be right, the plainest first."""
    kin = _family(left) == _family(right)
    if (left.stance == "denied") != (right.stance == "denied") and kin:
        yield "denial", Feature("one denies it", 2)
    if "possible" in (left.stance, right.stance) or not (left.giver and right.giver):
        return
    against = f"{left.says} against {right.says}"
    if _one_thing(left, right):
        if _disjoint(left, right, left.count, right.count):
            yield "number", Feature(against, 1)
        if left.currency == right.currency and _disjoint(left, right, left.sum, right.sum):
            yield "sum", Feature(against, 1)
    if left.item == right.item and _listed_otherwise(left, right):
        yield "parties", Feature(f"{_named(left)} against {_named(right)}", 1)
    if left.plain is not None and left.plain == right.plain:
        yield from _told_otherwise(left, right)


def _told_otherwise(left: Told, right: Told) -> Iterator[tuple[Clashing, Feature]]:
    """The same number of units that are not the same, or of a plan for other days."""
    apart = not ({left.item} & right.kinds or {right.item} & left.kinds)
    if (left.plain or 0) >= MANY and apart and _family(left) == _family(right):
        yield "unit", Feature(f"{left.says} against {right.says}", 2)
    plan = left.item == right.item and left.mark == right.mark and _both(left, right, PLANS)
    if plan and _apart(left, right):
        yield "days", Feature(f"{left.when} against {right.when}", 1)


def _family(told: Told) -> str:
    """The first word of the item: "patriot" for a battery, a launcher and "Patriots"."""
    return re.split(r"[-\s]", told.item)[0]


def _one_thing(left: Told, right: Told) -> bool:
    """Whether a number of the one is a number of the other: nobody more, nothing wider."""
    if left.item != right.item or left.giver != right.giver:
        return False
    if left.receiver and right.receiver and left.receiver != right.receiver:
        return False
    if left.horizon and right.horizon and not left.horizon & right.horizon:
        return False
    same = left.word == right.word and left.running == right.running
    return same or bool(left.rate) or len(left.giver) > 1


def _disjoint(left: Told, right: Told, mine: Ends | None, other: Ends | None) -> bool:
    """Whether no number fits both; a running total may grow from day to day."""
    if mine is None or other is None:
        return False
    less = mine[1] is not None and mine[1] < other[0]
    more = other[1] is not None and other[1] < mine[0]
    if left.running and right.running:
        grown = (right.when.last - left.when.last).days
        return (less and grown <= 0) or (more and grown >= 0)
    return less or more


def _listed_otherwise(left: Told, right: Told) -> bool:
    """Whether one deal, known by its number or sum, is told with other parties."""
    if left.giver == right.giver and left.receiver == right.receiver:
        return False
    if _both(left, right, MONEY):
        known = left.plain is not None and left.plain == right.plain and len(left.kinds) > 1
        return known and left.receiver == right.receiver
    many = left.most == right.most and (left.most or 0) >= MANY
    money = left.sum is not None and left.sum == right.sum and left.currency == right.currency
    return left.word == right.word and (many or money)


def _named(told: Told) -> str:
    return " to ".join(filter(None, (_listed(told.giver), _listed(told.receiver))))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _pairs(told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Pairs of one block whose days are near enough, each once."""
    blocks: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        for party in each.parties or {""}:
            blocks[party].append(each)
    place = {each.id: number for number, each in enumerate(told)}
    met: set[frozenset[str]] = set()
    for block in blocks.values():
        block.sort(key=lambda each: (each.when.start, place[each.id]))
        for number, each in enumerate(block):
            for other in block[number + 1 :]:
                if (other.when.start - each.when.last).days > RATE_DAYS:
                    break
                pair = frozenset((each.id, other.id))
                if pair not in met:
                    met.add(pair)
                    yield (each, other) if place[each.id] < place[other.id] else (other, each)
