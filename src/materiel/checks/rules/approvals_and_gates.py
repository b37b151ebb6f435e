"""An approval and the gate that it opens do not contradict each other."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row
from materiel.ledger.rows import Gate

REMEDY = "Correct one of the two; the gate is what a plan heeds."
FITTING = {
    "not-filed": ("pending",),
    "pending": ("pending",),
    "granted": ("granted", "pending", "expired"),
    "refused": ("refused",),
    "withdrawn": ("pending", "refused", "expired"),
    "expired": ("expired",),
}
"""State of an approval to the states that its gate may have: several may open one gate."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    gates = {row.id: row for row in rows.live(Gate)}
    live = [
        row
        for row in rows.tables.get("approvals", ())
        if rows.lives.counts(row.id, rows.stamps.known_at)
    ]
    of_gate: dict[str, list[Row]] = {}
    for row in live:
        if _cell(row, "gate") in gates:
            of_gate.setdefault(_cell(row, "gate"), []).append(row)
    for name, mine in of_gate.items():
        gate = gates[name]
        states = {row.id: _state(row, rows.stamps.as_of) for row in mine}
        for row in mine:
            if gate.state not in FITTING[states[row.id]]:
                yield Finding(
                    CHECK.name,
                    rows.where(row, "state"),
                    f"the approval is {states[row.id]}, its gate {name} is {gate.state}",
                    REMEDY,
                    "warning",
                )
            yield from _window(rows, row, gate)
        if set(states.values()) == {"granted"} and gate.state == "pending":
            yield Finding(
                CHECK.name,
                rows.where(gate, "state"),
                f"every approval that opens it is granted ({', '.join(states)}), the gate is "
                "pending",
                "Enter the grant of the gate, or the approval that is still lacking.",
                "warning",
            )


def _window(rows: CaseRows, row: Row, gate: Gate) -> Iterator[Finding]:
    expires: date | None = getattr(row, "expires", None)
    if gate.state != "granted" or _state(row, rows.stamps.as_of) != "granted":
        return
    if expires is not None and gate.valid.last > expires:
        yield Finding(
            CHECK.name,
            rows.where(row, "expires"),
            f"the approval ends on {expires}, its gate {gate.id} is open until {gate.valid.last}",
            REMEDY,
            "warning",
        )
    if getattr(row, "conditions", ()) and getattr(row, "conditions_met", "") == "no":
        yield Finding(
            CHECK.name,
            rows.where(row, "conditions_met"),
            f"its conditions are not met, its gate {gate.id} is granted",
            REMEDY,
            "warning",
        )


def _state(row: Row, day: date) -> str:
    """How an approval stands on a day; the row type belongs to a room beside ours."""
    stands: Any = getattr(row, "stands", None)
    return str(stands(day))


def _cell(row: Row, name: str) -> str:
    return str(getattr(row, name, ""))


CHECK = Check(
    "approvals-and-gates", "an approval and the gate that it opens do not contradict", _find
)
