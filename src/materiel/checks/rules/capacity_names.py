"""A hub that a route passes, and a line that is kept in part, are stated among the capacities."""

from collections.abc import Collection, Iterator
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.errors import nearest
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row

REMEDY = "Correct the name, or add the capacity."


def _find(rows: CaseRows) -> Iterator[Finding]:
    capacities = _live(rows, "capacities")
    named: dict[str, set[str]] = {"hub": set(), "line": set()}
    for row in capacities:
        if row.kind in named:
            named[row.kind].add(row.name)
    for row in _live(rows, "routes"):
        for name in row.hubs:
            yield from _unknown(rows, row, "hubs", "hub", name, named["hub"])
    for row in capacities:
        if row.kind == "reserve":
            yield from _unknown(rows, row, "name", "line", row.name, named["line"])


def _live(rows: CaseRows, table: str) -> list[Any]:
    """The rows of a table that count; this room does not know the planner's types."""
    known_at = rows.stamps.known_at
    return [row for row in rows.tables.get(table, ()) if rows.lives.counts(row.id, known_at)]


def _unknown(
    rows: CaseRows, row: Row, column: str, kind: str, name: str, known: Collection[str]
) -> Iterator[Finding]:
    if name in known:
        return
    near = nearest(name, sorted(known))
    hint = f" (near: {', '.join(near)})" if near else ""
    problem = f"{name!r} is no capacity of the kind {kind}{hint}"
    yield Finding(CHECK.name, rows.where(row, column), problem, REMEDY)


CHECK = Check("capacity-names", "hubs and lines that a row names stand in the capacities", _find)
