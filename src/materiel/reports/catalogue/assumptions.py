"""What is supposed: readings of sources and choices of the user, each named."""

from materiel.ledger.case import Assumption
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import ASSUMPTION, Column, Line, Table, cited

WHOSE = {"record": "a reading of the sources", "user": "a choice of the user"}
COLUMNS = (
    Column("whose", "whose"),
    Column("text", "what is supposed"),
    Column("scope", "what it touches"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """The case's own assumptions, then those of the vocabulary that its items rest on."""
    del plan
    lines = [
        Line((WHOSE[row.whose], row.text, row.scope), cited([row.id]))
        for row in reading.rows(Assumption)
    ]
    for item in sorted({row.item for row in reading.commitments.values()}):
        found = reading.words.item(item)
        if found.assumption:
            cells = (WHOSE["record"], found.assumption, f"the name of {found.name}")
            lines.append(Line(cells, (ASSUMPTION,)))
    lines.sort(key=lambda line: str(line.cells[0]), reverse=True)
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "whose",
        empty="The case states no assumption.",
    )


REPORT = Report(
    "assumptions",
    "What is assumed",
    "What does the case suppose that no source states?",
    make,
)
