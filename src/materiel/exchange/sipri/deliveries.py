"""The delivery download: a preamble, then one row for each deal and year of delivery."""

import re
from datetime import date

from materiel.exchange.format import FateWord
from materiel.exchange.sipri.deal import STATUSES, Delivery
from materiel.exchange.sipri.number import Number, Years, trend
from materiel.exchange.sipri.reading import (
    LineFate,
    Reading,
    arithmetic,
    cells_of,
    require_columns,
)
from materiel.exchange.sipri.text import Header, Text, find_header
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

COLUMNS = (
    "SIPRI AT Database ID",
    "Supplier",
    "Recipient",
    "Designation",
    "Description",
    "Armament category",
    "Order date",
    "Order date is estimate",
    "Numbers delivered",
    "Numbers delivered is estimate",
    "Delivery year",
    "Delivery year is estimate",
    "Status",
    "SIPRI estimate",
    "TIV deal unit",
    "TIV delivery values",
    "Local production",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GENERATED = re.compile(r"(?:Data|Information) generated:\s*(\d{1,2}) ([A-Z][a-z]{2})\w* (\d{4})")
_DEAL = re.compile(r"[0-9]{1,12}$")
SAME = ("recipient", "supplier", "designation", "description", "year")
"""What all rows of one deal say alike."""


def read_deliveries(text: Text) -> Reading[Delivery]:
    """The deliveries of a download.

    Raises:
        InputError: no header.
        FindingsError: columns are missing.
    """
    found = find_header(text.name, text.lines, COLUMNS)
    header = require_columns(text, found, "the delivery download")
    fates: list[LineFate[Delivery]] = [LineFate(at, "not-data") for at in range(header.line + 1)]
    deals: dict[str, Delivery] = {}
    for at in range(header.line + 1, len(text.lines)):
        if not text.lines[at].strip(" ,\t"):
            fates.append(LineFate(at, "not-data"))
            continue
        fates.append(_one(text, header, at, deals))
    records = tuple(fate.record for fate in fates if fate.record is not None)
    return Reading(text, header, records, tuple(fates), (*text.findings, *header.findings))


def generated_on(text: Text, header: Header | None = None) -> date | None:
    """The day that the preamble says the data were generated; None when it says none."""
    for line in text.lines[: header.line if header else 60]:
        if (found := _GENERATED.search(line)) and found[2] in MONTHS:
            try:
                return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
            except ValueError:
                return None
    return None


def _one(text: Text, header: Header, at: int, deals: dict[str, Delivery]) -> LineFate[Delivery]:
    where = text.place(at)
    try:
        cells = cells_of(header, text.lines[at])
        if len(cells) != header.width:
            raise InputError(f"{len(cells)} cells under {header.width} columns")  # noqa: TRY301
        record = _delivery(header, at, cells)
        first = deals.setdefault(record.deal, record)
        _refuse_other(first, record)
    except InputError as problem:
        remedy = "Mend the line in the source; a row is loaded whole or not at all."
        return LineFate(at, "refused", None, (Finding("rows", where, str(problem), remedy),))
    findings = arithmetic(
        where, "the delivery", record.delivered_value, record.deal_value, record.delivered.value
    )
    word: FateWord = "loaded-with-finding" if findings else "loaded"
    return LineFate(at, word, record, tuple(findings))


def _refuse_other(first: Delivery, record: Delivery) -> None:
    for name in SAME:
        stated, found = getattr(first, name), getattr(record, name)
        if stated != found:
            raise InputError(
                f"deal {record.deal}: {name} is {_words(found)}, "
                f"but {_words(stated)} at line {first.line + 1}"
            )


def _words(value: object) -> str:
    return repr(value.wording if isinstance(value, Years) else value)


def _delivery(header: Header, at: int, cells: list[str]) -> Delivery:
    """The delivery of a row's cells.

    Raises:
        InputError: a cell cannot be read; names the column.
    """
    cell = {name: cells[header.at[name]].strip() for name in COLUMNS}
    for name in ("Supplier", "Recipient", "Designation", "Description"):
        if not cell[name]:
            raise InputError(f"{name}: empty, but required")
    if not _DEAL.match(cell[COLUMNS[0]]):
        raise InputError(f"{COLUMNS[0]}: not a deal's number: {cell[COLUMNS[0]]!r}")
    if cell["Status"] not in STATUSES:
        raise InputError(f"Status: {cell['Status']!r}; accepted: {', '.join(STATUSES)}")
    if cell["Local production"] not in ("Yes", "No"):
        raise InputError(f"Local production: {cell['Local production']!r}; accepted: Yes, No")
    name = ""
    try:
        name = "Order date"
        year = Years.parse(cell[name], cell["Order date is estimate"])
        name = "Numbers delivered"
        delivered = Number.parse(cell[name], cell["Numbers delivered is estimate"])
        name = "Delivery year"
        years = Years.parse(cell[name], cell["Delivery year is estimate"])
        name = "SIPRI estimate"
        unit_value = trend(cell[name])
        name = "TIV deal unit"
        deal_value = trend(cell[name])
        name = "TIV delivery values"
        delivered_value = trend(cell[name])
    except InputError as problem:
        raise InputError(f"{name}: {problem}") from None
    return Delivery(
        line=at,
        deal=cell[COLUMNS[0]],
        recipient=cell["Recipient"],
        supplier=cell["Supplier"],
        designation=cell["Designation"],
        description=cell["Description"],
        category=cell["Armament category"],
        year=year,
        delivered=delivered,
        years=years,
        status=cell["Status"],
        unit_value=unit_value,
        deal_value=deal_value,
        delivered_value=delivered_value,
        local=cell["Local production"] == "Yes",
    )
