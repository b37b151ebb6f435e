"""A report as a spreadsheet: sums are formulas that give the figures that the report has."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import materiel
from materiel.exchange.workbook.sheets import column_index, open_book
from materiel.kernel.bounds import Bounds
from materiel.reports.table import Column, Line, Table
from materiel.reports.words import Amount

CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"[^>]*><f>(.*?)</f><v>(.*?)</v>')


def euros(low: int, high: int | None, currency: str = "EUR") -> Amount:
    return Amount(Bounds(low, high), currency)


def formulas(path: Path) -> dict[str, tuple[str, str]]:
    """Place to formula and the value kept with it."""
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    return {
        f"{column}{row}": (formula.replace("&quot;", '"'), value)
        for column, row, formula, value in CELL.findall(text)
    }


def reckoned(path: Path, formula: str) -> Decimal:
    """What a spreadsheet makes of ``SUM`` or ``SUMIFS``, from the cells alone."""
    with open_book(path) as book:
        rows = {row.number: row.cells for row in book.rows(book.sheets[0])}
    name, inside = re.fullmatch(r"(SUMIFS|SUM)\((.*)\)", formula.lstrip("=")).groups()
    first, *rules = re.split(r',(?=[A-Z"])', inside)

    def reach(text: str) -> list[str]:
        begin, end = re.fullmatch(r"([A-Z]+\$?[0-9]+):([A-Z]+\$?[0-9]+)", text).groups()
        letters = re.match(r"[A-Z]+", begin)[0]
        low, high = (int(re.search(r"[0-9]+", each)[0]) for each in (begin, end))
        return [rows[at].get(column_index(letters), "") for at in range(low, high + 1)]

    numbers = reach(first)
    kept = [True] * len(numbers)
    for where, word in zip(rules[::2], rules[1::2], strict=True):
        wanted = word.strip('"').removeprefix("=")
        kept = [old and cell == wanted for old, cell in zip(kept, reach(where), strict=True)]
    assert name == "SUMIFS" or not rules
    return sum((Decimal(n) for n, keep in zip(numbers, kept, strict=True) if keep and n), Decimal())


def written(tmp_path: Path, **given) -> Path:
    return materiel.write_table(Table("t", "t", "t?", **given), tmp_path / "t.xlsx")


def test_columns_that_add_up_end_in_a_sum_for_each_group_and_currency(tmp_path):
    columns = (
        Column("donor", "donor"),
        Column("measure", "measure"),
        Column("value", "value", "money", "", adds=True),
    )
    lines = [
        ("A", "given", euros(100_05, 200_00)),
        ("B", "given", euros(1, None)),
        ("A", "promised", euros(300, 400)),
        ("B", "promised", euros(7, 8, "JPY")),
        ("C", "given", euros(10, 20)),
    ]
    path = written(
        tmp_path,
        columns=columns,
        lines=tuple(Line(cells, ("e",)) for cells in lines),
        group="measure",
    )
    found = formulas(path)
    values = {place: Decimal(value) for place, (_, value) in found.items()}
    # Row 7: given, EUR; row 8: promised, EUR; row 9: promised, JPY, which has no minor unit.
    assert values == {
        "D7": Decimal("100.16"),
        "D8": Decimal(3),
        "E8": Decimal(4),
        "D9": Decimal(7),
        "E9": Decimal(8),
    }
    assert found["D7"][0] == 'SUMIFS(D$2:D$6,B$2:B$6,"=given",F$2:F$6,"=EUR")'
    for place, (formula, _) in found.items():
        assert reckoned(path, formula) == values[place], place


def test_a_total_is_a_formula_where_it_is_the_sum_and_a_number_where_it_is_tighter(tmp_path):
    lines = (
        Line(("A", Bounds.between(1, 2)), ("e",)),
        Line(("B", Bounds.between(0, 2)), ("e",)),
        Line(("total", Bounds.between(1, 3)), ("e",), strong=True),
    )
    path = written(tmp_path, columns=(Column("who", "who"), Column("n", "n", "count")), lines=lines)
    assert formulas(path) == {"C4": ("SUM(C2:C3)", "1")}
    with open_book(path) as book:
        assert [row.cells.get(3) for row in book.rows(book.sheets[0])][1:] == ["2", "2", "3"]


def test_money_in_csv_is_major_units_with_its_currency():
    columns = (Column("v", "v", "money"),)
    lines = (Line((euros(100_05, None),), ("e",)), Line((None,), ("e",)))
    text = Table("t", "t", "t?", columns, lines).as_csv()
    assert text.splitlines() == [
        "v,v-low,v-high,v-currency,cites",
        "at least EUR 100.05,100.05,,EUR,e",
        ",,,,e",
    ]


@pytest.mark.parametrize("word", ['a"b', "x*", "~?", "<5"])
def test_a_group_of_any_name_is_added_up_by_its_name(tmp_path, word):
    lines = (Line((word, 2), ("e",)), Line(("other", 3), ("e",)))
    columns = (Column("g", "g"), Column("n", "n", "whole", adds=True))
    path = written(tmp_path, columns=columns, lines=lines, group="g")
    assert [value for _, value in formulas(path).values()] == ["2", "3"]
