"""A block that comes again is not solved again, and another block is never taken for it."""

from dataclasses import replace

import numpy as np
import pytest

from materiel.optimise.answer import Stage
from materiel.optimise.engine import Limits
from materiel.optimise.memory import Memory, digest
from materiel.optimise.model import Model, everywhere
from materiel.optimise.solver import solve


def knapsack(limit):
    model = Model()
    units = model.add_columns("units", everywhere(4), upper=3.0, integer=True)
    pairs = model.add_rows("pairs", high=np.array([limit, 4.0]))
    model.add_terms(pairs, units[:2], np.array([2.0, 3.0]))
    model.add_terms(pairs[0], units[:2], np.array([2.0, 3.0]))
    model.add_terms(pairs[1], units[2:], np.array([1.0, 2.0]))
    return model, [Stage("most", units, np.array([-3.0, -4.0, -1.0, -3.0]))]


def test_the_same_question_is_answered_from_memory():
    memory = Memory()
    model, stages = knapsack(7.0)
    first = solve(model, stages, memory=memory)
    asked = memory.asked
    assert memory.found == 0
    again = solve(model, stages, memory=memory)
    assert memory.found == memory.asked - asked > 0
    assert np.array_equal(first.values, again.values)
    assert first.stages == again.stages


def test_after_a_change_only_what_changed_is_solved_and_the_answer_is_the_same():
    memory = Memory()
    for limit in (7.0, 8.0, 3.0, 7.0):
        model, stages = knapsack(limit)
        assert solve(model, stages, memory=memory).objective == solve(model, stages).objective
    assert 0 < memory.found < memory.asked


@pytest.mark.parametrize(
    "name", ["lower", "upper", "integer", "coarse", "low", "high", "start", "index", "value"]
)
def test_every_array_counts_for_the_question(name):
    model, stages = knapsack(7.0)
    arrays = model.arrays()
    old = getattr(arrays, name)
    new = ~old if old.dtype == np.bool_ else np.nan_to_num(old) + 1
    other = replace(arrays, **{name: new})
    limits = Limits()
    assert digest(arrays, stages, limits) == digest(model.arrays(), stages, limits)
    assert digest(arrays, stages, limits) != digest(other, stages, limits)


def test_the_objectives_and_the_limits_count_too():
    model, stages = knapsack(7.0)
    arrays = model.arrays()
    base = digest(arrays, stages, Limits())
    assert base != digest(arrays, stages, Limits(gap=0.1))
    for change in ({"absolute": 1.0}, {"relative": 0.1}, {"step": 1.0}, {"name": "other"}):
        assert base != digest(arrays, [replace(stages[0], **change)], Limits())
    assert base != digest(arrays, [replace(stages[0], values=stages[0].values * 2)], Limits())
