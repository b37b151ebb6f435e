"""Another formulation, which shares no code with the rules, has the same optimum."""

import sys
from pathlib import Path

import pytest

from materiel.planning.formulation import constraints
from materiel.planning.solve import Settings, attempt

sys.path.insert(0, str(Path(__file__).parent))
from medium import medium_problem
from second import Second, equal
from switches import WITHOUT, is_on


def compared(seeds):
    """Compare problems; how many have a plan, and the rules that say something in one of them."""
    solvable, met = 0, set()
    for seed in seeds:
        problem = medium_problem(seed)
        plan = attempt(problem, Settings(gap=0.0))
        told = None if plan is None else {each.name: each.value for each in plan.objectives}
        again = Second(problem).best()
        assert equal(again, told), (seed, again, told)
        solvable += plan is not None
        met |= {rule for rule in WITHOUT if is_on(problem, rule)}
    return solvable, met


def test_a_second_formulation_has_the_same_optimum_on_ten_problems():
    solvable, met = compared(range(10))
    assert solvable > 5
    assert len(met) > 20


@pytest.mark.proof
def test_a_second_formulation_has_the_same_optimum_on_a_hundred_problems():
    solvable, met = compared(range(1_000, 1_100))
    assert solvable > 60
    assert met == set(constraints())


@pytest.mark.parametrize("objective", ["unmet", "gap", "lateness", "cost", "handling"])
def test_a_value_that_is_off_is_told(objective):
    told = Second(medium_problem(0)).best()
    assert equal(told, told)
    assert not equal(told, told | {objective: told[objective] + 1})
    assert not equal(None, told)
