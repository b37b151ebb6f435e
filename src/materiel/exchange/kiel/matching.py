"""Which row of a later release is which earlier one: by its activity, else by what it says."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.naming import AID_ITEMS, Names
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event, Payment

PREFIX = re.compile(r"(?:r\d{2,3}|asof-\d{4}-\d{2}-\d{2}):")
"""The release at the beginning of an id."""
ENOUGH = 6
"""Convention: the score from which two rows of one donor and kind of aid are held for one."""
NEAR_AMOUNT = Decimal("0.02")
"""Convention: amounts so near may be one amount, converted at another rate."""
EQUALLY_NEAR = Decimal("0.001")
"""Convention: shares of an amount that differ by less tell no two candidates apart."""
_LINE = re.compile(r"L\d+$")
"""In the place of a number inside an activity: the row of a table without activities."""

Rows = Mapping[type[Row], Sequence[Row]]


@dataclass(slots=True)
class _Group:
    """A source row with everything that was made of it.

    Attributes:
        base: its id without the release and without the kind of row.
        package: the id of its promise, without the release.
        party: id of the donor, whatever the release calls it.
    """

    base: str
    package: str
    claim: Claim
    party: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def keyed(self) -> bool:
        """Whether the source says to which activity the row belongs."""
        return not _LINE.match(self.base.rpartition(".")[2])

    @property
    def features(self) -> tuple[object, ...]:
        claim = self.claim
        return (
            claim.item.casefold(),
            claim.when,
            claim.low,
            claim.high,
            claim.amount_low,
            claim.status,
            claim.wording,
        )


def links_between(before: Rows, later: Rows) -> dict[str, str]:
    """Id of each later row that follows an earlier one to the id of that one.

    Rows of one activity are matched inside it; the others by donor, kind of aid, item, day,
    units and euros, the best pairs first: of pairs alike, the one with the nearest euros. A pair
    below ``ENOUGH`` is not guessed, nor one of several that fit equally well. No earlier row is
    followed twice.
    """
    old, new = _groups(before), _groups(later)
    pairs = _matched(old, new)
    links = _linked(pairs)
    links.update(_packages(before, later, {*old, *new}, pairs))
    return links


def strip(name: str) -> str:
    """An id without its release."""
    return PREFIX.sub("", name, count=1)


def _groups(rows: Rows) -> dict[str, _Group]:
    """Each source row by its base, with its claim, part, money and units."""
    found: dict[str, _Group] = {}
    names = Names()
    for claim in rows.get(Claim, ()):
        assert isinstance(claim, Claim)
        base = strip(claim.id).removesuffix(":claim")
        package = base.rpartition(".")[0] or base
        found[base] = _Group(base, package, claim, names.donor(claim.giver), {"claim": claim})
    for kind in (Commitment, Payment, Event):
        for row in rows.get(kind, ()):
            name = strip(row.id)
            if name in found and kind is Commitment:
                found[name].rows["part"] = row
                continue
            base, _, label = name.rpartition(":")
            if base in found:
                found[base].rows[label] = row
            elif kind is Payment:
                payment = cast("Payment", row)
                owner = next((strip(each).removesuffix(":claim") for each in payment.sources), "")
                if owner in found:
                    found[owner].rows[f"money:{label}:{len(found[owner].rows)}"] = row
    return found


def _matched(old: Mapping[str, _Group], new: Mapping[str, _Group]) -> list[tuple[_Group, _Group]]:
    """Pairs of source rows, each in at most one pair."""
    pairs: list[tuple[_Group, _Group]] = []
    left_old, left_new = dict(old), dict(new)
    for scope, enough in ((_in_package, 1), (_in_donor, ENOUGH)):
        for find in (_equal, _alike):
            for was, now in find(left_old.values(), left_new.values(), scope, enough):
                pairs.append((was, now))
                del left_old[was.base], left_new[now.base]
    return pairs


Scope = Callable[[_Group], tuple[str, ...]]


def _equal(
    old: Iterable[_Group], new: Iterable[_Group], scope: Scope, enough: int
) -> list[tuple[_Group, _Group]]:
    """Rows that say the same, in their order."""
    del enough
    by_content: dict[tuple[object, ...], list[_Group]] = {}
    for group in old:
        by_content.setdefault((*scope(group), *group.features), []).append(group)
    pairs = []
    for group in new:
        same = by_content.get((*scope(group), *group.features))
        if same:
            pairs.append((same.pop(0), group))
    return pairs


Rank = tuple[int, Decimal, Decimal, int]
"""How badly two rows fit, the best pair first: less their score, then how far their euros, their
units and their days lie apart."""


def _alike(
    old: Iterable[_Group], new: Iterable[_Group], scope: Scope, enough: int
) -> list[tuple[_Group, _Group]]:
    """Pairs of rows that are alike enough, the best first, each row in at most one pair.

    Where rows that differ fit another one equally well, which of them it follows is not told:
    all of them are left without a pair, and a reader sees them as new and as vanished.
    """
    by_scope: dict[tuple[str, ...], list[_Group]] = {}
    for group in old:
        if enough >= ENOUGH or group.keyed:
            by_scope.setdefault(scope(group), []).append(group)
    ranked: dict[Rank, list[tuple[_Group, _Group]]] = {}
    for now in new:
        for was in by_scope.get(scope(now), ()):
            score = _score(was, now)
            if score >= enough:
                ranked.setdefault((-score, *_distance(was, now)), []).append((was, now))
    pairs: list[tuple[_Group, _Group]] = []
    gone: tuple[set[str], set[str]] = (set(), set())
    for rank in sorted(ranked):
        free = [
            (was, now)
            for was, now in ranked[rank]
            if was.base not in gone[0] and now.base not in gone[1]
        ]
        rivals = _rivals(free)
        for was, now in free:
            if was.base in rivals[0] or now.base in rivals[1]:
                gone[0].add(was.base)
                gone[1].add(now.base)
            elif was.base not in gone[0] and now.base not in gone[1]:
                pairs.append((was, now))
                gone[0].add(was.base)
                gone[1].add(now.base)
    return pairs


def _rivals(pairs: Iterable[tuple[_Group, _Group]]) -> tuple[set[str], set[str]]:
    """Bases of earlier and of later rows that fit several rows equally well which differ."""
    old: dict[str, set[tuple[object, ...]]] = {}
    new: dict[str, set[tuple[object, ...]]] = {}
    for was, now in pairs:
        old.setdefault(was.base, set()).add(now.features)
        new.setdefault(now.base, set()).add(was.features)
    found = [{base for base, said in each.items() if len(said) > 1} for each in (old, new)]
    return found[0], found[1]


def _in_package(group: _Group) -> tuple[str, ...]:
    return group.package, group.party


def _in_donor(group: _Group) -> tuple[str, ...]:
    return group.party, group.claim.status


def _score(was: _Group, now: _Group) -> int:
    """How alike two rows are; an equal item counts most, an equal place in the package least.

    A row about money only has its kind of aid in the item's place, which many rows share: its
    euros must be the same, or nearly so on the same day.
    """
    left, right = was.claim, now.claim
    item = left.item.casefold()
    same_item = (2 if item in AID_ITEMS else 4) * (item == right.item.casefold())
    known = left.amount_low is not None and right.amount_low is not None
    near = known and _apart(left.amount_low, right.amount_low) <= NEAR_AMOUNT
    same = known and left.amount_low == right.amount_low
    return (
        same_item
        + (4 if same else 2 if near else 0)
        + 2 * (left.when == right.when)
        + 2 * (left.low is not None and left.low == right.low)
        + (was.base == now.base and was.keyed)
    )


def _distance(was: _Group, now: _Group) -> tuple[Decimal, Decimal, int]:
    """How far the euros, the units and the days of two rows lie apart, for pairs of one score."""
    left, right = was.claim, now.claim
    days = 0
    if left.when is not None and right.when is not None:
        days = abs((left.when.start - right.when.start).days)
    return (_apart(left.amount_low, right.amount_low), _apart(left.low, right.low), days)


def _apart(left: Decimal | int | None, right: Decimal | int | None) -> Decimal:
    """The difference of two numbers as a share of the larger one; 2 where one is not known.

    It is rounded to ``EQUALLY_NEAR``: what is hardly nearer is not nearer.
    """
    if left is None or right is None:
        return Decimal(0) if left is right else Decimal(2)
    if left == right:
        return Decimal(0)
    share = abs(Decimal(left) - Decimal(right)) / max(abs(Decimal(left)), abs(Decimal(right)))
    return share.quantize(EQUALLY_NEAR)


def _linked(pairs: Iterable[tuple[_Group, _Group]]) -> dict[str, str]:
    """Id of a later row to the id of the row that it follows."""
    links = {}
    for was, now in pairs:
        for label, row in now.rows.items():
            if label in was.rows:
                links[row.id] = was.rows[label].id
    return links


def _shared(rows: Rows, parts: Container[str]) -> dict[str, Commitment]:
    """The promises that are no part of one, by their id without the release."""
    promises = (cast("Commitment", row) for row in rows.get(Commitment, ()))
    return {name: row for row in promises if (name := strip(row.id)) not in parts}


def _packages(
    before: Rows, later: Rows, parts: Container[str], pairs: Iterable[tuple[_Group, _Group]]
) -> dict[str, str]:
    """Promises that rows share: by their id, else by where their best-matched row was."""
    old = _shared(before, parts)
    new = _shared(later, parts)
    links: dict[str, str] = {}
    taken: set[str] = set()
    for name, row in new.items():
        was = old.get(name)
        if was and (was.giver, was.item) == (row.giver, row.item):
            links[row.id] = was.id
            taken.add(name)
    for was_group, now_group in pairs:
        left, right = was_group.package, now_group.package
        if right in new and left in old and new[right].id not in links and left not in taken:
            links[new[right].id] = old[left].id
            taken.add(left)
    return links
