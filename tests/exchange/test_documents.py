"""Documents as text: six kinds, told by content; the hostile ones end in a finding."""

import io
import random
import time
import zipfile

import pytest
from document_samples import pdf, problems
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.documents.opening import document_readers, read_bytes, read_file
from materiel.exchange.documents.reader import LARGEST_FILE, LONGEST_LINE, LONGEST_TEXT
from materiel.exchange.documents.readers import pdf_pages
from materiel.kernel.errors import InputError

PAGE = b"""<!doctype html><html><head><title>A notice</title>
<meta property="article:published_time" content="2024-07-09T10:00:00Z">
<script>var x = "Germany sends 99 tanks";</script><style>p {color: red}</style></head>
<body><nav><a>Home</a></nav><article><h1>Two systems</h1><p>Norway sends two&nbsp;systems
to Ukraine.</p><ul><li>First</li><li>Second</li></ul></article>
<script>document.write("Spain sends 50 tanks")</script><footer>All rights</footer>
</body></html>"""


KINDS = ["docx", "xlsx", "pdf", "html", "csv", "text"]


def test_there_are_six_kinds_and_text_is_asked_last():
    assert [each.name for each in document_readers()] == KINDS


def test_plain_text_keeps_its_offsets():
    text = "One line.\n\u201cTwo\u201d lines.\n"
    assert read_bytes(text.encode(), "a.txt").text == text
    assert read_bytes(text.encode(), "a.txt").findings == ()


def test_another_encoding_is_read_and_said():
    read = read_bytes("K\u00f6ln \u20ac".encode("cp1252"), "a.txt")
    assert read.text == "K\u00f6ln \u20ac"
    assert problems(read) == ["byte 1 is no UTF-8; read as Western European (cp1252)"]


def test_a_page_yields_its_article_and_its_day_and_no_script():
    read = read_bytes(PAGE, "a.html")
    assert read.text == "Two systems\nNorway sends two systems to Ukraine.\n- First\n- Second"
    assert (str(read.published), read.title) == ("2024-07-09", "A notice")
    assert problems(read) == ["2 scripts and embedded objects were left out, unread"]


def test_a_page_that_a_script_fills_is_a_finding():
    read = read_bytes(b"<html><body><script>fill()</script></body></html>", "a.html")
    assert read.text == ""
    assert "the page holds no text" in problems(read)


def test_html_nested_without_end_is_read_in_time():
    started = time.process_time()
    read_bytes(b"<html>" + b"<div><nav><b>" * 100_000 + b"x", "a.html")
    assert time.process_time() - started < 10


def test_a_pdf_with_a_text_layer_is_read():
    pytest.importorskip("pypdfium2")
    read = read_bytes(pdf(*["Norway sends two systems."] * 2), "a.pdf")
    assert read.text.split() == ["Norway", "sends", "two", "systems."] * 2
    assert read.findings == ()


def test_a_pdf_of_pictures_and_a_broken_one_are_findings():
    pytest.importorskip("pypdfium2")
    assert problems(read_bytes(pdf(""), "a.pdf")) == [
        "the PDF has no text layer: its pages are pictures"
    ]
    assert problems(read_bytes(b"%PDF-1.4\nrubbish", "a.pdf")) == ["the PDF is broken"]


def test_a_missing_library_is_said(monkeypatch):
    class Done:
        returncode, stdout = 11, b""

    monkeypatch.setattr(pdf_pages.subprocess, "run", lambda *_, **__: Done)
    assert "pypdfium2 is not installed" in problems(read_bytes(b"%PDF-1.7", "a.pdf"))[0]


def test_a_pdf_that_takes_too_long_is_stopped(monkeypatch):
    def late(*_, **options):
        raise pdf_pages.subprocess.TimeoutExpired("pdf", options["timeout"])

    monkeypatch.setattr(pdf_pages.subprocess, "run", late)
    assert problems(read_bytes(b"%PDF-1.7", "a.pdf")) == [
        "reading the PDF took longer than 20 seconds and was stopped"
    ]


def test_a_bomb_in_a_container_stays_closed():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 50_000_000)
    started = time.process_time()
    read = read_bytes(packed.getvalue(), "bomb.docx")
    assert problems(read) == [
        (
            "a ZIP container that stays closed: word/document.xml would unpack 48,605 bytes to "
            "50,000,000; accepted: up to 200 times as many"
        )
    ]
    assert time.process_time() - started < 1


def test_a_file_over_the_bound_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    started = time.process_time()
    (problem,) = problems(read_file(path))
    assert problem == f"{LARGEST_FILE + 1:,} bytes; at most {LARGEST_FILE:,} are read"
    assert time.process_time() - started < 1


def test_fifty_megabytes_of_text_are_cut_and_said():
    read = read_bytes(b"Norway sends two systems.\n" * 2_000_000, "long.txt")
    assert len(read.text) == LONGEST_TEXT
    assert problems(read) == [f"only the first {LONGEST_TEXT:,} of 52,000,000 letters were read"]


def test_a_line_without_end_is_cut_and_said():
    read = read_bytes(b"7, " * 10_000, "line.txt")
    assert len(read.text) == LONGEST_LINE
    assert problems(read) == [
        f"a line of 30,000 letters; only the first {LONGEST_LINE:,} were read"
    ]


def test_pictures_and_programs_are_no_documents():
    (problem,) = problems(read_bytes(b"\x89PNG\r\n\x1a\n\0\0\0", "a.png"))
    assert problem == (
        f"holds NUL characters and is none of the kinds that are read ({', '.join(KINDS)})"
    )


def test_a_missing_file_is_a_wrong_request(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_file(tmp_path / "none.txt")


SEEDS = [PAGE, b"plain words of 12 tanks", b"<html><p>a", b"\xff\xfea\0b\0", b"PK\x03\x04"]


@given(st.sampled_from(SEEDS), st.data())
def test_damaged_bytes_end_in_text_or_a_finding(seed, data):
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    read = read_bytes(bytes(content).replace(b"%PDF-", b""), "a.bin")
    assert read.text.strip() or read.findings


@pytest.mark.proof
def test_damaged_pdfs_end_in_text_or_a_finding():
    pytest.importorskip("pypdfium2")
    draw = random.Random(20261122)
    for _ in range(150):
        content = bytearray(pdf(*["Norway sends two systems."] * draw.randint(1, 4)))
        for _ in range(draw.randint(1, 40)):
            content[draw.randrange(5, len(content))] = draw.randrange(256)
        read = read_bytes(bytes(content), "a.pdf")
        assert read.text.strip() or read.findings
