"""What binds the plan: the rules that leave it no room, in words with their numbers."""

from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

COLUMNS = (Column("rule", "what leaves no room"),)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each binding rule; it cites the entries that its words name."""
    view = PlanReader(reading, plan)
    lines = []
    for words in plan.get("binding", ()):
        tokens = [token.strip(".,;:()'\"") for token in words.replace("/", " ").split()]
        lines.append(Line((words,), view.cites(*tokens)))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No rule leaves the plan without room.",
        notes=(
            "What lifting a rule would bring is a question for another plan; only a plan solved "
            "again says it.",
        ),
    )


REPORT = Report(
    "plan-binding",
    "What binds the plan",
    "Which rules leave the plan no room?",
    make,
    about_plan=True,
)
