"""A sampled Shapley value sums exactly, repeats exactly, and lies within the bound it states."""

from fractions import Fraction
from itertools import permutations
from math import log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.sharing.cooperative import shapley
from materiel.sharing.sampling import error_of, order_of, sampled_shapley


def by_enumeration(players, worth):
    """The mean over all orders, from the words of the definition."""
    total = dict.fromkeys(players, Fraction(0))
    orders = list(permutations(players))
    for order in orders:
        for at, name in enumerate(order):
            with_it = worth(frozenset(order[: at + 1]))
            total[name] += with_it - (worth(frozenset(order[:at])) if at else 0)
    return {name: each / len(orders) for name, each in total.items()}


def game(seed, players):
    """A game in which nobody loses by growing: squares of sums of sizes, less those alone."""
    draw = Random(seed)
    size = {name: draw.randint(1, 9) for name in players}

    def worth(group):
        return sum(size[name] for name in group) ** 2 - sum(size[name] ** 2 for name in group)

    return worth


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_value_is_the_mean_over_all_orders(seed):
    players = "ABCDEF"[: 3 + seed % 4]
    worth = game(seed, players)
    assert shapley(players, worth) == by_enumeration(players, worth)


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(2, 20))
def test_the_sample_sums_to_the_whole_exactly_and_repeats(seed, count, orders):
    players = [f"P{n:02d}" for n in range(count)]
    worth = game(seed, players)
    whole = Fraction(worth(frozenset(players)))
    once = sampled_shapley(players, worth, orders=orders, spread=whole, seed=seed)
    again = sampled_shapley(players[::-1], worth, orders=orders, spread=whole, seed=seed)
    assert sum(once.value.values()) == whole
    assert once == again


def test_the_error_bound_holds_as_often_as_it_says():
    players = "ABCDEF"
    worth = game(3, players)
    exact = by_enumeration(players, worth)
    whole = Fraction(worth(frozenset(players)))
    outside = 0
    for seed in range(40):
        found = sampled_shapley(players, worth, orders=400, spread=whole, seed=seed)
        assert set(found.error) == set(players)
        outside += any(abs(found.value[p] - exact[p]) > found.error[p] for p in players)
        assert all(error < whole / 2 for error in found.error.values())
    assert outside <= 3  # at most one in twenty


def test_every_order_has_the_same_chance():
    counts = {}
    for number in range(6000):
        order = "".join(order_of("ABC", 5, number))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    assert all(abs(count - 1000) < 150 for count in counts.values())


def test_the_bound_is_the_smaller_of_the_two_formulas():
    spread, doubt = Fraction(100), Fraction(1, 100)
    same = [Fraction(10)] * 1000  # no variance: the empirical Bernstein bound is the smaller
    bernstein = 7 * 100 * log(4 / 0.005) / (3 * 999)
    assert float(error_of(same, spread, doubt)) == pytest.approx(bernstein, abs=0.002)
    wide = [Fraction(0), Fraction(100)] * 10
    hoeffding = 100 * sqrt(log(2 / 0.005) / 40)
    assert float(error_of(wide, spread, doubt)) == pytest.approx(hoeffding, abs=0.002)
    assert error_of(wide[:2], spread, doubt) == spread


def test_no_error_is_stated_where_no_range_is_known_or_the_range_is_broken():
    worth = game(1, "ABC")
    assert sampled_shapley("ABC", worth, orders=5, spread=None).error == {}
    broken = sampled_shapley("ABC", lambda group: -len(group), orders=5, spread=Fraction(9))
    assert broken.error == {}
    assert broken.why == (
        "a member added less than 0 or more than the whole, so no error is stated"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"players": "AA"}, "members: found A, A; accepted: each once"),
        ({"players": ""}, "members: found nobody; accepted: each once"),
        ({"orders": 1}, "orders: found 1; accepted: 2 or more"),
        ({"confidence": Fraction(1)}, "confidence: found 1; accepted: between 0 and 1"),
    ],
)
def test_what_cannot_be_sampled_is_refused(change, said):
    start = {"players": "AB", "worth": len, "orders": 4, "spread": None}
    with pytest.raises(InputError) as refused:
        sampled_shapley(**{**start, **change})
    assert str(refused.value) == said
