"""Dated reference rates of the euro, each with its source; none is guessed for another day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column
from materiel.vocabulary.reader import table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate(Row):
    """How many units of a currency one euro was worth on a day, as the central bank set it."""

    TABLE: ClassVar[str] = "rates"
    currency: str = column("currency", "what one euro is expressed in")
    day: date = column("day", "the day for which the rate was set")
    rate: Decimal = column("decimal", "units of the currency for one euro")


def reference_rate(currency: str, day: date) -> ReferenceRate:
    """The rate of a day.

    Raises:
        InputError: none ships for that day; names the nearest days that are held. A rate of
            another day is never taken silently.
    """
    rows = table(ReferenceRate).rows
    found = rows.get(f"{currency}:{day}")
    if found is None:
        held = sorted((abs(each.day - day), each.day) for each in rate_days(currency))
        near = ", ".join(str(each) for _, each in held[:3]) or "none"
        raise InputError(f"no reference rate of {currency} on {day}; nearest days held: {near}")
    return found


def rate_days(currency: str) -> tuple[ReferenceRate, ...]:
    """Every rate of a currency that ships, by day."""
    rows = (each for each in table(ReferenceRate).rows.values() if each.currency == currency)
    return tuple(sorted(rows, key=lambda each: each.day))
