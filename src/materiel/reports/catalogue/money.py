"""Money at its six stages, never added up: from pledged to paid, with basis and bounds."""

from collections import defaultdict

from materiel.ledger.postings import MONEY, Posted
from materiel.ledger.rows import MONEY_STAGES, Payment
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import Amount

COLUMNS = (
    Column("payer", "payer"),
    Column("for", "for"),
    Column("basis", "basis"),
    *(Column(stage, stage, "money") for stage in MONEY_STAGES),
    Column("words", "in the sources' words"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each payer, promise, basis and currency; nothing is added across them."""
    del plan
    rows = {row.id: row for row in reading.rows(Payment)}
    groups: dict[tuple[str, str, str, str], dict[str, list[Posted]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for leg in reading.postings:
        account = leg.account
        if account.book == MONEY and leg.coefficient > 0:
            row = rows[reading.ids([leg])[0]]
            key = (row.payer, account.commitment, row.basis, account.item)
            groups[key][account.name].append(leg)
    lines = []
    for (payer, root, basis, currency), stages in groups.items():
        cells: list[Cell] = [reading.party(payer), reading.title(root), basis]
        cites: list[str] = []
        for stage in MONEY_STAGES:
            figure = reading.total(stages.get(stage, []))
            cells.append(Amount(figure.total.bounds, currency) if figure.stated else None)
            cites += figure.cites
        said = dict.fromkeys(words for name in cites if (words := _words(rows[name])))
        lines.append(Line((*cells, "; ".join(said)), cited(cites)))
    lines.sort(key=lambda line: tuple(map(str, line.cells[:3])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No money is on record.",
        notes=(
            (
                "The six stages are six facts about the same money and are never added up; nor are "
                "different bases or currencies."
            ),
        ),
    )


def _words(row: Payment) -> str:
    printed = f"printed as {row.printed}" if row.printed else ""
    return ", ".join(filter(None, (row.wording, printed, row.note)))


REPORT = Report(
    "money",
    "Money, stage by stage",
    "Who pledged, appropriated, committed, obligated, called or paid how much for what, and on "
    "which basis?",
    make,
)
