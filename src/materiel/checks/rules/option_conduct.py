"""An option is used in its window and number, after its predecessor, by who may, in the ceiling."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment, Event

USED = "exercised"
REMEDY = "A reported fact stays; correct the option or the exercise if one of them is wrong."


def _find(rows: CaseRows) -> Iterator[Finding]:
    options = rows.tables.get("options", ())
    live = [row for row in options if rows.lives.counts(row.id, rows.stamps.known_at)]
    named = Counter(_promise(rows, row) for row in live)
    # A promise that several options share does not say which of them an exercise used.
    own = {row.id: row for row in live if _promise(rows, row) and named[_promise(rows, row)] == 1}
    for row in own.values():
        uses = _uses(rows, _promise(rows, row))
        yield from _window(rows, row, uses)
        yield from _number(rows, row, uses)
        yield from _holder(rows, row, uses)
        before = own.get(_cell(row, "after"))
        if before is not None:
            yield from _predecessor(rows, before, _uses(rows, _promise(rows, before)), uses)
    yield from _ceiling(rows, own)


def _promise(rows: CaseRows, row: Row) -> str:
    """The promise that an option belongs to, where that is an option of its own."""
    promise = rows.by_id.get(_cell(row, "commitment"))
    if isinstance(promise, Commitment) and promise.kind == "option":
        return rows.lives.root(promise.id)
    return ""


def _cell(row: Row, name: str) -> Any:
    """A cell of the options table, whose type a room beside this one owns."""
    return getattr(row, name)


def _uses(rows: CaseRows, promise: str) -> list[Event]:
    found = [
        row
        for row in rows.live(Event)
        if row.event == USED
        and [rows.lives.root(name) for name in row.commitment] == [promise]
        and row.valid.last <= rows.stamps.as_of
        and row.low
    ]
    return sorted(found, key=lambda row: row.valid.start)


def _window(rows: CaseRows, row: Row, uses: Sequence[Event]) -> Iterator[Finding]:
    opens: date | None = _cell(row, "opens")
    expires: date | None = _cell(row, "expires")
    for use in uses:
        if expires is not None and use.valid.start > expires:
            yield _finding(rows, use, f"exercised {use.bounds} on {use.valid}, expired {expires}")
        if opens is not None and use.valid.last < opens:
            yield _finding(rows, use, f"exercised {use.bounds} on {use.valid}, opens {opens}")


def _number(rows: CaseRows, row: Row, uses: Sequence[Event]) -> Iterator[Finding]:
    if not uses:
        return
    quantity: int | None = _cell(row, "quantity")
    minimum: int = _cell(row, "minimum")
    low, high = 0, 0
    for use in uses:
        low += use.bounds.low
        if quantity is not None and low > quantity:
            yield _finding(
                rows, use, f"exercised at least {low:,} in all, the option adds {quantity:,}"
            )
        end = use.bounds.high
        if end is None:
            return
        high += end
        if high < minimum:
            yield _finding(rows, use, f"exercised at most {high:,}, the minimum is {minimum:,}")


def _holder(rows: CaseRows, row: Row, uses: Sequence[Event]) -> Iterator[Finding]:
    holders: tuple[str, ...] = _cell(row, "holders")
    if not holders:
        return
    words = rows.vocabulary
    known = {words.party(name).id for name in holders if _is_party(rows, name)}
    for use in uses:
        if use.by and _is_party(rows, use.by) and words.party(use.by).id not in known:
            yield _finding(
                rows,
                use,
                f"exercised by {use.by} on {use.valid}, only {', '.join(holders)} may",
            )


def _is_party(rows: CaseRows, name: str) -> bool:
    """Whether a name is known; another check says so where it is not."""
    try:
        rows.vocabulary.party(name)
    except InputError:
        return False
    return True


def _ceiling(rows: CaseRows, own: Mapping[str, Row]) -> Iterator[Finding]:
    """Where options lead a line above the ceiling that its whole states."""
    for line in rows.tables.get("contracts", ()):
        if _cell(line, "scope") != "whole" or not rows.lives.counts(line.id, rows.stamps.known_at):
            continue
        limit: str = _cell(line, "ceiling").replace(",", "").replace("_", "")
        if not limit.isdecimal():
            continue
        total: int = _cell(line, "firm_low") or 0
        here = _cell(line, "contract"), _cell(line, "line")
        uses = [
            use
            for row in own.values()
            if (_cell(row, "contract"), _cell(row, "line")) == here
            for use in _uses(rows, _promise(rows, row))
        ]
        for use in sorted(uses, key=lambda each: each.valid.start):
            before, total = total, total + use.bounds.low
            if total > int(limit):
                yield _finding(
                    rows,
                    use,
                    f"exercised {use.bounds} on {use.valid} on top of {before:,}, the ceiling of "
                    f"{'/'.join(here)} is {int(limit):,}",
                )


def _predecessor(
    rows: CaseRows, before: Row, earlier: Sequence[Event], uses: Sequence[Event]
) -> Iterator[Finding]:
    for use in uses:
        if not any(each.valid.start <= use.valid.last for each in earlier):
            yield _finding(
                rows, use, f"exercised {use.bounds} on {use.valid}, {before.id} is not used by then"
            )


def _finding(rows: CaseRows, row: Row, problem: str) -> Finding:
    return Finding(CHECK.name, rows.where(row), problem, REMEDY, "warning")


CHECK = Check(
    "option-conduct",
    "an option is used in its window and number, after its predecessor, by who may, in the ceiling",
    _find,
)
