"""Who hands over what and when, as the plan proposes it."""

from materiel.planning.rows import Route
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

COLUMNS = (
    Column("sent", "sent"),
    Column("donor", "by"),
    Column("recipient", "to"),
    Column("item", "item"),
    Column("units", "units", "whole", "units of issue"),
    Column("arrives", "arrives"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each hand-over, in order of month; each cites its route and consents."""
    view = PlanReader(reading, plan)
    lines = []
    for move in view.list("moves"):
        cells = (
            view.month(move["month"]),
            view.party(move["donor"]),
            view.party(move["recipient"]),
            view.item(move["item"]),
            int(move["units"]),
            view.month(move["arrives"]),
        )
        lines.append(Line(cells, view.cites(*_routes(reading, move))))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="The plan proposes no hand-over.",
        notes=("A plan proposes; nothing of it is a fact.",),
    )


def _routes(reading: Reading, move: PlanData) -> list[str]:
    words = reading.words
    return [
        row.id
        for row in reading.rows(Route)
        if (words.party(row.giver).id, words.party(row.receiver).id)
        == (move["donor"], move["recipient"])
        and move["item"] in {words.item(name).id for name in row.items}
    ]


REPORT = Report(
    "plan-moves",
    "Hand-overs of the plan",
    "Who hands over how many of what to whom, and when does it arrive?",
    make,
    about_plan=True,
)
