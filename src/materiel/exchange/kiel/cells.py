"""What a cell states: a number, nothing, or that a number exists and is kept back."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from materiel.exchange.kiel.packaged import words

Said = Literal["number", "nothing", "withheld", "unreadable"]

LARGEST_AMOUNT = Decimal(10) ** 15
"""Convention: euros; a larger figure is a fault of the file, and would not fit the ledger."""
LARGEST_COUNT = 10**12
"""Convention: units of issue."""
FINEST = -60
"""Convention: decimal places; what is finer is no amount."""

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,4})?$")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+$|[+-]?\d{1,3}(,\d{3}){2,}$")
_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})$")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says about an amount.

    Attributes:
        value: the decimal exactly as the source has it; None when it gives no number.
        said: ``withheld`` and ``unreadable`` are unknown numbers, never zero.
        wording: the cell as text.
    """

    value: Decimal | None
    said: Said
    wording: str

    @property
    def unknown(self) -> bool:
        """Whether there is a number that we do not have."""
        return self.said in ("withheld", "unreadable")


@dataclass(frozen=True, slots=True)
class Count:
    """What a cell says about a number of units; a broken number lies between two whole ones."""

    low: int | None
    high: int | None
    said: Said
    wording: str

    @property
    def unknown(self) -> bool:
        """Whether there is a number that we do not have."""
        return self.said in ("withheld", "unreadable")


def text_of(cell: object) -> str:
    """The cell as a person reads it; a number that came as a float keeps its shortest digits."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_AMOUNT:
        return str(int(cell))
    return str(cell).replace("\xa0", " ").strip()


def amount(cell: object) -> Amount:  # noqa: PLR0911  (one return for each sort of cell)
    """Read an amount: no float goes further than this line (DESIGN §4.2).

    A reader of workbooks gives numbers as floats; ``repr`` gives the shortest decimal that
    means the same float, and that decimal is the source's own.
    """
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return Amount(None, "unreadable", repr(cell))
        return _bounded(Decimal(repr(cell)), repr(cell))
    if isinstance(cell, int) and not isinstance(cell, bool):
        return _bounded(Decimal(cell), str(cell))
    text = text_of(cell)
    meaning = words("words", "word", "meaning").get(text.casefold())
    if meaning == "nothing":
        return Amount(None, "nothing", text)
    if meaning == "withheld":
        return Amount(None, "withheld", text)
    if _PLAIN.match(text):
        return _bounded(Decimal(text), text)
    if _GROUPED.match(text):
        return _bounded(Decimal(text.replace(",", "")), text)
    if _COMMA.match(text):
        return _bounded(Decimal(text.replace(",", ".")), text)
    return Amount(None, "unreadable", text)


def _bounded(value: Decimal, wording: str) -> Amount:
    exponent = value.as_tuple().exponent
    if abs(value) > LARGEST_AMOUNT or not isinstance(exponent, int) or exponent < FINEST:
        return Amount(None, "unreadable", wording)
    return Amount(value, "number", wording)


def count(cell: object) -> Count:
    """Read a number of units; a negative or enormous one is unreadable."""
    found = amount(cell)
    if found.value is None:
        return Count(None, None, found.said, found.wording)
    if not 0 <= found.value <= LARGEST_COUNT:
        return Count(None, None, "unreadable", found.wording)
    low, high = math.floor(found.value), math.ceil(found.value)
    return Count(low, high, "number", found.wording if low != high else str(low))
