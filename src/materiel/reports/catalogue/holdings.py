"""What a party holds: the stated opening count, what moved since, and what follows from both."""

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.ledger.postings import ON_HAND
from materiel.ledger.rows import Holding
from materiel.reports.reading import Figure, Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import period_words

COLUMNS = (
    Column("party", "party"),
    Column("item", "item"),
    Column("opening", "stated count", "count", "units of issue"),
    Column("counted", "counted on"),
    Column("came", "came since", "count", "units of issue"),
    Column("went", "went since", "count", "units of issue"),
    Column("holds", "holds then", "count", "units of issue"),
    Column("reading", "how to read it"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each party and item that has a count or a movement."""
    del plan
    lines = []
    for (party, account, item), legs in reading.stock.items():
        if account != ON_HAND:
            continue
        kinds = {name: reading.records[name].kind for name in reading.ids(legs)}
        opening = [leg for leg in legs if kinds[reading.ids([leg])[0]] == Holding.TABLE]
        moves = [leg for leg in legs if leg not in opening]
        came = reading.total([leg for leg in moves if leg.coefficient > 0])
        out = [leg for leg in moves if leg.coefficient < 0]
        went = reading.total(out, -1)
        stated, held = reading.total(opening), reading.total(legs)
        cells = (
            reading.party(party),
            reading.item_unit(item),
            stated.bounds if stated.stated else Bounds.unknown(),
            _counted(reading, stated),
            came.bounds if came.stated else Bounds.exactly(0),
            went.bounds if went.stated else Bounds.exactly(0),
            held.total.bounds if stated.stated else Bounds.unknown(),
            _reading(reading, stated, held),
        )
        lines.append(Line(cells, cited(reading.ids(legs))))
    lines.sort(key=lambda line: (str(line.cells[0]), str(line.cells[1])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        notes=("A holding is where units are, not whether they are ready or crewed.",),
    )


def _counted(reading: Reading, stated: Figure) -> str:
    days = [period_words(Period.parse(reading.records[name].valid)) for name in stated.cites]
    return "; ".join(days)


def _reading(reading: Reading, stated: Figure, held: Figure) -> str:
    parts = []
    if not stated.stated:
        parts.append("no opening count on record, so what is held is unknown")
    elif held.total.bounds.high is not None and held.total.bounds.high < 0:
        parts.append("below zero: more went than was counted")
    parts += [words for words in (reading.said(stated),) if words]
    if undated := reading.undated(held):
        parts.append(undated)
    return "; ".join(parts)


REPORT = Report(
    "holdings",
    "What is held",
    "What did each party state that it holds, what moved since, and what follows?",
    make,
)
