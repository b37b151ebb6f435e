"""A share or a ratio as two exact fractions; no float enters a figure that a reader compares."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a ratio lies between, both ends included; ``high`` is None when nothing limits it."""

    low: Fraction
    high: Fraction | None

    def __post_init__(self) -> None:
        if self.high is not None and self.low > self.high:
            raise InputError(f"ratio {self.low} to {self.high}: the low end is above the high end")

    def __contains__(self, value: Fraction) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return percent(self.low)
        if self.high is None:
            return f"at least {percent(self.low)}"
        return f"{percent(self.low)} to {percent(self.high)}"

    def as_dict(self) -> dict[str, str | None]:
        """Both ends as exact fractions, for JSON."""
        return {"low": str(self.low), "high": None if self.high is None else str(self.high)}


def ratio(part: Bounds, whole: Bounds) -> Ratio | None:
    """Part by whole where both vary on their own; None when the whole may be nothing at all.

    ``[part.low / whole.high, part.high / whole.low]``.
    """
    if whole.high == 0:
        return None
    low = Fraction(0) if whole.high is None else Fraction(part.low, whole.high)
    if part.high is None or whole.low == 0:
        return Ratio(low, None)
    return Ratio(low, Fraction(part.high, whole.low))


def share(part: Bounds, rest: Bounds) -> Ratio | None:
    """Part of the sum of part and rest; None when both are nothing.

    ``[part.low / (part.low + rest.high), part.high / (part.high + rest.low)]``: the share grows
    with the part and falls with the rest.
    """
    if part.high == 0 and rest.high == 0:
        return None
    if rest.high is None or (part.low == 0 and rest.high > 0):
        low = Fraction(0)
    else:
        # An empty sum on this side means that the rest is nothing: whatever there is, is all.
        low = Fraction(part.low, part.low + rest.high) if part.low + rest.high else Fraction(1)
    if part.high is None:
        return Ratio(low, Fraction(1))
    most = part.high + rest.low
    return Ratio(low, Fraction(part.high, most) if most else Fraction(0))


def plain(value: Fraction, digits: int = 2) -> str:
    """A number as a person reads it: whole as it is, else rounded half to even.

    >>> plain(Fraction(5, 32)), plain(Fraction(1200)), plain(Fraction(299999, 3000))
    ('0.16', '1,200', '100')
    """
    if value.denominator == 1:
        return f"{value.numerator:,}"
    number = Decimal(value.numerator) / Decimal(value.denominator)
    shown = f"{number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(value: Fraction, digits: int = 1) -> str:
    """A fraction as a person reads it, rounded half to even.

    >>> percent(Fraction(1, 3)), percent(Fraction(5, 4))
    ('33.3 %', '125.0 %')
    """
    number = Decimal(value.numerator * 100) / Decimal(value.denominator)
    return f"{number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):f} %"
