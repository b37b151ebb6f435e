"""Two states of knowledge of one source: what its publisher corrected, added and dropped."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.format import Imported
from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, to_cells
from materiel.ledger.case import Assumption, Case
from materiel.ledger.rows import Commitment, Event, Payment
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

Rows = Mapping[type[Row], Sequence[Row]]

NO_LONGER = "no-longer-in-"
"""Begins the id of a row that takes the effect of one away which a release no longer has."""
_UNCOUNTED = frozenset({"id", "known_on", "sources", "supersedes", "marking"})
_PLACED = frozenset({"document", "place", "paraphrase", "parent", "commitment", "giver", "title"})
"""Where a claim stands moves with every release; what a row belongs to is matched by itself, and
matched rows are of one donor, however it is spelt."""
_SPELT = frozenset({"item", "wording"})
"""Case alone is no correction."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A row that the later release states otherwise.

    Attributes:
        table: the case table.
        before: id of the row that is superseded.
        after: id of the row that takes its place.
        subject: donor and item as printed, for a reader.
        changes: column, what it said, what it says.
    """

    table: str
    before: str
    after: str
    subject: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """A release that follows another.

    Attributes:
        imported: the later release, ready to load: rows that say the same as before are left
            out, corrected ones and all that cites them supersede, references point at the row
            that stands.
        corrected: the corrections, in the order of the later release; an open end that moved
            with the release's own day is none.
        unchanged: id in the later release to the id of the row that stands.
        new: ids that the later release adds.
        vanished: ids that the later release no longer has; they are still in force until
            somebody voids them (``withdrawn``).
        carried: table and measure (a stage of money, an event) of which the later release has
            any row at all.
    """

    imported: Imported
    corrected: tuple[Correction, ...]
    unchanged: Mapping[str, str]
    new: tuple[str, ...]
    vanished: tuple[str, ...]
    carried: frozenset[tuple[str, str]] = frozenset()

    def withdrawn(self, before: Rows) -> dict[type[Row], list[Row]]:
        """Rows that take the effect of the vanished money and units away, from the release on.

        Claims and promises stay, as the record of what was once stated. A number of a measure
        that the later release has becomes 0: it is not among what the publisher counts now. One
        of a measure that it does not have at all becomes unknown: silence is not a nought.

        Args:
            before: the rows that the release followed.
        """
        gone, later = set(self.vanished), self.imported
        documents = tuple(row.id for row in later.rows.get(Document, ()))
        found: dict[type[Row], list[Row]] = {}
        silent = f"the release of {later.known_on} does not say"
        cleared = ((Payment, Decimal(0), "printed"), (Event, 0, "same_as"))
        for kind, nothing, empty in cleared:
            for row in before.get(kind, ()):
                if row.id in gone:
                    said = _measure(row) in self.carried
                    changes: dict[str, Any] = {
                        "id": f"{NO_LONGER}{later.known_on}:{row.id}",
                        "supersedes": row.id,
                        "known_on": later.known_on,
                        "sources": (*row.sources, *documents),
                        "low": nothing if said else None,
                        "high": nothing if said else None,
                        "wording": "" if said else silent,
                        empty: "",
                    }
                    found.setdefault(kind, []).append(replace(row, **changes))
        return found

    def report(self) -> list[dict[str, str]]:
        """One line for each changed column, each new and each vanished row."""
        lines = [
            {
                "fate": "corrected",
                "table": each.table,
                "before": each.before,
                "after": each.after,
                "subject": each.subject,
                "column": column,
                "from": old,
                "to": new,
            }
            for each in self.corrected
            for column, old, new in each.changes
        ]
        empty = dict.fromkeys(("table", "before", "after", "subject", "column", "from", "to"), "")
        lines += [{**empty, "fate": "new", "after": name} for name in self.new]
        lines += [{**empty, "fate": "vanished", "before": name} for name in self.vanished]
        return lines


def require_later(before: Rows, later: Imported) -> None:
    """Refuse a release that is not later than the rows in force.

    Raises:
        InputError: its day, and theirs.
    """
    latest = max(
        (row.known_on for rows in before.values() for row in rows if row.known_on), default=None
    )
    if latest is not None and later.known_on <= latest:
        hint = (
            "give all files of one release together, or their folder"
            if later.known_on == latest
            else "load releases in the order of their days"
        )
        raise InputError(
            f"the release of {later.known_on} does not follow the one of {latest}; {hint}"
        )


def relate(
    before: Rows, later: Imported, links: Mapping[str, str], owned: Callable[[str], object]
) -> Succession:
    """Relate a release to the rows that are in force.

    Rows that ``links`` leaves out are listed apart, as new and as vanished.

    Args:
        before: the rows of the source's case as known until now, superseded ones left out.
        later: the release to come.
        links: id of each later row that follows an earlier one to the id of that one.
        owned: whether an id is one that the source's reader gives.

    Raises:
        InputError: the release is not later than the rows in force.
    """
    require_later(before, later)
    standing = {row.id: row for rows in before.values() for row in rows}
    cases = [row.id for row in before.get(Case, ())]
    unchanged = _unchanged(later, links, standing)
    corrected: list[Correction] = []
    new: list[str] = []
    kept: dict[type[Row], list[Row]] = {}
    for kind, rows in later.rows.items():
        for row in rows:
            if row.id in unchanged:
                continue
            was = standing.get(links.get(row.id, ""))
            follows = was.id if was else ""
            name = row.id
            if isinstance(row, Case) and cases:
                follows, name = cases[-1], f"asof-{later.known_on}:case"
            elif was:
                changes = tuple(_changes(was, row))
                if changes:
                    each = Correction(kind.TABLE, was.id, row.id, _subject(row), changes)
                    corrected.append(each)
            else:
                new.append(row.id)
            pointed = _pointed(row, unchanged)
            kept.setdefault(kind, []).append(replace(pointed, id=name, supersedes=follows))
    followed = set(links.values())
    vanished = [
        row.id
        for kind in (Commitment, Claim, Payment, Event)
        for row in before.get(kind, ())
        if row.id not in followed and owned(row.id)
    ]
    places = {name: later.places[name] for name in later.places if name not in unchanged}
    for case in kept.get(Case, ()):
        places[case.id] = places.pop(later.case, later.case)
    imported = replace(later, rows=kept, places=places)
    carried = frozenset(
        measure for rows in later.rows.values() for row in rows if (measure := _measure(row))
    )
    return Succession(imported, tuple(corrected), unchanged, tuple(new), tuple(vanished), carried)


def _measure(row: Row) -> tuple[str, str] | None:
    """What a row of money or units measures."""
    if isinstance(row, Payment):
        return row.TABLE, row.stage
    return (row.TABLE, row.event) if isinstance(row, Event) else None


def _unchanged(
    later: Imported, links: Mapping[str, str], standing: Mapping[str, Row]
) -> dict[str, str]:
    """Id of each row that need not be written again to the id of the row that stands.

    A row that cites or belongs to one that is written again is written again too, so that
    whoever reads the rows in force never meets a superseded one.
    """
    rows = {row.id: row for rows in later.rows.values() for row in rows}
    found = {
        name: links.get(name, name) for name, row in rows.items() if _stands(row, links, standing)
    }
    documents = {row.id for row in later.rows.get(Document, ())}
    waiting = True
    while waiting:
        loose = [
            name
            for name in found
            if any(
                each in rows and each not in found and each not in documents
                for each in (*rows[name].sources, *_owner(rows[name]))
            )
        ]
        for name in loose:
            del found[name]
        waiting = bool(loose)
    return found


def _stands(row: Row, links: Mapping[str, str], standing: Mapping[str, Row]) -> bool:
    """Whether a row says nothing that is not in force already."""
    if isinstance(row, Case):
        return False
    was = standing.get(links.get(row.id, row.id))
    if was is None or type(was) is not type(row):
        return False
    if isinstance(row, (Item, Party, Assumption)):
        return True  # a name keeps the row under which it was first met
    return not list(_changes(was, row)) and _same_owner(was, row, links)


def _same_owner(was: Row, row: Row, links: Mapping[str, str]) -> bool:
    """Whether a row belongs to the promise that its forerunner belonged to."""
    left, right = _owner(was), _owner(row)
    return tuple(links.get(name, name) for name in right) == left


def _owner(row: Row) -> tuple[str, ...]:
    owner = getattr(row, "commitment", getattr(row, "parent", ()))
    return owner if isinstance(owner, tuple) else (owner,) if owner else ()


def _changes(was: Row, row: Row) -> Iterable[tuple[str, str, str]]:
    left, right = to_cells(was), to_cells(row)
    for column, value in right.items():
        if column in _UNCOUNTED or column in _PLACED or left[column] == value:
            continue
        if column in _SPELT and left[column].casefold() == value.casefold():
            continue
        if not _moved_end(left[column], value, was.known_on, row.known_on):
            yield column, left[column], value


def _moved_end(left: str, right: str, was: date | None, now: date | None) -> bool:
    """Whether two periods differ only because each ends where its release does."""
    start, dots, end = left.partition("..")
    return bool(dots) and end == str(was) and right == f"{start}..{now}"


def _pointed(row: Row, unchanged: Mapping[str, str]) -> Row:
    """The row with every reference to a left-out row turned to the one that stands."""
    changes: dict[str, Any] = {}
    for column in ("commitment", "parent", "sources", "same_as"):
        value = getattr(row, column, None)
        if isinstance(value, tuple):
            changes[column] = tuple(unchanged.get(each, each) for each in value)
        elif value:
            changes[column] = unchanged.get(value, value)
    return replace(row, **changes)


def _subject(row: Row) -> str:
    if isinstance(row, Claim):
        return f"{row.giver}: {row.item}"
    if isinstance(row, Commitment):
        return row.title
    if isinstance(row, Payment):
        return f"{row.payer}: {row.stage}"
    return getattr(row, "event", row.id)
