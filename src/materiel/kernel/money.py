"""Whole minor units of an ISO 4217 currency, and shares of them that lose no cent.

>>> Money.parse("1000000.01", "EUR")
Money(minor=100000001, currency='EUR')
>>> [str(part) for part in Money.parse("1000000.01", "EUR").split([120, 60, 20])]
['EUR 600,000.01', 'EUR 300,000.00', 'EUR 100,000.00']
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from materiel.kernel.errors import InputError, UnitMismatchError

MINOR_DIGITS = {"BHD": 3, "ISK": 0, "JPY": 0, "JOD": 3, "KRW": 0, "KWD": 3}
"""ISO 4217 minor-unit digits where they are not 2."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole minor units; no decimal and no float enters the ledger (DESIGN §4.2).

    Attributes:
        minor: whole minor units (cents).
        currency: ISO 4217 code.
    """

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """Read a decimal number in major units ("1000000.01").

        Raises:
            InputError: not a number, or finer than the currency's minor unit.
        """
        digits = MINOR_DIGITS.get(currency, 2)
        try:
            scaled = Decimal(text.strip()).scaleb(digits)
        except InvalidOperation:
            raise InputError(
                f"not an amount: {text!r}; accepted: digits with a decimal point, as 1000000.01"
            ) from None
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise InputError(f"{text} {currency} is finer than the currency's minor unit")
        return cls(int(scaled), currency)

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise UnitMismatchError(
                f"{self.currency} and {other.currency} cannot be added without a named rate"
            )
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def split(self, weights: Sequence[int | Fraction]) -> list["Money"]:
        """Parts in proportion to ``weights`` that sum to the whole, by largest remainder.

        Ties go to the earlier part. Source: largest remainder (Hamilton) method.

        Raises:
            InputError: a weight is negative or all are zero.
        """
        total = sum(weights)
        if not weights or min(weights) < 0 or total == 0:
            raise InputError("weights must be non-negative and not all zero")
        ideal = [Fraction(self.minor) * Fraction(weight) / Fraction(total) for weight in weights]
        parts = [share.numerator // share.denominator for share in ideal]
        order = sorted(range(len(parts)), key=lambda i: (parts[i] - ideal[i], i))
        for i in order[: self.minor - sum(parts)]:
            parts[i] += 1
        return [Money(part, self.currency) for part in parts]

    @property
    def decimal(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS.get(self.currency, 2))

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal:,.{MINOR_DIGITS.get(self.currency, 2)}f}"
