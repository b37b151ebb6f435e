"""A conversion that a source printed, beside the central bank's rate: both kept, neither mended.

>>> printed = Printed.parse("EUR 10200000000", "USD 11030000000")
>>> str(printed.implied), str(printed.low), str(printed.high)
('1.0814', '1.0756', '1.0872')
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from materiel.evidence.claims import Claim
from materiel.kernel.errors import InputError
from materiel.kernel.money import MINOR_DIGITS, Money
from materiel.ledger.rows import Payment
from materiel.vocabulary.rates import ReferenceRate

_AMOUNT = re.compile(r"([A-Z]{3}) (\d+(?:\.\d+)?)$")
_WORDING = re.compile(r"printed ([A-Z]{3} \d+(?:\.\d+)?)")
DIGITS = 4
"""Decimals of a rate as it is shown; what is computed stays exact."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount as printed: its last significant digit says how it was rounded.

    Attributes:
        amount: major units.
        half: half a unit of the last printed digit that is not a trailing zero.
    """

    amount: Decimal
    currency: str
    half: Decimal

    @classmethod
    def parse(cls, text: str) -> "Stated":
        """Read ``EUR 10200000000``: 10.2 bn, printed to one decimal of a billion.

        Trailing zeros of a whole number count as not printed: the widest reading.

        Raises:
            InputError: another form, or nothing.
        """
        found = _AMOUNT.match(text.strip())
        if not found or not Decimal(found[2]):
            raise InputError(f"not a printed amount: {text!r}; accepted: a code and digits, EUR 12")
        amount = Decimal(found[2])
        exponent = amount.as_tuple().exponent
        if "." not in found[2]:
            exponent = len(found[2]) - len(found[2].rstrip("0"))
        assert isinstance(exponent, int)
        return cls(amount, found[1], Decimal(5).scaleb(exponent - 1))


@dataclass(frozen=True, slots=True)
class Printed:
    """An amount and the conversion that its source printed beside it.

    Attributes:
        own: the amount in the currency that it is stated in.
        other: the conversion.
        cites: ids of the entries that say so.
    """

    own: Stated
    other: Stated
    cites: tuple[str, ...] = ()

    @classmethod
    def parse(cls, own: str, other: str, cites: tuple[str, ...] = ()) -> "Printed":
        """Read both amounts.

        Raises:
            InputError: one is not an amount, or both are in one currency.
        """
        read = cls(Stated.parse(own), Stated.parse(other), cites)
        if read.own.currency == read.other.currency:
            raise InputError(f"{own} and {other} are in one currency: nothing was converted")
        return read

    @property
    def exact(self) -> Fraction:
        """The rate that the two printed numbers imply: other by own."""
        return Fraction(self.other.amount) / Fraction(self.own.amount)

    @property
    def implied(self) -> Decimal:
        """The implied rate to ``DIGITS`` decimals."""
        return _rounded(self.exact, ROUND_HALF_EVEN)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Between which the true rate lies when both numbers were rounded as printed."""
        own, other = self.own, self.other
        low = Fraction(other.amount - other.half) / Fraction(own.amount + own.half)
        high = Fraction(other.amount + other.half) / Fraction(own.amount - own.half)
        return low, high

    @property
    def low(self) -> Decimal:
        """The low end, rounded down."""
        return _rounded(self.ends[0], ROUND_FLOOR)

    @property
    def high(self) -> Decimal:
        """The high end, rounded up."""
        return _rounded(self.ends[1], ROUND_CEILING)

    def reprints(self, rate: Decimal) -> bool:
        """Whether a rate turns the printed amount, as it stands, into the printed conversion."""
        turned = Fraction(self.own.amount) * Fraction(rate)
        return abs(turned - Fraction(self.other.amount)) <= Fraction(self.other.half)


@dataclass(frozen=True, slots=True)
class Beside:
    """A printed conversion beside the reference rate of one day.

    Attributes:
        day, rate: of the reference rate.
        converted: the stated amount at that rate, rounded half to even to minor units.
        difference: the printed conversion less ``converted``.
        reprints: whether the rate, applied to the stated amount, prints the same digits.
        source: id of the row of rates.
    """

    day: date
    rate: Decimal
    converted: Money
    difference: Money
    reprints: bool
    source: str


