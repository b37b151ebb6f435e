"""The register of orders: 16 columns, marks of doubt in columns without a name, broken lines."""

from materiel.exchange.format import FateWord
from materiel.exchange.sipri.deal import STATUSES, Order
from materiel.exchange.sipri.number import Number, Years, trend
from materiel.exchange.sipri.reading import (
    Keys,
    LineFate,
    Reading,
    arithmetic,
    cell_readers,
    cells_of,
    require_columns,
)
from materiel.exchange.sipri.text import Header, Text, find_header
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

COLUMNS = (
    "Recipient",
    "Supplier",
    "Year of order",
    "Number ordered",
    "Weapon designation",
    "Weapon description",
    "Number delivered",
    "Year(s) of delivery",
    "status",
    "Comments",
    "SIPRI TIV per unit",
    "SIPRI TIV for total order",
    "SIPRI TIV of delivered weapons",
)
MARKED = ("Year of order", "Number ordered", "Number delivered")
"""Columns that a column of marks follows."""


def read_register(text: Text) -> Reading[Order]:
    """The orders of a register.

    An order broken over two physical lines is put together again only where the two halves are
    a whole order whose trend values add up; otherwise both halves are refused.

    Raises:
        InputError: no header.
        FindingsError: columns are missing.
    """
    header = require_columns(text, find_header(text.name, text.lines, COLUMNS), "the register")
    findings = [*text.findings, *header.findings, *_unmarked(text, header)]
    fates: list[LineFate[Order]] = [LineFate(at, "not-data") for at in range(header.line + 1)]
    keys = Keys()
    at, end = header.line + 1, len(text.lines)
    while at < end:
        if not text.lines[at].strip(" ,\t"):
            fates.append(LineFate(at, "not-data"))
            at += 1
            continue
        taken = _one(text, header, at, keys)
        fates += taken
        at += len(taken)
    records: dict[int, Order] = {}
    for fate in fates:
        if fate.record is not None:
            records.setdefault(fate.record.line, fate.record)
    return Reading(text, header, tuple(records.values()), tuple(fates), tuple(findings))


def _unmarked(text: Text, header: Header) -> list[Finding]:
    return [
        Finding(
            "columns",
            text.place(header.line),
            f"no column of marks follows {name!r}",
            "Its numbers are read as certain unless they bear a mark themselves.",
            "warning",
        )
        for name in MARKED
        if name not in header.marks
    ]


def _one(text: Text, header: Header, at: int, keys: Keys) -> list[LineFate[Order]]:
    """The fate of the line, or of it and the next where the two are one broken order."""
    where = text.place(at)
    try:
        cells = cells_of(header, text.lines[at])
        if len(cells) == header.width:
            return [_whole(text, at, _order(header, at, 1, cells, keys))]
        problem = f"{len(cells)} cells under {header.width} columns"
    except InputError as error:
        problem = str(error)
    if (mended := _mended(text, header, at, keys)) is not None:
        note = Finding(
            "broken-line",
            where,
            "the order is broken over this line and the next",
            "It was put together: the halves are one order and its trend values add up.",
            "warning",
        )
        word: FateWord = "loaded-with-finding"
        return [LineFate(at, word, mended, (note,)), LineFate(at + 1, word, mended, (note,))]
    remedy = "Mend the line in the source; a row is loaded whole or not at all."
    return [LineFate(at, "refused", None, (Finding("rows", where, problem, remedy),))]


def _whole(text: Text, at: int, order: Order) -> LineFate[Order]:
    where = text.place(at)
    findings = [
        *arithmetic(where, "the order", order.order_value, order.unit_value, order.ordered.value),
        *arithmetic(
            where,
            "what is delivered",
            order.delivered_value,
            order.unit_value,
            order.delivered.value,
        ),
        *_more_than_ordered(where, order),
    ]
    word: FateWord = "loaded-with-finding" if findings else "loaded"
    return LineFate(at, word, order, tuple(findings))


def _more_than_ordered(where: str, order: Order) -> list[Finding]:
    ordered, delivered = order.ordered.value, order.delivered.value
    if ordered is None or delivered is None or delivered <= ordered:
        return []
    problem = f"{delivered:,} delivered of {ordered:,} ordered"
    return [Finding("more-than-ordered", where, problem, "Compare the source.", "warning")]


def _mended(text: Text, header: Header, at: int, keys: Keys) -> Order | None:
    """The order that this line and the next are together; None when they are not surely one."""
    if at + 1 >= len(text.lines):
        return None
    try:
        first, second = (cells_of(header, line) for line in text.lines[at : at + 2])
        if len(second) >= header.width or len(first) + len(second) != header.width + 1:
            return None
        joint = " ".join(part for part in (first[-1].strip(), second[0].strip()) if part)
        order = _order(header, at, 2, [*first[:-1], joint, *second[1:]], keys)
    except InputError:
        return None
    values = (order.order_value, order.unit_value, order.ordered.value)
    stated = all(value is not None for value in values)
    return order if stated and not arithmetic("", "", *values) else None


def _order(header: Header, at: int, lines: int, cells: list[str], keys: Keys) -> Order:
    """The order of a row's cells.

    Raises:
        InputError: a cell cannot be read; names the column.
    """
    cell, mark = cell_readers(cells, header)
    for name in ("Recipient", "Supplier", "Weapon designation", "Weapon description"):
        if not cell(name):
            raise InputError(f"{name}: empty, but required")
    delivered = cell("Year(s) of delivery")
    if cell("status") not in STATUSES:
        raise InputError(f"status: {cell('status')!r}; accepted: {', '.join(STATUSES)}")
    name = ""
    try:
        name = "Year of order"
        year = Years.parse(cell(name), mark(name))
        name = "Number ordered"
        ordered = Number.parse(cell(name), mark(name))
        name = "Number delivered"
        handed = Number.parse(cell(name), mark(name))
        name = "Year(s) of delivery"
        years = Years.parse(delivered) if delivered else None
        values = []
        for name in COLUMNS[-3:]:
            values.append(trend(cell(name)))
    except InputError as problem:
        raise InputError(f"{name}: {problem}") from None
    if handed.value is not None and bool(handed.value) != (years is not None):
        raise InputError(
            f"Year(s) of delivery: {delivered!r} beside {handed.wording or 'no'} delivered; "
            "accepted: years when, and only when, something was delivered"
        )
    return Order(
        line=at,
        lines=lines,
        key=keys.of(cells),
        recipient=cell("Recipient"),
        supplier=cell("Supplier"),
        year=year,
        ordered=ordered,
        designation=cell("Weapon designation"),
        description=cell("Weapon description"),
        delivered=handed,
        years=years,
        status=cell("status"),
        comment=cell("Comments"),
        unit_value=values[0],
        order_value=values[1],
        delivered_value=values[2],
    )
