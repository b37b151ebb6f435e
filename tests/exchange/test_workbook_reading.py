"""What other programs put into a workbook, and what is said about each cell that is wrong."""

import pytest
from workbook_samples import CASE, CASE_HEADER, CASE_ROW, MAIN, book, inline, sheet

from materiel.exchange.formats import case_workbook
from materiel.exchange.workbook.reading import read_with_fates, read_workbook
from materiel.exchange.workbook.values import day_text, number_text, shows_day
from materiel.kernel.errors import FindingsError, InputError
from materiel.ledger.case import Assumption, Case
from materiel.ledger.rows import Holding

HOLDING = ("id", "party", "item", "valid", "low", "high")


@pytest.fixture
def load(tmp_path):
    def make(sheets, **options):
        path = tmp_path / "case.xlsx"
        path.write_bytes(book({"case": CASE, **sheets}, **options))
        return read_with_fates(path)

    return make


def holdings(*cells):
    return sheet(HOLDING, ("h", "DEU", "patriot-fire-unit", "2024-01-01", *cells))


def said(found):
    return [str(finding) for finding in found.folder.findings]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("1E3", "1000"),
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.3"),
        ("-0", "0"),
        ("999999999999999", "999999999999999"),
        ("1.2345678901234499E-3", "0.00123456789012345"),
    ],
)
def test_a_stored_number_is_what_was_typed(raw, text):
    assert number_text(raw) == text


@pytest.mark.parametrize(
    "raw", ["1E15", "12345678901234567", "1E400", "1E-300", "NaN", "INF", "x", ""]
)
def test_a_number_that_a_spreadsheet_cannot_keep_is_refused(raw):
    with pytest.raises(InputError):
        number_text(raw)


@pytest.mark.parametrize(
    ("raw", "since_1904", "text"),
    [("45395", False, "2024-04-13"), ("61", False, "1900-03-01"), ("43933", True, "2024-04-13")],
)
def test_a_stored_day_is_written_out(raw, since_1904, text):
    assert day_text(raw, since_1904=since_1904) == text


@pytest.mark.parametrize("raw", ["45395.5", "60", "-1", "2958466"])
def test_a_day_that_cannot_be_sure_is_refused(raw):
    with pytest.raises(InputError, match="enter"):
        day_text(raw, since_1904=False)


@pytest.mark.parametrize(
    ("number", "code", "day"),
    [
        (14, "", True),
        (0, "", False),
        (164, "yyyy-mm-dd", True),
        (165, '0.0 "days"', False),
        (166, "[Red]0.00", False),
        (167, "[$-409]d mmm", True),
        (168, "[h]:mm", True),
        (3, "#,##0", False),
    ],
)
def test_only_formats_that_show_a_day_make_a_number_a_day(number, code, day):
    assert shows_day(number, code) == day


def test_a_count_typed_as_a_number_is_read_as_it_stands(load):
    found = load({"holdings": holdings("<c><v>3</v></c>", '<c t="n"><v>3.0</v></c>')})
    row = found.folder.rows[Holding][0]
    assert (row.low, row.high) == (3, 3)
    assert said(found) == []


@pytest.mark.parametrize(
    ("serial", "properties"), [(45395, ""), (43933, '<workbookPr date1904="1"/>')]
)
def test_a_day_that_the_spreadsheet_made_of_the_text_is_read(load, serial, properties):
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    day = f'<c s="1"><v>{serial}</v></c>'
    found = load(
        {"holdings": sheet(HOLDING, ("h", "DEU", "patriot-fire-unit", day))},
        extra={"xl/styles.xml": styles},
        properties=properties,
    )
    assert str(found.folder.rows[Holding][0].valid) == "2024-04-13"


