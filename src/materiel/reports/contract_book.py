"""A contract as a workbook to check by hand: shares, exposure, milestones, each invoice, checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from materiel.exchange.spreadsheet import TableColumn
from materiel.exchange.workings import Formula, Sheet, Working
from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.procurement.amounts import Amounts
from materiel.procurement.exposure import Part, ordered_parts
from materiel.procurement.position import Position
from materiel.reports.contract_tables import (
    CAPACITY,
    buyer_name,
    exercised_cell,
    stated_value,
    supplier_name,
)
from materiel.reports.contracting import Contracting
from materiel.reports.invoice_sheets import (
    SHARES,
    checks_sheet,
    invoices_sheet,
    milestones_sheet,
    sum_of,
)
from materiel.reports.option_tables import invoices_of, price_words
from materiel.reports.reading import Reading
from materiel.reports.words import listed, period_words

EXPOSURE, OPTIONS, CONTRACT = "Exposure", "Options", "Contract"
FIRM, EXERCISED = "firm", "exercised"


@dataclass(frozen=True, slots=True)
class Row:
    """One priced part of what is on order.

    Attributes:
        kind: ``firm`` or ``exercised``; only firm parts have invoices.
    """

    part: Part
    kind: str
    item: str
    units: int
    cost: Amounts


def contract_book(reading: Reading, found: Contracting, each: Position) -> list[Sheet]:
    """The sheets of one contract; every sum is a formula over cells that stand in the book.

    Raises:
        InputError: a number, a price or a VAT rate on order is not known, so that nothing can
            be checked to the cent; says which.
    """
    made = invoices_of(found, each)
    rows = _rows(each)
    currency = made.total.currency
    return [
        _contract(reading, found, each, currency),
        _shares(reading, rows, currency),
        _exposure(reading, rows),
        milestones_sheet(made),
        invoices_sheet(reading, made),
        checks_sheet(reading, made),
        _options(reading, each),
    ]


def _rows(each: Position) -> list[Row]:
    """Firm parts in the order of the invoices, then what options ordered.

    Raises:
        InputError: see ``contract_book``.
    """
    firm: list[Row] = []
    used: list[Row] = []
    problems = []
    for line in each.lines:
        options = {row.id for row in line.book.options}
        for mine in ordered_parts(line.book, each.day):
            if mine.units.high == 0:
                continue
            units, price = mine.units.exact, mine.price
            if units is None or price is None or price.vat_rate is None:
                problems.append(mine.row)
                continue
            row = Row(
                mine,
                EXERCISED if mine.row in options else FIRM,
                line.item,
                units,
                price.of(units),
            )
            (used if mine.row in options else firm).append(row)
    if problems:
        raise InputError(
            f"{each.contract}: units, price or VAT rate of {', '.join(problems)} are not known; "
            "without them nothing adds up to the cent"
        )
    return [*firm, *used]


def _contract(reading: Reading, found: Contracting, each: Position, currency: str) -> Sheet:
    agreement = each.agreement
    facts: list[tuple[str, str]] = [
        ("contract", each.contract),
        ("as of", str(each.day)),
        ("known at", str(reading.reader.stamps.known_at)),
        ("currency", currency),
    ]
    if agreement is not None:
        facts += [
            ("title", agreement.title),
            ("who buys", f"{reading.party(agreement.agent)}, {CAPACITY[agreement.capacity]}")
            if agreement.agent
            else ("who buys", "not stated"),
            ("from whom", listed([supplier_name(reading, name) for name in agreement.suppliers])),
            ("awarded", period_words(agreement.awarded) if agreement.awarded else "unknown"),
            ("stated total", stated_value(agreement) or "not stated"),
            ("remedies for delay", agreement.remedy or agreement.remedies),
        ]
    facts += [
        ("rounding", "to the cent, a half away from zero; VAT on the rounded net of each share"),
        (
            "invoices",
            "running totals of gross spread a milestone; the last takes what a share still owes",
        ),
        ("exercised units", "no milestone covers them; they stand in Shares and Exposure only"),
    ]
    facts += [("finding", str(finding)) for finding in each.findings]
    del found
    columns = (TableColumn("what"), TableColumn("value"))
    return Sheet(CONTRACT, columns, tuple(facts))


def _shares(reading: Reading, rows: Sequence[Row], currency: str) -> Sheet:
    """Units times price, VAT and gross of each share; the running total spreads a milestone."""
    firm = [row for row in rows if row.kind == FIRM]
    used = [row for row in rows if row.kind == EXERCISED]
    body = [_share(reading, row, at) for at, row in enumerate(firm, 2)]
    running = 0
    for at, row in enumerate(firm):
        assert row.cost.gross is not None
        running += row.cost.gross.minor
        before = f"L{at + 1}+" if at else ""
        so_far = Formula(f"={before}K{at + 2}", Money(running, currency).decimal)
        body[at] = (*body[at][:-1], so_far)
    subtotal = len(firm) + 2
    body.append(_total("firm, by milestones", body, f"SUM({{0}}2:{{0}}{subtotal - 1})"))
    body += [_share(reading, row, at) for at, row in enumerate(used, subtotal + 1)]
    strong = {subtotal - 2}
    if used:
        last = len(body) + 1
        rule = f"{{0}}{subtotal}+SUM({{0}}{subtotal + 1}:{{0}}{last})"
        others = [row for at, row in enumerate(body) if at != subtotal - 2]
        strong.add(len(body))
        body.append(_total("all on order", others, rule))
    major = f"{currency}, major units"
    columns = (
        TableColumn("entry"),
        TableColumn("what"),
        TableColumn("line"),
        TableColumn("item"),
        TableColumn("buyer"),
        TableColumn("units", "whole", "units of issue"),
        TableColumn("price each, net", "decimal", major),
        TableColumn("net", "decimal", major),
        TableColumn("VAT rate", "decimal", "percent"),
        TableColumn("VAT", "decimal", major),
        TableColumn("gross", "decimal", major),
        TableColumn("gross so far", "decimal", major),
    )
    return Sheet(SHARES, columns, tuple(body), frozenset(strong))


def _share(reading: Reading, row: Row, at: int) -> tuple[Working, ...]:
    """One share in row ``at`` of the sheet."""
    price, vat, gross = row.part.price, row.cost.vat, row.cost.gross
    assert price is not None
    assert vat is not None
    assert gross is not None
    return (
        row.part.row,
        row.kind,
        row.part.line,
        reading.item(row.item),
        buyer_name(reading, row.part.buyer),
        row.units,
        price.each,
        Formula(f"=ROUND(F{at}*G{at},2)", row.cost.net.decimal),
        price.vat_rate,
        Formula(f"=ROUND(H{at}*I{at}/100,2)", vat.decimal),
        Formula(f"=H{at}+J{at}", gross.decimal),
        None,
    )


def _total(title: str, body: Sequence[Sequence[Working]], rule: str) -> tuple[Working, ...]:
    """A row of sums of net, VAT and gross."""
    row: list[Working] = [None] * 12
    row[0] = title
    for letter, place in (("H", 7), ("J", 9), ("K", 10)):
        row[place] = Formula(f"={rule.format(letter)}", sum_of(body, place))
    return tuple(row)


def _exposure(reading: Reading, rows: Sequence[Row]) -> Sheet:
    """What each buyer owes for all that is on order, added up over the shares."""
    last = len(rows) + 2
    buyers = list(dict.fromkeys(row.part.buyer for row in rows))
    body: list[tuple[Working, ...]] = []
    for at, buyer in enumerate(buyers, 2):
        mine = [row for row in rows if row.part.buyer == buyer]
        cells: list[Working] = [buyer_name(reading, buyer)]
        for letter, name in (("H", "net"), ("J", "vat"), ("K", "gross")):
            total = sum((Decimal(getattr(row.cost, name).decimal) for row in mine), Decimal(0))
            text = f"=SUMIF({SHARES}!$E$2:$E${last},$A{at},{SHARES}!{letter}$2:{letter}${last})"
            cells.append(Formula(text, total))
        body.append(tuple(cells))
    end = len(body) + 1
    sums: list[Working] = ["all buyers"]
    for place, letter in enumerate("BCD", 1):
        sums.append(Formula(f"=SUM({letter}2:{letter}{end})", sum_of(body, place)))
    body.append(tuple(sums))
    columns = (
        TableColumn("buyer"),
        TableColumn("net", "decimal"),
        TableColumn("VAT", "decimal"),
        TableColumn("gross", "decimal"),
    )
    return Sheet(EXPOSURE, columns, tuple(body), frozenset({end - 1}))


def _options(reading: Reading, each: Position) -> Sheet:
    """The options, for reading beside the sums."""
    body: list[tuple[Working, ...]] = []
    for line in each.lines:
        for option in line.standing.options:
            row = option.option
            body.append(
                (
                    row.id,
                    f"{each.contract}/{line.name}",
                    buyer_name(reading, row.buyer),
                    option.standing,
                    "unknown" if row.quantity is None else f"{row.quantity:,}",
                    str(exercised_cell(option.exercised, (option,))),
                    str(row.expires) if row.expires else "unknown",
                    price_words(option, after=False) or "not stated",
                    price_words(option, after=True) or "not stated",
                )
            )
    titles = (
        *("option", "line", "buyer", "state", "adds", "exercised", "last day"),
        *("price up to then", "price afterwards"),
    )
    return Sheet(OPTIONS, tuple(TableColumn(title) for title in titles), tuple(body))
