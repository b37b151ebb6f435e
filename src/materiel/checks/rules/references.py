"""Every id that a row names stands in the case, in the table that the column refers to."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.judgements import Judgement
from materiel.kernel.errors import nearest
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, columns

SOURCES = ("claims", "documents")
JUDGED = ("claims", "commitments", "events")
REMEDY = "Correct the id, or add the row."


def _find(rows: CaseRows) -> Iterator[Finding]:
    ids = {name: {row.id for row in mine} for name, mine in rows.tables.items()}
    for row in rows.all():
        for column, tables in _columns(row):
            value = getattr(row, column)
            for name in (value,) if isinstance(value, str) else value:
                if name and not any(name in ids.get(table, ()) for table in tables):
                    known = sorted(each for table in tables for each in ids.get(table, ()))
                    near = nearest(name, known)
                    hint = f" (near: {', '.join(near)})" if near else ""
                    where = rows.where(row, column)
                    problem = f"{name!r} is no id of {' or '.join(tables)}{hint}"
                    yield Finding(CHECK.name, where, problem, REMEDY)


def _columns(row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each column that holds ids, with the tables that they may stand in."""
    yield "sources", SOURCES
    yield "supersedes", (row.TABLE,)
    if isinstance(row, Judgement):
        yield "left", JUDGED
        yield "right", JUDGED
    for each in columns(type(row)):
        if each.refers:
            yield each.name, (each.refers,)


CHECK = Check("references", "every id that a row names stands in the case", _find)