def test_rich_shared_text_is_joined_and_its_reading_aid_left_out(load):
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>Air </t></r><r><t>defence_x000D_</t></r>'
        "<rPh><t>reading</t></rPh></si></sst>"
    )
    cell = '<c t="s"><v>0</v></c>'
    found = load(
        {"assumptions": sheet(("id", "text", "note"), ("a", cell, "x"))},
        extra={"xl/sharedStrings.xml": strings},
    )
    assert found.folder.rows[Assumption][0].text == "Air defence"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ('<c t="e"><v>#REF!</v></c>', "the spreadsheet's error #REF!"),
        ("<c><f>1+1</f></c>", "a formula that nobody has computed; enter its value"),
        ('<c t="s"><v>7</v></c>', "a text that the workbook does not hold (number 7)"),
        (
            "<c><v>1E30</v></c>",
            "1E30 is beyond the 15 digits that a spreadsheet keeps; enter it as text",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row_with_its_place(load, cell, problem):
    found = load({"holdings": holdings(cell)})
    stop = "" if problem.endswith("!") else "."
    assert said(found) == [f"case.xlsx:holdings:E2: {problem}{stop} Mend the cell. [cells]"]
    assert [fate.word for fate in found.fates] == ["not-data", "loaded", "not-data", "refused"]


def test_a_wrong_cell_is_placed_by_its_letters(load):
    found = load({"holdings": holdings("three")})
    assert said(found) == [
        (
            "case.xlsx:holdings:E2: not a whole number: 'three'; "
            "accepted: a whole number, 0 or more. Accepted: a whole number, 0 or more. [cells]"
        )
    ]


def test_the_value_of_a_formula_is_read_and_said(load):
    found = load({"holdings": holdings("<c><f>1+1</f><v>2</v></c>")})
    assert found.folder.rows[Holding][0].low == 2
    assert said(found) == [
        "case.xlsx:holdings:E2: a formula computed it; its last value is read [formula]"
    ]
    assert found.fates[-1].word == "loaded-with-finding"


def test_a_cell_under_no_column_is_named(load):
    found = load({"holdings": holdings("1", "1", "left over")})
    assert said(found) == [
        "case.xlsx:holdings:G2: stands under no column. Name it in the header. [cells]"
    ]


def test_a_strange_column_and_a_missing_one_are_named_once(load):
    found = load({"holdings": sheet(("id", "party", "itm", "valid"), ("h", "DEU", "x", "2024"))})
    assert said(found)[:2] == [
        "case.xlsx:holdings:A1: no column 'itm' in this table. Did you mean 'item'? [columns]",
        "case.xlsx:holdings:A1: column 'item' is missing. It holds of what. [columns]",
    ]
    assert found.folder.rows[Holding] == []


def test_a_strange_sheet_is_named_with_the_nearest(load):
    assert said(load({"holding": holdings()})) == [
        "case.xlsx:holding: no table has this name. Rename it to holdings. [files]"
    ]


def test_an_id_that_stands_twice_is_refused_the_second_time(load):
    line = ("c", "DEU", "patriot-fire-unit", "2024")
    found = load({"holdings": sheet(HOLDING[:4], line)})
    assert said(found) == [
        (
            "case.xlsx:holdings:A2: c stands at case.xlsx:case:2 already. "
            "Give each row of the case an id of its own. [unique-id]"
        )
    ]


def test_comments_and_blank_rows_are_no_data(load):
    rows = sheet(("# a remark",), HOLDING[:4], ("", " "), ("# none",))
    found = load({"holdings": rows})
    assert said(found) == []
    assert {fate.word for fate in found.fates[2:]} == {"not-data"}


def test_sheets_in_any_order_load_in_the_order_of_the_tables(tmp_path):
    path = tmp_path / "case.xlsx"
    path.write_bytes(book({"assumptions": sheet(("id", "text"), ("a", "b")), "case": CASE}))
    assert list(read_workbook(path).rows) == [Case, Assumption]


def test_the_format_gives_rows_places_and_fates(tmp_path):
    path = tmp_path / "case.xlsx"
    path.write_bytes(book({"case": CASE, "assumptions": sheet(("id", "text"), ("a", "b"))}))
    found = case_workbook.read(path)
    assert (found.case, str(found.known_on)) == ("c", "2024-01-01")
    assert found.places == {"c": "case.xlsx:case:2", "a": "case.xlsx:assumptions:2"}
    assert [(fate.word, fate.rows) for fate in found.fates] == [
        ("not-data", ()),
        ("loaded", ("c",)),
        ("not-data", ()),
        ("loaded", ("a",)),
    ]


def test_the_format_refuses_a_workbook_without_its_case(tmp_path):
    path = tmp_path / "case.xlsx"
    path.write_bytes(book({"case": sheet(CASE_HEADER)}))
    with pytest.raises(FindingsError, match="found 0 readable rows"):
        case_workbook.read(path)


def test_a_cell_may_say_where_it_stands(load):
    rows = (
        '<row r="4"><c r="A4" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="C4" t="inlineStr"><is><t>text</t></is></c></row>'
        '<row r="9"><c r="A9" t="inlineStr"><is><t>a</t></is></c><c r="C9" t="b"><v>1</v></c></row>'
    )
    rows = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    found = load({"assumptions": rows})
    assert found.folder.rows[Assumption] == [Assumption(id="a", text="yes")]
    assert found.folder.places["a"] == "case.xlsx:assumptions:9"


def test_a_prefix_for_the_namespace_changes_nothing(tmp_path):
    marked = CASE.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    path = tmp_path / "case.xlsx"
    path.write_bytes(book({"case": marked}))
    assert read_workbook(path).case.title == CASE_ROW[1]
    assert inline("a") in CASE.replace(">c<", ">a<")
