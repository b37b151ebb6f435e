"""Laws of rounded amounts: off by at most half a cent, and net, VAT and gross agree."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnitMismatchError
from materiel.kernel.money import MINOR_DIGITS, Money
from materiel.procurement.amounts import MoneyBounds, Price, part, rounded

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
PRICES = st.decimals(0, 10_000, places=5)
PERCENTS = st.decimals(0, 100, places=3)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


@given(st.fractions(-(10**6), 10**6, max_denominator=5000), CURRENCIES)
def test_rounding_is_off_by_at_most_half_a_minor_unit(amount, currency):
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    error = rounded(amount, currency).minor - amount * scale
    assert abs(error) <= Fraction(1, 2)


def test_a_half_cent_goes_away_from_zero():
    assert rounded(Fraction("0.125"), "EUR") == euros("0.13")
    assert rounded(Fraction("-0.125"), "EUR") == euros("-0.13")
    assert rounded(Fraction("0.135"), "EUR") == euros("0.14")
    assert rounded(Fraction("0.1249"), "EUR") == euros("0.12")


@given(PRICES, CURRENCIES, PERCENTS, st.integers(0, 10_000))
def test_net_and_vat_are_exactly_gross(each, currency, rate, units):
    amounts = Price(each, currency, "contract", rate).of(units)
    assert amounts.net + amounts.vat == amounts.gross


def test_an_unstated_vat_rate_is_not_zero_percent():
    price = Price(Decimal(10), "EUR", "contract")
    assert price.of(3).gross is None
    assert price.gross_of(Bounds.exactly(3)) is None
    free = Price(Decimal(10), "EUR", "contract", Decimal(0))
    assert free.of(3).gross == euros("30")


@given(PRICES, PERCENTS, st.integers(0, 500), st.integers(0, 500), st.integers(0, 1000))
def test_cost_bounds_hold_the_cost_of_every_quantity_inside(each, rate, low, more, picked):
    price = Price(each, "EUR", "contract", rate)
    units = Bounds.between(low, low + more)
    inside = low + picked % (more + 1)
    net, gross = price.net_of(units), price.gross_of(units)
    assert net.low <= price.of(inside).net <= net.high
    assert gross.low <= price.of(inside).gross <= gross.high


def test_an_unknown_quantity_costs_an_unknown_amount():
    price = Price(Decimal(2), "EUR", "contract")
    assert str(price.net_of(Bounds.unknown())) == "EUR unknown"
    assert str(price.net_of(Bounds.at_most(10))) == "at most EUR 20.00"
    assert str(price.net_of(Bounds.at_least(10))) == "at least EUR 20.00"
    assert str(price.net_of(Bounds.between(1, 2))) == "EUR 2.00 to EUR 4.00"
    assert str(price.net_of(Bounds.exactly(1))) == "EUR 2.00"


def test_part_is_a_percentage_to_the_cent():
    assert part(euros("1000000.01"), Decimal(35)) == euros("350000.00")
    assert part(euros("0.01"), Decimal(50)) == euros("0.01")


@pytest.mark.parametrize(
    ("low", "high", "error", "message"),
    [
        (
            euros("2"),
            euros("1"),
            InputError,
            "EUR 2.00 to EUR 1.00: the low end is above the high end",
        ),
        (
            euros("1"),
            Money(500, "USD"),
            UnitMismatchError,
            "EUR 1.00 to USD 5.00: two currencies in one amount",
        ),
    ],
)
def test_amount_bounds_refuse(low, high, error, message):
    with pytest.raises(error) as caught:
        MoneyBounds(low, high)
    assert str(caught.value) == message


def test_an_open_end_stays_open_in_a_sum():
    total = MoneyBounds.exactly(euros("1")) + MoneyBounds(euros("2"), None)
    assert (total.low, total.high) == (euros("3"), None)


def test_the_known_part_of_a_sum_is_not_lost():
    known = MoneyBounds.exactly(euros("7"))
    assert str(known + MoneyBounds(euros("0"), None, low_known=False)) == (
        "at least EUR 7.00, the rest unknown"
    )
    assert str(known + MoneyBounds(euros("0"), euros("2"), low_known=False)) == (
        "EUR 7.00 to EUR 9.00"
    )
