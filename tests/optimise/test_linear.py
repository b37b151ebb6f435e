"""Linear models in the solver: optimum, proof, and the same again from the basis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import SolverError
from materiel.optimise.certificate import proven
from materiel.optimise.linear import Linear
from materiel.optimise.model import Model, everywhere

small = st.integers(-4, 4)


def model_of(rows, highs, upper):
    """``rows @ x <= highs``, ``0 <= x <= upper``: always feasible, always bounded."""
    model = Model()
    x = model.add_columns("x", everywhere(len(upper)), upper=np.array(upper, dtype=float))
    for row, high in zip(rows, highs, strict=True):
        model.add_terms(model.add_rows("r", high=float(high)), x, np.array(row, dtype=float))
    return model.arrays()


@st.composite
def models(draw):
    size = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(small, min_size=size, max_size=size), min_size=1, max_size=4))
    highs = draw(st.lists(st.integers(0, 6), min_size=len(rows), max_size=len(rows)))
    upper = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    costs = draw(st.lists(small, min_size=size, max_size=size))
    return model_of(rows, highs, upper), np.array(costs, dtype=float)


@given(models(), st.data())
def test_any_prices_prove_a_bound_below_every_solution(given_model, data):
    arrays, costs = given_model
    count = len(arrays.low)
    prices = np.array(data.draw(st.lists(small, min_size=count, max_size=count)), dtype=float)
    bound = proven(arrays, costs, prices)
    answer = Linear(arrays, costs).solve()
    assert bound <= answer.value + 1e-6
    assert answer.bound == pytest.approx(answer.value, abs=1e-5)


@given(models(), st.data())
def test_a_changed_model_has_the_same_optimum_from_the_basis_as_from_nothing(given_model, data):
    arrays, costs = given_model
    kept = Linear(arrays, costs)
    kept.solve()
    size, count = len(costs), len(arrays.low)
    upper = np.array(data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)), float)
    high = np.array(data.draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)), float)
    fresh_costs = np.array(data.draw(st.lists(small, min_size=size, max_size=size)), dtype=float)
    kept.set_columns(np.arange(size), np.zeros(size), upper)
    kept.set_rows(np.arange(count), np.full(count, -np.inf), high)
    kept.set_costs(np.arange(size), fresh_costs)
    again = kept.solve()
    fresh = Linear(kept.arrays, fresh_costs).solve()
    assert again.value == pytest.approx(fresh.value, abs=1e-6)
    assert again.bound == pytest.approx(fresh.value, abs=1e-5)


def test_a_column_without_an_end_proves_nothing_unless_its_reach_is_known():
    model = Model()
    x = model.add_columns("x", everywhere(1))
    model.add_terms(model.add_rows("r", low=2.0), x)
    arrays, costs = model.arrays(), np.array([1.0])
    assert proven(arrays, costs, np.array([2.0])) is None
    assert proven(arrays, costs, np.array([2.0]), np.array([5.0])) == pytest.approx(-1.0)
    assert proven(arrays, costs, np.array([0.5]), np.array([5.0])) == pytest.approx(1.0)


def test_what_cannot_be_solved_is_said():
    arrays = model_of([[1]], [3], [5])
    linear = Linear(arrays, np.array([-1.0]))
    linear.set_rows(np.array([0]), 9.0, 9.0)
    answer = linear.solve()
    assert (answer.status, answer.value, answer.bound, answer.gap) == (
        "infeasible", np.inf, None, None,
    )  # fmt: skip
    linear.set_rows(np.array([0]), -np.inf, 3.0)
    assert linear.solve().value == pytest.approx(-3.0)
    free = Model()
    free.add_terms(free.add_rows("r", low=0.0), free.add_columns("x", everywhere(1)))
    assert Linear(free.arrays(), np.array([-1.0])).solve().status == "unbounded"
    with pytest.raises(SolverError, match="not a number"):
        Linear(model_of([[np.nan]], [3], [5]), np.array([1.0]))
