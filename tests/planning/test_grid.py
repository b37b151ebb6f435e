"""Buckets of months: sums, ends, and models on a coarser grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.planning.estimate import Estimator
from materiel.planning.grid import Grid, buckets, monthly

grids = st.lists(st.integers(1, 6), min_size=1, max_size=8).map(
    lambda lengths: Grid(tuple(np.cumsum(lengths).tolist()))
)


@given(grids)
def test_every_month_is_in_one_bucket_and_sums_are_kept(grid):
    months = np.arange(1, grid.months + 1)
    of = [next(b for b, end in enumerate(grid.ends) if month <= end) for month in months]
    assert grid.of_month.tolist() == of
    assert grid.bucket(months).tolist() == of
    assert grid.bucket(np.array([0, grid.months + 1])).tolist() == [-1, -1]
    assert grid.total(months).tolist() == [
        sum(month for month, b in zip(months, of, strict=True) if b == bucket)
        for bucket in range(len(grid))
    ]
    assert grid.at_end(months).tolist() == list(grid.ends)
    assert grid.lengths.sum() == grid.months


@given(grids, st.data())
def test_a_bucket_admits_what_each_of_its_months_admits(grid, data):
    flags = data.draw(st.lists(st.booleans(), min_size=grid.months, max_size=grid.months))
    mask = np.array([flags])
    assert grid.throughout(mask).tolist() == [
        [
            all(flags[month - 1] for month in range(first, last + 1))
            for first, last in zip(grid.first.tolist(), grid.ends, strict=True)
        ]
    ]


@given(grids, st.integers(-3, 50))
def test_a_bucket_has_ended_once_its_last_month_is_over(grid, month):
    ended = [b for b, end in enumerate(grid.ends) if end <= month]
    assert grid.ended(np.array([month])).tolist() == [max(ended, default=-1)]


def test_a_grid_refuses_ends_that_do_not_rise_or_miss_the_horizon(hand_over):
    with pytest.raises(InputError, match="rising months from 1"):
        Grid((3, 3))
    with pytest.raises(InputError, match="found an end at month 6; accepted: 8"):
        Estimator(hand_over(), {"unmet": 1.0}, grid=Grid((6,)))


def test_single_months_as_buckets_change_nothing(hand_over):
    weights = {"unmet": 100.0, "gap": 1.0}
    plain = Estimator(hand_over(duration=None), weights).estimate()
    same = Estimator(hand_over(duration=None), weights, grid=monthly(8)).estimate()
    assert plain == same
    coarse = Estimator(hand_over(duration=None), weights, grid=buckets(8, fine=4)).estimate()
    # Two units leave in month 1: one below the floor of 3 until the refill of month 6. The bucket
    # of months 5 to 7 is read at its end, when it is filled: four months, not five.
    assert plain.parts == pytest.approx({"unmet": 0.0, "gap": 5.0})
    assert coarse.parts == pytest.approx({"unmet": 0.0, "gap": 4.0})
