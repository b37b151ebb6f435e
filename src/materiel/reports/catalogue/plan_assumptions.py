"""What the plan rests on: best under N assumptions, M of them the user's."""

from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table
from materiel.reports.words import counted

YOURS, READ = "a choice of the user", "a reading of the record"
ABOUT = {
    "problem": "the whole plan",
    "floors": "a floor",
    "stocks": "what is held",
    "slots": "a dated delivery",
    "gates": "a consent",
    "contracts": "a contract",
    "arcs": "a route",
    "requirements": "a need",
    "conditions": "a conditional offer",
    "exchanges": "a swap",
    "claims": "what a producer keeps of a line",
    "funds": "a common fund",
}
"""What a part of a plan is to a reader."""
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
        part = about.partition("/")[0]
        text = str(each["text"])
        cells = (
            YOURS if each["yours"] else READ,
            text if part == "problem" else view.said(text),
            ABOUT.get(part, part),
        )
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
        notes=(headline(plan), *terms(plan)),
    )


def headline(plan: PlanData) -> str:
    """The line ``Best under 7 assumptions, 3 of them the user's choices.`` of a plan.

    Only a proven plan is called best.
    """
    found = list(plan.get("assumptions", ()))
    yours = sum(bool(each["yours"]) for each in found)
    best = "Best" if plan.get("status") == "optimal" else "Found, not proven best,"
    whose = "choice" if yours == 1 else "choices"
    about = counted(len(found), "assumption")
    off = plan.get("how", {}).get("without", ())
    rules = f", without {counted(len(off), 'rule')} ({', '.join(off)})" if off else ""
    return f"{best} under {about}, {yours} of them the user's {whose}{rules}."


def terms(plan: PlanData) -> tuple[str, ...]:
    """Under which terms a plan was looked for, where they are not the usual ones.

    A plan that is weighted, made without some rules, or solved twice says so.
    """
    how = plan.get("how", {})
    if not any(how.get(name) for name in ("weights", "tolerances", "without", "twice")):
        return ()
    return tuple(f"{words[:1].upper()}{words[1:]}." for words in how["words"])


REPORT = Report(
    "plan-assumptions",
    "What the plan assumes",
    "Under which assumptions is the plan best, and whose are they?",
    make,
    about_plan=True,
)
