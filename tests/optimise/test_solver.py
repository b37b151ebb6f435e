import subprocess
import sys
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.kernel.errors import SolverError
from materiel.optimise import solver
from materiel.optimise.answer import Stage, weighted
from materiel.optimise.engine import Limits, Outcome, call
from materiel.optimise.model import ABSENT, Model, everywhere
from materiel.optimise.solver import solve


def knapsack(weights, limit, top):
    model = Model()
    columns = model.add_columns("take", everywhere(len(weights)), upper=top, integer=True)
    model.add_terms(model.add_rows("room", high=limit), columns, weights)
    return model, columns


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=3),
    st.integers(0, 12),
    st.lists(st.integers(-4, 4), min_size=3, max_size=3),
    st.lists(st.integers(-4, 4), min_size=3, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_two_stages_equal_the_lexicographic_least_of_all_points(weights, limit, first, second):
    model, columns = knapsack(weights, limit, 3)
    size = len(weights)
    stages = [
        Stage("first", columns, np.array(first[:size], dtype=float), step=1.0),
        Stage("second", columns, np.array(second[:size], dtype=float), step=1.0),
    ]
    answer = solve(model, stages, gap=0.0)
    points = [p for p in product(range(4), repeat=size) if np.dot(p, weights) <= limit]
    best = min((int(np.dot(first[:size], p)), int(np.dot(second[:size], p))) for p in points)
    assert tuple(stage.value for stage in answer.stages) == best
    assert [stage.bound for stage in answer.stages] == list(best)
    assert answer.gap == 0.0


def test_a_tolerance_lets_a_later_stage_spoil_an_earlier_one_by_that_much():
    model, columns = knapsack([1, 1], 4, 4)
    first = Stage("first", columns[:1], np.array([-1.0]), absolute=1.0)
    second = Stage("second", columns[1:], np.array([-1.0]))
    answer = solve(model, [first, second])
    assert [stage.value for stage in answer.stages] == [-3.0, -1.0]
    relative = Stage("first", columns[:1], np.array([-1.0]), relative=0.5)
    assert solve(model, [relative, second]).values.tolist() == [2.0, 2.0]


def test_a_weighted_sum_is_one_stage():
    model, columns = knapsack([1, 1], 4, 4)
    first = Stage("first", columns[:1], np.array([-1.0]))
    second = Stage("second", columns[1:], np.array([-1.0]))
    answer = solve(model, [weighted("sum", [first, second], [1.0, 3.0])])
    assert answer.objective == -12.0


def test_infeasible_and_unbounded_are_told_apart():
    model = Model()
    columns = model.add_columns("x", everywhere(1), integer=True)
    down = [Stage("down", columns, np.array([-1.0]))]
    assert solve(model, down).status == "unbounded"
    model.add_terms(model.add_rows("low", low=2.0, high=1.0), columns)
    assert solve(model, down).status == "infeasible"


def test_terms_at_one_place_add_up_and_absent_places_vanish():
    model = Model()
    columns = model.add_columns("x", np.array([True, False, True]))
    assert columns.tolist() == [0, ABSENT, 1]
    rows = model.add_rows("r", np.array([False, True]), low=0.0)
    model.add_terms(rows[1], columns, 2.0)
    model.add_terms(rows, columns[:2], 3.0)
    model.add_terms(rows[1:], columns[2:], 0.5)
    arrays = model.arrays()
    assert arrays.index.tolist() == [0, 1]
    assert arrays.value.tolist() == [2.0, 2.5]
    assert arrays.start.tolist() == [0, 2]


def test_rows_and_columns_are_named_back_in_words():
    model = Model()
    where = np.array([[True, False], [True, True]])
    model.add_columns("stock", where, label=lambda at: f"nation {at[0]}, month {at[1] + 1}")
    model.add_columns("units", everywhere(2))
    model.add_rows("demand", low=1.0)
    assert model.column_name(2) == "stock[nation 1, month 2]"
    assert model.column_name(3) == "units[0]"
    assert model.row_name(0) == "demand"


def test_prices_of_a_linear_model_say_what_a_row_is_worth():
    model = Model()
    columns = model.add_columns("x", everywhere(2))
    model.add_terms(model.add_rows("demand", low=3.0), columns)
    answer = solve(model, [Stage("cost", columns, np.array([20.0, 50.0]))])
    assert answer.objective == pytest.approx(60.0)
    assert answer.prices.tolist() == pytest.approx([20.0])


def test_a_bound_that_cannot_be_trusted_is_not_printed(monkeypatch):
    """A bound above a solution that is known is wrong."""
    model, columns = knapsack([2, 3], 7, 3)
    stages = [Stage("take", columns, np.array([-3.0, -4.0]))]
    assert solve(model, stages).bound == -10.0
    right = solver.call
    monkeypatch.setattr(
        solver, "call", lambda *given: replace(right(*given), bound=-9.0, status="optimal")
    )
    wrong = solve(model, stages)
    assert (wrong.objective, wrong.bound, wrong.gap) == (-10.0, None, None)


def test_the_canary_refuses_a_solver_with_a_wrong_optimum(monkeypatch):
    canary = solver.canary.__wrapped__
    canary()
    wrong = Outcome("optimal", np.array([0.0, 5.0]), 15.0, np.zeros(0))
    monkeypatch.setattr(solver, "call", lambda *_: wrong)
    with pytest.raises(SolverError) as caught:
        canary()
    assert str(caught.value) == (
        "the solver answers 15.0 to a model whose optimum is 9; install highspy 1.15.1 or later"
    )


def test_a_feasible_model_that_presolve_calls_infeasible_is_solved():
    """One contract, one slot and a need; found by exhaustive search on tiny problems."""
    model = Model()
    columns = model.add_columns("x", everywhere(16), integer=np.arange(16) < 4)
    rows = [
        ({7: 1}, 1, 1),
        ({2: 1, 3: 1, 7: -1, 8: 1}, 0, 0),
        ({8: -1, 9: 1}, 0, 0),
        ({10: 1}, 0, 0),
        ({0: -1, 3: -1, 10: -1, 11: 1}, 1, 1),
        ({1: -1, 11: -1, 12: 1}, 0, 0),
        ({10: 1, 13: 1}, 2, np.inf),
        ({11: 1, 14: 1}, 2, np.inf),
        ({12: 1, 15: 1}, 2, np.inf),
        ({0: 1, 4: 1}, 2, 2),
        ({1: 1, 2: -1, 4: -1, 5: 1}, 0, 0),
        ({5: -1, 6: 1}, 0, 0),
    ]
    for terms, low, high in rows:
        row = model.add_rows("row", low=np.array([low]), high=np.array([high]))
        model.add_terms(row, columns[list(terms)], list(terms.values()))
    arrays = model.arrays()
    upper = arrays.upper.copy()
    upper[13:] = 2.0
    weights = (np.arange(16) >= 13).astype(float)
    found = call(replace(arrays, upper=upper), weights, 1.0, Limits(absolute=0.9), None)
    assert found.status == "optimal"
    assert weights @ found.values == 2.0


def test_an_answer_that_breaks_a_row_is_refused():
    model, _ = knapsack([1, 1], 4, 4)
    arrays = model.arrays()
    solver.check(arrays, np.array([2.0, 2.0]))
    with pytest.raises(SolverError, match=r"breaks a row of the model by 0\.17"):
        solver.check(arrays, np.array([3.0, 2.0]))


def test_a_model_with_a_number_that_is_none_is_refused():
    model, columns = knapsack([1, np.nan], 4, 4)
    with pytest.raises(SolverError, match="the model holds a bound or coefficient that is not"):
        solve(model, [Stage("take", columns, np.array([-1.0, -1.0]))])


def test_reading_the_bounds_module_loads_no_solver():
    code = (
        "import sys, materiel.optimise.bounds as b; from materiel.kernel.expression import "
        "Expression as E; b.bounds_of(E.of('a'), {'a': (0, 3)}); "
        "print('numpy' in sys.modules or 'highspy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
