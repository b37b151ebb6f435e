"""A stretch of days with its stated precision: "2025", "2024-Q3", "2024-04-13", half-open.

>>> Period.parse("2024-Q3")
Period(start=datetime.date(2024, 7, 1), end=datetime.date(2024, 10, 1), precision='quarter')
>>> Period.parse("2024-04").happened_by(date(2024, 4, 10))
'maybe'
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from materiel.kernel.errors import InputError

Precision = Literal["day", "month", "quarter", "half", "year", "about", "range"]
Certainty = Literal["yes", "maybe", "no"]

FIRST_DAY = date(1900, 1, 1)
"""The start of a period without a stated start."""
LAST_DAY = date(9999, 12, 31)
"""The end of a period without a stated end."""
ABOUT_DAYS = 15
"""Convention: "about" a day is that day with 15 days on either side; a case may state better."""

ACCEPTED = "2024, 2024-H1, 2024-Q3, 2024-04, 2024-04-13, ~2024-04-13, 2024-04-13..2024-07-05"

_YEAR = re.compile(r"(\d{4})$")
_PART = re.compile(r"(\d{4})-([QH])([1-4])$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")


@dataclass(frozen=True, slots=True)
class Period:
    """``[start, end)`` in days, and how precisely the source stated it (DESIGN §4.4).

    For an event it says: it happened on one day in this stretch. For a state it says: it
    held from ``start`` until before ``end``. ``FIRST_DAY`` and ``LAST_DAY`` stand for an end
    that was not stated.

    Invariant: ``start < end``.
    """

    start: date
    end: date
    precision: Precision = "day"

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise InputError(f"period {self.start}..{self.end} is empty: its start must come first")

    @classmethod
    def day(cls, day: date) -> "Period":
        """One day."""
        return cls(day, day + timedelta(days=1), "day")

    @classmethod
    def parse(cls, text: str) -> "Period":  # noqa: PLR0911  (one return for each accepted form)
        """Read one of the accepted forms.

        ``a..b`` includes all of ``b`` when both ends are stated; an end may be left out.

        Raises:
            InputError: the text is none of the accepted forms, or no such day exists.
        """
        text = text.strip()
        if ".." in text:
            left, _, right = text.partition("..")
            start = cls.parse(left).start if left.strip() else FIRST_DAY
            end = cls.parse(right).end if right.strip() else LAST_DAY
            return cls(start, end, "range")
        try:
            if text.startswith("~") and not text.startswith("~~"):
                near = cls.parse(text[1:])
                slack = timedelta(days=ABOUT_DAYS)
                return cls(near.start - slack, near.end + slack, "about")
            if found := _DAY.match(text):
                return cls.day(date(*map(int, found.groups())))
            if found := _MONTH.match(text):
                return cls._months(int(found[1]), int(found[2]), 1, "month")
            if found := _PART.match(text):
                number = int(found[3])
                if found[2] == "Q":
                    return cls._months(int(found[1]), 3 * number - 2, 3, "quarter")
                if number <= 2:  # noqa: PLR2004  (a year has two halves)
                    return cls._months(int(found[1]), 6 * number - 5, 6, "half")
            if found := _YEAR.match(text):
                return cls._months(int(found[1]), 1, 12, "year")
        except (ValueError, OverflowError) as problem:
            raise InputError(f"no such day: {text!r} ({problem}); accepted: {ACCEPTED}") from None
        raise InputError(f"not a period: {text!r}; accepted: {ACCEPTED}")

    @classmethod
    def _months(cls, year: int, month: int, count: int, precision: Precision) -> "Period":
        start = date(year, month, 1)
        return cls(start, add_months(start, count), precision)

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def happened_by(self, day: date) -> Certainty:
        """Whether an event of this period had happened by the end of ``day``."""
        if day >= self.last:
            return "yes"
        return "maybe" if day >= self.start else "no"

    def holds_on(self, day: date) -> bool:
        """Whether a state of this period holds on ``day``."""
        return self.start <= day < self.end

    def __contains__(self, day: date) -> bool:
        return self.holds_on(day)

    def __str__(self) -> str:
        """A text that ``parse`` reads back as this period, its precision included.

        A period that no text states ("about" without its slack, a year from March on) is
        written as the range of its days.
        """
        if self.precision == "about":
            slack = timedelta(days=ABOUT_DAYS)
            start, end = self.start + slack, self.end - slack
            plain = [_plain(start, end, each) for each in ("day", *_STEPS)] if start < end else []
            if stated := next(filter(None, plain), ""):
                return f"~{stated}"
        elif stated := _plain(self.start, self.end, self.precision):
            return stated
        left = "" if self.start == FIRST_DAY else str(self.start)
        right = "" if self.end == LAST_DAY else str(self.last)
        return f"{left}..{right}"


_STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@lru_cache(4096)  # the rows of a file tell of few different years and days
def _plain(start: date, end: date, precision: str) -> str:
    """A day, month, quarter, half or year as text; empty when the days are none."""
    if precision == "day":
        return str(start) if end - start == timedelta(days=1) else ""
    step = _STEPS.get(precision)
    if step is None or start.day != 1 or (start.month - 1) % step:
        return ""
    if end != add_months(start, step):
        return ""
    year, month = f"{start.year:04d}", start.month
    return {
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half": f"{year}-H{(month + 5) // 6}",
        "year": year,
    }[precision]


def add_months(day: date, count: int) -> date:
    """The first day of the month ``count`` months after the month of ``day``."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def month_index(start: date, day: date) -> int:
    """Whole months from the month of ``start`` to the month of ``day`` (0 in the same month)."""
    return (day.year - start.year) * 12 + day.month - start.month
