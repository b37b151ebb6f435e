"""Days, months, quarters, seasons and deadlines as news prints them, beside the document's day.

>>> from datetime import date
>>> [str(each.end) for each in read_periods("by end of April, in Q3 2027", date(2024, 7, 8))]
['2024-04-30', '2027-09-30']
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from materiel.evidence.numbers import UNITS
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period, add_months

MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_SHORT = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 14),
}
_MONTH = "|".join([*MONTHS, *(f"{name}\\.?" for name in _SHORT)])
_WHEN = re.compile(
    rf"(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)"
    rf"|(?P<dotted>\b\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d\b)"
    rf"|(?P<slashed>\b\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d\b)"
    rf"|\b(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<dm_month>{_MONTH})(?:,?"
    rf" (?P<dm_year>(?:19|20)\d\d))?\b"
    rf"|\b(?P<md_month>{_MONTH}) (?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?"
    rf" (?P<md_year>(?:19|20)\d\d)\b)?"
    rf"|\b(?:(?P<part>early|late|mid|the end of|end of|beginning of|the beginning of)[-"
    rf" ])?(?P<m_month>{_MONTH})(?: of)?(?: (?P<m_year>(?:19|20)\d\d))?\b"
    rf"|\bQ(?P<q>[1-4])[ /-](?P<q_year>(?:19|20)\d\d)|\b(?P<qw>first|second|third"
    rf"|fourth|last) quarter of (?P<qw_year>(?:19|20)\d\d)"
    rf"|\b(?P<half>first|second) half of (?P<half_year>(?:19|20)\d\d)"
    rf"|\b(?:the )?(?P<season>spring|summer|autumn|fall|winter)(?: of)?"
    rf" (?P<s_year>(?:19|20)\d\d)|\bthis (?P<s_this>spring|summer|autumn|fall|winter)\b"
    rf"|\bbetween (?P<y_from>(?:19|20)\d\d) and (?P<y_to>(?:19|20)\d\d)"
    rf"|\b(?P<y_from2>20\d\d)\s?[-\u2013]\s?(?P<y_to2>20\d\d)\b|\bfrom"
    rf" (?P<y_from3>20\d\d) (?:to|until) (?P<y_to3>20\d\d)"
    rf"|\b(?:(?P<y_part>early|late|mid|the end of|end of|beginning of|the beginning of"
    rf"|end-)[- ]?)?(?P<year>(?:19|20)\d\d)\b(?!-)"
    rf"|\b(?P<rel>today|yesterday|tomorrow|last week|next week|this week|last month"
    rf"|next month|this month|last year|next year|this year|the end of (?:the|this)"
    rf" year|end of the year|later this year|coming days|within days)\b"
    rf"|\bwithin (?P<in_low>\w+)(?: to (?P<in_high>\w+))? (?P<in_unit>days|weeks|months|years)"
    rf"|\b(?:on |earlier on )?(?P<weekday>monday|tuesday|wednesday|thursday|friday"
    rf"|saturday|sunday)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|until|before|as of|up to|no later than)(?: the)? $", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|starting|beginning|after)(?: the)? $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days that a text states.

    Attributes:
        start: offset of the first letter of the words.
        end_offset: offset behind the last one.
        first: the first day; None when no start is stated ("by April").
        last: the last day, included; None when no end is stated.
        precision: day, month, quarter, year or range.
    """

    offset: int
    end_offset: int
    first: date | None
    last: date | None
    precision: str

    @property
    def end(self) -> date | None:
        """The last day."""
        return self.last

    @property
    def period(self) -> Period:
        """The same as a half-open period of the ledger."""
        last = LAST_DAY if self.last is None else self.last + timedelta(days=1)
        kept = self.precision if self.precision in ("day", "month", "quarter", "year") else "range"
        return Period(self.first or FIRST_DAY, last, kept)  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, str | None]:
        """Start, end and precision as the guidelines write them."""
        return {
            "start": str(self.first) if self.first else None,
            "end": str(self.last) if self.last else None,
            "precision": self.precision,
        }


def read_periods(text: str, today: date | None = None) -> list[Stretch]:
    """All stretches of days of a text, in order.

    Args:
        text: a sentence.
        today: the day of the document; without it "last week" and "on Monday" stay unread.
    """
    found = []
    for match in _WHEN.finditer(text):
        try:
            made = _stretch(match, today)
        except (ValueError, OverflowError):
            continue
        if made is None:
            continue
        first, last, precision = made
        before = text[max(0, match.start() - 18) : match.start()]
        if _BY.search(before):
            first, precision = None, "range" if precision == "range" else precision
        elif _SINCE.search(before) and precision in ("year", "month"):
            last, precision = None, "range"
        found.append(Stretch(match.start(), match.end(), first, last, precision))
    return found


Made = tuple[date | None, date | None, str]


def _stretch(match: re.Match[str], today: date | None) -> Made | None:
    for reader in (_exact, _monthly, _yearly, _relative):
        if (made := reader(match, today)) is not None:
            return made
    return None


