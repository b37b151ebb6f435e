"""A rank interval holds every possible rank, and both of its ends are possible."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnitMismatchError, UnknownNameError
from materiel.sharing.ranks import Figure, Rank, rank

INTERVALS = st.tuples(st.integers(0, 6), st.integers(0, 3))


def figure(party: str, low: int, high: int | None, **facts: object) -> Figure:
    return Figure(
        party, Fraction(low), None if high is None else Fraction(high), "licences", **facts
    )


@given(st.lists(INTERVALS, min_size=1, max_size=4))
def test_the_interval_is_exactly_the_possible_ranks_between_its_ends(drawn):
    figures = [figure(f"P{i}", low, low + more) for i, (low, more) in enumerate(drawn)]
    possible = set()
    for values in product(*(range(low, low + more + 1) for low, more in drawn)):
        possible.add(1 + sum(other > values[0] for other in values[1:]))
    found = rank("P0", figures)
    assert (found.best, found.worst) == (min(possible), max(possible))


def test_a_figure_without_a_high_end_may_be_ahead_of_all():
    figures = [figure("A", 10, 10), figure("B", 3, None), figure("C", 20, 20)]
    assert (rank("B", figures).best, rank("B", figures).worst) == (1, 3)
    assert (rank("A", figures).best, rank("A", figures).worst) == (2, 3)


def test_equal_figures_share_the_better_place():
    figures = [figure("A", 5, 5), figure("B", 5, 5), figure("C", 1, 1)]
    assert rank("A", figures) == rank("B", figures) == Rank(1, 1, 3, "licences")
    assert rank("C", figures).best == 3


def test_a_rank_names_its_basis_and_day():
    day = date(2024, 7, 9)
    figures = [figure("A", 0, 9, day=day), figure("B", 1, 1, day=day), figure("C", 2, 2, day=day)]
    assert str(rank("A", figures)) == "1 to 3 of 3 (licences, 2024-07-09)"
    assert str(rank("C", [figure("C", 1, 1)])) == "1 of 1 (licences)"


def test_refusals():
    first = figure("DEU", 1, 1, day=date(2024, 7, 9))
    with pytest.raises(UnitMismatchError) as caught:
        rank("DEU", [first, figure("NLD", 1, 1)])
    assert str(caught.value) == (
        "DEU is stated for 'licences' on 2024-07-09, NLD for 'licences'; "
        "a rank needs one basis and day for all"
    )
    with pytest.raises(UnknownNameError) as caught:
        rank("DUE", [first])
    assert str(caught.value) == "ranking: no party 'DUE' (near: DEU)"
    with pytest.raises(InputError) as caught:
        rank("DEU", [first, first])
    assert str(caught.value) == "ranking: a party has two figures; accepted: one each"
    with pytest.raises(InputError) as caught:
        figure("DEU", 2, 1)
    assert str(caught.value) == "DEU: 2 to 1: the low end is above the high end"
