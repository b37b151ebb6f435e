"""Nothing is known before the sources that carry it were published (DESIGN §4.4).

A later page may confirm what a row says; such a page is cited with the others. It may not be
what the row rests on: then the row would answer, as known on its day, with what nobody had
said yet.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.claims import Claim
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, columns

REMEDY = "State the day on which it became public."
LATER = "State it in a row of its own that supersedes this one, known from that day on."
QUANTITIES = ("units of issue", "units a month")
"""Units of the columns whose numbers a claim states as its quantity."""
AMOUNTS = "major units"
"""Unit of the columns whose numbers a claim states as its amount."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.all():
        cited = [row.document, *row.sources] if isinstance(row, Claim) else list(row.sources)
        days = [(day, name) for name in cited if (day := rows.published(name)) is not None]
        if not days:
            continue
        first, name = min(days)
        known = rows.known_on(row)
        if first > known:
            problem = f"known on {known}, its first source {name} was published on {first}"
            yield Finding(CHECK.name, rows.where(row, "known_on"), problem, REMEDY)
        elif not isinstance(row, Claim):
            yield from _ahead(rows, row, known)


def _ahead(rows: CaseRows, row: Row, known: date) -> Iterator[Finding]:
    """Sources that became known after the row and that it nevertheless rests on."""
    late = sorted((day, name) for name in row.sources if (day := _public(rows, name)) > known)
    if not late:
        return
    # What a correction adds to the sources of the version before it is its reason.
    older = rows.by_id.get(row.supersedes)
    reasons = [] if older is None else [each for each in late if each[1] not in older.sources]
    for day, name in reasons:
        problem = f"a correction known on {known}, its source {name} became known on {day}"
        yield _finding(rows, row, "sources", problem)
    told = {(name, "") for _, name in reasons}
    early = [name for name in row.sources if _public(rows, name) <= known]
    if not all(isinstance(rows.by_id.get(name), Claim) for name in early):
        return  # a document cited whole may state anything
    for column, value, kind in _stated(row):
        if any(_states(rows, name, row, kind, value) for name in early):
            continue
        first = next((each for each in late if _states(rows, each[1], row, kind, value)), None)
        if first is None:
            continue  # nobody states it so: it is counted or read from what they state
        day, name = first
        if told.isdisjoint({(name, ""), (name, str(value))}):
            told.add((name, str(value)))
            problem = f"known on {known}, its {value} is first stated by {name}, of {day}"
            yield _finding(rows, row, column, problem)


def _public(rows: CaseRows, name: str) -> date:
    """When a cited source was public at the latest; the first of days when it leads nowhere.

    A claim that states no day of its own may carry the case's date: its page came out before.
    """
    document, cited = rows.document(name), rows.by_id.get(name)
    if document is None or cited is None:
        return date.min
    last = document.published.last
    return min(cited.known_on or last, last)


def _stated(row: Row) -> Iterator[tuple[str, Any, str]]:
    """Column, value and ``count``, ``amount`` or ``when`` of what a claim could state."""
    for each in columns(type(row)):
        value = getattr(row, each.name)
        if not value:
            continue
        if each.kind.name == "period":
            yield each.name, value, "when"
        elif each.unit in QUANTITIES:
            yield each.name, value, "count"
        elif each.unit == AMOUNTS:
            yield each.name, value, "amount"


def _states(rows: CaseRows, name: str, row: Row, kind: str, value: Any) -> bool:
    claim = rows.by_id.get(name)
    if not isinstance(claim, Claim):
        return False
    if kind == "when":
        return bool(claim.when == value)
    if kind == "count":
        return value in (claim.low, claim.high)
    same = claim.currency == getattr(row, "currency", "")
    return same and value in (claim.amount_low, claim.amount_high)


def _finding(rows: CaseRows, row: Row, column: str, problem: str) -> Finding:
    return Finding(CHECK.name, rows.where(row, column), problem, LATER, "warning")


CHECK = Check("known-on-order", "nothing is known before the sources that carry it", _find)
