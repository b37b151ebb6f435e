"""Shares of a ceiling: bounds that hold every way of dividing it, and no more."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.procurement.allotment import Stake, allot

JOINT = ["DEU", "NLD", "ESP", "ROU", "SWE"]
TWO = [Stake("ROU", Bounds.exactly(200)), Stake("DEU", Bounds.exactly(500))]


def words(found, *buyers):
    return str(found.of(buyers))


def test_what_two_buyers_leave_of_a_thousand_is_at_most_three_hundred_for_the_others():
    found = allot(Bounds.exactly(1000), JOINT, TWO)
    assert found.silent == ("NLD", "ESP", "SWE")
    assert words(found, *found.silent) == "at most 300"
    assert (words(found, "ROU"), words(found, "DEU")) == ("200", "500")
    assert words(found, *JOINT) == "700 to 1,000"


def test_a_stake_that_only_may_lie_inside_takes_nothing_from_the_others():
    maybe = [TWO[0], Stake("DEU", Bounds.exactly(500), "possibly-part-of")]
    found = allot(Bounds.exactly(1000), JOINT, maybe)
    assert words(found, "NLD", "ESP", "SWE") == "at most 800"
    assert words(found, "DEU") == "at most 800"


def test_two_stakes_of_one_buyer_may_be_about_the_same_units():
    refill = Stake("DEU", Bounds.unknown())
    found = allot(Bounds.exactly(1000), JOINT, [*TWO, refill])
    assert words(found, "DEU") == "500 to 800"
    assert words(found, "NLD", "ESP", "SWE") == "at most 300"


def test_without_a_ceiling_nothing_is_limited():
    found = allot(Bounds.unknown(), JOINT, TWO)
    assert words(found, "NLD") == "unknown"
    assert words(found, "ROU") == "200"


def test_stakes_that_do_not_fit_are_a_finding_and_limit_nobody():
    found = allot(Bounds.exactly(600), JOINT, TWO, "J/1")
    (finding,) = found.findings
    assert str(finding) == (
        "J/1: approvals and requests inside it take at least 700 of 600. Judge again what lies "
        "inside. [allotment]"
    )
    assert words(found, "ROU") == "at most 600"


def test_a_stake_of_somebody_who_has_not_joined_is_refused():
    with pytest.raises(UnknownNameError) as caught:
        allot(Bounds.exactly(1000), ["DEU"], TWO, "J/1")
    assert str(caught.value) == "J/1: no buyer 'ROU'"
    with pytest.raises(UnknownNameError):
        allot(Bounds.exactly(1000), JOINT, TWO).of(["SVE"])


GUST = {"XES": Bounds.exactly(9), "XTR": Bounds.exactly(12), "XVE": Bounds.exactly(10)}


def test_a_share_lies_between_a_buyers_own_firm_number_and_its_own_ceiling():
    own = {"XAL": Bounds.exactly(24), "XVE": Bounds.between(35, 125)}
    found = allot(Bounds.exactly(230), ["XAL", "XVE", "XOT"], [], own=own)
    assert (words(found, "XAL"), words(found, "XVE")) == ("24", "35 to 125")
    # 230 - 24 - 35 = 171 for the one whose rows state nothing.
    assert (found.silent, words(found, "XOT")) == (("XOT",), "at most 171")


def test_a_firm_number_without_a_ceiling_is_the_least():
    found = allot(Bounds.unknown(), ["XBR"], [], own={"XBR": Bounds.at_least(6)})
    assert (found.stated, words(found, "XBR")) == (("XBR",), "at least 6")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (14, "at least 14 approved or asked for inside it, above its own ceiling of 12."),
        (11, "at most 11 approved or asked for inside it, below its 12 firm."),
    ],
)
def test_a_request_that_the_own_row_rules_out_is_left_out_and_told(asked, problem):
    stake = Stake("XTR", Bounds.exactly(asked))
    found = allot(Bounds.exactly(31), list(GUST), [stake], "G/2", GUST)
    assert {buyer: str(share) for buyer, share in found.shares.items()} == {
        "XES": "9",
        "XTR": "12",
        "XVE": "10",
    }
    clash = found.clashes["XTR"]
    assert (clash.where, clash.problem, clash.severity) == ("G/2/XTR", problem, "warning")
    assert found.findings == ()
    maybe = Stake("XTR", Bounds.exactly(asked), "possibly-part-of")
    assert allot(Bounds.exactly(31), list(GUST), [maybe], "G/2", GUST).clashes == {}


def test_firm_numbers_above_the_ceiling_are_a_finding_and_hold():
    found = allot(Bounds.exactly(30), list(GUST), [], "G/2", GUST)
    (finding,) = found.findings
    assert str(finding) == (
        "G/2: the buyers' firm numbers are at least 31, the ceiling is 30. Correct a firm number "
        "or the ceiling. [allotment]"
    )
    assert words(found, *GUST) == "31"


def test_a_row_of_somebody_who_has_not_joined_is_refused():
    with pytest.raises(UnknownNameError, match="G/2: no buyer 'XTR'"):
        allot(Bounds.exactly(31), ["XES"], [], "G/2", GUST)


BUYERS = ["P", "Q", "R"]
OWN = st.dictionaries(
    st.sampled_from(BUYERS),
    st.tuples(st.integers(0, 3), st.integers(0, 2) | st.none()).map(
        lambda ends: Bounds(ends[0], None if ends[1] is None else sum(ends))
    ),
)
STAKES = st.lists(
    st.tuples(
        st.sampled_from(BUYERS),
        st.integers(0, 4),
        st.integers(0, 2),
        st.sampled_from(["part-of", "possibly-part-of"]),
    ),
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(
    whole=st.integers(0, 7),
    stakes=STAKES,
    group=st.sets(st.sampled_from(BUYERS), min_size=1),
    own=OWN,
)
def test_bounds_equal_a_search_over_every_division(whole, stakes, group, own):
    made = [Stake(b, Bounds.between(low, low + more), state) for b, low, more, state in stakes]
    found = allot(Bounds.exactly(whole), BUYERS, made, own=own)
    made = [stake for stake in made if stake.buyer not in found.clashes]
    held = {b: own.get(b, Bounds.unknown()) for b in BUYERS}
    inside = {b: [s for s in made if s.buyer == b and s.inside == "part-of"] for b in BUYERS}
    all_inside = {b: all(s.inside == "part-of" for s in made if s.buyer == b) for b in BUYERS}
    least = {b: max((s.units.low for s in mine), default=0) for b, mine in inside.items()}
    least = {b: max(least[b], held[b].low) for b in BUYERS}
    if sum(least.values()) > whole:
        assert found.findings
        return
    sums = set()
    for shares in product(range(whole + 1), repeat=len(BUYERS)):
        mine = dict(zip(BUYERS, shares, strict=True))
        fits = sum(shares) <= whole and all(mine[b] >= least[b] for b in BUYERS)
        fits = fits and all(mine[b] in held[b] for b in BUYERS)
        for b in BUYERS:
            if inside[b] and all_inside[b]:
                fits = fits and mine[b] <= sum(s.units.high for s in inside[b])
        if fits:
            sums.add(sum(mine[b] for b in group))
    bounds = found.of(sorted(group))
    assert (bounds.low, bounds.high) == (min(sums), max(sums))
