"""Which needs stay unmet under the plan, in which months, and by how much."""

from materiel.planning.rows import Requirement
from materiel.reports.planned import PlanReader, exactly, plainly
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

COLUMNS = (
    Column("recipient", "who needs it"),
    Column("item", "item"),
    Column("asked", "asked for", "whole", "units of issue"),
    Column("priority", "priority", "whole"),
    Column("most", "most missing at once", "whole", "units of issue"),
    Column("months", "in which months"),
    Column("end", "missing at the end", "whole", "units of issue"),
    Column("unit-months", "unit-months", "whole", "units of issue times months"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each need that the plan does not meet in time."""
    view = PlanReader(reading, plan)
    rows = {row.id: row for row in reading.rows(Requirement)}
    lines = []
    for each in sorted(view.list("unmet"), key=lambda need: (need["priority"], need["recipient"])):
        months = [(int(month), exactly(units)) for month, units in each["months"]]
        if not months:
            continue
        row = rows.get(each["requirement"])
        last = reading.case.plan_months
        cells = (
            view.party(each["recipient"]),
            view.item(reading.words.item(row.item).id) if row else each["requirement"],
            row.units if row else None,
            int(each["priority"]),
            plainly(max(units for _, units in months)),
            view.runs(month for month, _ in months),
            plainly(dict(months).get(last, exactly(0)) if last else months[-1][1]),
            plainly(exactly(each["unit_months"])),
        )
        lines.append(Line(cells, view.cites(each["requirement"])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="Every need is met in time.",
        notes=("A unit-month: one unit missing for one month.",),
    )


REPORT = Report(
    "plan-unmet",
    "Needs the plan leaves unmet",
    "Which needs stay unmet, when, and by how much?",
    make,
    about_plan=True,
)
