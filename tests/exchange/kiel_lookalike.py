"""Invented releases in the shape of the tracker's: its sheets, columns and quirks only."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter

OLD = {
    "key": "ID",
    "donor": "countries",
    "date": "Announcement Date",
    "aid": "Type of Aid General",
    "_specific": "Type of Aid Specific",
    "_words": "Explanation",
    "currency": "Original Currency",
    "given": "Monetary Value as Given by Source",
    "item": "",
    "kind": "Type of item",
    "_sub": "Sub-type of item",
    "units": "No. of Units",
    "handed": "No. of Units delivered (in-kind military aid)",
    "total": "Total ",
    "eur": "Converted Value in EUR",
    "handed_eur": "Total monetary value delivered in EUR",
    "official": "Official Source",
    "priced": "value_source_commitments",
    "_again": "Sub-type of item",
    "_blank": " ",
}
"""Headings of the first releases: one is empty, one stands twice, some end in a blank."""

NEW = {
    "key": "activity_id",
    "donor": "donor",
    "date": "announcement_date",
    "aid": "aid_type_general",
    "measure": "measure",
    "item": "item",
    "kind": "item_type",
    "units": "item_numb",
    "handed": "item_numb_deliv",
    "total": "tot_activity_value",
    "currency": "reporting_currency",
    "eur": "tot_activity_value_EUR",
    "plain_eur": "tot_sub_activity_value_EUR",
    "allocated_eur": "tot_sub_activity_value_EUR_redistr",
    "handed_eur": "tot_value_deliv_EUR",
    "_month": "month",
}
"""Headings of the later releases."""

EMPTY = {
    "item": ".",
    "kind": ".",
    "units": ".",
    "handed": ".",
    "handed_eur": ".",
    "given": "Not given",
}

ROWS: Sequence[Mapping[str, object]] = (
    {
        "key": "DEM1",
        "donor": "Germany",
        "date": date(2022, 4, 26),
        "aid": "Military",
        "currency": "EUR",
        "total": 900.0,
        "eur": 900.25,
        "handed_eur": 400.5,
        "item": "Example gun",
        "kind": "Heavy weapon",
        "units": 30.0,
        "handed": 30.0,
        "official": "Yes",
        "priced": "Value is given by the source",
    },
    {
        "key": "DEM1",
        "donor": "Germany",
        "date": date(2022, 6, 1),
        "aid": "Military",
        "item": "example GUN",
        "kind": "Heavy weapon",
        "units": 5.0,
        "handed": "undisclosed",
        "eur": "",
        "handed_eur": "",
    },
    {
        "key": "DEM1",
        "donor": "Germany",
        "date": "until 6/27/2022",
        "aid": "Military",
        "item": "Example lorry",
        "kind": "Vehicle",
        "units": "undisclosed",
        "handed": 0.0,
        "eur": "",
        "handed_eur": "",
    },
    {
        "key": "DEH1",
        "donor": "Germany",
        "date": "between 3/4/22 & 3/11/22",
        "aid": "Humanitarian",
        "currency": "EUR",
        "total": 10.0,
        "eur": 10.0,
    },
    {
        "key": "PLF1",
        "donor": "Poland",
        "date": "unclear, 04/22",
        "aid": "Financial",
        "currency": "PLN",
        "total": 48.0,
        "eur": 10.0,
        "handed_eur": 10.0,
        "official": "No ",
    },
    {"key": "PLM1", "donor": "Poland", "date": date(2922, 2, 9), "aid": "Military", "eur": "."},
    {
        "key": "NLM1",
        "donor": "Netherlands",
        "date": "unspecified",
        "aid": "Military",
        "item": "Example gun",
        "kind": "Heavy weapon",
        "units": 2.5,
        "handed": "",
        "currency": "EUR",
        "total": 1.0,
        "eur": 1.0,
    },
    {
        "key": "EPM1",
        "donor": "European Peace Facility",
        "date": date(2022, 2, 28),
        "aid": "Military",
        "currency": "EUR",
        "total": 500.0,
        "eur": 500.0,
    },
    {
        "key": "EUF1",
        "donor": "EU (Commission and Council)",
        "date": date(2022, 1, 24),
        "aid": "Financial",
        "currency": "EUR",
        "total": 1200.0,
        "eur": 1200.0,
    },
    {
        "key": "EIF1",
        "donor": "European Investment Bank",
        "date": date(2022, 3, 4),
        "aid": "Financial",
        "currency": "EUR",
        "total": 300.0,
        "eur": 300.0,
    },
)

SUMMARY = {
    "Germany": (0, 10.0, 900.25),
    "Poland": (10.0, 0, 0),
    "Netherlands": (0, 0, 1.0),
    "EU (Commission and Council)": (1200.0, 0, 0),
}
"""Euros by kind of aid, as the invented institute adds them up."""

NOTE = "Ukraine Support Tracker \u2013 8th release (covering January 24 to November 20, 2022)"


def table(
    rows: Sequence[Mapping[str, object]],
    headings: Mapping[str, str] = OLD,
    above: Sequence[Sequence[object]] = (),
) -> list[list[object]]:
    """Title lines, the headings, then one line for each row."""
    lines: list[list[object]] = [list(line) for line in above]
    lines.append(list(headings.values()))
    for row in rows:
        filled = {**EMPTY, **row}
        lines.append([filled.get(name, "") for name in headings])
    return lines


def summary(cells: Mapping[str, Sequence[float]], word: str = "commitments") -> list[list[object]]:
    """A country summary in billions of euros."""
    lines: list[list[object]] = [["Numbers by country"], []]
    lines.append(
        [
            "Country",
            "EU member",
            *(f"{kind} {word}" for kind in ("Financial", "Humanitarian", "Military")),
        ]
    )
    lines.append(["", "", "€ billion", "€ billion", "€ billion"])
    for donor, values in cells.items():
        lines.append([donor, 1.0, *(value / 1e9 for value in values)])
    lines.append(["Total", "."])
    return lines


def weapons(cells: Mapping[tuple[str, str], int]) -> list[list[object]]:
    """A sheet of counted weapons: items down, donors across."""
    donors = sorted({donor for donor, _ in cells})
    items = sorted({item for _, item in cells})
    lines: list[list[object]] = [["", "Total Number", "Type", "Sub-type", *donors]]
    for item in items:
        counts = [float(cells.get((donor, item), 0)) for donor in donors]
        lines.append([item, sum(counts), "Gun", "Gun", *counts])
    return lines


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """The sheets as an XLSX file."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    if cell:
                        sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return stream.getvalue()