def beside(printed: Printed, rates: Iterable[ReferenceRate]) -> tuple[Beside, ...]:
    """The conversion at each reference rate, by day; the source's own rate stays as printed.

    Raises:
        InputError: the amount is not in euro, or a rate is of another currency.
    """
    if printed.own.currency != "EUR":
        raise InputError(
            f"the amount is in {printed.own.currency}; accepted: EUR, the base of the rates"
        )
    other = printed.other
    scale = 10 ** MINOR_DIGITS.get(other.currency, 2)
    found = []
    for row in sorted(rates, key=lambda each: each.day):
        if row.currency != other.currency:
            raise InputError(
                f"{row.id}: a rate of {row.currency}, the print is in {other.currency}"
            )
        exact = Fraction(printed.own.amount) * Fraction(row.rate) * scale
        converted = Money(round(exact), other.currency)
        said = Money.parse(str(other.amount), other.currency)
        found.append(
            Beside(
                row.day, row.rate, converted, said - converted, printed.reprints(row.rate), row.id
            )
        )
    return tuple(found)


def crossed(printed: Printed, rates: Iterable[ReferenceRate]) -> tuple[Beside, ...]:
    """The conversion at the reference rates of each day, through the euro where need be.

    Args:
        printed: an amount and its conversion, in any two currencies.
        rates: of any days and currencies; a day counts when every rate it needs is there.

    Returns:
        One for each such day, by day; ``rate`` is units of the conversion's currency for one of
        the amount's, and ``source`` names the rows used.
    """
    needed = {each.currency for each in (printed.own, printed.other)} - {"EUR"}
    days: dict[date, dict[str, ReferenceRate]] = {}
    for row in rates:
        if row.currency in needed:
            days.setdefault(row.day, {})[row.currency] = row
    own, other = printed.own, printed.other
    said = Money.parse(str(other.amount), other.currency)
    minor = Money.parse(str(own.amount), own.currency).minor
    found = []
    for day in sorted(days):
        held = days[day]
        if set(held) != needed:
            continue
        exact = Fraction(1)
        exact /= Fraction(held[own.currency].rate) if own.currency in held else 1
        exact *= Fraction(held[other.currency].rate) if other.currency in held else 1
        converted = Money(convert(minor, own.currency, other.currency, held), other.currency)
        turned = Fraction(own.amount) * exact
        found.append(
            Beside(
                day,
                _rounded(exact, ROUND_HALF_EVEN),
                converted,
                said - converted,
                abs(turned - Fraction(other.amount)) <= Fraction(other.half),
                "; ".join(row.id for row in held.values()),
            )
        )
    return tuple(found)


def printed_of(row: Payment | Claim) -> Printed | None:
    """The conversion that a row carries; None when its source printed none.

    A payment has it in ``printed``; a claim in its wording, as ``printed USD 11030000000``.
    Only exact amounts are read: a range has no one conversion.
    """
    if isinstance(row, Payment):
        low, high, text = row.low, row.high, row.printed
    else:
        low, high = row.amount_low, row.amount_high
        match = _WORDING.search(row.wording)
        text = match[1] if match else ""
    amount = high if high is not None else low
    if not text or amount is None or (low is not None and low != high):
        return None
    return Printed.parse(f"{row.currency} {amount:f}", text, (row.id,))


def convert(amount: int, source: str, target: str, day_rates: dict[str, ReferenceRate]) -> int:
    """Minor units of one currency in another, through the euro, rounded half to even.

    Args:
        amount: minor units of ``source``.
        source: currency to convert from.
        target: currency to convert to.
        day_rates: the reference rates of one day, by currency; the euro needs none.

    Raises:
        InputError: a rate is missing, or two are of different days.
    """
    if source == target:
        return amount
    if len({rate.day for rate in day_rates.values()}) > 1:
        raise InputError("rates of different days do not meet in one conversion")
    factor = Fraction(1)
    for currency, power in ((source, -1), (target, 1)):
        if currency != "EUR":
            if currency not in day_rates:
                raise InputError(f"no reference rate of {currency} is named for the conversion")
            factor *= Fraction(day_rates[currency].rate) ** power
    scale = Fraction(10) ** (MINOR_DIGITS.get(target, 2) - MINOR_DIGITS.get(source, 2))
    return round(amount * factor * scale)


def _rounded(value: Fraction, how: str) -> Decimal:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return number.quantize(Decimal(1).scaleb(-DIGITS), rounding=how)
