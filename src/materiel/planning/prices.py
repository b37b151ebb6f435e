"""What a small change is worth in the linear relaxation: good for ranking, never for stating.

The dual values of the relaxation price the sides of its rows and the bounds of its columns, so a
change that only moves those is priced without solving again:
``sum(y+ x low - y- x high) + sum(d+ x lower - d- x upper)`` with ``d = c - A'y`` (weak duality).
A change that adds or removes an act has no price; the relaxation is then solved again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from materiel.optimise.engine import Limits, call
from materiel.optimise.model import Arrays, FloatArray
from materiel.planning.formulation import formulate, objectives
from materiel.planning.problem import Problem

STEPS = {"unmet": 1.0, "gap": 1e-3, "lateness": 1e-4, "arrears": 1e-5, "burden": 1e-5}
"""Convention: how objectives are added up for a ranking, what is short of a key in coins."""


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """A model without whole numbers, and the objective that is ranked by."""

    arrays: Arrays
    weights: FloatArray


class Prices:
    """The relaxation of one problem, solved once.

    Raises:
        SolverError: the solver gives no answer that can be trusted.
    """

    def __init__(self, problem: Problem) -> None:
        self._base = _relaxed(problem)
        found = call(self._base.arrays, self._base.weights, 1.0, Limits(), None)
        self._solved = found.values is not None
        self._value = float(self._base.weights @ found.values) if found.values is not None else 0.0
        self._rows = found.prices

    def of(self, problem: Problem) -> float:
        """By how much the relaxation of a changed problem is better (negative) or worse."""
        if not self._solved:
            return 0.0
        after = _relaxed(problem)
        if _same_shape(self._base, after):
            return _dual_value(after, self._rows) - _dual_value(self._base, self._rows)
        found = call(after.arrays, after.weights, 1.0, Limits(), None)
        if found.values is None:
            return np.inf
        return float(after.weights @ found.values) - self._value


def _relaxed(problem: Problem) -> _Relaxed:
    draft = formulate(problem)
    arrays = draft.model.arrays()
    weights = np.zeros(len(arrays.lower))
    for each in objectives():
        if each.name in STEPS:
            columns, values = each.terms(draft)
            unit = draft.layout.coin if each.name == "burden" else 1.0
            np.add.at(weights, columns, values * (STEPS[each.name] / unit))
    nothing = np.zeros(len(arrays.lower), dtype=bool)
    return _Relaxed(replace(arrays, integer=nothing, coarse=nothing), weights)


def _same_shape(one: _Relaxed, other: _Relaxed) -> bool:
    return all(
        np.array_equal(first, second)
        for first, second in (
            (one.arrays.start, other.arrays.start),
            (one.arrays.index, other.arrays.index),
            (one.arrays.value, other.arrays.value),
            (one.weights, other.weights),
        )
    )


def _dual_value(relaxed: _Relaxed, rows: FloatArray) -> float:
    arrays = relaxed.arrays
    row = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
    reduced = relaxed.weights.copy()
    np.subtract.at(reduced, arrays.index, arrays.value * rows[row])
    return _at_bounds(rows, arrays.low, arrays.high) + _at_bounds(
        reduced, arrays.lower, arrays.upper
    )


def _at_bounds(prices: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Prices times the bound that each pushes against; rounding against no bound is nothing."""
    bound = np.where(prices > 0, low, high)
    used = (prices != 0) & np.isfinite(bound)
    return float(prices[used] @ bound[used])


def ranked(problem: Problem, changed: Sequence[tuple[object, Problem]]) -> list[object]:
    """Things by what the changed problem beside each is worth, the best first; ties in order."""
    prices = Prices(problem)
    worth = [(prices.of(after), at) for at, (_, after) in enumerate(changed)]
    return [changed[at][0] for _, at in sorted(worth)]
