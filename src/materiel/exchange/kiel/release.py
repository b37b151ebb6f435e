"""Which release a file is and up to which day it knows: its own words first, then its dates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from materiel.exchange.kiel.days import EARLIEST
from materiel.kernel.findings import Finding

CASE = "kiel-ukraine-support-tracker"
LATEST_YEAR = 2099
LONE_DAYS = 366
"""Convention: a latest date that stands so far from all others is a slip."""
MANY_DAYS = 30
"""Convention: among fewer days a gap of years is no oddity, and the latest one counts."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NUMBER = re.compile(
    r"\b(\d{1,3})(?:st|nd|rd|th)\s+release\b|\brelease[\s_.:-]*(\d{1,3})\b|(?<![A-Za-z0-9])r(\d{1,3})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")
_DAY = re.compile(r"([A-Za-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9}),?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Release:
    """What a file says about itself.

    Attributes:
        number: of the release; 0 when the file does not say it.
        known_on: the last day that it covers, or the day of its publication when stated.
        findings: what had to be concluded because the file does not say it.
    """

    number: int
    known_on: date
    findings: tuple[Finding, ...] = ()

    @property
    def prefix(self) -> str:
        """The beginning of every id: unique for each release."""
        return f"r{self.number:02d}" if self.number else f"asof-{self.known_on}"

    @property
    def title(self) -> str:
        """Our own short name for it."""
        if self.number:
            return f"Ukraine Support Tracker, release {self.number}"
        return f"Ukraine Support Tracker, as of {self.known_on}"


def find_release(
    texts: Sequence[str], name: str, dates: Iterable[object], where: str
) -> Release | None:
    """The release of a file; None when neither its texts nor its dates give a day.

    Args:
        texts: what its notes say, the most telling first.
        name: of the file: only for the number, and only when the texts do not say it.
        dates: announcement dates of its rows.
        where: for findings.
    """
    findings = []
    number, cutoff = 0, None
    for text in texts:
        found = _NUMBER.search(text.replace("_", " "))
        if not number and found:
            number = int(next(part for part in found.groups() if part))
        if "release" in text.casefold():
            cutoff = cutoff or _last_day(text)
    if not number and (found := _NUMBER.search(name.replace("_", " "))):
        number = int(next(part for part in found.groups() if part))
        problem = f"the content does not say its release; {number} is taken from the file's name"
        findings.append(Finding("release", where, problem, "", "note"))
    if cutoff is None:
        cutoff = latest(dates)
        problem = f"the content does not say its cut-off; its latest date {cutoff} is taken"
        findings.append(Finding("release", where, problem, "", "note"))
    return Release(number, cutoff, tuple(findings)) if cutoff else None


def latest(dates: Iterable[object]) -> date | None:
    """The latest day among cells; a slip far from many others is left out."""
    days = [each.date() if isinstance(each, datetime) else each for each in dates]
    good = sorted({day for day in days if isinstance(day, date) and _possible(day)})
    while len(good) > MANY_DAYS and (good[-1] - good[-2]).days > LONE_DAYS:
        good.pop()
    return good[-1] if good else None


def _possible(day: date) -> bool:
    return day >= EARLIEST and day.year <= LATEST_YEAR


def _last_day(text: str) -> date | None:
    """The last day that a text names; of "January 24 to October 3, 2022" the second."""
    days = [_iso(found[0]) for found in _ISO.finditer(text)]
    days += [_named(found[1], found[2], found[3]) for found in _DAY.finditer(text)]
    days += [_named(found[2], found[1], found[3]) for found in _DAY_FIRST.finditer(text)]
    return max((day for day in days if day and _possible(day)), default=None)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _named(month: str, day: str, year: str) -> date | None:
    names = [each for each in _MONTHS if each.startswith(month.casefold())]
    if len(names) != 1:
        return None
    try:
        return date(int(year), _MONTHS.index(names[0]) + 1, int(day))
    except ValueError:
        return None
