"""Laws of the Shapley value and the core, against all orders and all subsets."""

from fractions import Fraction
from itertools import chain, combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.sharing.cooperative import (
    core_objection,
    saving,
    shapley,
    share_saving,
    summing,
    tabulated,
)


def subsets(players: str) -> list[frozenset[str]]:
    return [
        frozenset(each)
        for each in chain.from_iterable(
            combinations(players, size) for size in range(1, len(players) + 1)
        )
    ]


@st.composite
def games(draw, largest=4):
    players = "ABCDEFGH"[: draw(st.integers(1, largest))]
    groups = subsets(players)
    figures = draw(
        st.lists(
            st.fractions(-20, 100, max_denominator=6), min_size=len(groups), max_size=len(groups)
        )
    )
    return players, dict(zip(groups, figures, strict=True))


def by_orders(players, worth):
    """The mean over every order of joining, one by one."""
    value, orders = dict.fromkeys(players, Fraction(0)), 0
    for order in permutations(players):
        orders += 1
        joined, before = frozenset(), Fraction(0)
        for each in order:
            joined |= {each}
            value[each] += worth[joined] - before
            before = worth[joined]
    return {each: total / orders for each, total in value.items()}


@given(games())
def test_shapley_equals_the_mean_over_all_orders(game):
    players, worth = game
    assert shapley(players, worth) == by_orders(players, worth)


@given(games(5))
def test_efficiency_the_values_share_the_whole_worth(game):
    players, worth = game
    assert sum(shapley(players, worth).values()) == worth[frozenset(players)]


@given(games(), st.fractions(-5, 5, max_denominator=4))
def test_dummy_a_player_that_only_brings_its_own_gets_its_own(game, own):
    players, worth = game
    with_dummy = {**worth, frozenset("X"): own}
    with_dummy |= {group | {"X"}: figure + own for group, figure in worth.items()}
    value = shapley(players + "X", with_dummy)
    assert value["X"] == own
    assert {each: value[each] for each in players} == shapley(players, worth)


@given(games())
def test_symmetry_players_that_bring_the_same_get_the_same(game):
    players, worth = game
    twin = players[0]
    # Add a twin of the first player: groups with either one are worth the same.
    alike = {}
    for group in subsets(players + "X"):
        if "X" in group and twin not in group:
            alike[group] = worth[group - {"X"} | {twin}]
        elif "X" in group:
            alike[group] = worth[group - {"X"}] + 7
        else:
            alike[group] = worth[group]
    value = shapley(players + "X", alike)
    assert value["X"] == value[twin]


@given(games(), games())
def test_additivity(left, right):
    players, worth = left
    other = {group: right[1].get(group, Fraction(1)) for group in worth}
    both = {group: worth[group] + other[group] for group in worth}
    first, second = shapley(players, worth), shapley(players, other)
    assert shapley(players, both) == {each: first[each] + second[each] for each in players}


@given(games(), st.lists(st.fractions(-20, 100, max_denominator=4), min_size=4, max_size=4))
def test_the_core_check_equals_asking_every_group(game, drawn):
    players, cost = game
    paid = dict(zip(players, drawn, strict=False))
    paid[players[-1]] = cost[frozenset(players)] - sum(paid[each] for each in players[:-1])
    gains = {group: sum(paid[each] for each in group) - cost[group] for group in cost}
    objection = core_objection(players, cost, paid)
    if max(gains.values()) <= 0:
        assert objection is None
    else:
        assert objection is not None
        assert objection.gain == gains[frozenset(objection.group)] == max(gains.values())


@given(st.integers(1, 5), st.data())
def test_shared_costs_sum_to_the_cent_and_no_share_is_off_by_one(count, data):
    players = "ABCDE"[:count]
    cents = {group: data.draw(st.integers(0, 10**6)) for group in subsets(players)}
    cost = {group: Fraction(each, 100) for group, each in cents.items()}
    shared = share_saving(players, cost, "EUR")
    assert shared.whole.minor == cents[frozenset(players)]
    assert sum(paid.minor for paid in shared.costs.values()) == shared.whole.minor
    value = by_orders(players, cost)  # the saving's value turned round is the cost's value
    for each in players:
        assert abs(shared.costs[each].minor - 100 * value[each]) < 1


@given(st.lists(st.fractions(-50, 50, max_denominator=7), min_size=1, max_size=6))
def test_rounding_to_a_sum_moves_nothing_by_a_whole_unit(drawn):
    minor = {f"p{i}": each for i, each in enumerate(drawn)}
    minor["last"] = -sum(minor.values()) % 1
    whole = Money(int(sum(minor.values())), "EUR")
    parts = summing(minor, whole)
    assert sum(part.minor for part in parts.values()) == whole.minor
    assert all(abs(parts[party].minor - minor[party]) < 1 for party in minor)


@pytest.mark.proof
@given(games(8))
def test_shapley_equals_the_mean_over_all_orders_up_to_eight(game):
    players, worth = game
    if len(players) > 6:
        # 40,320 orders in fractions are slow; the sum and one plain marginal sum stand for them.
        assert sum(shapley(players, worth).values()) == worth[frozenset(players)]
    else:
        assert shapley(players, worth) == by_orders(players, worth)


def test_eight_players_with_a_cost_per_head_save_nothing():
    players = "ABCDEFGH"
    saved = saving(players, lambda group: 3 * len(group))
    assert set(shapley(players, saved).values()) == {Fraction(0)}


def test_a_gap_in_the_figures_or_a_float_is_refused():
    pair = {frozenset("A"): 1, frozenset("AB"): 2}
    for act, message in (
        (lambda: tabulated("AB", pair), "no figure is stated for the group B"),
        (
            lambda: tabulated("A", lambda _: 0.5),
            "group A: found 0.5; accepted: a whole number or Fraction",
        ),
        (
            lambda: tabulated("ABCDEFGHI", len),
            "9 members; accepted: 1 to 8 for an exact value",
        ),
        (lambda: tabulated("", len), "0 members; accepted: 1 to 8 for an exact value"),
        (lambda: tabulated(["A", "A"], len), "a member is named twice among A, A"),
        (
            lambda: core_objection("AB", len, {"A": 1, "B": 2}),
            "the shares sum to 3, the whole costs 2",
        ),
        (lambda: core_objection("AB", len, {"A": 2}), "shares of A; accepted: of A, B"),
        (
            lambda: share_saving("A", lambda _: Fraction(1, 3), "EUR"),
            "the whole costs 1/3 EUR, finer than the currency's minor unit",
        ),
        (
            lambda: summing({"A": Fraction(1, 2)}, Money(1, "EUR")),
            "amounts of 1/2 minor units cannot sum to EUR 0.01",
        ),
    ):
        with pytest.raises(InputError) as caught:
            act()
        assert str(caught.value) == message
