"""Ratios hold every possible ratio and both their ends are reached."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.sharing.ratio import Ratio, percent, ratio, share

SMALL = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda ends: Bounds(min(ends), max(ends))
)


def inside(bounds):
    return range(bounds.low, bounds.high + 1)


@given(SMALL, SMALL)
def test_a_share_is_as_tight_as_trying_every_pair(part, rest):
    found = share(part, rest)
    tried = [Fraction(a, a + b) for a in inside(part) for b in inside(rest) if a + b]
    if not tried:
        assert found is None
    else:
        assert (found.low, found.high) == (min(tried), max(tried))


@given(SMALL, SMALL)
def test_a_ratio_is_as_tight_as_trying_every_pair(part, whole):
    found = ratio(part, whole)
    tried = [Fraction(a, b) for a in inside(part) for b in inside(whole) if b]
    if not tried:
        assert found is None
        return
    assert found.low == min(tried)
    if whole.low:
        assert found.high == max(tried)
    else:
        assert found.high is None


def test_an_open_end_is_said():
    assert str(ratio(Bounds.exactly(1), Bounds(0, 4))) == "at least 25.0 %"
    assert str(ratio(Bounds(1, None), Bounds.exactly(4))) == "at least 25.0 %"
    assert str(ratio(Bounds.exactly(1), Bounds(2, None))) == "0.0 % to 50.0 %"
    assert str(share(Bounds(1, None), Bounds.exactly(3))) == "25.0 % to 100.0 %"
    assert str(share(Bounds.exactly(1), Bounds(3, None))) == "0.0 % to 25.0 %"
    assert str(Ratio(Fraction(1, 8), Fraction(1, 8))) == "12.5 %"
    assert Fraction(1, 3) in Ratio(Fraction(1, 4), None)
    assert Ratio(Fraction(1, 4), None).as_dict() == {"low": "1/4", "high": None}
    assert percent(Fraction(1, 800)) == "0.1 %"
    assert percent(Fraction(1, 8), 0) == "12 %"
    with pytest.raises(InputError) as caught:
        Ratio(Fraction(2), Fraction(1))
    assert str(caught.value) == "ratio 2 to 1: the low end is above the high end"
