"""Rounded estimates: whole where asked, inside every rule, between the bound and nothing."""

import sys
from pathlib import Path

import numpy as np
import pytest

from materiel.optimise.solver import check
from materiel.optimise.solver import solve as optimise
from materiel.planning.rounding import _rounded, rounded

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import coalition_family
import plan_solve
from coalition_draw import Draw, Scale

SMALL = Scale(donors=6, recipients=2, items=16, families=6, months=24)


def test_what_has_been_sent_by_a_month_is_the_rounded_sum():
    found = _rounded(np.array([0.4, 0.4, 0.4, 0.0, 0.8]), 0.5)
    assert found.tolist() == [0.0, 1.0, 0.0, 0.0, 1.0]
    assert _rounded(np.array([0.5, 0.5]), 1e-6).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("seed", range(2))
def test_a_rounded_estimate_is_whole_keeps_the_rules_and_tells_its_gap(seed):
    problem, weights = coalition_family.make("demo", seed), coalition_family.weights()
    found = rounded(problem, weights)
    arrays = found.draft.model.arrays()
    check(arrays, found.values)
    whole = found.values[arrays.integer]
    assert np.abs(whole - np.rint(whole)).max() <= 1e-6
    stage = plan_solve.weighted_stage(found.draft, weights)
    best = optimise(found.draft.model, [stage], gap=1e-6, time_limit=4.0)
    assert found.bound <= best.objective + 1e-6 * abs(best.objective)
    assert best.bound <= found.value + 1e-6 * abs(found.value)
    assert found.gap == pytest.approx((found.value - found.bound) / found.value)


def test_a_search_of_blocks_in_whole_numbers_only_makes_it_better():
    weights, won = coalition_family.weights(), 0
    for seed in range(4):
        problem = coalition_family.problem(Draw(SMALL, seed), "small", None)
        plain, searched = rounded(problem, weights, gap=1.0), rounded(problem, weights, gap=0.0)
        arrays = searched.draft.model.arrays()
        check(arrays, searched.values)
        whole = searched.values[arrays.integer]
        assert np.abs(whole - np.rint(whole)).max() <= 1e-6
        assert searched.bound == plain.bound
        assert searched.bound <= searched.value <= plain.value + 1e-9 * plain.value
        won += searched.value < plain.value * (1 - 1e-6)
    assert won >= 2  # else nothing would be gained by searching
