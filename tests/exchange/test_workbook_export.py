"""Tables as CSV and XLSX: sums that can be followed, text that is never run."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbook_samples import LETTERS, MAIN

from materiel.exchange.spreadsheet import (
    FORMULA,
    TableColumn,
    table_bytes,
    table_to_csv,
    table_to_xlsx,
)
from materiel.exchange.workbook.sheets import open_book
from materiel.kernel.errors import InputError

COLUMNS = (
    TableColumn("donor"),
    TableColumn("units", "whole", "units of issue", total=True),
    TableColumn("value", "decimal", "EUR", total=True),
)
ROWS = [
    ("Germany", 3, Decimal("1.10")),
    ("=HYPERLINK()", None, None),
    ("Norway", 4, Decimal("2.2")),
]


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "table.xlsx"

    def make(columns=COLUMNS, rows=ROWS):
        table_to_xlsx(path, "report", columns, rows)
        with open_book(path) as book:
            found = book.rows(book.sheets[0])
        with zipfile.ZipFile(path) as archive:
            markup = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        return found, [each.text for each in markup.iter(f"{{{MAIN}}}f")]

    return make


def test_a_total_is_a_live_formula_with_its_value(written):
    rows, formulas = written()
    assert formulas == ["SUM(B2:B4)", "SUM(C2:C4)"]
    assert rows[-1].cells == {0: "Total", 1: "7", 2: "3.3"}
    assert rows[-1].formulas == {1, 2}


def test_text_is_stored_as_it_stands_and_never_run(written):
    rows, _ = written()
    assert rows[2].cells == {0: "=HYPERLINK()"}
    assert rows[2].formulas == set()


def test_a_long_number_is_kept_as_text_and_never_in_a_sum(written):
    long = 12345678901234567
    rows, _ = written((TableColumn("n", "whole"),), [(long,)])
    assert rows[1].cells == {0: str(long)}
    with pytest.raises(InputError, match="has more digits than a spreadsheet adds up; write CSV"):
        written((TableColumn("n", "whole", total=True),), [(long,)])


def test_a_table_without_rows_has_no_total(written):
    rows, formulas = written(rows=[])
    assert (len(rows), formulas) == (1, [])


def test_the_same_table_gives_the_same_bytes():
    assert table_bytes("report", COLUMNS, ROWS) == table_bytes("report", COLUMNS, ROWS)


def test_csv_keeps_unknown_apart_from_zero_and_runs_nothing():
    assert table_to_csv(COLUMNS, [*ROWS, ("-1", 0, Decimal("1E+2"))]) == (
        "donor,units,value\nGermany,3,1.10\n'=HYPERLINK(),,\nNorway,4,2.2\n'-1,0,100\n"
    )


@given(st.lists(st.tuples(st.text(LETTERS, max_size=8), st.integers()), max_size=4))
def test_no_text_of_a_csv_begins_like_a_formula(rows):
    text = table_to_csv((TableColumn("a"), TableColumn("b", "whole")), rows)
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[0].removeprefix("'") for row in found] == [row[0].removeprefix("'") for row in rows]
    assert not any(row[0].startswith(FORMULA) for row in found)
    assert [int(row[1]) for row in found] == [row[1] for row in rows]


@pytest.mark.parametrize("write", [table_to_csv, lambda *args: table_bytes("t", *args)])
def test_a_row_of_another_width_is_refused(write):
    with pytest.raises(InputError, match="row 2: 1 cells under 3 columns"):
        write(COLUMNS, [ROWS[0], ("x",)])
