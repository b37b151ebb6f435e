"""What a reader leaves out is said: cells under no name, rows that a lone return broke."""

import pytest
from kiel_lookalike import EXTRACT, OLD, ROWS, WEBSITE, csv_bytes, release
from sipri_samples import DELIVERIES, DELIVERY_HEADER, deliveries

from materiel.exchange.folder import lone_returns, read_folder
from materiel.exchange.formats import sipri_deliveries
from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.formats.kiel_website import KIEL_WEBSITE
from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK


def said(imported, check="columns"):
    return [str(each) for each in imported.findings if each.check == check]


def test_cells_of_a_workbook_under_no_heading_are_counted(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [{**row, "_more": "a remark"} for row in ROWS[:4]] + list(ROWS[4:])
    path.write_bytes(release(rows, {**OLD, "_last": "", "_more": ""}))
    place, number = "a.xlsx:Bilateral assistance, MAIN DATA:1", len(OLD) + 2
    wanted = f"{place}: column {number} has no name; 4 cells under it are not read"
    assert any(each.startswith(wanted) for each in said(KIEL_WORKBOOK.read(path)))


def test_a_nameless_column_of_nothing_is_not_worth_a_word(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(release(ROWS, {**OLD, "_more": ""}))
    assert not [each for each in said(KIEL_WORKBOOK.read(path)) if "no name" in each]


@pytest.mark.parametrize(
    ("form", "name", "lines"),
    [
        (KIEL_EXTRACT, "a.csv", EXTRACT),
        (KIEL_WEBSITE, "data_explorer.csv", WEBSITE["data_explorer.csv"]),
    ],
)
def test_cells_of_a_text_table_under_no_heading_are_counted(tmp_path, form, name, lines):
    path = tmp_path / name
    more = [[*lines[0], ""], *([*line, "odd"] for line in lines[1:])]
    path.write_bytes(csv_bytes(more))
    wanted = f"column {len(lines[0]) + 1} has no name; {len(lines) - 1} cells under it are not read"
    assert any(wanted in each for each in said(form.read(path)))


def test_a_nameless_column_of_a_delivery_download_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        deliveries(*(f"{line},odd,odd" for line in DELIVERIES), header=f"{DELIVERY_HEADER}, , ")
    )
    imported = sipri_deliveries.read(path)
    assert len(imported.fates) == len(DELIVERIES) + 5
    assert any("columns without a name: 1, beside" in each for each in said(imported))


CASE = (
    b"id,title,today,fictional,note\n"
    b"story,A story,2025-01-01,yes,first\rsecond\n"
    b"other,A story,2025-01-01,yes,\n"
)


def test_a_lone_carriage_return_in_a_case_table_is_named_with_its_line(tmp_path):
    (tmp_path / "case.csv").write_bytes(CASE)
    found = {(each.where, each.problem, each.severity) for each in read_folder(tmp_path).findings}
    problem = "a carriage return alone ends this line; the others end in a line feed"
    assert ("case.csv:2", problem, "error") in found


def test_a_carriage_return_in_a_quoted_cell_is_part_of_it(tmp_path):
    quoted = CASE.replace(b"first\rsecond", b'"first\rsecond"').rpartition(b"other")[0]
    (tmp_path / "case.csv").write_bytes(quoted)
    folder = read_folder(tmp_path)
    assert folder.findings == ()
    ((row,),) = folder.rows.values()
    assert row.note == "first\rsecond"


@pytest.mark.parametrize("form", [KIEL_EXTRACT, KIEL_WEBSITE])
def test_a_lone_carriage_return_in_a_trackers_table_is_named(tmp_path, form):
    lines = EXTRACT if form is KIEL_EXTRACT else WEBSITE["data_explorer.csv"]
    data = csv_bytes(lines).replace(b"Germany,", b"Ger\rmany,", 1)
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert any(
        each.startswith("a.csv:2: a carriage return alone ends this line")
        for each in said(form.read(path), "files")
    )


def test_files_with_one_sort_of_line_end_are_quiet():
    for end in ("\r", "\n", "\r\n"):
        assert lone_returns("f", [f"a{end}", f"b{end}", f"c{end}"]) == []
    # A mailer's "\r\r\n" adds an empty line and breaks nothing.
    assert lone_returns("f", ["a\r", "\r\n", "b\r", "\r\n"]) == []
    (found,) = lone_returns("f", ["a\r", "b\r", "c\n"])
    assert found.problem.startswith("a carriage return alone ends this line, and 1 more;")
