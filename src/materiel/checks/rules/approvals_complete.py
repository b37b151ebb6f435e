"""An approval names a body that can decide it, days in their order, and no circle."""

from collections.abc import Iterator, Sequence
from datetime import date

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.vocabulary.reader import table
from materiel.vocabulary.requisites import Requisite

BODY = "Write a name of the vocabulary, or add the body to bodies.csv."


def _find(rows: CaseRows) -> Iterator[Finding]:
    approvals = rows.tables.get("approvals", ())
    for row in (*approvals, *rows.tables.get("sessions", ())):
        try:
            rows.vocabulary.body(str(getattr(row, "body", "")))
        except InputError as problem:
            yield Finding(CHECK.name, rows.where(row, "body"), str(problem), BODY)
    for row in approvals:
        yield from _days(rows, row)
        name = str(getattr(row, "requisite", ""))
        if name and name not in table(Requisite).rows:
            yield Finding(
                CHECK.name,
                rows.where(row, "requisite"),
                f"no rule {name!r} asks for an approval",
                "Write an id of the table requisites, or leave the cell empty.",
            )
    yield from _circles(rows, approvals)
    yield from _twice(rows)


def _days(rows: CaseRows, row: Row) -> Iterator[Finding]:
    filed: date | None = getattr(row, "filed", None)
    decided: date | None = getattr(row, "decided", None)
    if filed and decided and decided < filed:
        yield Finding(
            CHECK.name,
            rows.where(row, "decided"),
            f"decided on {decided}, before it was filed on {filed}",
            "Correct one of the two days.",
            "warning",
        )


def _circles(rows: CaseRows, approvals: Sequence[Row]) -> Iterator[Finding]:
    after = {row.id: tuple(getattr(row, "after", ())) for row in approvals}
    left = dict(after)
    while free := [name for name, names in left.items() if not set(names) & set(left)]:
        for name in free:
            del left[name]
    for row in approvals:
        if row.id in left:
            yield Finding(
                CHECK.name,
                rows.where(row, "after"),
                f"it waits for {', '.join(after[row.id])}, which wait for it",
                "Take one of them out.",
            )


def _twice(rows: CaseRows) -> Iterator[Finding]:
    """Two positions of one member on one day leave open which of them counts."""
    seen: dict[tuple[str, str, object], Row] = {}
    for row in rows.tables.get("positions", ()):
        if not rows.lives.counts(row.id, rows.stamps.known_at):
            continue
        party, day = str(getattr(row, "party", "")), getattr(row, "day", None)
        key = str(getattr(row, "approval", "")), party, day
        if key in seen:
            yield Finding(
                CHECK.name,
                rows.where(row, "party"),
                f"{seen[key].id} states a position of {party} on the same day",
                "Give one of them a later day, or supersede it.",
            )
        seen[key] = row


CHECK = Check(
    "approvals-complete", "an approval names a body, days in their order, and no circle", _find
)
