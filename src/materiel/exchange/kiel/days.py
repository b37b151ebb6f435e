"""Announcement dates, and wordings that are no dates, as periods; nothing is invented."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from materiel.kernel.errors import InputError
from materiel.kernel.period import FIRST_DAY, Period, add_months

Order = Literal["month-first", "day-first", "open"]

EARLIEST = date(2014, 1, 1)
"""Convention: an announcement before this day is a slip of the pen."""
LATE_DAYS = 366
"""Convention: a date so long after the release's cut-off is impossible; a nearer one is odd."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAYS_ONLY = range(13, 32)
"""Numbers that can be a day of a month and no month."""
_SHORTEST = 3
"""Letters of the shortest name of a month."""
_SERIAL = range(40_000, 60_000)
"""Day numbers of a spreadsheet that stand for 2009 to 2064."""
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{4}|\d{2})(?![\d/.])")
_NAMED_DAY = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class When:
    """A day or wording as a period.

    Attributes:
        period: when it happened, as precisely as stated.
        wording: the cell's words when it is no date; empty for a plain date.
        problem: what is wrong with it, for a finding; empty when nothing is.
        severe: whether the date had to be given up.
    """

    period: Period
    wording: str = ""
    problem: str = ""
    severe: bool = False


def slash_order(texts: Iterable[str]) -> Order:
    """Whether a file writes the month or the day first, by the dates that can be read one way.

    >>> slash_order(["until 3/26/2022", "3/4/22"]), slash_order(["29/06/2022"])
    ('month-first', 'day-first')
    """
    month_first = day_first = False
    for text in texts:
        for left, right, _ in _SLASHED.findall(text):
            month_first |= int(right) in _DAYS_ONLY
            day_first |= int(left) in _DAYS_ONLY
    if month_first == day_first:
        return "open"
    return "month-first" if month_first else "day-first"


def read_when(cell: object, cutoff: date, order: Order) -> When:
    """The period of a cell.

    A row of a release was announced by its cut-off; that, and nothing else, bounds a date
    that is not stated.

    Args:
        cell: a date, a day number or a wording.
        cutoff: the last day that the release covers.
        order: how the file writes dates with slashes.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer() and int(cell) in _SERIAL:
        cell = date(1899, 12, 30) + timedelta(days=int(cell))
    if isinstance(cell, date):
        return _day(cell, cutoff, "")
    wording = " ".join(str(cell).replace("\xa0", " ").split())
    try:
        found = _wording(wording, order)
    except (ValueError, OverflowError, InputError):
        return When(_by(cutoff), wording, f"no such day: {wording!r}", severe=True)
    if found is None:
        return When(_by(cutoff), wording or "no date")
    if isinstance(found, date):
        return _day(found, cutoff, "" if found.isoformat() == wording else wording)
    return _bounded(found, cutoff, wording)


def _by(cutoff: date) -> Period:
    return Period(FIRST_DAY, cutoff + timedelta(days=1), "range")


def _day(day: date, cutoff: date, wording: str) -> When:
    if day < EARLIEST or day > cutoff + timedelta(days=LATE_DAYS):
        said = wording or day.isoformat()
        return When(_by(cutoff), said, f"{said} is no possible announcement date", severe=True)
    late = f"{day} is after the release's own cut-off {cutoff}" if day > cutoff else ""
    return When(Period.day(day), wording, late)


def _bounded(period: Period, cutoff: date, wording: str) -> When:
    """A period from a wording, with the cut-off as its end where it says no nearer one."""
    last_possible = cutoff + timedelta(days=LATE_DAYS)
    if (period.start != FIRST_DAY and period.start < EARLIEST) or period.start > last_possible:
        return When(_by(cutoff), wording, f"{wording!r} is no possible date", severe=True)
    if period.start > cutoff:
        return When(period, wording, f"{wording!r} is after the release's own cut-off {cutoff}")
    if period.last > cutoff:
        end = cutoff + timedelta(days=1)
        odd = f"{wording!r} ends after the release's own cut-off {cutoff}"
        open_end = period.end == date.max
        return When(Period(period.start, end, "range"), wording, "" if open_end else odd)
    return When(period, wording)


def _wording(wording: str, order: Order) -> date | Period | None:  # noqa: PLR0911  (one return for each form)
    """What the words say; None when they give no date.

    Raises:
        ValueError: a day that does not exist, or a first day after the last one.
        OverflowError: a day at the end of the calendar.
        InputError: a day before the first that a period can hold.
    """
    low = wording.casefold()
    days = _days(low, order)
    if low.startswith("before") and days:
        return Period(FIRST_DAY, days[0].start, "range")
    if low.startswith(("until", "by ", "up to")):
        return Period(FIRST_DAY, max(each.end for each in days), "range") if days else None
    if low.startswith(("since", "from", "after")) and len(days) == 1:
        return Period(days[0].start, date.max, "range")
    if len(days) == 2:  # noqa: PLR2004  ("between a and b")
        if days[0].start > days[1].start:
            raise ValueError(low)
        return Period(days[0].start, days[1].end, "range")
    if len(days) > 1:
        return Period(min(d.start for d in days), max(d.end for d in days), "range")
    if not days:
        return None
    only = days[0]
    return only.start if only.precision == "day" else only


def _days(low: str, order: Order) -> list[Period]:
    """Each date in the words, in their order; a slash date that can be read two ways spans both."""
    found: list[tuple[int, Period]] = []

    def put(match: re.Match[str], period: Period) -> str:
        found.append((match.start(), period))
        return " " * len(match[0])

    low = _ISO.sub(lambda m: put(m, Period.day(date(int(m[1]), int(m[2]), int(m[3])))), low)
    low = _SLASHED.sub(lambda m: put(m, _slashed(int(m[1]), int(m[2]), _year(m[3]), order)), low)
    low = _MONTH.sub(lambda m: put(m, _month(_year(m[2]), int(m[1]))), low)
    low = _NAMED_DAY.sub(lambda m: _named(m, put), low)
    _YEAR.sub(
        lambda m: put(m, Period(date(int(m[1]), 1, 1), date(int(m[1]) + 1, 1, 1), "year")), low
    )
    return [period for _, period in sorted(found, key=lambda each: each[0])]


def _named(match: re.Match[str], put: Callable[[re.Match[str], Period], str]) -> str:
    names = [
        month for month in _MONTHS if len(match[2]) >= _SHORTEST and month.startswith(match[2])
    ]
    if len(names) != 1:
        return match[0]
    year, month, day = int(match[4]), _MONTHS.index(names[0]) + 1, match[1] or match[3]
    return put(match, Period.day(date(year, month, int(day))) if day else _month(year, month))


def _slashed(left: int, right: int, year: int, order: Order) -> Period:
    if order == "month-first":
        return Period.day(date(year, left, right))
    if order == "day-first":
        return Period.day(date(year, right, left))
    both = [
        date(year, month, day)
        for month, day in ((left, right), (right, left))
        if month <= 12  # noqa: PLR2004
    ]
    if not both:
        raise ValueError(f"{left}/{right}/{year}")
    first, last = min(both), max(both)
    if first == last:
        return Period.day(first)
    return Period(first, last + timedelta(days=1), "range")


def _month(year: int, month: int) -> Period:
    start = date(year, month, 1)
    return Period(start, add_months(start, 1), "month")


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004  (four digits)
