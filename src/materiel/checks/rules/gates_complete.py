"""A gate says what it opens and how far; an undecided cap blocks our own acts (DESIGN §4.5)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Gate

ROUTE = ("giver", "receiver", "item")


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.every(Gate):
        stated = [name for name in ROUTE if getattr(row, name)]
        if row.commitment and stated:
            yield Finding(
                CHECK.name,
                rows.where(row, stated[0]),
                f"it names a commitment and also {' and '.join(stated)}",
                "Name the commitment alone, or giver, receiver and item.",
            )
        missing = [name for name in ROUTE if name not in stated]
        if not row.commitment and missing:
            yield Finding(
                CHECK.name,
                rows.where(row, missing[0]),
                f"no commitment, and no {' and no '.join(missing)}",
                "Name the commitment, or giver, receiver and item.",
            )
        if (row.cap == "number") != (row.cap_units is not None):
            found = "empty" if row.cap_units is None else f"{row.cap_units:,}"
            yield Finding(
                CHECK.name,
                rows.where(row, "cap_units"),
                f"cap is {row.cap!r} and cap_units is {found}",
                "State cap_units when, and only when, cap is 'number'.",
            )
        live = rows.lives.counts(row.id, rows.stamps.known_at)
        if row.cap == "unknown" and row.state == "granted" and live:
            yield Finding(
                CHECK.name,
                rows.where(row, "cap"),
                "how many the consent is for is not known",
                "Decide it before a plan uses it: an unknown cap blocks our own acts.",
                "note",
            )


CHECK = Check("gates-complete", "a gate says what it opens and how far", _find)
