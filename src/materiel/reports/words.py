"""Days, amounts and counts as a reader says them; what is exact stays exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.money import Money
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period, add_months

NOT_STATED = "–"  # noqa: RUF001  (the dash that stands for "nothing on record" in a table)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
RANGE_NOTE = (
    'A number with two ends, as "8 to 9": at least 8 is sure, as many as 9 is possible, and the '
    'record does not settle it. "At most": nothing is sure but that it is no more.'
)
"""What two ends mean; a page says it once."""
DIGITS = 3
"""Digits of a rounded figure."""
BILLION, MILLION, THOUSAND = Decimal(10**9), Decimal(10**6), Decimal(10**3)


@dataclass(frozen=True, slots=True)
class Amount:
    """Bounds of money.

    Attributes:
        bounds: whole minor units.
        currency: ISO 4217 code.
    """

    bounds: Bounds
    currency: str

    def __str__(self) -> str:
        low, high = self.bounds.low, self.bounds.high
        if low == high:
            return money(low, self.currency)
        if high is None:
            if self.bounds.low_known:
                return f"at least {money(low, self.currency)}"
            known = low > 0
            return f"at least {money(low, self.currency)}, the rest unknown" if known else "unknown"
        if not self.bounds.low_known and not low:
            return f"at most {money(high, self.currency)}"
        return f"{money(low, self.currency)} to {money(high, self.currency)}"

    def as_dict(self) -> dict[str, object]:
        """Bounds in minor units, currency and text, for JSON."""
        return {**self.bounds.as_dict(), "currency": self.currency, "text": str(self)}


def money(minor: int, currency: str) -> str:
    """An amount with the largest step that shows it without rounding.

    >>> money(550_000_000_000, "USD"), money(1_234_567, "EUR")
    ('USD 5.5 bn', 'EUR 12,345.67')
    """
    whole = Money(minor, currency)
    value = whole.decimal
    for step, fine, word in ((BILLION, MILLION, "bn"), (MILLION, THOUSAND, "m")):
        if abs(value) >= step and value % fine == 0:
            return f"{currency} {(value / step).normalize():f} {word}"
    text = f"{value:,f}"
    major, _, minor_part = text.partition(".")
    return f"{currency} {text if minor_part.strip('0') else major}"


def rounded_money(minor: Fraction, currency: str) -> str:
    """An amount in rounded figures, three digits: it promises no more than it knows.

    >>> rounded_money(Fraction(168_853_383_370), "EUR")
    'about EUR 1.69 bn'
    """
    whole = round(minor)
    step = 10 ** max(0, len(str(abs(whole))) - DIGITS)
    shown = (2 * whole + step) // (2 * step) * step
    return f"{'' if shown == minor else 'about '}{money(shown, currency)}"


def day_words(day: date) -> str:
    """``5 July 2024``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_words(start: date | None, month: int) -> str:
    """The month of a plan: ``March 2027``, or ``month 3`` when the plan has no start."""
    if start is None:
        return f"month {month}"
    first = add_months(start, month - 1)
    return f"{MONTHS[first.month - 1]} {first.year}"


def period_words(period: Period) -> str:
    """A period with its precision.

    >>> period_words(Period.parse("2024-Q3")), period_words(Period.parse("2023-04-20..2024-07-05"))
    ('the third quarter of 2024', 'between 20 April 2023 and 5 July 2024')
    """
    start, last = period.start, period.last
    text = str(period)
    if text.startswith("~"):
        return f"about {period_words(Period.parse(text[1:]))}"
    if ".." in text:
        return _range_words(start, last, period.end)
    if "Q" in text:
        return (
            f"the {('first', 'second', 'third', 'fourth')[int(text[-1]) - 1]} quarter of {text[:4]}"
        )
    if "H" in text:
        return f"the {('first', 'second')[int(text[-1]) - 1]} half of {text[:4]}"
    if period.precision == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    return text if period.precision == "year" else day_words(start)


def _range_words(start: date, last: date, end: date) -> str:
    """A stretch of days, in whole months or years where it is made of them."""
    if start == FIRST_DAY:
        return f"until {day_words(last)}" if end != LAST_DAY else "at any time"
    if end == LAST_DAY:
        return f"from {day_words(start)} on"
    if start.day == end.day == 1:
        if start.month == end.month == 1:
            return f"between {start.year} and {last.year}"
        names = [f"{MONTHS[day.month - 1]} {day.year}" for day in (start, last)]
        return f"between {names[0]} and {names[1]}"
    return f"between {day_words(start)} and {day_words(last)}"


def count_words(bounds: Bounds) -> str:
    """Bounds in one wording: two ends always read ``8 to 9``, see ``RANGE_NOTE``.

    A known part of an unknown whole is not lost.

    >>> count_words(Bounds.exactly(7) + Bounds.unknown()), count_words(Bounds.unknown())
    ('at least 7, the rest unknown', 'unknown')
    >>> count_words(Bounds.exactly(8) + Bounds.at_most(1)), count_words(Bounds.at_most(9))
    ('8 to 9', 'at most 9')
    """
    if bounds.high is None and not bounds.low_known and bounds.low > 0:
        return f"at least {bounds.low:,}, the rest unknown"
    if bounds.high is not None and bounds.low and bounds.low != bounds.high:
        return f"{bounds.low:,} to {bounds.high:,}"
    return str(bounds)


def listed(words: Sequence[str], most: int = 0) -> str:
    """``a, b and c``; at most ``most`` of them, then how many more."""
    names = list(words)
    if most and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(count: int, singular: str, plural: str = "") -> str:
    """``1 entry``, ``2 entries``."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def age_words(since: date, until: date) -> str:
    """How long ago a day was, in days, or in whole months from two months on."""
    days = (until - since).days
    if days < 61:  # noqa: PLR2004  (two months)
        return counted(days, "day")
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    return counted(months, "month")
