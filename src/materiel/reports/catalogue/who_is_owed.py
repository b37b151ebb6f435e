"""Who is owed: promises not yet handed over, and refills with the gift that they make good."""

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.ledger.postings import Posted
from materiel.ledger.rows import Commitment
from materiel.reports.reading import Figure, Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import age_words, period_words

OPEN_GIFT, REFILL = "promised gifts still open", "refills of gifts"
ON_ORDER = "ordered, not yet delivered"
ONLY_SAID = "announced or approved only: neither promised nor ordered"
SECTIONS = {"gift": OPEN_GIFT, "loan": OPEN_GIFT, "backfill": REFILL}
BASES = ("ordered", "pledged", "approved", "announced")
GIFT_BASES = ("pledged", "approved", "announced")
ENDS = ("received", "withdrawn", "lapsed")
COLUMNS = (
    Column("what", "what is owed"),
    Column("owed-to", "owed to"),
    Column("owed-by", "by"),
    Column("item", "item"),
    Column("promise", "promise"),
    Column("stands", "stands at"),
    Column("owed", "owed in all", "count", "units of issue"),
    Column("came", "came", "count", "units of issue"),
    Column("open", "open", "count", "units of issue"),
    Column("refills", "makes good"),
    Column("paid-by", "paid by"),
    Column("due", "due"),
    Column("age", "open for"),
    Column("reading", "how to read it"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each promise of which something is, or may be, open."""
    del plan
    lines = []
    order = (OPEN_GIFT, REFILL, ON_ORDER, ONLY_SAID)
    for root, row in reading.commitments.items():
        if row.kind in ("request", "option"):
            continue
        what = SECTIONS.get(row.kind, ON_ORDER)
        bases = GIFT_BASES if what == OPEN_GIFT else BASES
        basis = next((rung for rung in bases if reading.legs(root, rung)), "")
        if not basis:
            if what == REFILL:
                lines.append(_unstated(reading, root, row, what))
            continue
        if what != REFILL and basis in ("announced", "approved"):
            what = ONLY_SAID
        came = reading.figure([root], "received")
        left = reading.difference([(root, basis)], [(root, rung) for rung in ENDS])
        if left.total.bounds.high == 0:
            continue
        lines.append(_line(reading, root, row, what, basis, came, left))
    lines.sort(key=lambda line: (order.index(str(line.cells[0])), *map(str, line.cells[1:4])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "what",
        empty="Nothing is open.",
        notes=(
            (
                "Stands at: the furthest rung that the open part has reached; announced is no "
                "promise, and ordered may be a ceiling."
            ),
        ),
    )


def _line(
    reading: Reading, root: str, row: Commitment, what: str, basis: str, came: Figure, left: Figure
) -> Line:
    owed = reading.figure([root], basis)
    first = min(reading.legs(root, basis), key=lambda leg: leg.last)
    notes = [reading.undated(owed, left)]
    notes.append(reading.said(left))
    if row.due and row.due.last < reading.as_of:
        notes.insert(0, f"overdue by {age_words(row.due.last, reading.as_of)}")
    cells = (
        what,
        *_who(reading, row),
        "promised" if basis == "pledged" else basis,
        owed.bounds,
        came.bounds if came.stated else Bounds.exactly(0),
        left.bounds,
        *_terms(reading, row),
        _age(reading, first),
        "; ".join(filter(None, notes)),
    )
    return Line(cells, cited([row.id, *owed.cites, *came.cites, *left.cites]))


def _unstated(reading: Reading, root: str, row: Commitment, what: str) -> Line:
    """A refill that is on record without any event: how many is unknown."""
    came = reading.figure([root], "received")
    cells = (
        what,
        *_who(reading, row),
        "on record only",
        Bounds.unknown(),
        came.bounds,
        Bounds.unknown(),
        *_terms(reading, row),
        "",
        "no number and no order on record",
    )
    return Line(cells, cited([row.id, *came.cites]))


def _who(reading: Reading, row: Commitment) -> tuple[str, str, str, str]:
    return (
        reading.party(row.receiver),
        reading.party(row.giver),
        reading.item_unit(row.item),
        row.title,
    )


def _terms(reading: Reading, row: Commitment) -> tuple[str | None, str | None, str | None]:
    """The gift it makes good, the payers, when it is due."""
    return (
        _refilled(reading, row.refills) if row.refills else None,
        ", ".join(map(reading.party, row.payer)) or None,
        period_words(row.due) if row.due else None,
    )


def _refilled(reading: Reading, name: str) -> str:
    """The gift that a refill makes good: by whom, to whom, and its title."""
    gift = reading.commitments.get(reading.roots.get(name, name))
    if gift is None:
        return reading.title(name)
    giver, receiver = reading.party(gift.giver), reading.party(gift.receiver)
    return f"{giver} to {receiver}: {gift.title.removeprefix(f'{giver}: ')}"


def _age(reading: Reading, first: Posted) -> str:
    since = period_words(Period.parse(reading.records[reading.ids([first])[0]].valid))
    return f"{age_words(min(first.last, reading.as_of), reading.as_of)} ({since})"


REPORT = Report(
    "who-is-owed",
    "Who is owed what",
    "What was promised or ordered and is not yet handed over, and which gift does a refill "
    "make good?",
    make,
)
