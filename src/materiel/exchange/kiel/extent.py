"""How much memory a sheet will take, counted from its packed text before it is read."""

import re
from collections.abc import Sequence
from itertools import pairwise

MOST_CELLS = 4_000_000
"""Of all sheets together: their cells, and the rectangle that these span in each sheet; empty
ones take memory too."""
MOST_TEXT = 512 * 2**20
"""Bytes of text in the cells of all sheets; a shared text counts each time that it is used."""
_PENDING = 2**20

_PLACE = re.compile(rb"""(?<![:\w])r\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")
_DATA = b"sheetData"
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SHARED = re.compile(rb"""t\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})""")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")


class Strings:
    """The shared texts of a workbook: how long each is."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._tail = b""
        self._excess = False

    @staticmethod
    def wants(filename: str) -> bool:
        """Whether a part holds the shared texts."""
        return filename.casefold().endswith("xl/sharedstrings.xml")

    def feed(self, piece: bytes) -> None:
        """Look at the next piece of the part; the last text waits for its rest."""
        if self._excess:
            return
        text = self._tail + piece
        starts = [found.start() for found in _STRING.finditer(text)]
        self.lengths += [right - left for left, right in pairwise(starts)]
        self._tail = text[starts[-1] :] if starts else text
        if len(self._tail) > _PENDING:
            self._excess, self._tail = True, b""

    def finish(self) -> str:
        """What is wrong with the part; empty when nothing is."""
        if self._excess:
            return f"holds a text of more than {_PENDING:,} bytes"
        self.lengths.append(len(self._tail))
        self._tail = b""
        return ""


class Extent:
    """How far the cells of a sheet reach, how many there are and how much text they hold.

    Every part is looked at: which of them are sheets is told by the file, and a file may lie.
    """

    def __init__(self, strings: Strings) -> None:
        self.rows = self.columns = 1
        self.cells = self.text = 0
        self.malformed = b""
        self.holds_cells = self.textless = False
        self._strings: Sequence[int] = strings.lengths
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece of the sheet; a cell that is cut waits for its rest."""
        text = self._tail + piece
        cut = max(text.rfind(b"<c "), text.rfind(b"<", 0, max(text.rfind(b":c "), 0)))
        if cut <= 0 and len(text) > _PENDING:
            cut = text.rfind(b"<")
            self.malformed = self.malformed or (b"" if cut > 0 else text[:20])
            cut = cut if cut > 0 else len(text)
        cut = max(cut, 0)
        self._look(text[:cut])
        self._tail = text[cut:]

    def _look(self, text: bytes) -> None:
        self.holds_cells = self.holds_cells or _DATA in text
        for place in set(_PLACE.findall(text)):
            found = _REFERENCE.fullmatch(place)
            if found is None:
                self.malformed = self.malformed or place
                continue
            self.rows = max(self.rows, int(found[2]))
            self.columns = max(self.columns, _column(found[1]))
        self.cells += len(_CELL.findall(text))
        for index in map(int, _SHARED.findall(text)):
            if index < len(self._strings):
                self.text += self._strings[index]
            else:
                self.textless = True

    @property
    def span(self) -> int:
        """Cells that the sheet takes in memory, empty ones counted in."""
        return max(self.rows * self.columns, self.cells)

    def finish(self) -> str:
        """What is wrong with the sheet; empty when it can be read, or when it is no sheet."""
        self._look(self._tail)
        self._tail = b""
        if not self.holds_cells:
            return ""
        if self.malformed:
            # The reader would compute a place from it all the same, and take memory up to there.
            return f"has a cell at {self.malformed[:20].decode('ascii', 'replace')!r}"
        if self.textless:
            return "has a cell with a shared text that 'xl/sharedStrings.xml' does not hold"
        if self.span > MOST_CELLS:
            return (
                f"spans {self.rows:,} rows and {self.columns:,} columns; "
                f"at most {MOST_CELLS:,} cells are read"
            )
        if self.text > MOST_TEXT:
            return f"repeats {self.text:,} bytes of text; at most {MOST_TEXT:,} are read"
        return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
