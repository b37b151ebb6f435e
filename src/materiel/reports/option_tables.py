"""Tables about options, invoices, terms and sustainment of contracts."""

from collections.abc import Sequence
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.money import Money
from materiel.ledger.postings import ON_HAND, Posted
from materiel.procurement.deadlines import Lacking
from materiel.procurement.invoices import Invoice, Invoices, invoices
from materiel.procurement.position import LinePosition, Position
from materiel.procurement.standing import OptionStanding
from materiel.procurement.sustainment import Sustainment
from materiel.procurement.terms import Content
from materiel.reports.contract_tables import UNITS, body_name, buyer_name, exercised_cell
from materiel.reports.contracting import Contracting
from materiel.reports.exposure_tables import amount
from materiel.reports.reading import Reading
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import day_words, listed, period_words

OPTIONS = (
    Column("option", "option"),
    Column("line", "contract line"),
    Column("buyer", "for"),
    Column("standing", "state"),
    Column("quantity", "adds", "count", UNITS),
    Column("minimum", "at least", "whole", UNITS),
    Column("exercised", "exercised", "count", UNITS),
    Column("open", "open", "count", UNITS),
    Column("lapsed", "lapsed", "count", UNITS),
    Column("reachable", "reachable", "count", UNITS),
    Column("opens", "first day"),
    Column("last", "last day"),
    Column("price", "price up to then, net"),
    Column("price-after", "price afterwards, net"),
    Column("holders", "who may"),
    Column("after", "only after"),
    Column("lacking", "approvals lacking"),
    Column("file-by", "latest day to file"),
)


def options_table(reading: Reading, found: Contracting) -> Table:
    """One row for each option."""
    lines = [
        _option(reading, each, line, option, found)
        for each in found.positions
        for line in each.lines
        for option in line.standing.options
    ]
    return Table(
        "options",
        "Options",
        "Which options are open until when, at what price, and what do they still lack?",
        OPTIONS,
        tuple(lines),
        "line",
        empty="No option of a line that had begun is on record.",
        notes=(
            "A day to file is shown where a lead is stated; the answer then comes by the last day.",
        ),
    )


def _option(
    reading: Reading, each: Position, line: LinePosition, where: OptionStanding, found: Contracting
) -> Line:
    row = where.option
    missing = found.lacks.get(row.id, ())
    quantity = Bounds.unknown() if row.quantity is None else Bounds.exactly(row.quantity)
    cells: tuple[Cell, ...] = (
        row.id,
        f"{each.contract}/{line.name}",
        buyer_name(reading, row.buyer),
        where.standing,
        quantity,
        row.minimum,
        exercised_cell(where.exercised, [where]),
        where.open,
        where.lapsed,
        where.reachable,
        day_words(row.opens) if row.opens else None,
        day_words(row.expires) if row.expires else "unknown",
        price_words(where, after=False),
        price_words(where, after=True),
        listed([reading.party(name) for name in row.holders]) or None,
        row.after or None,
        "; ".join(lacking_words(reading, lack) for lack in missing),
        "; ".join(filing_words(lack, row.expires) for lack in missing),
    )
    used = [use.cites for use in line.book.exercises if use.option == row.id]
    return Line(cells, cited([row.id, *used, *(lack.id for lack in missing)]))


def price_words(where: OptionStanding, *, after: bool) -> str | None:
    """The price before or after the last day; None when not stated."""
    price = where.price_after if after else where.price
    if price is None:
        return where.option.index or None if not after else None
    words = f"{where.option.currency} {price:,f} ({where.option.basis})"
    return f"{words}, by formula: {where.option.index}" if where.option.index else words


def lacking_words(reading: Reading, lack: Lacking) -> str:
    """An approval that is lacking: what, whose, how it stands."""
    state = lack.why or lack.state
    if lack.expected is not None:
        state += f", expected {period_words(lack.expected)}"
    return f"{lack.kind} of {body_name(reading, lack.body)} ({state})"


def filing_words(lack: Lacking, needed: date | None) -> str:
    """The latest day to file, or why none is known."""
    day = lack.latest_filing(needed)
    if day is not None:
        return f"{lack.id}: {day_words(day)}"
    if lack.state == "refused":
        return f"{lack.id}: refused"
    if lack.kind == "approval" and lack.state == "pending":
        return f"{lack.id}: filed"
    if needed is None:
        return f"{lack.id}: the last day is unknown"
    return f"{lack.id}: its lead is not stated"


