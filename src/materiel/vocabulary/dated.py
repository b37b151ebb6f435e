"""A value that holds in a period: ``Raytheon Technologies@2020-04-03..2023-07-16``.

>>> Dated.parse("about 700@2024-07-10..")
Dated(value='about 700', period=Period(start=datetime.date(2024, 7, 10), end=datetime.date(9999, \
12, 31), precision='range'))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.errors import InputError
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period

ALWAYS = Period(FIRST_DAY, LAST_DAY, "range")
"""The period of a value without ``@``."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A text and the days on which it holds."""

    value: str
    period: Period

    @classmethod
    def parse(cls, text: str) -> "Dated":
        """Read ``value`` or ``value@period``.

        Raises:
            InputError: the value is empty or the period is not one.
        """
        value, mark, period = text.partition("@")
        if not value.strip() or (mark and not period.strip()):
            raise InputError(
                f"not a dated value: {text!r}; accepted: value, value@2020..2023-07-16"
            )
        return cls(value.strip(), Period.parse(period) if mark else ALWAYS)

    def __str__(self) -> str:
        return self.value if self.period == ALWAYS else f"{self.value}@{self.period}"


def on_day(texts: Sequence[str], day: date) -> tuple[str, ...]:
    """The values of dated texts that hold on ``day``, in the order of the table."""
    found = (Dated.parse(text) for text in texts)
    return tuple(each.value for each in found if day in each.period)
