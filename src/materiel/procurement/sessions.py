"""When a body sits: its sessions and blackouts as rows, and as a calendar of sittings.

>>> row = Session(
...     id="S", body="BOARD", valid=Period.parse("2026"), days="second Wednesday of 3,6",
...     takes=2, file_before=21,
... )
>>> [str(each.first) for each in sittings(row)]
['2026-03-11', '2026-06-10']
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import LAST_DAY, Period, add_months
from materiel.kernel.table import Row, column

DAY = timedelta(days=1)
WEEK_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0}
ACCEPTED = "each day, throughout, weeks 3-5,7, second Tuesday of 1-7,9-12"
_WEEKS = re.compile(r"weeks ([0-9,\- ]+)$")
_NTH = re.compile(rf"({'|'.join(ORDINALS)}) ({'|'.join(WEEK_DAYS)}) of ([0-9,\- ]+)$")
LAST_WEEK, LAST_MONTH = 53, 12
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Row):
    """Days on which a body sits, or on which it neither takes files nor decides."""

    TABLE: ClassVar[str] = "sessions"
    body: str = column("id", "the body, a name of the vocabulary or of bodies")
    kind: str = column(
        "choice",
        "sitting: it decides on these days; blackout: it neither takes files nor decides",
        default="sitting",
        choices=("sitting", "blackout"),
    )
    valid: Period = column("period", "the stretch of days that this row is about")
    days: str = column(
        "text",
        "which days of it: throughout (one sitting), each day, weeks 3-5,7 (ISO weeks, Monday to "
        "Friday), second Tuesday of 1-7,9-12 (months)",
        default="throughout",
    )
    takes: int | None = column(
        "count", "most matters at one sitting; empty: no limit is stated", default=None
    )
    file_before: int = column(
        "count", "how long before a sitting a file must be in", default=0, unit="calendar days"
    )

    def __post_init__(self) -> None:
        _pattern(self.days)
        if self.kind == "blackout" and (self.takes is not None or self.file_before):
            raise InputError("a blackout takes no matters; accepted: empty takes and file_before")
        open_end = self.valid.end == LAST_DAY
        if open_end and self.kind == "sitting" and self.days != "throughout":
            raise InputError(f"valid: found {self.valid}; accepted: a stretch with a last day")


@dataclass(frozen=True, slots=True, order=True)
class Sitting:
    """One sitting: its first and last day, how many matters it takes, the last day to file."""

    first: date
    last: date
    takes: int | None = None
    file_by: date = date.max
    row: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a body sits.

    Attributes:
        sittings: by day; a day in a blackout is cut off.
        blackouts: stretches without files and decisions.
        known: whether any sitting is on record; without one the body may sit on any day.
    """

    sittings: tuple[Sitting, ...] = ()
    blackouts: tuple[Period, ...] = ()
    known: bool = False

    @classmethod
    def of(cls, rows: Iterable[Session]) -> "Calendar":
        """The calendar of one body."""
        rows = list(rows)
        blackouts = tuple(row.valid for row in rows if row.kind == "blackout")
        sitting = [row for row in rows if row.kind == "sitting"]
        found = (each for row in sitting for each in sittings(row))
        kept = (_without(each, blackouts) for each in found)
        return cls(tuple(sorted(each for each in kept if each)), blackouts, known=bool(sitting))

    def shut(self, day: date) -> bool:
        """Whether a blackout covers the day."""
        return any(day in stretch for stretch in self.blackouts)

    def open_from(self, day: date) -> date:
        """The first day from ``day`` on that no blackout covers."""
        while stretch := next((each for each in self.blackouts if day in each), None):
            day = stretch.end
        return day

    def open_until(self, day: date) -> date:
        """The last day up to ``day`` that no blackout covers."""
        while stretch := next((each for each in self.blackouts if day in each), None):
            day = stretch.start - DAY
        return day


def sittings(row: Session) -> Iterator[Sitting]:
    """The sittings that a row states, by day, blackouts not yet cut off."""
    for first, last in _stretches(row):
        yield Sitting(first, last, row.takes, first - row.file_before * DAY, row.id)


def _stretches(row: Session) -> Iterator[tuple[date, date]]:
    kind, numbers, ordinal, weekday = _pattern(row.days)
    start, last = row.valid.start, row.valid.last
    if kind == "throughout":
        yield start, last
    elif kind == "each day":
        for number in range((last - start).days + 1):
            day = start + number * DAY
            yield day, day
    elif kind == "weeks":
        for year in range(start.isocalendar().year, last.isocalendar().year + 1):
            for week in numbers:
                yield from _clipped(row.valid, *_week(year, week))
    else:
        month = start.replace(day=1)
        while month <= last:
            if month.month in numbers:
                day = _nth(month, ordinal, weekday)
                if day in row.valid:
                    yield day, day
            month = add_months(month, 1)


def _week(year: int, week: int) -> tuple[date, date]:
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:  # a year of 52 weeks
        return date.max, date.min
    return first, first + (WORKING_DAYS - 1) * DAY


def _clipped(valid: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    first, last = max(first, valid.start), min(last, valid.last)
    if first <= last:
        yield first, last


def _nth(month: date, ordinal: int, weekday: int) -> date:
    """The n-th such weekday of a month; 0 is the last."""
    if ordinal == 0:
        end = add_months(month, 1) - DAY
        return end - (end.weekday() - weekday) % 7 * DAY
    return month + ((weekday - month.weekday()) % 7 + 7 * (ordinal - 1)) * DAY


def _without(sitting: Sitting, blackouts: Iterable[Period]) -> Sitting | None:
    """A sitting from its first to its last day outside the blackouts; None when none is left."""
    first, last = sitting.first, sitting.last
    calendar = Calendar(blackouts=tuple(blackouts))
    first, last = calendar.open_from(first), calendar.open_until(last)
    if first > last:
        return None
    return Sitting(first, last, sitting.takes, calendar.open_until(sitting.file_by), sitting.row)


def _pattern(text: str) -> tuple[str, tuple[int, ...], int, int]:
    if text in ("throughout", "each day"):
        return text, (), 0, 0
    if found := _WEEKS.match(text):
        return "weeks", _numbers(text, found[1], LAST_WEEK), 0, 0
    if found := _NTH.match(text):
        months = _numbers(text, found[3], LAST_MONTH)
        return "nth", months, ORDINALS[found[1]], WEEK_DAYS.index(found[2])
    raise InputError(f"days: found {text!r}; accepted: {ACCEPTED}")


def _numbers(text: str, cell: str, most: int) -> tuple[int, ...]:
    found: set[int] = set()
    for part in cell.split(","):
        left, dash, right = part.strip().partition("-")
        if not left.isdecimal() or (dash and not right.isdecimal()):
            raise InputError(f"days: found {text!r}; accepted: {ACCEPTED}")
        low, high = int(left), int(right or left)
        if not 1 <= low <= high <= most:
            raise InputError(f"days: found {part.strip()!r} in {text!r}; accepted: 1 to {most}")
        found.update(range(low, high + 1))
    return tuple(sorted(found))