# -- invoices --------------------------------------------------------------------------------

INVOICES = (
    Column("buyer", "buyer"),
    Column("milestone", "milestone"),
    Column("due", "due"),
    Column("line", "line"),
    Column("net", "net", "money"),
    Column("vat", "VAT", "money"),
    Column("gross", "gross", "money"),
)


def invoices_of(found: Contracting, each: Position) -> Invoices:
    """The invoices of a contract.

    Raises:
        InputError: something that an invoice needs is not known.
    """
    milestones = [row for row in found.papers.milestones if row.contract == each.contract]
    return invoices(each.rows, milestones)


def invoices_table(reading: Reading, found: Contracting, each: Position) -> Table:
    """One row for each buyer, milestone and line; a total after each buyer and at the end.

    Raises:
        InputError: something that an invoice needs is not known.
    """
    made = invoices_of(found, each)
    lines: list[Line] = []
    rows = {(row.line, row.buyer): row.id for row in each.rows if row.scope == "share"}
    for buyer in dict.fromkeys(row.buyer for row in made.rows):
        mine = made.of(buyer)
        for row in mine:
            due = row.milestone.due
            cells: tuple[Cell, ...] = (
                buyer_name(reading, buyer),
                row.milestone.title,
                period_words(due) if due else None,
                row.line,
                amount(row.net),
                amount(row.vat),
                amount(row.gross),
            )
            lines.append(Line(cells, cited([row.milestone.id, rows[row.line, buyer]])))
        ids = dict.fromkeys(rows[row.line, buyer] for row in mine)
        lines.append(_sum(f"{buyer_name(reading, buyer)}, all", mine, list(ids)))
    lines.append(_sum("all buyers", made.rows, [row.id for row, _ in made.due]))
    return Table(
        "invoices",
        f"Invoices of {each.contract}",
        "What is each buyer invoiced with each milestone?",
        INVOICES,
        tuple(lines),
        notes=(
            "For what the lines firmly order; units ordered through options have no milestones.",
            "A milestone is spread over the lines by running totals of their gross amounts.",
            "The last milestone takes what each line still owes, so all sums are to the cent.",
        ),
    )


def _sum(title: str, rows: Sequence[Invoice], cites: Sequence[str]) -> Line:
    columns = (
        [each.net for each in rows],
        [each.vat for each in rows],
        [each.gross for each in rows],
    )
    sums = [
        amount(Money(sum(each.minor for each in parts), parts[0].currency)) for parts in columns
    ]
    return Line((title, None, None, None, *sums), cited(cites), strong=True)


# -- terms -----------------------------------------------------------------------------------

AUTHORITY = {
    "yes": "design authority there",
    "no": "no design authority there",
    "unknown": "design authority not stated",
}
TERMS = (
    Column("contract", "contract"),
    Column("line", "line"),
    Column("what", "what"),
    Column("words", "terms"),
    Column("state", "state"),
)


def terms_table(reading: Reading, found: Contracting) -> Table:
    """Price tables, thresholds of capacity, content by origin, and call-offs of a framework."""
    lines: list[Line] = []
    for each in found.positions:
        lines += _tiers(found, each)
        lines += [
            _content(reading, row) for row in found.papers.contents if row.contract == each.contract
        ]
        for line in each.lines:
            for reach in line.thresholds:
                row = reach.threshold
                adds = row.relative or "more, how much is not stated,"
                if row.adds is not None:
                    adds = f"{row.adds:,} a month more"
                count = "an unknown number of" if row.units is None else f"{row.units:,}"
                missing = "" if reach.missing is None else f", {reach.missing} to go"
                state = reach.state + (missing if reach.state != "reached" else "")
                words = f"from {count} ordered units: {adds}"
                words += f" at {row.site}" if row.site else ""
                if row.lead_months is not None:
                    words += f", {row.lead_months} months later"
                cells = (each.contract, line.name, "capacity threshold", words, state)
                lines.append(Line(cells, (row.id,)))
        if each.framework is not None:
            names = dict.fromkeys(row.line for row in each.framework.lines)
            for name in names:
                left = each.framework.headroom(name)
                words = f"{each.framework.ordered(name)} called off"
                words += f" of {each.framework.ceiling(name)}"
                state = "no ceiling" if left is None else f"{left} left"
                ids = [order.id for order in each.framework.orders if order.line == name]
                cells = (each.contract, name, "framework", words, state)
                lines.append(Line(cells, cited(reading.known(ids) or _line_ids(each, name))))
    return Table(
        "contract-terms",
        "Price tables, thresholds, content, frameworks",
        "What else do the lines of the contracts say?",
        TERMS,
        tuple(lines),
        empty="No price table, threshold, content or framework is on record.",
    )


