"""A case as a workbook and back: nothing changes, whatever stands in the cells."""

import html
import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_samples import MAIN, rows_of

from materiel.exchange.folder import read_folder
from materiel.exchange.packaged import PACKAGED, packaged_case
from materiel.exchange.tables import CASE_TABLES
from materiel.exchange.workbook import writing
from materiel.exchange.workbook.reading import read_workbook
from materiel.exchange.workbook.writing import workbook_bytes, write_template, write_workbook
from materiel.kernel.errors import InputError
from materiel.kernel.table import columns, to_cells
from materiel.ledger.case import Assumption
from materiel.ledger.rows import Commitment, Event


def cells(rows):
    """What the rows say, empty tables left out."""
    return {kind.TABLE: [to_cells(row) for row in own] for kind, own in rows.items() if own}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("books") / "case.xlsx"


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_case_comes_back_as_it_was(name, place):
    with packaged_case(name) as path:
        folder = read_folder(path)
    write_workbook(place, folder.rows)
    found = read_workbook(place)
    assert found.findings == ()
    assert (found.name, cells(found.rows)) == (name, cells(folder.rows))
    assert list(found.rows) == list(CASE_TABLES)


EVERY_TABLE = st.fixed_dictionaries({kind: rows_of(kind) for kind in CASE_TABLES})
LARGE = (HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.too_slow)
"""Every cell of every table is drawn, also where a row leaves it empty."""


def assert_round_trip(place, rows):
    write_workbook(place, rows)
    found = read_workbook(place)
    # The same id in two tables is a finding of its own, whatever carries the rows.
    twice = {f.where for f in found.findings if f.check == "unique-id"}
    kept = {kind: own for kind, own in rows.items() if not any(kind.TABLE in w for w in twice)}
    mine = {kind: found.rows[kind] for kind in kept}
    assert cells(mine) == cells(kept)
    assert {f.check for f in found.findings} <= {"case", "unique-id"}


@settings(max_examples=4, suppress_health_check=LARGE)
@given(EVERY_TABLE)
def test_rows_of_every_table_come_back_as_they_were(place, rows):
    assert_round_trip(place, rows)


@pytest.mark.proof
@settings(max_examples=1000, suppress_health_check=LARGE)
@given(EVERY_TABLE)
def test_a_thousand_random_cases_come_back_as_they_were(place, rows):
    assert_round_trip(place, rows)


def test_the_same_case_gives_the_same_bytes_on_any_day():
    with packaged_case("coalition") as path:
        rows = read_folder(path).rows
    first = workbook_bytes(rows)
    assert workbook_bytes(rows) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stamps = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml").decode())
    assert stamps == ["2000-01-01T00:00:00Z"] * 2


def test_many_rows_are_written_row_by_row_and_read_alike(place, monkeypatch):
    with packaged_case("coalition") as path:
        rows = read_folder(path).rows
    monkeypatch.setattr(writing, "MOST_IN_MEMORY", 10)
    write_workbook(place, rows)
    assert cells(read_workbook(place).rows) == cells(rows)


def test_text_that_looks_like_a_formula_is_stored_as_text(place):
    rows = [
        Assumption(id=f"a{n}", text=text) for n, text in enumerate(("=1+1", "+1", "-1", "@now"))
    ]
    write_workbook(place, {Assumption: rows})
    with zipfile.ZipFile(place) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)
    assert cells(read_workbook(place).rows) == cells({Assumption: rows})


def test_a_text_longer_than_a_cell_is_refused_before_it_is_cut(place):
    row = Assumption(id="long", text="x" * 32_768)
    with pytest.raises(InputError) as caught:
        write_workbook(place, {Assumption: [row]})
    assert str(caught.value) == (
        "assumptions: long: text: 32,768 characters; a spreadsheet keeps 32,767"
    )


def test_a_character_that_xml_lacks_is_refused(place):
    with pytest.raises(InputError, match="assumptions: bad: text: a character that no text has"):
        write_workbook(place, {Assumption: [Assumption(id="bad", text="\ufffe")]})


# ------------------------------------------------------------------------- what a person sees


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path)
    return path


def test_the_template_has_every_table_and_only_lacks_its_case(template):
    found = read_workbook(template)
    assert [str(finding) for finding in found.findings] == [
        (
            "template.xlsx:case: found 0 readable rows. "
            "It needs exactly one row that says what the case is. [case]"
        )
    ]
    assert list(found.rows) == list(CASE_TABLES)


def test_a_template_overwrites_nothing(template):
    with pytest.raises(InputError, match="exists already; choose another name"):
        write_template(template)


def test_each_column_tells_its_meaning_unit_and_need(template):
    with zipfile.ZipFile(template) as archive:
        notes = [archive.read(name).decode() for name in archive.namelist() if "comments" in name]
    assert len(notes) == len(CASE_TABLES)
    text = html.unescape("\n".join(notes))
    for kind in CASE_TABLES:
        for each in columns(kind):
            need = "Required" if each.required else "Optional"
            assert f"{need}: {each.meaning}."[:60] in text
    assert "Unit: units of issue." in text


def test_choices_parties_items_and_flags_have_lists_on_a_hidden_sheet(template):
    sheets = {kind.TABLE: n for n, kind in enumerate(CASE_TABLES, 1)}
    with zipfile.ZipFile(template) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        listed = [(e.get("name"), e.get("state")) for e in book.iter(f"{{{MAIN}}}sheet")]
        assert listed[-1] == ("lists", "hidden")
        number = sheets[Commitment.TABLE]
        markup = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    ruled = {rule.get("sqref")[0]: rule for rule in markup.iter(f"{{{MAIN}}}dataValidation")}
    names = [each.name for each in columns(Commitment)]
    listed_columns = {names[ord(letter) - ord("A")] for letter in ruled}
    assert listed_columns == {"kind", "giver", "receiver", "item", "producer", "ceiling"}
    # A choice is enforced; a party may also be written by a name.
    assert ruled[chr(ord("A") + names.index("kind"))].get("errorStyle") is None
    assert ruled[chr(ord("A") + names.index("giver"))].get("errorStyle") == "information"
    panes = [(e.get("xSplit"), e.get("ySplit")) for e in markup.iter(f"{{{MAIN}}}pane")]
    assert panes == [("1", "2")]


def test_the_event_of_an_event_has_the_words_of_the_vocabulary(template):
    number = [kind.TABLE for kind in CASE_TABLES].index(Event.TABLE) + 1
    with zipfile.ZipFile(template) as archive:
        markup = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
        text = archive.read("xl/sharedStrings.xml").decode()
    letter = chr(ord("A") + [each.name for each in columns(Event)].index("event"))
    ruled = {rule.get("sqref")[0] for rule in markup.iter(f"{{{MAIN}}}dataValidation")}
    assert letter in ruled
    assert "delivered-from-production" in text


def test_another_reader_sees_the_same_cells(place):
    calamine = pytest.importorskip("python_calamine")
    with packaged_case("coalition") as path:
        rows = read_folder(path).rows
    write_workbook(place, rows)
    book = calamine.CalamineWorkbook.from_path(str(place))
    for kind, own in rows.items():
        table = book.get_sheet_by_name(kind.TABLE).to_python()
        names = table[0]
        for row, stored in zip(own, table[2:], strict=True):
            for name, text in to_cells(row).items():
                value = stored[names.index(name)]
                shown = str(int(value)) if isinstance(value, float) else value
                assert shown == text
