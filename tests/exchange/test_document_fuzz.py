"""Mutated documents of every kind: text or a finding, never a crash, never much memory."""

import random
import resource

import pytest
from document_samples import BODY, CSV, PAGE, docx, packed, pdf, word_parts, xlsx
from mutations import mutated

from materiel.exchange.documents.opening import read_bytes
from materiel.exchange.documents.packed import ZIP
from materiel.exchange.documents.reader import LONGEST_TEXT

EVERYDAY = {"pdf": 3}
PROOF = 5_000
MOST_MEMORY = 300 * 1024
"""KiB that all runs of a kind together may add to the process."""
SCRAPS = (
    *(b"", b"\0", b"\xff\xfe", b"\r", b"\n", b"<", b">", b'"', b"'", b"&", b",", b";", b"|"),
    *(b"&#x110000;", b"&#99999999999;", b"<!--", b"]]>", b"<![CDATA[", b"<script>", b"</table>"),
    *(b"<td colspan='9'>", b"<w:p>", b"</w:p>", b"<w:vanish/>", b"<!DOCTYPE a>", b'r="XFD1048576"'),
    *(b"<v>1e999</v>", b't="s"', b"9" * 400, b" " * 400, "é€".encode(), b"%PDF-", b"PK\x03\x04"),
)


def remade(parts, chance):
    """A sound package of which one part is changed inside."""
    name = chance.choice([each for each in parts for _ in range(1 + 4 * ("xml" in each))])
    content = parts[name]
    raw = content if isinstance(content, bytes) else content.encode()
    return packed({**parts, name: mutated(raw, chance, SCRAPS)})


def book_parts():
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(xlsx(formula=True))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORDS = word_parts(BODY)
BOOK = book_parts()
TEXT = "Köln: “30 tanks” — 7 of them\tlate.\r\nNext line, 12 %.\n".encode()
KINDS = {
    "docx": lambda chance: (
        remade(WORDS, chance) if chance.random() < 0.8 else mutated(docx(BODY), chance, SCRAPS)
    ),
    "xlsx": lambda chance: (
        remade(BOOK, chance) if chance.random() < 0.8 else mutated(xlsx(), chance, SCRAPS)
    ),
    "pdf": lambda chance: mutated(pdf("First words.", "", "Last words."), chance, SCRAPS),
    "html": lambda chance: mutated(PAGE, chance, SCRAPS),
    "csv": lambda chance: mutated(CSV, chance, SCRAPS),
    "text": lambda chance: mutated(TEXT, chance, SCRAPS),
}


def attack(kind, count, seed):
    """Read so many mutations; how many gave text."""
    chance = random.Random(seed)  # repeatable
    good = 0
    for _ in range(count):
        content = KINDS[kind](chance)
        read = read_bytes(content, f"a.{kind}")
        assert read.text.strip() or read.findings
        assert len(read.text) <= LONGEST_TEXT
        assert not set(read.text) & {"\0", "\r", "\x1b"}
        assert all(each.where.startswith("a.") and each.problem for each in read.findings)
        last = read.text.count("\n") + 1
        assert all(1 <= line <= last for line in read.places)
        if content.startswith(ZIP) and not read.text:
            assert any(each.severity == "error" for each in read.findings)
        good += bool(read.text.strip())
    return good


@pytest.mark.parametrize("kind", KINDS)
def test_some_broken_documents_end_in_text_or_a_finding(kind):
    count = EVERYDAY.get(kind, 150)
    assert attack(kind, count, f"everyday {kind}") > 0


@pytest.mark.proof
@pytest.mark.parametrize("kind", KINDS)
def test_five_thousand_broken_documents_of_a_kind_end_in_text_or_a_finding(kind):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    good = attack(kind, PROOF, f"proof {kind}")
    assert good > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
