"""Two downloads of one SIPRI table as two states of knowledge, matched by deal or by order."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from materiel.evidence.claims import Claim
from materiel.exchange.format import Imported
from materiel.exchange.succession import Rows, Succession, relate, require_later
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event

PREFIX = re.compile(r"sipri-(?:register|deliveries)-\d{4}-\d{2}-\d{2}:")
"""The download at the beginning of an id."""


@dataclass(slots=True)
class _Group:
    """One order, or one deal with all its deliveries.

    Attributes:
        base: the id of its promise without the download.
        promise: who gives what to whom; None where the promise stands in no row.
        rows: by what they are inside the group; a delivery by the year that its claim names.
    """

    base: str
    promise: Commitment | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    place: str = ""

    @property
    def route(self) -> tuple[str, ...]:
        """What no correction of a promise may change."""
        row = self.promise
        return (row.giver, row.receiver, row.item) if row else ()


def follow(before: Rows, later: Imported) -> Succession:
    """Relate a download to the rows that are in force; see ``succession.relate``.

    A deal of the delivery download has SIPRI's number. An order of the register has none: it is
    matched by its recipient, supplier, year and designation; of several alike those with equal
    content first, then in their order. Where giver, receiver or item became another one, the
    old order vanished and a new one came.

    Raises:
        InputError: the download is not later than the rows in force.
    """
    require_later(before, later)
    return relate(before, later, _links(before, later.rows), PREFIX.match)


def _links(before: Rows, later: Rows) -> dict[str, str]:
    """Id of each later row that follows an earlier one to the id of that one."""
    links: dict[str, str] = {}
    for was, now in _pairs(_groups(before), _groups(later)):
        for label, row in now.rows.items():
            if label in was.rows:
                links[row.id] = was.rows[label].id
    return links


def _groups(rows: Rows) -> dict[str, _Group]:
    """Each order or deal by the id of its promise without the download."""
    found: dict[str, _Group] = {}
    labels: dict[str, str] = {}
    for claim in rows.get(Claim, ()):
        assert isinstance(claim, Claim)
        base, rest = _split(claim.id)
        group = found.setdefault(base, _Group(base))
        # "1:claim" of a delivery is told by its year: another may have come before it since.
        year = claim.place if claim.place.startswith("deal ") else ""
        group.place = group.place or claim.place
        label = _fresh(group, f"claim {year}")
        labels[f"{base}:{rest.removesuffix('claim')}"] = label.removeprefix("claim")
        group.rows[label] = claim
    for kind in (Commitment, Event):
        for row in rows.get(kind, ()):
            base, rest = _split(row.id)
            if base not in found:
                continue
            group = found[base]
            if isinstance(row, Commitment):
                group.promise = row
                group.rows["promise"] = row
            else:
                group.rows[_fresh(group, "event" + labels.get(f"{base}:{rest}:", rest))] = row
    return found


def _split(name: str) -> tuple[str, str]:
    """The promise's id without the download, and what a row is inside it."""
    base, _, rest = PREFIX.sub("", name, count=1).partition(":")
    return base, rest


def _fresh(group: _Group, label: str) -> str:
    """The label, numbered where the group holds it already."""
    number, wanted = 1, label
    while wanted in group.rows:
        number += 1
        wanted = f"{label} {number}"
    return wanted


def _pairs(old: Mapping[str, _Group], new: Mapping[str, _Group]) -> Iterator[tuple[_Group, _Group]]:
    """Groups that are one, each in at most one pair."""
    left: dict[tuple[str, ...], list[_Group]] = defaultdict(list)
    waiting = []
    for base, group in new.items():
        if base in old and old[base].route == group.route:
            yield old[base], group
        else:
            waiting.append(group)
    for base, group in old.items():
        if base not in new or new[base].route != group.route:
            left[group.place, *group.route].append(group)
    for group in waiting:
        same = left.get((group.place, *group.route))
        if same:
            yield same.pop(0), group