def release(
    rows: Sequence[Mapping[str, object]] = ROWS,
    headings: Mapping[str, str] = OLD,
    *,
    main: str = "Bilateral assistance, MAIN DATA",
    above: Sequence[Sequence[object]] = (),
    note: str = NOTE,
    more: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> bytes:
    """A whole release."""
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "ReadMe": [[note], [], ["Invented for a test"]],
        main: table(rows, headings, above),
        "Exchange rates": [["\xa0"], ["Currency", "1 EUR"], ["EUR", 1.0], ["PLN", 4.8]],
        **(more or {}),
    }
    return workbook(sheets)


def csv_bytes(lines: Sequence[Sequence[object]], separator: str = ",") -> bytes:
    """Lines as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(lines)
    return stream.getvalue().encode()


EXTRACT = [
    ["giver", "dato", "kategori", "maal", "verdi_eur", "verdi_eur_redistr", "verdi_eur_activity"],
    ["Germany", "2025-03-01", "Military", "Allocation", "100.5", "90.25", "120.125"],
    ["Germany", "", "Military", "Allocation", "1.0", "1.0", "0.0"],
    ["Germany", "2025-04-01", "Military", "Commitment", "0.0", "0.0", "50.0"],
    ["European Peace Facility", "2025-01-31", "Military", "Allocation", "7.0", "7.0", "7.0"],
    ["EU (Commission and Council)", "2026-02-28", "Financial", "Allocation", "5.0", "5.0", "5.0"],
    ["Turkiye", "2025-01-02", "Humanitarian", "Allocation", "-2.5", "-2.5", "0.0"],
]

WEBSITE = {
    "release_info.csv": [
        ["release", "period", "date", "label"],
        ["31", "08/2026", "2026-09-01", "invented"],
    ],
    "data_explorer.csv": [
        [
            "country",
            "iso",
            "year",
            "month",
            "total",
            "financial",
            "humanitarian",
            "military",
            "commitments",
            "gdp",
            "pct_gdp",
        ],
        [
            "Germany",
            "DEU",
            "2022",
            "3",
            "0.000003",
            "0.000001",
            "0",
            "0.000002",
            "0.000005",
            "9",
            "1",
        ],
        ["Germany", "DEU", "2022", "4", "0.000004", "0", "0.000004", "0", "0.000004", "9", "1"],
        ["Poland", "POL", "2022", "3", "0.000007", "0", "0", "0.000007", "0.000009", "9", "1"],
    ],
    "total_allocations.csv": [
        ["year", "month", "total_allocations", "military", "financial", "humanitarian"],
        ["2022", "3", "0.00001", "0.000009", "0.000001", "0"],
        ["2022", "4", "0.000004", "0", "0", "0.000004"],
    ],
    "procurement_trends.csv": [
        ["year", "month", "stockpile", "procurement", "unspecified", "nato_purl"],
        ["2022", "3", "0.1", "0.2", "0.3", "0"],
    ],
    "eu_aid_shares.csv": [
        ["country", "iso", "bilateral_pct_gdp", "eu_share_pct_gdp", "total_pct_gdp", "eu_share_bn"],
        ["Germany", "DEU", "1", "1", "2", "0.25"],
    ],
    "weapons.csv": [
        ["donor", "category", "number_of_weapons", "monetary_value_eur", "weapons_list"],
        ["Germany", "Tanks", "12", "1000", "Example tank (Norway) (10); Other; tank (2)"],
        ["Poland", "IFV", "3", "500", "Example carrier (3)"],
    ],
}
