"""Whole systems and options at scale: rounded hand-over by hand-over, solved again in between.

Most whole columns of such a model are whole already when units may be divided. The rest is
rounded along each arc: what has been sent by a month is the rounded sum of what the estimate had
sent by then, so that nothing creeps from month to month. After each batch the rest is solved
again from the basis. What comes out keeps every rule of the model; how far it may be from the
best is told by the bound of the estimate. It is not a plan: lots may still be divided.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from materiel.optimise.linear import Linear, LinearAnswer
from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.constraint import Constraint
from materiel.planning.draft import Draft
from materiel.planning.estimate import parts_of
from materiel.planning.formulation import formulate
from materiel.planning.problem import Problem
from materiel.planning.reach import reach

WHOLE = 1e-6
"""What is nearer to a whole number counts as whole."""
SHARE = 0.5
"""Of the rows that are not whole yet, how many are rounded before the rest is solved again."""
BIASES = (0.5,)
"""Added before rounding down; of several, the best result of a batch counts."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """Systems sent and options in whole numbers, everything else divisible.

    Attributes:
        value: the weighted objective.
        bound: no such solution has a lower value; None: not proven.
        values: ``[C]`` the columns of ``draft``; empty when no rounding kept the rules.
        draft: what the columns mean.
    """

    value: float
    bound: float | None
    values: FloatArray
    draft: Draft

    @property
    def gap(self) -> float | None:
        """``(value - bound) / max(|value|, 1)``; None without a bound or without a solution."""
        if self.bound is None or not len(self.values):
            return None
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1.0)


def rounded(
    problem: Problem,
    weights: Mapping[str, float],
    rules: Mapping[str, Constraint] | None = None,
) -> Rounded:
    """A good solution in whole systems and options, with its proven distance from the best."""
    draft = formulate(problem, rules, whole="sent")
    arrays, parts = draft.model.arrays(), parts_of(draft, weights)
    costs = np.zeros(len(arrays.lower))
    for name, weight in weights.items():
        costs += weight * parts[name]
    linear = Linear(arrays, costs, reach=reach(draft))
    answer = linear.solve()
    if answer.status != "optimal":
        return Rounded(np.inf, None, np.zeros(0), draft)
    bound = answer.bound
    rows = _rows(draft, arrays.integer)
    while True:
        off = np.array([np.abs(each - np.rint(each)).sum() for each in _of(rows, answer.values)])
        open_rows = np.flatnonzero(off > WHOLE)
        if not len(open_rows):
            return Rounded(answer.value, bound, answer.values, draft)
        count = max(1, int(np.ceil(SHARE * len(open_rows))))
        batch = open_rows[np.argsort(off[open_rows], kind="stable")][:count]
        found = _batch(linear, [rows[at] for at in batch], answer.values)
        if found is None:
            return Rounded(np.inf, bound, np.zeros(0), draft)
        answer = found
        rows = [row for at, row in enumerate(rows) if at not in set(batch.tolist())]


def _rows(draft: Draft, integer: np.ndarray) -> list[IntArray]:
    """The whole columns that are rounded together, in the order of months."""
    blocks = [*draft.moves, *draft.chosen, *draft.short]
    blocks += [row for each in draft.own.values() if each.ndim > 1 for row in each]
    found = [row[row >= 0] for row in blocks]
    return [row for row in found if len(row) and integer[row].all()]


def _of(rows: list[IntArray], values: FloatArray) -> list[FloatArray]:
    return [values[row] for row in rows]


def _batch(linear: Linear, rows: list[IntArray], values: FloatArray) -> LinearAnswer | None:
    """The best of the ways to round some rows, left in force; None when none keeps the rules."""
    columns = np.concatenate(rows)
    before = linear.arrays.lower[columns].copy(), linear.arrays.upper[columns].copy()
    best: tuple[LinearAnswer, FloatArray] | None = None
    for bias in (*BIASES, WHOLE):
        if bias == WHOLE and best is not None:
            break  # rounding everything down is the last resort
        fixed = np.concatenate([_rounded(each, bias) for each in _of(rows, values)])
        fixed = np.clip(fixed, *before)
        linear.set_columns(columns, fixed, fixed)
        answer = linear.solve()
        if answer.status == "optimal" and (best is None or answer.value < best[0].value):
            best = answer, fixed
    if best is None:
        return None
    linear.set_columns(columns, best[1], best[1])
    return best[0]


def _rounded(values: FloatArray, bias: float) -> FloatArray:
    """Differences of the rounded running sums."""
    return np.diff(np.floor(np.cumsum(values) + bias), prepend=0.0)
