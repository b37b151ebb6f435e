"""Many changes at once: each as if it were estimated alone, in any order, in any process."""

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from materiel.planning.estimate import Estimator
from materiel.planning.sweep import swept
from materiel.service.processes import workers

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import coalition_family
import plan_solve

WEIGHTS = coalition_family.weights()


@pytest.fixture(scope="module")
def problem():
    return coalition_family.make("demo", 3)


@pytest.fixture(scope="module")
def changed(problem):
    found = list(plan_solve.changes(problem).values())[:2]
    for percent in (90, 130):
        needs = tuple(
            replace(each, units=each.units * Fraction(percent, 100))
            for each in problem.requirements
        )
        found.append(replace(problem, requirements=needs))
    first = replace(problem.arcs[0], lead=problem.arcs[0].lead + 1)
    found.insert(2, replace(problem, arcs=(first, *problem.arcs[1:])))  # a model of another shape
    return found


def test_each_is_what_it_is_alone(problem, changed):
    for found, each in zip(swept(problem, changed, WEIGHTS), changed, strict=True):
        alone = Estimator(each, WEIGHTS).estimate()
        assert found.value == pytest.approx(alone.value, rel=1e-7)
        assert found.bound == pytest.approx(alone.value, rel=1e-6)


def test_nothing_depends_on_what_was_estimated_before_or_where(problem, changed):
    found = swept(problem, changed, WEIGHTS)
    assert swept(problem, changed[::-1], WEIGHTS)[::-1] == found
    assert swept(problem, changed, WEIGHTS, batch=3) == found
    with workers(2) as two:
        assert swept(problem, changed, WEIGHTS, workers=two, batch=2) == found
