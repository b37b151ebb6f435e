"""The planner equals exhaustive search, objective by objective."""

import sys
from pathlib import Path

import pytest

from materiel.kernel.errors import PlanInfeasibleError
from materiel.planning.solve import Settings, solve

sys.path.insert(0, str(Path(__file__).parent))
from exhaustive import TooManyError, best_score
from tiny import tiny_problem

EXACT = Settings(gap=0.0)


def cases(count, first=0):
    """Seeds, problems and best scores of ``count`` problems that are tiny enough."""
    found, seed = 0, first
    while found < count:
        problem = tiny_problem(seed)
        try:
            score = best_score(problem)
        except TooManyError:
            seed += 1
            continue
        yield seed, problem, score
        found, seed = found + 1, seed + 1


def planned(problem):
    try:
        plan = solve(problem, EXACT)
    except PlanInfeasibleError:
        return None
    assert plan.gap == 0.0
    return tuple(each.value for each in plan.objectives)


def test_planner_equals_exhaustive_search_on_twenty_problems():
    seen = []
    for seed, problem, score in cases(20):
        assert planned(problem) == score, seed
        seen.append(score)
    solvable = [score for score in seen if score is not None]
    # The cases must reach every objective and some contradictions, or they prove little.
    assert 0 < len(seen) - len(solvable) < 12
    for place in range(5):
        assert len({score[place] for score in solvable}) > 2


@pytest.mark.proof
def test_planner_equals_exhaustive_search_on_five_hundred_problems():
    for seed, problem, score in cases(500, first=1_000):
        assert planned(problem) == score, seed
