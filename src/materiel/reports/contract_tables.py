"""Tables about contracts: what each is, where each line and buyer stands, who owes what."""

from collections.abc import Sequence
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Payment
from materiel.procurement.agreements import Agreement
from materiel.procurement.deadlines import Lacks
from materiel.procurement.position import BuyerStanding, LinePosition, Position
from materiel.procurement.proposals import PROPOSED, is_proposal
from materiel.procurement.standing import OptionStanding
from materiel.reports.contracting import Contracting
from materiel.reports.reading import Reading
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import listed, period_words

UNITS = "units of issue"
POOL = "pooled or not disclosed"
UNRECORDED = "none on record"


def buyer_name(reading: Reading, buyer: str) -> str:
    """A buyer as a reader says it."""
    return reading.party(buyer) if buyer else POOL


# -- what each contract is -----------------------------------------------------------------

OVERVIEW = (
    Column("contract", "contract"),
    Column("title", "title"),
    Column("form", "form"),
    Column("agent", "who buys"),
    Column("supplier", "from whom"),
    Column("awarded", "awarded"),
    Column("value", "stated total"),
    Column("remedies", "remedies for delay"),
    Column("labels", "initiative and programme"),
    Column("licences", "licences"),
)
CAPACITY = {
    "agent": "as agent of the buyers",
    "lead-nation": "as lead nation",
    "own-name": "in its own name",
    "unknown": "in which capacity is not stated",
}


def overview(reading: Reading, found: Contracting) -> Table:
    """One row for each contract."""
    lines = [_overview(reading, found, each) for each in found.positions]
    return Table(
        "contract-overview",
        "Contracts",
        "Who buys for whom, from whom, and with which remedies?",
        OVERVIEW,
        tuple(lines),
        empty="No contract is on record.",
        notes=("A licence series and an initiative are labels: they order and gate nothing.",),
    )


def _overview(reading: Reading, found: Contracting, each: Position) -> Line:
    agreement = each.agreement
    proposed = _proposed(reading, found, each)
    if agreement is None:
        rows = each.rows
        agents = dict.fromkeys(row.agent for row in rows if row.agent)
        makers = dict.fromkeys(row.supplier for row in rows if row.supplier)
        blank: tuple[Cell, ...] = (
            each.contract,
            None,
            PROPOSED if proposed else None,
            listed([reading.party(name) for name in agents]) or None,
            listed([supplier_name(reading, name) for name in makers]) or None,
            *([None] * 5),
        )
        return Line(blank, cited([row.id for row in rows]))
    form: str = PROPOSED if proposed else agreement.form
    if agreement.framework:
        form = f"call-off from {agreement.framework}"
    labels = [text for text in (agreement.initiative, agreement.programme) if text]
    cells: tuple[Cell, ...] = (
        each.contract,
        agreement.title,
        form,
        f"{reading.party(agreement.agent)}, {CAPACITY[agreement.capacity]}"
        if agreement.agent
        else None,
        listed(_suppliers(reading, agreement)) or None,
        period_words(agreement.awarded) if agreement.awarded else None,
        stated_value(agreement),
        agreement.remedy or agreement.remedies,
        "; ".join(labels) or None,
        "; ".join(agreement.licences) or None,
    )
    return Line(cells, (agreement.id,))


def _proposed(reading: Reading, found: Contracting, each: Position) -> bool:
    """Whether nobody awarded a contract, by all its rows, those of lines to come included."""
    rows = found.papers
    lines = [row for row in rows.lines if row.contract == each.contract]
    options = [row for row in rows.options if row.contract == each.contract]
    promises = {row.commitment for row in lines} | {row.commitment for row in options}
    roots = {reading.roots.get(name, name) for name in promises - {""}}
    return is_proposal(
        [row for row in rows.agreements if row.contract == each.contract],
        lines,
        options,
        [row for row in rows.amendments if row.contract == each.contract],
        paid=any(
            row.stage == "paid" and reading.roots.get(row.commitment, row.commitment) in roots
            for row in reading.rows(Payment)
        ),
    )


def _suppliers(reading: Reading, agreement: Agreement) -> list[str]:
    shares = agreement.supplier_shares or ("",) * len(agreement.suppliers)
    return [
        f"{supplier_name(reading, name)} {share} %" if share else supplier_name(reading, name)
        for name, share in zip(agreement.suppliers, shares, strict=True)
    ]


def supplier_name(reading: Reading, name: str) -> str:
    """A supplier with its parents on the day: a joint venture has several."""
    row = reading.words.party(name)
    parents = [reading.party(each) for each in row.parents_on(reading.as_of)]
    if len(parents) > 1:
        return f"{row.name} (joint venture of {listed(parents)})"
    return row.name


def stated_value(agreement: Agreement) -> str | None:
    """The total that a source states, with its basis; None when none does."""
    low, high = agreement.value_low, agreement.value_high
    if low is None and high is None:
        return None
    if low == high:
        text = f"{agreement.currency} {low:,f}"
    elif low is None:
        text = f"at most {agreement.currency} {high:,f}"
    elif high is None:
        text = f"at least {agreement.currency} {low:,f}"
    else:
        text = f"{agreement.currency} {low:,f} to {high:,f}"
    return f"{text} ({agreement.basis})"


