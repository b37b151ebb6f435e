"""A correction stays in its table, keeps who promises what to whom, and is the only one."""

from collections import defaultdict
from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.rows import Commitment

KEPT = {"giver": "party", "receiver": "party", "item": "item"}
"""Columns of a commitment that no correction changes, with the kind of name they hold."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    corrected: dict[str, list[Row]] = defaultdict(list)
    for row in rows.all():
        if row.supersedes in rows.by_id:
            corrected[row.supersedes].append(row)
    for old, news in corrected.items():
        for row in news[1:]:
            yield _finding(
                rows,
                row,
                f"{old} is corrected already, by {news[0].id}",
                f"Let it supersede {news[0].id}.",
            )
        for row in news:
            yield from _pair(rows, rows.by_id[old], row)


def _pair(rows: CaseRows, old: Row, new: Row) -> Iterator[Finding]:
    if new.id == old.id or old.id in rows.lives.later(new.id):
        yield _finding(
            rows, new, f"{new.id} and {old.id} correct each other", "Let the newest come last."
        )
        return
    if old.supersedes and rows.known_on(new) < rows.known_on(old):
        yield _finding(
            rows,
            new,
            f"known on {rows.known_on(new)}, before the correction {old.id} that it corrects "
            f"({rows.known_on(old)})",
            "State the day on which the correction was known.",
        )
    if not (isinstance(old, Commitment) and isinstance(new, Commitment)):
        return
    for column, kind in KEPT.items():
        before, after = (_same(rows, kind, getattr(each, column)) for each in (old, new))
        if before != after:
            yield Finding(
                CHECK.name,
                rows.where(new, column),
                f"{after} in place of {before}: a correction cannot change who promises what "
                "to whom",
                "Withdraw the old promise and enter a new one.",
            )


def _same(rows: CaseRows, kind: str, name: str) -> str:
    """The id behind a name; the name itself when nobody knows it (found elsewhere)."""
    words = rows.vocabulary
    try:
        return words.party(name).id if kind == "party" else words.item(name).id
    except InputError:
        return name


def _finding(rows: CaseRows, row: Row, problem: str, remedy: str) -> Finding:
    return Finding(CHECK.name, rows.where(row, "supersedes"), problem, remedy)


CHECK = Check("corrections", "a correction follows what it corrects, once, in its table", _find)
