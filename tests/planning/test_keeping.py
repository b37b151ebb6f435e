"""Staying near a plan changes only what must change, and costs the first objectives nothing."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from materiel.kernel.errors import UnknownNameError
from materiel.planning.effects import JUDGED
from materiel.planning.keeping import CHANGE, changed_acts, changed_units
from materiel.planning.plan import Decisions, Exercise, Move
from materiel.planning.solve import Settings, attempt

sys.path.insert(0, str(Path(__file__).parent))
from tiny import tiny_problem


def judged(plan):
    return tuple(plan.value(name) for name in JUDGED)


def plans(seeds, settings):
    for seed in seeds:
        problem = tiny_problem(seed)
        plan = attempt(problem, settings)
        if plan is not None:
            yield seed, problem, plan


def test_a_plan_that_is_best_is_kept_as_it_is():
    for seed, problem, plan in plans(range(40), Settings(gap=0.0)):
        again = attempt(problem, Settings(gap=0.0, keep=plan.decisions))
        assert again.value(CHANGE) == 0, seed
        assert again.decisions == plan.decisions
        assert judged(again) == judged(plan)


def test_keeping_another_plan_costs_nothing_of_the_first_objectives():
    changed = 0
    for seed, problem, plan in plans(range(60), Settings(gap=0.0)):
        other = attempt(tiny_problem(seed + 1), Settings(gap=0.0))
        if other is None:
            continue
        near = attempt(problem, Settings(gap=0.0, keep=other.decisions))
        assert judged(near) == judged(plan), seed
        assert near.value(CHANGE) == changed_units(other.decisions, near.decisions)
        # The plan that ignores the other one is never nearer to it.
        assert near.value(CHANGE) <= changed_units(other.decisions, plan.decisions)
        changed += near.value(CHANGE) > 0
    assert changed > 10


def test_a_tolerance_is_spent_for_fewer_changes_only():
    fewer = 0
    for seed, problem, plan in plans(range(30), Settings(gap=0.0)):
        nothing = Decisions()
        strict = attempt(problem, Settings(gap=0.0, keep=nothing))
        loose = attempt(problem, Settings(gap=0.0, keep=nothing, tolerance=0.5))
        assert loose.value(CHANGE) <= strict.value(CHANGE), seed
        for best, found in zip(judged(plan), judged(loose), strict=True):
            assert found <= best * 3 / 2
        if loose.value(CHANGE) == strict.value(CHANGE):
            assert judged(loose) == judged(plan)
        fewer += loose.value(CHANGE) < strict.value(CHANGE)
    assert fewer > 3


def test_a_change_is_counted_in_units_and_a_moved_act_twice():
    move = {"donor": "D", "item": "a", "recipient": "R"}
    before = Decisions(
        moves=(
            Move(month=1, units=2, arrives=1, **move),
            Move(month=2, units=1, arrives=2, **move),
        ),
        exercises=(Exercise(month=1, option="o", units=3),),
    )
    after = Decisions(
        moves=(
            Move(month=1, units=1, arrives=1, **move),
            Move(month=3, units=1, arrives=3, **move),
        ),
        exercises=(Exercise(month=1, option="o", units=3),),
    )
    assert changed_units(before, after) == 1 + 1 + 1
    assert Counter(act[0] for act in changed_acts(before, after)) == {"move": 3}
    assert changed_units(before, before) == 0


def test_an_objective_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match=r"no objective 'unmeet' \(near: unmet\)"):
        attempt(tiny_problem(0), Settings(through="unmeet"))


def test_an_earlier_objective_can_be_the_last_one():
    for seed, problem, plan in plans(range(15), Settings(gap=0.0)):
        short = attempt(problem, Settings(gap=0.0, through="gap"))
        assert [each.gap for each in short.objectives][:2] == [0.0, 0.0], seed
        assert judged(short)[:2] == judged(plan)[:2]
        assert short.gap == 0.0
