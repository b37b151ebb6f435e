"""Every id that a row names stands in the case, in the table that the column refers to."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.judgements import Judgement
from materiel.kernel.errors import nearest
from materiel.kernel.findings import Finding
from materiel.kernel.table import columns

SOURCES = ("claims", "documents")
JUDGED = ("claims", "commitments", "events")
REMEDY = "Correct the id, or add the row."


def _find(rows: CaseRows) -> Iterator[Finding]:
    ids = {name: {row.id for row in mine} for name, mine in rows.tables.items()}
    for row in rows.all():
        kind: Any = type(row)
        for column, tables in _columns(kind):
            value = getattr(row, column)
            for name in (value,) if isinstance(value, str) else value:
                if name and not _stands(ids, tables, name):
                    known = sorted(each for table in tables for each in ids.get(table, ()))
                    near = nearest(name, known)
                    hint = f" (near: {', '.join(near)})" if near else ""
                    where = rows.where(row, column)
                    problem = f"{name!r} is no id of {' or '.join(tables)}{hint}"
                    yield Finding(CHECK.name, where, problem, REMEDY)


def _stands(ids: Mapping[str, Collection[str]], tables: tuple[str, ...], name: str) -> bool:
    first, *others = tables
    return name in ids.get(first, ()) or any(name in ids.get(table, ()) for table in others)


@cache
def _columns(kind: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each column that holds ids, with the tables that they may stand in."""
    judged = (("left", JUDGED), ("right", JUDGED)) if issubclass(kind, Judgement) else ()
    refers = [(each.name, (each.refers,)) for each in columns(kind) if each.refers]
    return ("sources", SOURCES), ("supersedes", (kind.TABLE,)), *judged, *refers


CHECK = Check("references", "every id that a row names stands in the case", _find)
