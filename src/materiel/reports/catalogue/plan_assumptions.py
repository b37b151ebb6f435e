"""What the plan rests on: best under N assumptions, M of them the user's."""

from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

YOURS, READ = "yours", "a reading of the record"
COLUMNS = (
    Column("whose", "whose"),
    Column("text", "what is supposed"),
    Column("about", "about"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each assumption, the user's first."""
    view = PlanReader(reading, plan)
    lines = []
    for each in sorted(view.list("assumptions"), key=lambda found: not found["yours"]):
        about = str(each["about"])
        cells = (YOURS if each["yours"] else READ, str(each["text"]), about)
        names = (about, *about.split("/"), "/".join(about.split("/")[1:]))
        lines.append(Line(cells, view.cites(*names)))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "whose",
        empty="The plan names no assumption.",
        notes=(headline(plan),),
    )


def headline(plan: PlanData) -> str:
    """``Best under 7 assumptions, 3 of them yours.``; only a proven plan is called best."""
    found = list(plan.get("assumptions", ()))
    yours = sum(bool(each["yours"]) for each in found)
    best = "Best" if plan.get("status") == "optimal" else "Found, not proven best,"
    word = "assumption" if len(found) == 1 else "assumptions"
    return f"{best} under {len(found)} {word}, {yours} of them yours."


REPORT = Report(
    "plan-assumptions",
    "What the plan assumes",
    "Under which assumptions is the plan best, and whose are they?",
    make,
    about_plan=True,
)
