"""The sheets of a workbook as sparse rows of text cells, each cell exact or with its problem."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from materiel.exchange.workbook.markup import attribute, parse
from materiel.exchange.workbook.package import (
    LARGEST_STRINGS,
    LARGEST_WHOLE,
    Package,
    open_package,
)
from materiel.exchange.workbook.values import day_text, number_text, shows_day, unescaped
from materiel.kernel.errors import InputError

MOST_CELLS = 5_000_000
"""Cells of one workbook; more are refused, so that time and memory stay bounded."""
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})$")


class _EnoughError(Exception):
    """Inside this module only: no more of a sheet is wanted."""


@dataclass(slots=True)
class SheetRow:
    """One row that holds something.

    Attributes:
        number: from 1.
        cells: text by column, from 0; empty cells are left out.
        problems: what cannot be read, by column.
        formulas: columns whose text a formula computed.
    """

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a sheet lies.

    Attributes:
        hidden: whether a person does not see it.
    """

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """An open workbook."""

    package: Package
    sheets: tuple[Sheet, ...]
    since_1904: bool
    strings: list[str] = field(default_factory=list)
    day_styles: frozenset[int] = frozenset()
    cells_left: int = MOST_CELLS

    def rows(
        self, sheet: Sheet, *, enough: int = MOST_CELLS, largest: int = LARGEST_WHOLE
    ) -> list[SheetRow]:
        """The rows of a sheet that hold something, in order.

        Args:
            sheet: which.
            enough: cells after which the rest of the sheet is left unread, soon rather than
                at once; the workbook's own bound refuses.
            largest: bytes of the sheet, unpacked.

        Raises:
            InputError: the sheet is damaged, out of order, or has too many cells.
        """
        where = f"{self.package.name}:{sheet.name}"
        reader = _SheetReader(self, where)
        left = self.cells_left - enough
        with closing(self.package.chunks(sheet.part, largest)) as chunks, suppress(_EnoughError):
            parse(where, self._until(chunks, left), reader.start, reader.end)
        return reader.rows

    def _until(self, chunks: Iterable[bytes], left: int) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            if self.cells_left < left:
                raise _EnoughError


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """The workbook at a path.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound.
    """
    with open_package(path) as package:
        yield book_of(package)


def book_of(package: Package, largest_strings: int = LARGEST_STRINGS) -> Book:
    """The workbook in an open package.

    Args:
        package: stays open as long as the workbook is read.
        largest_strings: bytes of the shared strings, unpacked.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound.
    """
    book = _contents(package)
    if "xl/sharedStrings.xml" in package.parts:
        book.strings = _strings(package, largest_strings)
    if "xl/styles.xml" in package.parts:
        book.day_styles = _day_styles(package)
    return book


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of the sheets, without reading any.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound.
    """
    with open_package(path) as package:
        return tuple(sheet.name for sheet in _contents(package).sheets)


def _contents(package: Package) -> Book:
    targets: dict[str, str] = {}

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = _part(attributes.get("Target", ""))

    listed: list[tuple[str, str, bool]] = []
    since_1904 = False

    def entry(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            listed.append((attributes.get("name", ""), attribute(attributes, "id"), hidden))
        elif name == "workbookPr":
            since_1904 = attributes.get("date1904", "") in ("1", "true")

    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parse(f"{package.name}:{links}", [package.read(links)], relation, _ignore)
    parse(f"{package.name}:{book}", [package.read(book)], entry, _ignore)
    sheets = []
    for name, link, hidden in listed:
        if link not in targets:
            raise InputError(f"{package.name}: nothing says where the sheet {name!r} lies")
        sheets.append(Sheet(name, targets[link], hidden))
    return Book(package, tuple(sheets), since_1904)


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)


def _ignore(*_: object) -> None:
    """The end of an element that says all in its attributes."""


def _strings(package: Package, largest: int) -> list[str]:
    found: list[str] = []
    runs: list[str] = []
    phonetic = 0

    def start(name: str, _: Mapping[str, str]) -> None:
        nonlocal phonetic
        if name == "si":
            runs.clear()
        elif name == "rPh":
            phonetic += 1

    def end(name: str, text: str) -> None:
        nonlocal phonetic
        if name == "t" and not phonetic:
            runs.append(text)
        elif name == "rPh":
            phonetic -= 1
        elif name == "si":
            found.append(unescaped("".join(runs)))

    part = "xl/sharedStrings.xml"
    with closing(package.chunks(part, largest)) as chunks:
        parse(f"{package.name}:{part}", chunks, start, end)
    return found


def _day_styles(package: Package) -> frozenset[int]:
    """Indices of the cell styles whose numbers are days."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and "cellXfs" in inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(*_: object) -> None:
        inside.pop()

    part = "xl/styles.xml"
    parse(f"{package.name}:{part}", [package.read(part)], start, end)
    return frozenset(
        index
        for index, name in enumerate(styles)
        if name.isdecimal() and shows_day(int(name[:6]), codes.get(name, ""))
    )


