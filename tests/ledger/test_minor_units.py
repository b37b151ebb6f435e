"""Decimals finer than a cent are rounded half to even in the ledger; the row keeps its own."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.ledger.derive import _minor

DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3}


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.005", "EUR", 0),
        ("0.015", "EUR", 2),
        ("0.025", "EUR", 2),
        ("0.0250000000000000000000000000000000001", "EUR", 3),
        ("-0.015", "EUR", -2),
        ("23456872.86374908", "EUR", 2345687286),
        ("2.5", "JPY", 2),
        ("1.0005", "KWD", 1000),
        ("12.30", "EUR", 1230),
    ],
)
def test_a_finer_decimal_is_rounded_half_to_even(amount, currency, minor):
    assert _minor(Decimal(amount), currency) == minor


def test_an_amount_that_nobody_stated_stays_unstated():
    assert _minor(None, "EUR") is None


@given(st.decimals(-(10**15), 10**15, allow_nan=False, places=9), st.sampled_from(sorted(DIGITS)))
def test_rounding_is_that_of_wide_decimal_arithmetic(amount, currency):
    wide = Context(prec=60)
    unit = Decimal(1).scaleb(-DIGITS[currency])
    rounded = amount.quantize(unit, rounding=ROUND_HALF_EVEN, context=wide)
    assert _minor(amount, currency) == int(rounded.scaleb(DIGITS[currency], context=wide))
