"""How each floor fares under the plan: its tightest month, and where it is missed."""

from materiel.planning.rows import Floor
from materiel.reports.planned import PlanReader, exactly, plainly
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table
from materiel.reports.words import listed

COLUMNS = (
    Column("parties", "whose floor"),
    Column("item", "item"),
    Column("floor", "floor", "whole", "units of issue"),
    Column("margin", "least above it", "whole", "units of issue"),
    Column("when", "tightest in"),
    Column("below", "below it in"),
    Column("allowed", "allowed below"),
    Column("reading", "how to read it"),
)
STATED = ("floor", "allowed")
"""Columns that only the row of a stated floor fills."""


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each floor, the tightest first."""
    view = PlanReader(reading, plan)
    rows = {row.id: row for row in reading.rows(Floor)}
    supposed = {str(found["about"]): str(found["text"]) for found in view.list("assumptions")}
    lines = []
    # Floors that the plan supposes have no row: their level stands in the words under each.
    silent = () if any(each["floor"] in rows for each in view.list("floors")) else STATED
    columns = tuple(column for column in COLUMNS if column.name not in silent)
    for each in sorted(view.list("floors"), key=lambda floor: exactly(floor["least_margin"])):
        row = rows.get(each["floor"])
        below = [
            f"{view.runs([int(month)])} by {units}" for month, units in each.get("gap_months", ())
        ]
        allowed = None
        if row is not None:
            allowed = f"{row.depth} for {row.duration} months in a row" if row.depth else "never"
        cells: tuple[Cell, ...] = (
            listed([view.party(name) for name in each["parties"]]),
            view.item(each["of"]),
            row.units if row else None,
            plainly(exactly(each["least_margin"])),
            view.month(int(each["least_month"])),
            "; ".join(below) or None,
            allowed,
            view.said(supposed.get(f"floors/{each['floor']}", "")),
        )
        kept = tuple(
            cell for cell, column in zip(cells, COLUMNS, strict=True) if column.name not in silent
        )
        lines.append(Line(kept, view.cites(each["floor"])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        columns,
        tuple(lines),
        empty="No floor is stated.",
        notes=("A floor is about what is held where, not about readiness.",),
    )


REPORT = Report(
    "plan-floors",
    "Floors under the plan",
    "How close does each holding come to its floor, and where is it missed?",
    make,
    about_plan=True,
)
