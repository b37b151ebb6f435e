"""One slot slips: what has nothing to do with it stays, and it costs next to nothing."""

import sys
from pathlib import Path

import numpy as np
import pytest

from materiel.planning.estimate import Estimator, acts_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import coalition_family
import plan_steady
from coalition_draw import Draw, Scale

SMALL = Scale(donors=6, recipients=2, items=16, families=6, months=24)
WEIGHTS = coalition_family.weights()
TOLERANCE = 1e-3


@pytest.mark.parametrize("seed", range(4))
def test_a_slot_that_slips_changes_at_most_a_twentieth_elsewhere(seed):
    problem = coalition_family.problem(Draw(SMALL, seed), "small", None)
    base, slipped, family = plan_steady.with_slot(problem)
    estimator = Estimator(base, WEIGHTS)
    estimator.estimate()
    estimator.remember()
    before = estimator.values()
    others = plan_steady.outside(estimator.draft, family)
    assert estimator.change(slipped)
    best = estimator.estimate()
    assert best.bound == pytest.approx(best.value)
    near = estimator.nearest(TOLERANCE)
    assert near.changed(others) <= 0.05
    assert best.value - 1e-6 * best.value <= near.value <= best.value * (1 + TOLERANCE) + 1e-6
    now = before.copy()
    now[acts_of(estimator.draft)] = near.after
    assert near.changed(others) == pytest.approx(plan_steady.share(before, now, others))


def test_solving_afresh_would_have_changed_more():
    """The measure finds changes where nothing is kept, so it is no test of nothing."""
    shares = []
    for seed in range(4):
        problem = coalition_family.problem(Draw(SMALL, seed), "small", None)
        base, slipped, family = plan_steady.with_slot(problem)
        answers = []
        for each in (base, slipped):
            estimator = Estimator(each, WEIGHTS)
            estimator.estimate()
            answers.append(estimator.values())
        others = plan_steady.outside(estimator.draft, family)
        shares.append(plan_steady.share(*answers, others))
    assert np.max(shares) > 0.05
