"""Shares sum to the cent under every key, and the order of the rows changes nothing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import UnknownNameError
from materiel.kernel.money import Money
from materiel.sharing.costkey import Member
from materiel.sharing.shares import cost_keys, shares, shares_by_key, side_by_side

WEIGHTS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 100), min_size=1).filter(
    lambda weights: any(weights.values())
)


@given(st.integers(-(10**6), 10**9), WEIGHTS, st.randoms())
def test_shares_sum_and_are_off_by_less_than_a_cent(minor, weights, random):
    paid = shares(Money(minor, "EUR"), weights)
    assert sum(each.minor for each in paid.values()) == minor
    for party, each in paid.items():
        assert abs(each.minor - Fraction(minor * weights[party], sum(weights.values()))) < 1
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert shares(Money(minor, "EUR"), dict(shuffled)) == paid


def test_the_shipped_keys():
    assert list(cost_keys()) == [
        "agreed",
        "equal",
        "gdp",
        "gni",
        "gni-capped",
        "population",
        "quantity",
    ]


MEMBERS = [
    Member("P", quantity=3, gdp=50, gni=60, agreed=Fraction(1), cap=Fraction(1, 2)),
    Member("Q", quantity=1, gdp=30, gni=20, agreed=Fraction(2)),
    Member("R", quantity=0, gdp=20, gni=20, agreed=Fraction(1)),
]


@pytest.mark.parametrize(
    ("key", "cents"),
    [
        ("quantity", [7500, 2500, 0]),
        ("gdp", [5000, 3000, 2000]),
        ("gni", [6000, 2000, 2000]),
        ("gni-capped", [5000, 2500, 2500]),
        ("agreed", [2500, 5000, 2500]),
        ("equal", [3334, 3333, 3333]),
    ],
)
def test_each_key_on_a_hundred_euros(key, cents):
    paid = shares_by_key(Money(10_000, "EUR"), MEMBERS, key)
    assert [paid[party].minor for party in "PQR"] == cents


def test_keys_stand_side_by_side_and_a_missing_figure_is_said():
    compared = side_by_side(Money(100, "EUR"), [Member("P", quantity=3), Member("Q", quantity=1)])
    assert sorted(compared.parts) == ["equal", "quantity"]
    assert compared.not_computed == {
        "agreed": "key agreed: P states no agreed",
        "gdp": "key gdp: P states no gdp",
        "gni": "key gni: P states no gni",
        "gni-capped": "key gni-capped: P states no gni",
        "population": "key population: P states no population",
    }


def test_an_unknown_key_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        shares_by_key(Money(100, "EUR"), MEMBERS, "quantiy")
    assert str(caught.value) == "no cost-share key 'quantiy' (near: quantity)"
