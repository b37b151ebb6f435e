"""What the record does not know: numbers, days, parties and terms that no source states."""

from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Event, Holding, Payment
from materiel.procurement.contracts import Option
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import listed, period_words
from materiel.vocabulary.parties import UNDISCLOSED

NUMBER, WHICH = "how many", "which promise it fulfils"
DAY, PARTY, TERMS = "on which day", "who", "on which terms"
CLASH = "statements that cannot all hold"
ORDER = (NUMBER, WHICH, DAY, PARTY, TERMS, CLASH)
COLUMNS = (
    Column("what", "what is not known"),
    Column("about", "about"),
    Column("known", "what is known", "count"),
    Column("words", "in the sources' words, or ours where they say nothing"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each gap, in the words of the sources."""
    del plan
    lines = [
        *_numbers(reading),
        *_days(reading),
        *_parties(reading),
        *_terms(reading),
        *_clashes(reading),
    ]
    lines.sort(key=lambda line: ORDER.index(str(line.cells[0])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "what",
        empty="Every number and day on record is stated exactly.",
        notes=("An unknown low end counts 0 in sums and is shown as unknown.",),
    )


def _about(reading: Reading, row: Event) -> str:
    titles = listed([reading.title(name) for name in row.commitment])
    return f"{row.event}: {titles}"


def _numbers(reading: Reading) -> list[Line]:
    lines = []
    for row in reading.rows(Event):
        open_ = row.bounds.exact is None or not row.bounds.low_known
        if row.same_as:
            words = f"the same as {row.same_as}; {row.wording}"
            lines.append(Line((NUMBER, _about(reading, row), None, words), cited([row.id])))
        elif open_:
            words = "; ".join(filter(None, (row.wording, row.note))) or "no number stated"
            cells = (NUMBER, _about(reading, row), row.bounds, words)
            lines.append(Line(cells, cited([row.id])))
        if len(row.commitment) > 1:
            cells = (WHICH, _about(reading, row), row.bounds, row.wording or "not stated")
            lines.append(Line(cells, cited([row.id])))
    for held in reading.rows(Holding):
        if held.bounds.exact is None or not held.bounds.low_known:
            about = f"{reading.item(held.item)} held by {reading.party(held.party)}"
            words = "; ".join(filter(None, (held.wording, held.note))) or "no number stated"
            lines.append(Line((NUMBER, about, held.bounds, words), cited([held.id])))
    for paid in reading.rows(Payment):
        if paid.low is None or paid.low != paid.high:
            about = f"money {paid.stage}: {reading.title(paid.commitment)}"
            words = "; ".join(filter(None, (paid.wording, paid.note))) or "no exact sum stated"
            lines.append(Line((NUMBER, about, None, words), cited([paid.id])))
    return lines


def _days(reading: Reading) -> list[Line]:
    """Events dated by a stretch of more than a day."""
    return [
        Line(
            (
                DAY,
                _about(reading, row),
                row.bounds,
                f"nothing dates it more precisely than {period_words(row.valid)}",
            ),
            cited([row.id]),
        )
        for row in reading.rows(Event)
        if (row.valid.end - row.valid.start).days > 1
    ]


def _parties(reading: Reading) -> list[Line]:
    lines = []
    for row in reading.commitments.values():
        roles = {"giver": row.giver, "receiver": row.receiver}
        roles |= {f"payer {n}": name for n, name in enumerate(row.payer, 1)}
        kept = [role for role, name in roles.items() if name == UNDISCLOSED]
        if kept:
            words = f"the sources do not name the {listed(kept)}"
            lines.append(Line((PARTY, row.title, None, words), cited([row.id])))
    return lines


def _terms(reading: Reading) -> list[Line]:
    lines = []
    for row in reading.rows(Option):
        missing = [
            words
            for words, stated in (
                ("its quantity", row.quantity is not None),
                ("its last day", row.expires is not None),
                ("its price", row.price is not None),
                ("who may exercise it", bool(row.holders)),
            )
            if not stated
        ]
        if missing:
            known = Bounds.unknown() if row.quantity is None else Bounds.exactly(row.quantity)
            about = f"option {row.id} of contract {row.contract}"
            words = f"not published: {listed(missing)}"
            lines.append(Line((TERMS, about, known, words), cited([row.id])))
    return lines


def _clashes(reading: Reading) -> list[Line]:
    lines = []
    for root, row in reading.commitments.items():
        for rung in reading.rungs(root):
            figure = reading.figure([root], rung)
            for finding in figure.total.findings:
                cells = (CLASH, f"{rung}: {row.title}", figure.bounds, str(finding))
                lines.append(Line(cells, cited(figure.cites)))
    return lines


REPORT = Report(
    "unknown",
    "What the record does not know",
    "Which numbers, days, parties and terms does no source state?",
    make,
)
