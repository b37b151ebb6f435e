"""A swap tells its ratio, its difference in type, and counts only when it is agreed."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.procurement.swaps import Ratio, Swap, difference, ratio, swap_standing
from materiel.vocabulary.vocabulary import packaged

DAY = date(2023, 6, 1)


def swap(**more):
    stated = {
        "title": "tanks",
        "party": "POL",
        "gives": "t-72",
        "gives_low": 240,
        "gives_high": 300,
        "partner": "DEU",
        "returns": "leopard-2a4",
        "returns_low": 20,
        "returns_high": 20,
        "state": "agreed",
        "valid": Period.parse("2022-07-01.."),
    }
    return Swap(id="S", **{**stated, **more})


def test_twenty_for_two_hundred_and_forty_to_three_hundred_is_one_for_twelve_to_fifteen():
    found = swap_standing(swap(), packaged(), DAY)
    assert found.ratio == Ratio(Fraction(12), Fraction(15))
    assert (str(found.ratio), found.difference) == ("1 for 12 to 15", "same class")
    assert not found.one_for_one


@pytest.mark.parametrize("state", ["proposed", "failed", "withdrawn"])
def test_terms_that_were_never_agreed_count_for_nothing(state):
    asked = {"asked_low": 44, "asked_high": 58}
    found = swap_standing(swap(state=state, **asked), packaged(), DAY)
    assert found.counts == Bounds.exactly(0)
    assert found.short == Bounds.between(24, 38)
    assert swap_standing(swap(), packaged(), DAY).counts == Bounds.exactly(20)


def test_outside_its_period_there_is_no_swap():
    assert swap_standing(swap(), packaged(), date(2022, 6, 30)) is None


def test_one_for_one_needs_the_same_model_and_the_same_number():
    same = {"gives": "leopard-2a4", "gives_low": 20, "gives_high": 20}
    assert swap_standing(swap(**same), packaged(), DAY).one_for_one
    more = {"gives": "leopard-2a4", "gives_low": 20, "gives_high": 21}
    assert not swap_standing(swap(**more), packaged(), DAY).one_for_one


def test_what_was_given_may_be_unknown():
    found = swap_standing(swap(gives="", gives_low=None, gives_high=None), packaged(), DAY)
    assert (str(found.ratio), found.difference, str(found.counts)) == (
        "unknown",
        "not stated",
        "20",
    )


def test_the_tree_of_items_says_how_near_two_items_are():
    words = packaged()
    assert difference("pac-3-mse", "pac-3-cri", words) == "same family"
    assert difference("t-72", "leopard-2a4", words) == "same class"
    assert difference("t-72", "patriot-radar", words) == "another class"


def test_crossed_ends_are_refused():
    with pytest.raises(InputError) as caught:
        swap(gives_low=301)
    assert str(caught.value) == "gives_low: found 301; accepted: at most 300, the high end"


@given(
    given_low=st.integers(0, 20),
    given_more=st.integers(0, 5),
    back_low=st.integers(0, 6),
    back_more=st.integers(0, 3),
)
def test_the_ratio_holds_every_pair_of_numbers(given_low, given_more, back_low, back_more):
    found = ratio(
        Bounds.between(back_low, back_low + back_more),
        Bounds.between(given_low, given_low + given_more),
    )
    for old in range(given_low, given_low + given_more + 1):
        for new in range(max(1, back_low), back_low + back_more + 1):
            value = Fraction(old, new)
            assert found.low is not None
            assert found.low <= value
            assert found.high is None or value <= found.high
    if back_low:
        assert found.high == Fraction(given_low + given_more, back_low)
