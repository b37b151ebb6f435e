"""A conversion gives back no more new units than the old ones that went into it make."""

from collections.abc import Iterator
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.postings import ON_HAND, STOCK

AWAY = "converted-away"
"""The account of units that became another item."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.tables.get("sustainment", ()):
        if not rows.lives.counts(row.id, rows.stamps.known_at):
            continue
        old, new = _root(rows, _cell(row, "commitment")), _root(rows, _cell(row, "result"))
        if not (old and new):
            continue
        standing = rows.standing
        went = standing.total(standing.sum(STOCK, old, lambda account: account.name == AWAY))
        came = standing.total(standing.sum(STOCK, new, lambda account: account.name == ON_HAND))
        takes: int = _cell(row, "takes")
        if went.bounds.high is not None and came.bounds.low * takes > went.bounds.high:
            yield Finding(
                CHECK.name,
                rows.where(row),
                f"{came.bounds} came out and take {takes:,} each, {went.bounds} went in",
                "Enter what else went in, or correct a number or the ratio.",
                "warning",
            )


def _root(rows: CaseRows, name: str) -> str:
    return rows.lives.root(name) if name in rows.by_id else ""


def _cell(row: Row, name: str) -> Any:
    """A cell of the sustainment table, whose type a room beside this one owns."""
    return getattr(row, name)


CHECK = Check("conversion", "a conversion gives back no more than what went into it makes", _find)
