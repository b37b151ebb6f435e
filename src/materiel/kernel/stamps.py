"""The three stamps of every read: when it held, when it was known, where in the log."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Stamps:
    """Where a reader stands (DESIGN §4.4).

    Attributes:
        as_of: the day in the world; events up to its end count.
        known_at: the day of knowledge; statements known up to its end count.
        seq: the last position in the log that counts; None for the whole log.
    """

    as_of: date
    known_at: date
    seq: int | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """ISO days and the position, for JSON."""
        return {"as_of": str(self.as_of), "known_at": str(self.known_at), "seq": self.seq}


EPOCH = date(1970, 1, 1)


@lru_cache(8192)  # the many rows of a file tell of few different days
def day_number(day: date) -> int:
    """Days since 1970-01-01; the integer form of a day in every derived table."""
    return (day - EPOCH).days


def number_day(number: int) -> date:
    """The day of ``day_number``."""
    return date.fromordinal(EPOCH.toordinal() + number)
