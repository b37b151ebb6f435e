"""Orders and hand-overs stay within a stated ceiling; what is used is always derived."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment

COUNTED = {"ordered": "ordered", "received": "handed over"}
"""Rungs that use a ceiling up, with the word shown. A request is not an order."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    live = rows.live(Commitment)
    children: dict[str, list[str]] = {}
    for row in live:
        if row.parent:
            parent = rows.lives.root(row.parent)
            children.setdefault(parent, []).append(rows.lives.root(row.id))
    for row in live:
        if row.ceiling_units is None:
            continue
        parts = _below(rows.lives.root(row.id), children)
        for rung, word in COUNTED.items():
            total = rows.standing.total(*(rows.standing.reached(part, rung) for part in parts))
            if total.bounds.low > row.ceiling_units:
                yield Finding(
                    CHECK.name,
                    rows.where(row, "ceiling_units"),
                    f"{word} {total.bounds}, the ceiling is {row.ceiling_units:,}",
                    "Correct the ceiling, or enter the amendment that raised it.",
                    "warning",
                )


def _below(root: str, children: dict[str, list[str]]) -> list[str]:
    found = [root]
    for each in found:
        found += [child for child in children.get(each, ()) if child not in found]
    return found


CHECK = Check("ceiling", "orders and hand-overs stay within a stated ceiling", _find)
