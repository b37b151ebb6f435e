"""Sums of money: sign, code or name, scale, hedge, and the conversion in brackets."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.amounts import CODES, read_amounts


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("a $5.5 billion contract", 5_500_000_000, 5_500_000_000, "USD"),
        ("a 100-billion-euro special fund", 10**11, 10**11, "EUR"),
        ("nearly 54 million EUR", 54_000_000, 54_000_000, "EUR"),
        ("up to 1.3 billion euros", None, 1_300_000_000, "EUR"),
        ("more than \u20ac6 billion", 6_000_000_000, None, "EUR"),
        ("\u20ac6 Billion-Plus of orders", 6_000_000_000, None, "EUR"),
        ("a potential $5.6 billion contract", None, 5_600_000_000, "USD"),
        ("half a billion euros", 500_000_000, 500_000_000, "EUR"),
        ("hundreds of millions of Czech crowns", 200_000_000, 999_999_999, "CZK"),
        ("73 million British pounds", 73_000_000, 73_000_000, "GBP"),
        ("adding up to \u20ac38 billion", 38_000_000_000, 38_000_000_000, "EUR"),
        ("C$406 million", 406_000_000, 406_000_000, "CAD"),
        ("$2.5bn", 2_500_000_000, 2_500_000_000, "USD"),
        ("500 million \u20ac", 500_000_000, 500_000_000, "EUR"),
    ],
)
def test_a_sum_has_bounds_and_a_currency(text, low, high, currency):
    (found,) = read_amounts(text)
    assert (found.low, found.high, found.currency) == (low, high, currency)


def test_a_conversion_belongs_to_the_sum_before_it_and_implies_a_rate():
    (found,) = read_amounts("EUR 10.2 billion ($11.03 billion) in goods")
    assert found.printed is not None
    assert (found.printed.low, found.printed.currency) == (11_030_000_000, "USD")
    assert found.rate == Fraction(1103, 1020)


def test_a_sum_named_twice_by_or_is_one_sum():
    (found,) = read_amounts("NOK 3.45 billion, or over \u20ac300 million, is the price")
    assert (found.currency, found.printed and found.printed.currency) == ("NOK", "EUR")


def test_two_sums_stay_two():
    assert len(read_amounts("\u20ac525 million and \u20ac200 million")) == 2


@given(st.integers(1, 10**12), st.sampled_from(CODES))
def test_a_code_before_or_behind_is_the_same_sum(number, code):
    before, behind = read_amounts(f"{code} {number:,}"), read_amounts(f"{number:,} {code}")
    assert [(each.low, each.currency) for each in before] == [(number, code)]
    assert [(each.low, each.currency) for each in behind] == [(number, code)]


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    for each in read_amounts(text):
        assert 0 <= each.start < each.end <= len(text)
