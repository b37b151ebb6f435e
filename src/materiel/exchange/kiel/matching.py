"""Which row of a later release is which earlier one: by its activity, else by what it says."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.naming import Names
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event, Payment

PREFIX = re.compile(r"(?:r\d{2,3}|asof-\d{4}-\d{2}-\d{2}):")
"""The release at the beginning of an id."""
ENOUGH = 6
"""Convention: the score from which two rows of one donor and kind of aid are held for one."""

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
    units and euros, the best pairs first. A pair below ``ENOUGH`` is not guessed. No earlier
    row is followed twice.
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
                if was.base in left_old and now.base in left_new:
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


def _alike(
    old: Iterable[_Group], new: Iterable[_Group], scope: Scope, enough: int
) -> list[tuple[_Group, _Group]]:
    """Pairs of rows that are alike enough, the best first; a row may stand in several."""
    by_scope: dict[tuple[str, ...], list[_Group]] = {}
    for group in old:
        by_scope.setdefault(scope(group), []).append(group)
    scored = [
        (-score, position, was.base, was, group)
        for position, group in enumerate(new)
        for was in by_scope.get(scope(group), ())
        if (score := _score(was, group)) >= enough
    ]
    scored.sort(key=lambda each: each[:3])
    return [(was, now) for _, _, _, was, now in scored]


def _in_package(group: _Group) -> tuple[str, ...]:
    return group.package, group.party


def _in_donor(group: _Group) -> tuple[str, ...]:
    return group.party, group.claim.status


def _score(was: _Group, now: _Group) -> int:
    """How alike two rows are; an equal item counts most, an equal place in the package least."""
    left, right = was.claim, now.claim
    return (
        4 * (left.item.casefold() == right.item.casefold())
        + 3 * (left.amount_low is not None and left.amount_low == right.amount_low)
        + 2 * (left.when == right.when)
        + 2 * (left.low is not None and left.low == right.low)
        + (was.base == now.base)
    )


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
