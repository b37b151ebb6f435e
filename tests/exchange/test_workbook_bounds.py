"""Bombs, lies and damage: a hostile workbook costs neither memory nor time, and is named."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from workbook_samples import CASE, MAIN, book, packed, parts, sheet

from materiel.exchange.workbook import package, sheets
from materiel.exchange.workbook.reading import read_workbook
from materiel.kernel.errors import InputError


@pytest.fixture
def refusal(tmp_path):
    def make(raw):
        path = tmp_path / "case.xlsx"
        path.write_bytes(raw)
        with pytest.raises(InputError) as caught:
            read_workbook(path)
        return str(caught.value)

    return make


def with_sheet(markup):
    return packed({**parts({"case": CASE}), "xl/worksheets/sheet1.xml": markup})


def test_a_bomb_is_refused_by_its_ratio_before_it_is_unpacked(refusal):
    raw = with_sheet(b" " * 50_000_000)
    tracemalloc.start()
    text = refusal(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text.startswith("case.xlsx: xl/worksheets/sheet1.xml would unpack 48,")
    assert text.endswith("to 50,000,000; accepted: up to 200 times as many")
    assert peak < 5_000_000


def test_a_directory_that_lies_about_a_size_is_damage(refusal):
    raw = bytearray(with_sheet(b"<a>" + b"x" * 900_000 + b"</a>"))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert "xl/worksheets/sheet1.xml is damaged (Bad CRC-32" in refusal(bytes(raw))


def test_parts_that_are_large_together_are_refused(refusal, monkeypatch):
    monkeypatch.setattr(package, "LARGEST_WHOLE", 500)
    assert "its parts unpack to" in refusal(book({"case": CASE}))


def test_a_file_too_large_to_read_is_refused_unread(refusal, monkeypatch):
    monkeypatch.setattr(package, "LARGEST_FILE", 100)
    assert refusal(book({"case": CASE})).endswith("accepted: up to 0 MiB")


def test_too_many_parts_are_refused(refusal):
    found = {f"p{n}": "" for n in range(package.MOST_PARTS + 1)}
    assert refusal(packed(found)) == "case.xlsx: 2,001 parts; accepted: up to 2,000"


def test_a_part_that_stands_twice_is_refused(refusal):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    assert refusal(stream.getvalue()) == "case.xlsx: the part a stands twice"


def test_an_encrypted_part_is_refused(refusal):
    raw = bytearray(book({"case": CASE}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    assert "is encrypted; save it without a password" in refusal(bytes(raw))


def test_entities_are_refused_before_one_is_expanded(refusal):
    laughs = (
        '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData>&c;</sheetData></worksheet>'
    )
    assert refusal(with_sheet(laughs)) == (
        "case.xlsx:case: defines a document type or entities; none is accepted"
    )


def test_a_file_outside_is_never_opened(refusal, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    markup = f'<!DOCTYPE a SYSTEM "file://{secret}"><a/>'
    assert "defines a document type" in refusal(with_sheet(markup))


def test_another_encoding_hides_no_entities(refusal):
    laughs = f'<!DOCTYPE a [<!ENTITY b "ha">]><worksheet xmlns="{MAIN}">&b;</worksheet>'
    assert "defines a document type" in refusal(with_sheet(laughs.encode("utf-16")))


@pytest.mark.parametrize("claim", ["ascii", "no-such-encoding"])
def test_an_encoding_that_is_not_so_is_refused(refusal, claim):
    whole = f'<?xml version="1.0" encoding="{claim}"?>{CASE}'.replace("A case", "M\u00f6rser")
    assert "not well-formed" in refusal(with_sheet(whole.encode()))


def test_deep_elements_are_refused(refusal):
    assert refusal(with_sheet("<a>" * 100)) == "case.xlsx:case: elements lie deeper than 64 levels"


def test_a_text_without_end_is_refused(refusal, monkeypatch):
    monkeypatch.setattr("materiel.exchange.workbook.markup.LONGEST_TEXT", 1000)
    assert refusal(with_sheet(sheet(("x" * 5000,)))) == (
        "case.xlsx:case: a text is longer than 1,000 characters"
    )


def test_too_many_cells_are_refused(refusal, monkeypatch):
    monkeypatch.setattr(sheets.Book.__init__, "__defaults__", ([], frozenset(), 3))
    assert (
        refusal(book({"case": CASE})) == "case.xlsx:case: more than 5,000,000 cells in the workbook"
    )


def test_a_far_cell_costs_no_grid(tmp_path):
    path = tmp_path / "case.xlsx"
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row></sheetData>'
    path.write_bytes(with_sheet(CASE.replace("</sheetData>", far)))
    tracemalloc.start()
    begun = time.perf_counter()
    found = read_workbook(path)
    took, peak = time.perf_counter() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.findings[0].where == "case.xlsx:case:XFD1048576"
    assert (took < 2, peak < 10_000_000) == (True, True)


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ('<row r="2"/><row r="1"/>', "row 1 stands out of order"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "cell 'A1' stands out of order"),
        ('<row r="1"><c r="A2"/></row>', "a cell 'A2' stands in row 1"),
        ('<row r="1"><c r="ZZZ1"/></row>', "cell 'ZZZ1' stands out of order"),
        ('<row r="1048577"/>', "row 1048577 stands out of order"),
    ],
)
def test_cells_out_of_order_are_refused(refusal, markup, problem):
    whole = f'<worksheet xmlns="{MAIN}"><sheetData>{markup}</sheetData></worksheet>'
    assert refusal(with_sheet(whole)) == f"case.xlsx:case: {problem}"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "case.xlsx: no workbook: File is not a zip file"),
        (b"id,title\n", "case.xlsx: no workbook: File is not a zip file"),
        (packed({"a": "b"}), "case.xlsx: the package has no part xl/_rels/workbook.xml.rels"),
    ],
)
def test_what_is_no_workbook_is_said(refusal, raw, problem):
    assert refusal(raw) == problem


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="no workbook at"):
        read_workbook(tmp_path / "none.xlsx")
