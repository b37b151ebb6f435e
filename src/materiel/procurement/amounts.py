"""What a quantity costs to the cent, and the amounts that are known only between two ends.

>>> cost = Price(Decimal("3.335"), "EUR", "contract", Decimal(19)).of(100)
>>> str(cost.net), str(cost.vat), str(cost.gross)
('EUR 333.50', 'EUR 63.37', 'EUR 396.87')
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnitMismatchError
from materiel.kernel.money import MINOR_DIGITS, Money

HUNDRED = 100
BASES = ("contract", "ceiling", "market", "replacement", "book")
"""What a price or value may rest on (DESIGN §2.8)."""


def rounded(amount: Fraction, currency: str) -> Money:
    """Major units to the nearest minor unit; a half goes away from zero.

    Convention: commercial rounding, as invoices use it; only totals are rounded (DESIGN §4.2).
    """
    minor = abs(amount) * Fraction(10) ** MINOR_DIGITS.get(currency, 2)
    nearest = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
    return Money(nearest if amount >= 0 else -nearest, currency)


def part(total: Money, percent: Decimal) -> Money:
    """``percent`` of a total, to the nearest minor unit."""
    return rounded(Fraction(total.decimal) * Fraction(percent) / HUNDRED, total.currency)


@dataclass(frozen=True, slots=True)
class MoneyBounds:
    """What is known about an amount; ``high`` is None when nothing limits it above.

    Attributes:
        low: the least it can be; an end that nobody states counts 0.
        high: the most it can be.
        low_known: whether somebody states the low end.
    """

    low: Money
    high: Money | None
    low_known: bool = True

    def __post_init__(self) -> None:
        if self.high is None:
            return
        if self.low.currency != self.high.currency:
            raise UnitMismatchError(f"{self.low} to {self.high}: two currencies in one amount")
        if self.low.minor > self.high.minor:
            raise InputError(f"{self.low} to {self.high}: the low end is above the high end")

    @classmethod
    def exactly(cls, amount: Money) -> "MoneyBounds":
        """A known amount."""
        return cls(amount, amount)

    def __add__(self, other: "MoneyBounds") -> "MoneyBounds":
        high = None if self.high is None or other.high is None else self.high + other.high
        return MoneyBounds(self.low + other.low, high, self.low_known and other.low_known)

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        if self.high is None:
            if self.low_known:
                return f"at least {self.low}"
            known = self.low.minor > 0
            return (
                f"at least {self.low}, the rest unknown"
                if known
                else f"{self.low.currency} unknown"
            )
        # A known part of a sum is no less known because another part is not.
        known = self.low_known or self.low.minor != 0
        return f"{self.low} to {self.high}" if known else f"at most {self.high}"


@dataclass(frozen=True, slots=True)
class Amounts:
    """One invoice line; ``vat`` and ``gross`` are None when the VAT rate is not stated.

    Invariant: ``net + vat == gross`` in minor units.
    """

    net: Money
    vat: Money | None
    gross: Money | None


@dataclass(frozen=True, slots=True)
class Price:
    """A price of one unit, as the source states it.

    Attributes:
        each: major units of ``currency`` per unit of issue, without VAT; any precision.
        currency: ISO 4217 code.
        basis: one of ``BASES``.
        vat_rate: percent; None when not stated.
    """

    each: Decimal
    currency: str
    basis: str
    vat_rate: Decimal | None = None

    def of(self, units: int) -> Amounts:
        """Net, VAT and gross of a whole number of units.

        The net total is rounded once, VAT is computed on the rounded net, gross is their sum,
        so the three agree to the cent as on an invoice.
        """
        net = rounded(Fraction(self.each) * units, self.currency)
        if self.vat_rate is None:
            return Amounts(net, None, None)
        vat = part(net, self.vat_rate)
        return Amounts(net, vat, net + vat)

    def net_of(self, units: Bounds) -> MoneyBounds:
        """The net cost of a quantity that is known between two ends."""
        high = None if units.high is None else self.of(units.high).net
        return MoneyBounds(self.of(units.low).net, high, units.low_known)

    def gross_of(self, units: Bounds) -> MoneyBounds | None:
        """The gross cost of a quantity; None when the VAT rate is not stated."""
        low = self.of(units.low).gross
        if low is None:
            return None
        high = None if units.high is None else self.of(units.high).gross
        return MoneyBounds(low, high, units.low_known)
