"""What a cell of a SIPRI file says about a number, a year or several years, and how surely."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period

FIRST_YEAR = 1900
LAST_YEAR = 2100
MARK = "?"
CELLS = 4096
"""Different cells whose reading is remembered: a long file says the same few again and again."""
_NUMBER = re.compile(r"\(?\s*(\d{1,9})\s*(\?)?\s*\)?\s*(\?)?$")
_TREND = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?$")
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?$")


@dataclass(frozen=True, slots=True)
class Number:
    """A count as the file prints it.

    Attributes:
        value: None where the cell is empty: not yet known, which is not zero.
        marked: whether the file calls it uncertain, by a mark, brackets or an estimate flag.
        wording: as printed, with its mark.
    """

    value: int | None
    marked: bool
    wording: str

    @staticmethod
    @lru_cache(CELLS)
    def parse(text: str, mark: str = "") -> "Number":
        """Read ``96``, ``96?``, ``(96)`` or nothing, with the mark of the next column.

        Raises:
            InputError: another form.
        """
        text, marked = text.strip(), _marked(mark)
        if not text or text == MARK:
            return Number(None, marked or text == MARK, text)
        if text.isdecimal() and text.isascii() and len(text) <= 9:  # noqa: PLR2004  (_NUMBER)
            return Number(int(text), marked, text + MARK * marked)
        found = _NUMBER.match(text)
        if not found or not text.isascii():
            raise InputError(f"not a count: {text!r}; accepted: 96, 96?, (96) or nothing")
        marked = marked or bool(found[2] or found[3]) or text.startswith("(")
        return Number(int(found[1]), marked, text if MARK in text else text + MARK * marked)

    @property
    def low(self) -> int | None:
        """At least so many; nobody states it for a marked number."""
        return None if self.marked else self.value


@dataclass(frozen=True, slots=True)
class Years:
    """The years of one or several acts.

    Attributes:
        first, last: both included.
        marked: whether the file calls them uncertain.
        wording: as printed.
    """

    first: int
    last: int
    marked: bool
    wording: str

    @staticmethod
    @lru_cache(CELLS)
    def parse(text: str, mark: str = "") -> "Years":
        """Read ``2023``, ``2008; 2011``, ``2008-2011``, ``2008?`` or ``(2008)``.

        Raises:
            InputError: another form, or a year outside 1900 to 2100.
        """
        marked = _marked(mark)
        found: list[int] = []
        for part in text.split(";"):
            plain = part.strip()
            if MARK in plain or plain.startswith("("):
                marked, plain = True, plain.strip("()? ")
            years = _YEARS.match(plain)
            if not years or not plain.isascii():
                raise InputError(f"not a year: {text!r}; accepted: 2023, 2008; 2011, 2023?")
            found += [int(year) for year in years.groups() if year]
        if outside := [year for year in found if not FIRST_YEAR <= year <= LAST_YEAR]:
            raise InputError(f"no year of a transfer: {outside[0]}; accepted: 1900 to 2100")
        wording = text.strip()
        if marked and MARK not in wording:
            wording += MARK
        return Years(min(found), max(found), marked, wording)

    @lru_cache(CELLS)  # noqa: B019  (few different years, and no file of its own behind them)
    def period(self, known_on: date) -> Period:
        """The days in which it happened, none after ``known_on``.

        A year that the file marks is read as that year, the one before or the one after, as
        the case's assumption says.

        Raises:
            InputError: the first year begins after ``known_on``.
        """
        slack = 1 if self.marked else 0
        start = date(self.first - slack, 1, 1)
        end = date(self.last + slack + 1, 1, 1)
        if date(self.first, 1, 1) > known_on:
            raise InputError(f"{self.wording} lies after {known_on}, when the file was public")
        if end > known_on + timedelta(days=1):
            return Period(start, known_on + timedelta(days=1), "range")
        if end == date(start.year + 1, 1, 1):
            return Period(start, end, "year")
        return Period(start, end, "range")


def _marked(mark: str) -> bool:
    """Whether a cell of marks marks.

    Raises:
        InputError: it holds neither a mark nor nothing.
    """
    mark = mark.strip()
    if mark not in ("", MARK, "Yes", "No"):
        raise InputError(f"not a mark: {mark!r}; accepted: ?, Yes, No or nothing")
    return mark in (MARK, "Yes")


@lru_cache(CELLS)
def trend(text: str) -> Decimal | None:
    """A trend-indicator value in millions; None where the cell is empty.

    Raises:
        InputError: not a decimal number.
    """
    text = text.strip()
    if not text:
        return None
    if not _TREND.match(text):
        raise InputError(f"not a trend-indicator value: {text!r}; accepted: digits with a point")
    return Decimal(text)
