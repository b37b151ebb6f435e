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
_QUARTER = re.compile(r"\bq([1-4])[ ,/-]*(20\d\d)\b|\b(20\d\d)[ ,/-]*q([1-4])\b")
_SILENT = re.compile(
    r"(?<!\d)\d{1,2}:\d\d(:\d\d)?(\.0+)?(?!\d)|\bnot (specified|stated|disclosed)\b"
)
"""A time of the day, and words that say nothing about the date beside them."""
_WORD = re.compile(r"\w+(?:'\w+)?|[&~–-]")  # noqa: RUF001  (a dash as people write it)
_ENDS = {
    "before": frozenset({"before", "prior to", "earlier than"}),
    "until": frozenset(
        {"until", "till", "by", "up to", "to", "no later than", "not later than", "not after"}
        | {"latest", "at the latest", "until and including", "before or on", "on or before"}
    ),
    "since": frozenset(
        {"since", "from", "not before", "no earlier than", "not earlier than", "at the earliest"}
        | {"earliest", "starting", "from on", "on or after", "starting on", "starting in"}
    ),
    "after": frozenset({"after", "later than"}),
    "about": frozenset(
        {"about", "around", "approximately", "approx", "circa", "ca", "c", "~", "near", "roughly"}
        | {"probably", "possibly", "around about", "on or about", "on or around"}
    ),
}
"""All words about one date, to how it bounds the period."""
_PLAIN = frozenset(
    {"on", "in", "the", "of", "as", "at", "dated", "date", "unclear", "unspecified", "unknown"}
    | {"some", "time", "sometime", "during", "monday", "tuesday", "wednesday"}
    | {"thursday", "friday", "saturday", "sunday", "utc"}
)
"""Words that leave a date as it is."""
_JOINING = frozenset(
    {"and", "&", "or", "to", "-", "\u2013", "until", "till", "through", "between and", "between &"}
    | {"from to", "from until", "from till", "from through", "since until", "after and before"}
)
"""All other words about two dates, where these are the ends of a period."""
_ORDERED = frozenset({"between", "to", "-", "\u2013", "from", "until", "till", "through"})
"""Words after which the first date comes first."""
_PART = frozenset(
    {"early", "mid", "late", "beginning", "start", "middle", "end", "spring", "summer"}
    | {"autumn", "fall", "winter", "-", "quarter", "half", "first", "second", "third", "fourth"}
)
"""Words for a part of a month or year: the whole of it holds that part."""


class _UnknownWordsError(ValueError):
    """A date stands among words whose meaning is not known."""


@dataclass(frozen=True, slots=True)
class When:
    """A day or wording as a period.

    Attributes:
        period: when it happened, as precisely as stated.
        wording: the cell's words when it is no date; empty for a plain date.
        problem: what is wrong with it, for a finding; empty when nothing is.
        severe: whether the date had to be given up.
        cut: whether the period ends at the release's cut-off, earlier than the words say.
    """

    period: Period
    wording: str = ""
    problem: str = ""
    severe: bool = False
    cut: bool = False


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
    except _UnknownWordsError:
        return When(_by(cutoff), wording, f"{wording!r} says no day that is sure", severe=True)
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
        return When(
            Period(period.start, end, "range"), wording, "" if open_end else odd, cut=not open_end
        )
    return When(period, wording)


def _wording(wording: str, order: Order) -> date | Period | None:  # noqa: PLR0911  (one return for each form)
    """What the words say; None when they give no date.

    Only known words turn a date into the day, or into an end of the period; among others it may
    be anything ("not in", "delayed from"), so the wording alone is kept.

    Raises:
        ValueError: a day that does not exist, a first day after the last one, or words about a
            date that are not known.
        OverflowError: a day at the end of the calendar.
        InputError: a day before the first that a period can hold.
    """
    low = wording.casefold()
    days, rest = _days(low, order)
    if not days:
        return None
    words = " ".join(_WORD.findall(_SILENT.sub(" ", rest)))
    first, last = min(each.start for each in days), max(each.end for each in days)
    many = len(days) > 1
    if not many and words in _ENDS["before"]:
        return Period(FIRST_DAY, first, "range")
    if not many and words in _ENDS["until"]:
        return Period(FIRST_DAY, last, "range")
    if not many and words in _ENDS["since"]:
        return Period(first, date.max, "range")
    if not many and words in _ENDS["after"]:
        return Period(last, date.max, "range")
    if not many and words in _ENDS["about"]:
        return Period.parse(f"~{days[0]}")
    exact = any(each.precision == "day" for each in days)
    silent = _PLAIN if exact else _PLAIN | _PART
    said = " ".join(word for word in words.split() if word not in silent)
    if said and not (many and said in _JOINING):
        raise _UnknownWordsError(wording)
    if many:
        if days[0].start > days[1].start and set(said.split()) & _ORDERED:
            raise ValueError(low)
        return Period(first, last, "range")
    return first if exact else days[0]


def _days(low: str, order: Order) -> tuple[list[Period], str]:
    """Each date in the words, in their order, and the words without them.

    A slash date that can be read two ways spans both.
    """
    found: list[tuple[int, Period]] = []

    def put(match: re.Match[str], period: Period) -> str:
        found.append((match.start(), period))
        return " " * len(match[0])

    low = _QUARTER.sub(lambda m: put(m, _quarter(m)), low)
    low = _ISO.sub(lambda m: put(m, Period.day(date(int(m[1]), int(m[2]), int(m[3])))), low)
    low = _SLASHED.sub(lambda m: put(m, _slashed(int(m[1]), int(m[2]), _year(m[3]), order)), low)
    low = _MONTH.sub(lambda m: put(m, _month(_year(m[2]), int(m[1]))), low)
    low = _NAMED_DAY.sub(lambda m: _named(m, put), low)
    low = _YEAR.sub(
        lambda m: put(m, Period(date(int(m[1]), 1, 1), date(int(m[1]) + 1, 1, 1), "year")), low
    )
    return [period for _, period in sorted(found, key=lambda each: each[0])], low


def _quarter(match: re.Match[str]) -> Period:
    number = match[1] or match[4]
    return Period.parse(f"{match[2] or match[3]}-Q{number}")


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
