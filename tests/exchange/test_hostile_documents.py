"""Documents that bite: each ends in words and findings, in bounded time and memory."""

import io
import json
import struct
import subprocess
import sys
import zipfile

import pytest
from document_samples import (
    BODY,
    HEADINGS,
    PAGE,
    WORD,
    docx,
    packed,
    paragraph,
    pdf,
    problems,
    word_parts,
    xlsx,
)

from materiel.exchange.documents.opening import read_bytes
from materiel.exchange.documents.reader import LONGEST_LINE, LONGEST_TEXT
from materiel.exchange.documents.readers import html_page, spreadsheet, word_document

MEMORY = 400 * 2**20
"""Bytes of address space that reading any document may take, the interpreter included."""
LIMITED = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from pathlib import Path
from materiel.exchange.documents.opening import read_file
read = read_file(Path(sys.argv[1]))
print(json.dumps([len(read.text), [str(each) for each in read.findings]]))
"""


def apart(path, memory=MEMORY):
    """Letters and findings of a file that is read in a process with little memory."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path, str(memory)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def inflated(content):
    """A package that holds one part that unpacks to a thousand times its size."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = max(parts, key=lambda each: ("document.xml" in each, "sheet1.xml" in each))
    return packed({**parts, name: parts[name] + b" " * 80_000_000}), name


LARGE = {
    "a.txt": lambda: b"Norway sends two systems.\n" * 2_000_000,
    "b.html": lambda: b"<html>" + b"<p>Norway sends two systems.</p>" * 1_600_000,
    "c.html": lambda: b"<html>" + b"<a " * 16_000_000,
    "d.csv": lambda: b"Item,Quantity,Value\n" + b"Tanks,3,400\n" * 4_000_000,
    "e.txt": lambda: b"7 " * 25_000_000,
    "f.docx": lambda: inflated(docx(BODY))[0],
    "g.xlsx": lambda: inflated(xlsx())[0],
    "h.txt": lambda: ("\u00e9\u0142" * 12_000_000).encode("utf-16"),
}
SAID = {
    "a.txt": ["only the first 300,000 of 52,000,000 letters were read"],
    "b.html": ["only the first 8,388,608 of 51,200,006 letters of markup were read"],
    "c.html": ["only the first 8,388,608 of 48,000,006 letters of markup were read"],
    "d.csv": ["only the first 300,000 of"],
    "e.txt": ["only the first 300,000 of 50,000,000 letters were read", "a line of 300,000"],
    "f.docx": ["word/document.xml would unpack"],
    "g.xlsx": ["xl/worksheets/sheet1.xml would unpack"],
    "h.txt": ["only the first 300,000 of 24,000,000 letters were read", "a line of 300,000"],
}


@pytest.mark.parametrize("name", LARGE)
def test_fifty_megabytes_of_anything_are_read_or_refused_in_little_memory(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(LARGE[name]())
    letters, findings = apart(path)
    assert letters <= LONGEST_TEXT
    for said in SAID[name]:
        assert any(said in each for each in findings), findings


def test_the_limit_of_memory_can_fail(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(LARGE["a.txt"]())
    with pytest.raises(AssertionError, match="MemoryError"):
        apart(path, 80 * 2**20)


@pytest.mark.parametrize("make", [lambda: docx(BODY), xlsx], ids=["docx", "xlsx"])
def test_a_bomb_is_refused_by_what_it_declares(make):
    bomb, name = inflated(make())
    read = read_bytes(bomb, "a.bin")
    (problem,) = problems(read)
    assert read.text == ""
    assert problem.startswith(f"a ZIP container that stays closed: {name} would unpack ")
    assert problem.endswith("; accepted: up to 200 times as many")


def test_a_bomb_that_lies_about_its_size_is_damage():
    bomb, name = inflated(docx(BODY))
    raw = bytearray(bomb)
    at = raw.rindex(b"PK\x01\x02")
    while raw[at + 46 : at + 46 + len(name)] != name.encode():
        at = raw.rindex(b"PK\x01\x02", 0, at)
    raw[at + 24 : at + 28] = struct.pack("<I", 900)
    read = read_bytes(bytes(raw), "a.docx")
    assert read.text == ""
    assert problems(read)[0].startswith("word/document.xml is damaged (Bad CRC-32")


def test_a_part_that_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(word_document, "LARGEST_PART", 1000)
    read = read_bytes(docx(BODY * 3), "a.docx")
    assert read.text == ""
    assert problems(read)[0].endswith("bytes; accepted: up to 1,000")


def test_a_zip_in_a_zip_stays_closed():
    inner = docx(paragraph("Spain sends 50 tanks."))
    nested = packed({"report.docx": packed({"again.zip": inner}), "b.txt": "Spain"})
    read = read_bytes(nested, "all.zip")
    assert (read.text, problems(read)) == (
        "",
        [
            "a ZIP container that is neither DOCX nor XLSX (b.txt, report.docx): not unpacked",
        ],
    )


def test_a_directory_without_end_is_refused_unparsed():
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18)
    content = b"PK\x03\x04" + entry * 3000 + struct.pack("<4s4H2LH", b"PK\x05\x06", *[0] * 7)
    assert problems(read_bytes(content, "a.docx")) == [
        "a ZIP container that stays closed: 3,000 parts; accepted: up to 2,000"
    ]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            f'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a xmlns:w="{WORD}">&c;</a>',
            "word/document.xml: defines a document type or entities; none is accepted",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
            "word/document.xml: defines a document type or entities; none is accepted",
        ),
        ("<a>" * 100, "word/document.xml: elements lie deeper than 64 levels"),
        ("<a><b></a>", "word/document.xml: not well-formed (mismatched tag: line 1, column 8)"),
        ("", "word/document.xml: not well-formed (no element found: line 1, column 0)"),
    ],
)
def test_hostile_markup_in_a_word_document_is_refused(document, said):
    read = read_bytes(packed({"word/document.xml": document}), "a.docx")
    assert (read.text, problems(read)) == ("", [said])


def test_elements_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(word_document, "MOST_ELEMENTS", 100)
    read = read_bytes(docx("<w:p/>" * 200), "a.docx")
    assert problems(read) == ["word/document.xml: more than 100 elements"]


def test_cells_without_end_are_cut_and_said(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 5_000)
    read = read_bytes(xlsx({"Aid": [HEADINGS] + [[7] * 6] * 20_000}), "a.xlsx")
    assert problems(read)[1:] == ["only about the first 5,000 cells were read"]
    assert read.findings[1].where == "a.xlsx:Aid"


def test_far_columns_are_left_and_said():
    row = ["x"] * 300
    read = read_bytes(xlsx({"Aid": [row, row]}), "a.xlsx")
    assert problems(read) == ["2 rows go beyond column GR; that is not read"]
    assert read.text.count("x") == 400


def test_a_pdf_that_wants_a_password_says_so():
    pytest.importorskip("pypdfium2")
    read = read_bytes(pdf("Words.", encrypted=True), "a.pdf")
    assert (read.text, problems(read)) == (
        "",
        ["the PDF is encrypted: it opens with a password only"],
    )


def test_pages_of_a_pdf_that_are_pictures_are_named():
    pytest.importorskip("pypdfium2")
    read = read_bytes(pdf("First words.", "", "Last words."), "a.pdf")
    assert problems(read) == ["1 of 3 pages have no text layer: not read (pages 2)"]
    assert read.text == "First words.\nLast words."
    assert [read.place(0), read.place(len(read.text) - 1)] == ["page 1", "page 3"]


def test_half_a_pdf_is_broken_or_read_and_never_more():
    pytest.importorskip("pypdfium2")
    whole = pdf("First words.", "Last words.")
    read = read_bytes(whole[: len(whole) // 3], "a.pdf")
    assert (read.text, problems(read)) == ("", ["the PDF is broken"])


def test_ten_thousand_numbers_in_one_line_are_cut_and_said():
    line = ", ".join(map(str, range(10_000, 20_000)))
    read = read_bytes(f"Words before.\n{line}\n".encode(), "a.txt")
    assert [str(each) for each in read.findings] == [
        (
            f"a.txt:2: a line of {len(line):,} letters; only the first {LONGEST_LINE:,} were read "
            "[document]"
        )
    ]


@pytest.mark.parametrize(
    ("content", "text", "said"),
    [
        ("Köln €".encode("utf-16"), "Köln €", []),
        ("\ufeffKöln €".encode("utf-16-be"), "Köln €", []),
        ("\ufeffKöln".encode("utf-32-le"), "Köln", []),
        (
            "Köln".encode("utf-16-le"),
            "",
            [
                (
                    "holds NUL characters and is none of the kinds that are read "
                    "(docx, xlsx, pdf, html, csv, text)"
                )
            ],
        ),
        (
            "Köln".encode("latin-1"),
            "Köln",
            ["byte 1 is no UTF-8; read as Western European (cp1252)"],
        ),
        (
            b"K\x81ln\xff",
            "K\ufffdlnÿ",
            [
                "byte 1 is no UTF-8; read as Western European (cp1252), 1 letters are lost",
            ],
        ),
        (
            b"\xff\xfea\0\0\xd8b\0",
            "a\ufffdb",
            [
                "byte 4 is no UTF-16, as its first bytes say it is; 1 letters are lost",
            ],
        ),
        (
            b"a" * 5000 + b"\0b\0",
            "a" * 5000 + " b ",
            ["2 NUL characters were read as spaces"],
        ),
        (b"", "", ["an empty file"]),
        (b" \n ", " \n ", ["the document holds no text"]),
    ],
)
def test_wrong_encodings_are_read_or_refused_in_words(content, text, said):
    read = read_bytes(content, "a.txt")
    assert read.text.removeprefix("\ufeff").strip("\ufeff") == text
    assert problems(read) == said


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PAGE, "html"),
        ("a.docx", b"Plain words.", "text"),
        ("a.txt", pdf("Words."), "pdf"),
        ("a.html", xlsx(), "xlsx"),
        ("a.xlsx", docx(BODY), "docx"),
    ],
)
def test_a_file_that_lies_about_its_kind_is_read_as_what_it_is_and_named(name, content, kind):
    honest = read_bytes(content, "a.bin")
    read = read_bytes(content, name)
    assert read.text == honest.text
    suffix = name[1:]
    assert str(read.findings[0]) == (
        f"{name}: named {suffix}, but its content is {kind}; read as {kind}. "
        "Give it the name of its kind. [document]"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0rest", "an old Office file, or an encrypted one: not read"),
        (b"\x1f\x8brest", "a gzip file: not read"),
        (b"Rar!rest", "a RAR file: not read"),
        (
            b"PK\x03\x04rest",
            "a ZIP container that stays closed: no document: File is not a zip file",
        ),
    ],
)
def test_other_containers_stay_closed(content, said):
    assert problems(read_bytes(content, "a.bin")) == [said]


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a b='", "<a b=c ", "<!--", "</", "<?", "<table><tr><td>", "<div hidden>", "&#", "<"],
)
def test_markup_that_never_ends_costs_no_more_than_its_length(piece, monkeypatch):
    counted = []
    tokens = html_page.html_tokens
    monkeypatch.setattr(
        html_page,
        "html_tokens",
        lambda source: (counted.append(1) or each for each in tokens(source)),
    )
    page = f"<html><p>Seen.</p>{piece * (1_000_000 // len(piece))}"
    read = read_bytes(page.encode(), "a.html")
    assert read.text.startswith("Seen.")
    assert len(counted) <= html_page.MOST_TAGS + 2


@pytest.mark.parametrize(
    "never",
    ["<p title='x>Spain</p>", "<!-- x>Spain</p>", "<script>Spain</p>", "<p Spain ", "<?Spain "],
)
def test_markup_that_never_ends_takes_the_rest_of_the_page_and_that_is_said(never):
    read = read_bytes(f"<html><p>Seen.</p>{never}".encode(), "a.html")
    assert read.text == "Seen."
    lost = len(never) - 8 * never.startswith("<script>")
    assert f"the last {lost} letters stand in markup that never ends: not read" in problems(read)


def test_a_page_is_read_no_further_than_its_bound(monkeypatch):
    monkeypatch.setattr(html_page, "LARGEST_PAGE", 20)
    read = read_bytes(b"<html><p>Seen.</p><p>Spain sends 50 tanks.</p>", "a.html")
    assert read.text == "Seen."
    assert "only the first 20 of 46 letters of markup were read" in problems(read)


def test_tags_without_end_are_cut_and_said(monkeypatch):
    monkeypatch.setattr(html_page, "MOST_TAGS", 50)
    read = read_bytes(b"<html><p>Seen.</p>" + b"<b>" * 100 + b"Spain", "a.html")
    assert read.text == "Seen."
    assert problems(read) == ["more than 50 tags and texts; the rest was not read"]


def test_a_reference_to_no_letter_is_read_as_it_stands():
    read = read_bytes(b"<html><p>Two &amp; &#" + b"9" * 5000 + b"; tanks</html>", "a.html")
    assert read.text.startswith("Two &amp; &#999")


def test_nothing_of_a_refused_document_is_read():
    parts = word_parts(BODY)
    parts["word/footnotes.xml"] = "<!DOCTYPE a><a/>"
    read = read_bytes(packed(parts), "a.docx")
    assert (read.text, problems(read)) == (
        "",
        ["word/footnotes.xml: defines a document type or entities; none is accepted"],
    )
