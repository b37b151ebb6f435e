"""DOCX: paragraphs, headings, lists, tables and notes; what a person does not see stays unread."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

from materiel.exchange.documents.packed import (
    LARGEST_PART,
    left_unread,
    open_document,
    parts_of,
)
from materiel.exchange.documents.reader import (
    DocumentReader,
    Lines,
    ReadText,
    found,
    gathered,
)
from materiel.exchange.documents.tabling import table_lines
from materiel.exchange.workbook.markup import attribute, parse
from materiel.exchange.workbook.package import Package
from materiel.kernel.errors import InputError

MAIN = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
CORE = "docProps/core.xml"
MOST_ELEMENTS = 3_000_000
"""Elements of one part; a page for people has some thousands."""
_OFF = ("0", "false", "off", "none")
_SPACES = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    number: int
    rows: list[list[str]] = field(default_factory=list)
    merged: bool = False


class _Words:
    """Collects the lines of one part from its elements."""

    def __init__(self, where: str, lines: Lines) -> None:
        self.where, self.lines = where, lines
        self.elements = self.tables = self.paragraphs = 0
        self.open: list[_Table] = []
        self.pieces: list[list[str]] = []
        self.bullet = self.hidden = False
        self.twice = 0
        self.left_out = {"hidden": 0, "deleted": 0, "merged": 0}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise InputError(f"{self.where}: more than {MOST_ELEMENTS:,} elements")
        if name == "Fallback":
            self.twice += 1
        elif name == "p":
            self.pieces.append([])
            self.bullet = False
        elif name == "r":
            self.hidden = False
        elif name == "vanish":
            self.hidden = attribute(attributes, "val") not in _OFF
        elif name == "numPr":
            self.bullet = True
        elif name == "tbl":
            self.tables += 1
            self.open.append(_Table(self.tables))
        elif self.open:
            self._table(name, attributes)

    def _table(self, name: str, attributes: Mapping[str, str]) -> None:
        table = self.open[-1]
        if name == "tr":
            table.rows.append([])
        elif name == "tc" and table.rows:
            table.rows[-1].append("")
        elif name == "vMerge" or (name == "gridSpan" and attribute(attributes, "val") != "1"):
            table.merged = True

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "Fallback":
            self.twice -= 1
        elif name == "delText":
            self.left_out["deleted"] += len(text)
        elif name == "t" and self.pieces and not self.twice:
            if self.hidden:
                self.left_out["hidden"] += len(text)
            else:
                self.pieces[-1].append(text)
        elif name in _SPACES and self.pieces:
            self.pieces[-1].append(_SPACES[name])
        elif name == "p" and self.pieces:
            self._line(" ".join("".join(self.pieces.pop()).split()))
        elif name == "tbl" and self.open:
            self._close(self.open.pop())

    def _line(self, text: str) -> None:
        if self.lines.full or not text:
            return
        if self.open and self.open[-1].rows and self.open[-1].rows[-1]:
            row = self.open[-1].rows[-1]
            row[-1] = f"{row[-1]} {text}".strip()
            self.lines.letters += len(text)
            return
        self.paragraphs += 1
        self.lines.add(f"- {text}" if self.bullet else text, f"paragraph {self.paragraphs}")

    def _close(self, table: _Table) -> None:
        place = f"table {table.number}, row {{}}"
        if self.open:
            # A table inside a cell: its words belong to the cell.
            text = "; ".join(" | ".join(filter(None, row)) for row in table.rows)
            self._line(text)
        elif table.merged:
            self.left_out["merged"] += 1
            for number, row in enumerate(table.rows, 1):
                self.lines.add(" | ".join(filter(None, row)), place.format(number))
        else:
            for line in table_lines(table.rows, place):
                self.lines.add(line.text, line.place)


def _recognises(content: bytes) -> bool:
    return MAIN in parts_of(content)


def _read(content: bytes, where: str) -> ReadText:
    try:
        with open_document(where, content) as package:
            return _words_of(package, where)
    except InputError as problem:
        said = str(problem).removeprefix(f"{where}: ")
        return ReadText("", findings=(found(where, said, "Save it again, or as text."),))


def _words_of(package: Package, where: str) -> ReadText:
    lines, remarks = Lines(), []
    left = {"hidden": 0, "deleted": 0, "merged": 0}
    for part in (MAIN, *NOTES):
        if part in package.parts and not lines.full:
            words = _Words(f"{where}: {part}", lines)
            with closing(package.chunks(part, LARGEST_PART)) as chunks:
                parse(words.where, chunks, words.start, words.end)
            left = {name: count + words.left_out[name] for name, count in left.items()}
    text, findings, places = gathered(lines.kept, where)
    remarks = [
        found(where, problem.format(left[name]), "", "note")
        for name, problem in _REMARKS.items()
        if left[name]
    ]
    if not text.strip():
        findings.append(found(where, "the document holds no text", ""))
    findings += [*remarks, *left_unread(package, where)]
    return ReadText(text, None, _title(package), tuple(findings), places)


_REMARKS = {
    "hidden": "{:,} letters of hidden text were left out",
    "deleted": "{:,} letters of deleted text (tracked changes) were left out",
    "merged": "{:,} tables have merged cells: their rows are read without headings",
}


def _title(package: Package) -> str:
    """The title among the properties; empty where there is none that can be read."""
    titles: list[str] = []

    def end(name: str, text: str) -> None:
        if name == "title":
            titles.append(" ".join(text.split()))

    if CORE in package.parts:
        try:
            parse(CORE, [package.read(CORE)], _nothing, end)
        except InputError:
            return ""
    return titles[0] if titles else ""


def _nothing(*_: object) -> None:
    """The beginning of an element that says all in its text."""


WORD_DOCUMENT = DocumentReader("docx", (".docx", ".docm"), _recognises, _read, 1, packed=True)
