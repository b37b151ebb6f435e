"""Caps: nobody above its cap, the rest in proportion, the whole paid."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.sharing.costkey import Member, capped, stated

WEIGHTS = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 50), min_size=1)
CAPS = st.dictionaries(st.sampled_from("ABCDE"), st.fractions(0, 1, max_denominator=20))


@given(WEIGHTS, CAPS)
def test_capped_shares_pay_the_whole_and_stay_in_proportion(weights, caps):
    exact = {party: Fraction(each) for party, each in weights.items()}
    room = sum(caps.get(party, 1) for party in weights)
    if room < 1:
        with pytest.raises(InputError):
            capped(exact, caps)
        return
    shares = capped(exact, caps)
    assert sum(shares.values()) == 1
    assert list(shares) == list(weights)
    # Below the cap all pay the same per weight, at the cap nobody pays more per weight.
    rates = {
        shares[party] / weights[party] for party in weights if shares[party] < cap(caps, party)
    }
    assert len(rates) <= 1
    for party in weights:
        assert shares[party] <= cap(caps, party)
        if rates and shares[party] == cap(caps, party):
            assert shares[party] / weights[party] <= next(iter(rates))


def cap(caps, party):
    return caps.get(party, Fraction(1))


def test_what_a_capped_member_does_not_pay_is_carried_by_the_others():
    shares = capped(
        {"A": Fraction(70), "B": Fraction(20), "C": Fraction(10)}, {"A": Fraction(40, 100)}
    )
    assert shares == {"A": Fraction(2, 5), "B": Fraction(2, 5), "C": Fraction(1, 5)}


def test_caps_that_leave_a_part_unpaid_are_refused():
    with pytest.raises(InputError) as caught:
        capped({"A": Fraction(1), "B": Fraction(1)}, {"A": Fraction(1, 4), "B": Fraction(1, 4)})
    assert str(caught.value) == "caps: 1/2 of the whole is left that nobody pays"


def test_figures_are_stated_once_by_everybody():
    for members, message in (
        ([Member("A", gdp=3), Member("B")], "key gdp: B states no gdp"),
        ([Member("A", gdp=3), Member("A", gdp=3)], "key gdp: A is stated twice"),
        ([Member("A", gdp=0)], "key gdp: nobody has any gdp"),
    ):
        with pytest.raises(InputError) as caught:
            stated("gdp", "gdp", members)
        assert str(caught.value) == message
    with pytest.raises(InputError) as caught:
        Member("A", quantity=-1)
    assert str(caught.value) == "A: quantity -1; accepted: 0 or more"
    with pytest.raises(InputError) as caught:
        Member("A", cap=Fraction(2))
    assert str(caught.value) == "A: cap 2; accepted: 0 to 1"
