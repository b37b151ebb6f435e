"""The rules that nations agree beside the usual ones: planner against exhaustive search."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from materiel.kernel.errors import PlanInfeasibleError
from materiel.planning.solve import Settings, solve

sys.path.insert(0, str(Path(__file__).parent))
from exhaustive import TooManyError, best_score
from tiny_terms import RULES, tiny_terms

EXACT = Settings(gap=0.0)


def planned(problem):
    try:
        plan = solve(problem, EXACT)
    except PlanInfeasibleError:
        return None
    return tuple(each.value for each in plan.objectives)


def compared(count, first, wanted=None):
    """Compare so many tiny problems; count how often each rule changed nothing but was there."""
    seen, solvable, seed = Counter(), 0, first
    done = 0
    while done < count:
        problem, rules = tiny_terms(seed, wanted)
        seed += 1
        try:
            score = best_score(problem)
        except TooManyError:
            continue
        assert planned(problem) == score, (seed - 1, rules)
        solvable += score is not None
        seen.update(rules)
        done += 1
    return seen, solvable


def test_planner_equals_exhaustive_search_with_every_term_on_and_off():
    seen, solvable = compared(20, first=0)
    assert solvable > 10
    assert all(2 < seen[rule] < 18 for rule in RULES)


@pytest.mark.proof
def test_planner_equals_exhaustive_search_on_a_thousand_problems_with_terms():
    seen, _ = compared(1_000, first=10_000)
    assert all(seen[rule] > 300 for rule in RULES)