def _exact(match: re.Match[str], today: date | None) -> Made | None:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
    elif match["dotted"] or match["slashed"]:
        left, right, year = map(int, re.split(r"[./]", match["dotted"] or match["slashed"]))
        month_first = (bool(match["slashed"]) and right > 12) or (  # noqa: PLR2004
            bool(match["slashed"]) and left <= 12  # noqa: PLR2004
        )
        day = date(year, left, right) if month_first else date(year, right, left)
    elif match["dm_month"] or match["md_month"]:
        number = int(match["dm_day"] or match["md_day"])
        month = _month(match["dm_month"] or match["md_month"])
        year_text = match["dm_year"] or match["md_year"]
        if year_text is None and today is None:
            return None
        day = date(int(year_text) if year_text else _near_year(month, today), month, number)
    else:
        return None
    return day, day, "day"


def _month(name: str) -> int:
    plain = name.lower().rstrip(".")
    return MONTHS.get(plain) or _SHORT[plain]


def _near_year(month: int, today: date | None) -> int:
    """The year in which a month without one lies: the nearest to the document's day."""
    assert today is not None
    years = (today.year - 1, today.year, today.year + 1)
    return min(years, key=lambda year: abs((year - today.year) * 12 + month - today.month))


def _monthly(match: re.Match[str], today: date | None) -> Made | None:  # noqa: PLR0911
    name = match["m_month"]
    if not name or (name.lower() in ("may", "mar", "march", "sun") and name[0].islower()):
        return None
    if name.lower() == "may" and not match["m_year"] and not match["part"]:
        return None
    if match["m_year"] is None and today is None:
        return None
    month = _month(name)
    first = date(int(match["m_year"]) if match["m_year"] else _near_year(month, today), month, 1)
    last = add_months(first, 1) - timedelta(days=1)
    part = (match["part"] or "").lower()
    if part == "early" or "beginning" in part:
        return first, first + timedelta(days=9), "range"
    if part == "late":
        return first + timedelta(days=20), last, "range"
    if part == "mid":
        return first + timedelta(days=10), first + timedelta(days=19), "range"
    return first, last, "month"


def _yearly(match: re.Match[str], today: date | None) -> Made | None:  # noqa: PLR0911
    del today
    for left, right in (("y_from", "y_to"), ("y_from2", "y_to2"), ("y_from3", "y_to3")):
        if match[left]:
            return date(int(match[left]), 1, 1), date(int(match[right]), 12, 31), "range"
    if match["q"]:
        return _quarter(int(match["q_year"]), int(match["q"]))
    if match["qw"]:
        number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[match["qw"].lower()]
        return _quarter(int(match["qw_year"]), number)
    if match["half"]:
        return _months(
            int(match["half_year"]), 1 if match["half"].lower() == "first" else 7, 6, "range"
        )
    if match["season"]:
        start, stop = SEASONS[match["season"].lower()]
        return _months(int(match["s_year"]), start, stop - start + 1, "range")
    if match["year"]:
        year, part = int(match["year"]), (match["y_part"] or "").lower()
        if part.startswith(("early", "beginning", "the beginning")):
            return _quarter(year, 1)
        if part.startswith(("late", "end", "the end")):
            return _quarter(year, 4)
        return date(year, 1, 1), date(year, 12, 31), "year"
    return None


def _quarter(year: int, number: int) -> Made:
    return _months(year, 3 * number - 2, 3, "quarter")


def _months(year: int, month: int, count: int, precision: str) -> Made:
    first = date(year, month, 1)
    return first, add_months(first, count) - timedelta(days=1), precision


def _relative(match: re.Match[str], today: date | None) -> Made | None:
    if today is None:
        return None
    if match["s_this"]:
        start, stop = SEASONS[match["s_this"].lower()]
        return _months(today.year, start, stop - start + 1, "range")
    if match["weekday"]:
        back = (today.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
        day = today - timedelta(days=back)
        return day, day, "day"
    if match["in_unit"]:
        return _within(match, today)
    return next(_fixed((match["rel"] or "").lower(), today), None)


def _within(match: re.Match[str], today: date) -> Made | None:
    text = (match["in_high"] or match["in_low"]).lower()
    count = UNITS.get(text, int(text) if text.isdigit() else 0)
    if not count:
        return None
    unit = match["in_unit"].lower()
    if unit in ("days", "weeks"):
        return today, today + timedelta(days=count * (7 if unit == "weeks" else 1)), "range"
    months = count * (12 if unit == "years" else 1)
    month = add_months(today, months)
    top = (add_months(month, 1) - timedelta(days=1)).day
    return today, month.replace(day=min(today.day, top)), "range"


def _fixed(words: str, today: date) -> Iterator[Made]:
    monday = today - timedelta(days=today.weekday())
    one = {"today": 0, "yesterday": -1, "tomorrow": 1}
    week = {"last week": -7, "this week": 0, "next week": 7}
    month = {"last month": -1, "this month": 0, "next month": 1}
    year = {"last year": -1, "this year": 0, "next year": 1}
    if words in one:
        day = today + timedelta(days=one[words])
        yield day, day, "day"
    elif words in week:
        start = monday + timedelta(days=week[words])
        yield start, start + timedelta(days=6), "range"
    elif words in month:
        first = add_months(today, month[words])
        yield first, add_months(first, 1) - timedelta(days=1), "month"
    elif words in year:
        yield _months(today.year + year[words], 1, 12, "year")
    elif words in ("the end of the year", "the end of this year", "end of the year"):
        yield _quarter(today.year, 4)
    elif words == "later this year":
        yield today, date(today.year, 12, 31), "range"
    elif words in ("coming days", "within days"):
        yield today, today + timedelta(days=7), "range"