class _SheetReader:
    """Collects the rows of one sheet from its elements."""

    def __init__(self, book: Book, where: str) -> None:
        self.book, self.where = book, where
        self.rows: list[SheetRow] = []
        self.row = SheetRow(0)
        self.column = -1
        self.kind = self.style = ""
        self.value: str | None = None
        self.runs: list[str] = []
        self.formula = False
        self.phonetic = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell or something inside one begins."""
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row(attributes)
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic += 1

    def end(self, name: str, text: str) -> None:
        """A value or a cell is complete."""
        if name == "v":
            self.value = text
        elif name == "t" and not self.phonetic:
            self.runs.append(text)
        elif name == "rPh":
            self.phonetic -= 1
        elif name == "c":
            self._keep()

    def _row(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("r", "")
        number = int(stated) if stated.isdecimal() and len(stated) < 8 else self.row.number + 1  # noqa: PLR2004
        if not self.row.number < number <= MOST_ROWS:
            raise InputError(f"{self.where}: row {stated or number} stands out of order")
        self.row = SheetRow(number)
        self.column = -1

    def _cell(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("r", "")
        column = self.column + 1
        if stated:
            found = _PLACE.match(stated)
            if not found or int(found[2]) != self.row.number:
                raise InputError(
                    f"{self.where}: a cell {stated[:12]!r} stands in row {self.row.number}"
                )
            column = column_index(found[1])
        if not self.column < column < MOST_COLUMNS:
            raise InputError(f"{self.where}: cell {stated[:12]!r} stands out of order")
        self.column = column
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value, self.formula = None, False
        self.runs.clear()

    def _keep(self) -> None:
        try:
            text = self._text()
        except InputError as problem:
            self.row.problems[self.column] = str(problem)
            text = ""
        if not text and self.column not in self.row.problems:
            if not self.formula or self.value is not None or self.runs:
                return
            self.row.problems[self.column] = "a formula that nobody has computed; enter its value"
        self.book.cells_left -= 1
        if self.book.cells_left < 0:
            raise InputError(f"{self.where}: more than {MOST_CELLS:,} cells in the workbook")
        if (
            not self.row.cells
            and len(self.row.problems) <= 1
            and (not self.rows or self.rows[-1] is not self.row)
        ):
            self.rows.append(self.row)
        self.row.cells[self.column] = text
        if self.formula:
            self.row.formulas.add(self.column)

    def _text(self) -> str:
        """The cell as text; which kind of value it is decides how.

        Raises:
            InputError: it cannot be read exactly.
        """
        if self.kind == "inlineStr":
            return unescaped("".join(self.runs))
        if self.value is None:
            return ""
        if self.kind in ("str", "d"):
            return unescaped(self.value)
        if self.kind == "s":
            return self._shared(self.value)
        return self._number(self.value)

    def _shared(self, value: str) -> str:
        strings = self.book.strings
        if value.isdecimal() and len(value) < 10 and int(value) < len(strings):  # noqa: PLR2004
            return strings[int(value)]
        raise InputError(f"a text that the workbook does not hold (number {value[:12]})")

    def _number(self, value: str) -> str:
        if self.kind == "b":
            return "yes" if value == "1" else "no"
        if self.kind == "e":
            raise InputError(f"the spreadsheet's error {value[:12]}")
        if self.style.isdecimal() and int(self.style[:6]) in self.book.day_styles:
            return day_text(value, since_1904=self.book.since_1904)
        return number_text(value)


def column_index(letters: str) -> int:
    """The index of a column from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def column_letters(index: int) -> str:
    """The letters of a column from its index."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
