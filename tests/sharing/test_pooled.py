"""A pooled cost is shared in every way to the last cent, and who would leave is named."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.sharing.costkey import Member
from materiel.sharing.pooled import EVERY_GROUP, Shared, share_pool

LETTERS = "ABCDEFGHIJKL"


def ladder(units):
    """X14 of the hand-worked examples, in cents: 10 each, 9 from 100 on, 8 from 200 on."""

    def cost(group):
        count = sum(units[party] for party in group)
        return count * (800 if count >= 200 else 900 if count >= 100 else 1000)

    return cost


def one_lot(units, cost, **figures):
    members = tuple(Member(p, quantity=n, **figures.get(p, {})) for p, n in units.items())
    return [Shared("lot", cost(frozenset(units)), members)]


UNITS = {"P": 120, "Q": 60, "R": 20}


def test_the_example_worked_by_hand():
    cost = ladder(UNITS)
    found = share_pool("PQR", cost, one_lot(UNITS, cost), "EUR")
    assert {p: str(m) for p, m in found.ways["shapley"].items()} == {
        "P": "EUR 973.34",
        "Q": "EUR 503.33",
        "R": "EUR 123.33",
    }
    assert found.core["shapley"].objection is None
    assert found.core["shapley"].how == EVERY_GROUP
    assert {p: m.minor for p, m in found.ways["quantity"].items()} == {
        "P": 96000,
        "Q": 48000,
        "R": 16000,
    }


@given(
    st.lists(st.integers(1, 90), min_size=1, max_size=6),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=3),
)
def test_every_way_sums_to_the_whole_and_every_member_pays_for_its_lots_only(units, costs):
    parties = LETTERS[: len(units)]
    joined = [parties[at % len(parties) :] for at in range(len(costs))]
    lots = [
        Shared(f"l{at}", cost, tuple(Member(p, quantity=1, agreed=Fraction(2)) for p in who))
        for at, (cost, who) in enumerate(zip(costs, joined, strict=True))
    ]
    whole = sum(costs)
    found = share_pool(parties, lambda group: whole * len(group) // len(parties), lots, "EUR")
    assert {"quantity", "equal", "agreed", "shapley"} <= set(found.ways)
    for paid in found.ways.values():
        assert sum(amount.minor for amount in paid.values()) == whole
    late = [at for at, who in enumerate(joined) if parties[0] in who]
    most = sum(costs[at] for at in late)
    assert found.ways["equal"][parties[0]].minor <= most


@given(st.lists(st.integers(1, 150), min_size=2, max_size=5))
def test_the_core_check_agrees_with_every_group_asked_by_hand(numbers):
    units = dict(zip(LETTERS, numbers, strict=False))
    cost = ladder(units)
    found = share_pool(units, cost, one_lot(units, cost), "EUR")
    for way, paid in found.ways.items():
        gains = {
            group: sum(paid[p].minor for p in group) - cost(frozenset(group))
            for size in range(1, len(units) + 1)
            for group in combinations(sorted(units), size)
        }
        core = found.core[way]
        if core.objection is None:
            assert max(gains.values()) <= 0
        else:
            assert gains[core.objection.group] == core.objection.gain == max(gains.values())


def test_many_members_are_sampled_and_the_search_is_told():
    units = {name: 10 + at for at, name in enumerate(LETTERS)}
    cost = ladder(units)
    asked = []

    def search(paid):
        asked.append(sum(paid.values()))
        return ("A", "B"), 5, 7

    lots = one_lot(units, cost)
    found = share_pool(units, cost, lots, "EUR", search=search, orders=20)
    assert sum(m.minor for m in found.ways["shapley"].values()) == lots[0].cost
    assert found.sampling.orders == 20
    assert set(found.sampling.error) == set(units)
    assert set(asked) == {lots[0].cost}
    core = found.core["quantity"]
    assert (core.objection.group, core.objection.gain, core.most) == (("A", "B"), 5, 7)
    unbounded = share_pool(units, cost, lots, "EUR", orders=20, bounded=False)
    assert unbounded.sampling.error == {}
    assert unbounded.ways["shapley"] == found.ways["shapley"]
    assert unbounded.core["quantity"].how == "not asked: more than 8 members"


def test_costs_that_do_not_compare_give_no_value_and_say_why():
    def cost(group):
        if len(group) == 1:
            raise InputError("P would leave 3 units unmet")
        return 100

    lots = [Shared("l", 100, (Member("P", quantity=1), Member("Q", quantity=1)))]
    found = share_pool("PQ", cost, lots, "EUR")
    assert "shapley" not in found.ways
    assert found.not_computed["shapley"] == "P would leave 3 units unmet"
    assert found.core == {}
    assert "quantity" in found.ways


@pytest.mark.parametrize("lacking", ["gdp", "gni", "agreed"])
def test_a_key_that_one_lot_lacks_is_not_computed(lacking):
    whole = {"quantity": 1, "gdp": 1, "gni": 1, "agreed": Fraction(1)}
    lots = [
        Shared("l1", 100, (Member("P", **whole), Member("Q", **whole))),
        Shared("l2", 50, (Member("P", **{**whole, lacking: None}),)),
    ]
    found = share_pool("PQ", lambda group: 75 * len(group), lots, "EUR")
    assert lacking not in found.ways
    assert found.not_computed[lacking] == f"key {lacking}: P states no {lacking}"