# -- where each line and buyer stands --------------------------------------------------------

STANDING = (
    Column("contract", "contract"),
    Column("line", "line"),
    Column("item", "item"),
    Column("buyer", "for"),
    Column("firm", "firm", "count", UNITS),
    Column("exercised", "exercised", "count", UNITS),
    Column("ordered", "on order", "count", UNITS),
    Column("waiting", "not yet open", "count", UNITS),
    Column("open", "open", "count", UNITS),
    Column("lapsed", "lapsed", "count", UNITS),
    Column("reachable", "reachable", "count", UNITS),
    Column("ceiling", "ceiling"),
    Column("lacking", "approvals lacking"),
)


def standing_table(reading: Reading, found: Contracting) -> Table:
    """One row for each line, then one for each of its buyers."""
    lines: list[Line] = []
    for each in found.positions:
        for line in each.lines:
            lines.append(_line(reading, each.contract, line))
            lines += [
                _buyer(reading, each.contract, line, buyer, found.lacks) for buyer in line.buyers
            ]
    return Table(
        "contracts",
        "Contract lines and their buyers",
        "What is firm, exercised, open, lapsed and reachable of each line, and for whom?",
        STANDING,
        tuple(lines),
        "contract",
        empty="No contract line had begun by then.",
        notes=(
            "Firm is what the line orders by itself; on order is firm and exercised together.",
            "A buyer's part is fitted into its line, at both ends. A ceiling is not an order.",
        ),
    )


def _line(reading: Reading, contract: str, line: LinePosition) -> Line:
    where = line.standing
    cells: tuple[Cell, ...] = (
        contract,
        line.name,
        reading.item_unit(line.item),
        "all buyers",
        line.shares.whole,
        exercised_cell(where.exercised, where.options),
        where.firm,
        where.waiting,
        where.open,
        where.lapsed,
        where.reachable,
        str(where.ceiling),
        "",
    )
    ids = [row.id for row in line.book.lines] + [row.id for row in line.book.options]
    return Line(cells, cited([*ids, *(use.cites for use in line.book.exercises)]), strong=True)


def _buyer(
    reading: Reading, contract: str, line: LinePosition, buyer: BuyerStanding, lacks: Lacks
) -> Line:
    missing = [each for name in buyer.rows if name in _shares(line) for each in lacks.get(name, ())]
    cells: tuple[Cell, ...] = (
        contract,
        line.name,
        "",
        buyer_name(reading, buyer.buyer),
        buyer.firm,
        exercised_cell(
            buyer.exercised,
            [each for each in line.standing.options if each.option.id in buyer.rows],
        ),
        buyer.ordered,
        buyer.waiting,
        buyer.open,
        buyer.lapsed,
        buyer.reachable,
        str(buyer.ceiling),
        "; ".join(
            f"{each.kind} of {body_name(reading, each.body)} ({each.why or each.state})"
            for each in missing
        ),
    )
    ids = [*buyer.rows, *(each.id for each in missing)]
    ids += [use.cites for use in line.book.exercises if use.option in buyer.rows]
    return Line(cells, cited(ids))


def exercised_cell(units: Bounds, rights: Sequence[OptionStanding]) -> Cell:
    """What was exercised; in words where no use is on record of an option nobody describes."""
    if units == Bounds.exactly(0) and any(each.unrecorded for each in rights):
        return UNRECORDED
    return units


def _shares(line: LinePosition) -> set[str]:
    return {row.id for row in line.book.lines}


def body_name(reading: Reading, body: str) -> str:
    """The name of who approves: a party, or a body of the vocabulary."""
    try:
        return reading.party(body)
    except InputError:
        return reading.words.body(body).name


# -- what changed ----------------------------------------------------------------------------

CHANGES = (
    Column("contract", "contract"),
    Column("when", "when"),
    Column("kind", "what"),
    Column("about", "about"),
    Column("before", "before"),
    Column("after", "after"),
    Column("reason", "why"),
)


def changes(reading: Reading, positions: Sequence[Position]) -> Table:
    """One row for each amendment that counts by the day."""
    lines = []
    for each in positions:
        for row in each.amendments:
            about = [row.option or (f"line {row.line}" if row.line else "the contract")]
            about += [reading.party(row.buyer)] if row.buyer else []
            about += [row.field] if row.field else []
            after = row.after or None
            if row.kind == "call-off":
                after = "units not stated" if row.units is None else f"{row.units:,} units"
            cells: tuple[Cell, ...] = (
                each.contract,
                _when(row.valid, each.day),
                row.kind,
                ", ".join(about),
                row.before or None,
                after,
                row.reason or None,
            )
            lines.append(Line(cells, (row.id,)))
    return Table(
        "contract-changes",
        "What changed",
        "Who joined, what was amended or called off, and why?",
        CHANGES,
        tuple(lines),
        empty="Nothing changed by then.",
    )


def _when(valid: Period, day: date) -> str:
    words = period_words(valid)
    return f"{words} (perhaps)" if valid.happened_by(day) == "maybe" else words
