"""What waits for a condition is not promised before the others have given enough (DESIGN §6.7)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event

ONLY_SAID = "announced"
ENDS = ("lapsed", "withdrawn", "refused")
TAKEN_BACK = "withdrawn"
REMEDY = "Keep it on announced until the others have given enough, or correct the condition."


def _find(rows: CaseRows) -> Iterator[Finding]:
    conditions = rows.tables.get("conditions", ())
    for row in conditions:
        if not rows.lives.counts(row.id, rows.stamps.known_at):
            continue
        root = rows.lives.root(_cell(row, "commitment"))
        for event in rows.live(Event):
            promises = {rows.lives.root(name) for name in event.commitment}
            if root not in promises or not _promises(rows, event):
                continue
            day = event.valid.last
            if day < _cell(row, "made") or any(
                _enough(rows, other, day)
                for other in conditions
                if rows.lives.root(_cell(other, "commitment")) == root
            ):
                continue
            by: date | None = _cell(row, "by")
            others = _most(rows, row, day if by is None else min(day, by)) or 0
            threshold: int = _cell(row, "threshold")
            yield Finding(
                CHECK.name,
                rows.where(event),
                f"{event.event} on {event.valid}, but it waits for {threshold:,} of others, who "
                f"had given at most {others:,}",
                REMEDY,
                "warning",
            )


def _cell(row: Row, name: str) -> Any:
    """A cell of the conditions table, whose type a room beside this one owns."""
    return getattr(row, name)


def _promises(rows: CaseRows, event: Event) -> bool:
    """Whether an event says more of a promise than that it was announced, or ended."""
    raised = {*rows.vocabulary.event(event.event).raises} - {ONLY_SAID, *ENDS}
    return bool(raised) and event.bounds.high != 0


def _enough(rows: CaseRows, row: Row, day: date) -> bool:
    """Whether the others may have given enough by a day, and no later than the last one."""
    by: date | None = _cell(row, "by")
    until = day if by is None else min(day, by)
    most = _most(rows, row, until)
    return most is None or most >= _cell(row, "threshold")


def _most(rows: CaseRows, row: Row, day: date) -> int | None:
    """The most that the others can have given by a day; None when nothing limits it."""
    named = {rows.lives.root(name) for name in _cell(row, "others")}
    own = _giver(rows, _cell(row, "commitment"))
    roots = {
        rows.lives.root(each.id)
        for each in rows.live(Commitment)
        if (
            rows.lives.root(each.id) in named
            or (each.parent and rows.lives.root(each.parent) in named)
        )
        and _giver(rows, each.id) != own
    }
    total = 0
    for event in rows.live(Event):
        if event.valid.start > day or not roots.intersection(
            map(rows.lives.root, event.commitment)
        ):
            continue
        if _cell(row, "rung") in rows.vocabulary.event(event.event).raises:
            if event.bounds.high is None:
                return None
            total += event.bounds.high
        elif event.event == TAKEN_BACK and event.valid.last <= day:
            total -= event.bounds.low
    return total


def _giver(rows: CaseRows, name: str) -> str:
    found = rows.by_id.get(name)
    return rows.vocabulary.party(found.giver).id if isinstance(found, Commitment) else ""


CHECK = Check(
    "condition-met",
    "a conditional promise counts only once the others have given enough",
    _find,
)
