"""What binds the plan: the rules that leave it no room, in words with their numbers."""

from materiel.planning.rows import Capacity
from materiel.procurement.contracts import ContractLine
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

VOCABULARY = ("parties", "items", "bodies")
"""Rows that say who or what is meant, and support no rule."""
COLUMNS = (Column("rule", "what leaves no room"),)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each binding rule; it cites the entries that its words name."""
    view = PlanReader(reading, plan)
    lines = [
        Line((view.said(words),), view.cites(*_named(reading, words)))
        for words in plan.get("binding", ())
    ]
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No rule leaves the plan without room.",
        notes=(
            (
                "What lifting a rule would bring is a question for another plan; only a plan "
                "solved again says it."
            ),
        ),
    )


def _named(reading: Reading, words: str) -> list[str]:
    """Ids that the words name: of rows, of contract lines, of what has a name of its own."""
    tokens = {token.strip(".,;:()'\"") for token in words.split()}
    found = [
        name
        for name in reading.records
        if name in tokens and reading.records[name].kind not in VOCABULARY
    ]
    found += [
        row.id for row in reading.rows(ContractLine) if f"{row.contract}/{row.line}" in tokens
    ]
    return found + [row.id for row in reading.rows(Capacity) if row.name and row.name in words]


REPORT = Report(
    "plan-binding",
    "What binds the plan",
    "Which rules leave the plan no room?",
    make,
    about_plan=True,
)
