"""CSV as a document: each record is one line, each cell beside its heading."""

import csv
import io
from itertools import islice

from materiel.exchange.documents.reader import (
    LONGEST_TEXT,
    DocumentReader,
    Lines,
    ReadText,
    found,
    gathered,
)
from materiel.exchange.documents.readers.plain_text import decode
from materiel.exchange.documents.tabling import header_row, table_lines

SEPARATORS = ("\t", ";", ",", "|")
SEEN = 16_384
"""Bytes in which a table must show itself."""
SAMPLE = 30
LONGEST_CELL = 65_536
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of encodings in which a NUL byte is no NUL."""


def _records(text: str, separator: str) -> list[list[str]]:
    """The records of a text; a quote that never ends takes the rest as one cell.

    Raises:
        csv.Error: a cell is longer than any that is read.
    """
    old = csv.field_size_limit(LONGEST_CELL)
    try:
        # A NUL would end the reading of some versions: it is a space, as everywhere else.
        return list(csv.reader(io.StringIO(text.replace("\0", " "), ""), delimiter=separator))
    finally:
        csv.field_size_limit(old)


def separator_of(text: str) -> str:
    """What separates the cells of a table; empty where a text is no table.

    All records of the beginning have as many cells as the first one, whose cells are headings. A
    comma before a space is prose unless it makes three columns or more.
    """
    for separator in SEPARATORS:
        try:
            records = list(islice(filter(any, _records(text, separator)), SAMPLE))
        except csv.Error:
            continue
        if len(records) < 2 or header_row(records) != 0 or not all(records[0]):  # noqa: PLR2004
            continue
        width = len(records[0])
        prose = width == 2 and (f"{separator} " in text or len(records) < 3)  # noqa: PLR2004
        if not prose and {len(each) for each in records} == {width}:
            return separator
    return ""


def _beginning(content: bytes) -> str:
    head = content[:SEEN]
    if len(content) > SEEN and content[:2] not in _WIDE:
        # The last record, or its last letter, may be cut in two.
        head = head.rpartition(b"\n")[0]
    return decode(head)[0]


def _recognises(content: bytes) -> bool:
    if b"\0" in content[:SEEN] and content[:2] not in _WIDE:
        return False
    return bool(separator_of(_beginning(content)))


def _read(content: bytes, where: str) -> ReadText:
    text, remark = decode(content)
    # Far more than is read of one document: headings are added to each cell.
    cut = text[: 2 * LONGEST_TEXT]
    lines, findings = Lines(), []
    try:
        records = _records(cut, separator_of(_beginning(content)))
    except csv.Error as problem:
        remedy = "Look for a quotation mark that never ends."
        return ReadText("", findings=(found(where, f"no table: {problem}", remedy),))
    for line in table_lines(records, "row {}"):
        lines.add(line.text, line.place)
    kept, said, places = gathered(lines.kept, where)
    if len(text) > len(cut) and not said:
        cut_off = f"only the first {len(cut):,} of {len(text):,} letters were read"
        findings.append(found(where, cut_off, "Split the document.", "warning"))
    if remark:
        findings.append(found(where, remark, "Save it as UTF-8.", "warning"))
    return ReadText(kept, None, "", (*findings, *said), places)


TEXT_TABLE = DocumentReader("csv", (".csv", ".tsv"), _recognises, _read, 5)
