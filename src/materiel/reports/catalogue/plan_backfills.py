"""Who is refilled for what the plan hands over, from which source, and what stays open."""

from materiel.planning.rows import Backfill
from materiel.reports.catalogue.who_is_owed import REFILL
from materiel.reports.catalogue.who_is_owed import make as who_is_owed
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table
from materiel.reports.words import counted

COLUMNS = (
    Column("donor", "refilled"),
    Column("item", "item"),
    Column("since", "handed over in"),
    Column("due", "due by the end of"),
    Column("units", "owed"),
    Column("filled", "filled by"),
    Column("open", "open at the end"),
    Column("late", "late, unit-months"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each month's hand-overs that are to be refilled."""
    view = PlanReader(reading, plan)
    lines = []
    for each in view.list("backfills"):
        filled = [
            f"{part['units']} in {view.month(part['month'])} ({view.said(part['source'])})"
            for part in each["filled"]
        ]
        cells = (
            view.party(each["donor"]),
            view.item(each["of"]),
            view.month(each["since"]) if each["since"] else "before the plan",
            view.month(each["due"]),
            str(each["units"]),
            "; ".join(filled) or "nothing inside the plan's months",
            str(each["open"]),
            str(each["late"]),
        )
        sources = [part["source"].split(" ", 1)[-1] for part in each["filled"]]
        lines.append(Line(cells, view.cites(each["obligation"], *sources)))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty=_empty(reading),
    )


def _empty(reading: Reading) -> str:
    """Why the plan refills nobody, and that what is owed outside it stays owed."""
    if reading.rows(Backfill):
        return "Under the case's refill rules nothing that the plan hands over is to be refilled."
    owed = sum(line.cells[0] == REFILL for line in who_is_owed(reading, {}).lines)
    words = "This case states no refill rule for the plan"
    if not owed:
        return f"{words}."
    stay = "stays" if owed == 1 else "stay"
    return f"{words}; the {counted(owed, 'refill')} listed under who is owed {stay} owed."


REPORT = Report(
    "plan-backfills",
    "Refills of the plan",
    "Who is refilled, from what, by when, and what stays open?",
    make,
    about_plan=True,
)