def _line_ids(each: Position, name: str) -> list[str]:
    return [row.id for row in each.rows if row.line == name]


def _tiers(found: Contracting, each: Position) -> list[Line]:
    lines = []
    for row in found.papers.tiers:
        if row.contract != each.contract:
            continue
        words = f"from {row.units:,} units: {row.currency} {row.price:,f} each ({row.basis})"
        words += f", at most {row.most:,}" if row.most is not None else ""
        when = "" if row.valid is None else f"orders of {period_words(row.valid)}"
        lines.append(Line((each.contract, row.line, "price table", words, when), (row.id,)))
    return lines


def _content(reading: Reading, row: Content) -> Line:
    low, high = row.share_low, row.share_high
    share = "a share not stated"
    if low is not None and low == high:
        share = f"{low:f} %"
    elif low is not None or high is not None:
        ends = [f"at least {low:f} %"] if low is not None else []
        ends += [f"at most {high:f} %"] if high is not None else []
        share = ", ".join(ends)
    words = f"{share} of the cost from {reading.party(row.origin)}"
    named = [row.part, reading.party(row.supplier) if row.supplier else ""]
    detail = ", ".join(text for text in named if text)
    words += f" ({detail})" if detail else ""
    return Line(
        (row.contract, row.line, "content", words, AUTHORITY[row.design_authority]), (row.id,)
    )


# -- sustainment -----------------------------------------------------------------------------

SUSTAINMENT = (
    Column("kind", "what"),
    Column("item", "item"),
    Column("owner", "whose"),
    Column("provider", "by whom"),
    Column("terms", "terms"),
    Column("away", "out now", "count", UNITS),
    Column("back", "came back", "count", UNITS),
)
AWAY = {"repair": "in-repair", "shelf-life": "life-expired", "conversion": "converted-away"}


def sustainment_table(reading: Reading, contract: str = "") -> Table:
    """One row for each term of sustainment, with where the units of its promise are."""
    lines = []
    for row in reading.rows(Sustainment):
        if contract and row.contract != contract:
            continue
        roots = {reading.roots.get(name, "") for name in (row.commitment, row.result) if name}
        legs = [leg for mine in reading.stock.values() for leg in mine]
        mine = [leg for leg in legs if leg.account.commitment in roots]
        away = reading.total([leg for leg in mine if leg.account.name == AWAY[row.kind]])
        back = reading.total([leg for leg in mine if _back(leg)])
        cells: tuple[Cell, ...] = (
            row.kind,
            reading.item_unit(row.item),
            reading.party(row.owner) if row.owner else "every buyer",
            reading.party(row.provider) if row.provider else None,
            _terms(reading, row),
            away.bounds if away.stated else Bounds.exactly(0),
            back.bounds if back.stated else Bounds.exactly(0),
        )
        lines.append(Line(cells, cited([row.id, *away.cites, *back.cites])))
    return Table(
        "sustainment",
        "Repair, conversion and shelf life",
        "What is agreed about delivered units, and where are they now?",
        SUSTAINMENT,
        tuple(lines),
        empty="No sustainment is on record.",
    )


def _back(leg: Posted) -> bool:
    return leg.account.name == ON_HAND and leg.coefficient > 0


def _terms(reading: Reading, row: Sustainment) -> str:
    parts = []
    if row.becomes:
        into = reading.item(row.becomes)
        parts.append(f"{row.takes} become one {into}" if row.takes > 1 else f"becomes {into}")
    if row.turn_months is not None:
        parts.append(f"back after {row.turn_months} months")
    if row.life_months is not None:
        parts.append(f"{row.life_months} months from receipt")
    if row.price is not None:
        parts.append(f"{row.currency} {row.price:,f} each ({row.basis})")
    return ", ".join(parts)
