"""Whole systems and options at scale: rounded hand-over by hand-over, solved again in between.

Most whole columns of such a model are whole already when units may be divided. The rest is
rounded along each arc: what has been sent by a month is the rounded sum of what the estimate had
sent by then, so that nothing creeps from month to month. After each batch the rest is solved
again from the basis. What that costs in each block of the model (``optimise.split``) is what the
block is worth at the estimate's prices beside what it was worth before; the block that lost most
is searched in whole numbers first, with all others held, until the proven distance is small
enough. What comes out keeps every rule of the model; how far it may be from the best is told by
the bound of the estimate. It is not a plan: lots may still be divided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.blocks import cut, rows_of
from materiel.optimise.certificate import row_of
from materiel.optimise.engine import Limits, call
from materiel.optimise.linear import Linear, LinearAnswer
from materiel.optimise.model import Arrays, FloatArray, IntArray
from materiel.optimise.solver import check, scale_of
from materiel.optimise.split import split
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
GAP = 1e-3
"""The proven relative distance at which no block is searched any more."""
ENOUGH = 0.1
"""Of what a block lost by rounding, the share that is not worth a longer search."""
NODES = 1
"""Nodes of a block's search: the root and its heuristics; more have found little."""
LARGEST = 0.5
"""Share of the columns that one block may have."""


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
    *,
    gap: float = GAP,
) -> Rounded:
    """A good solution in whole systems and options, with its proven distance from the best.

    Args:
        problem: what is estimated.
        weights: objectives by name, added up with these weights.
        rules: the rules that count; None: all.
        gap: at which relative distance no block is searched any more.
    """
    draft = formulate(problem, rules, whole="sent")
    arrays, parts = draft.model.arrays(), parts_of(draft, weights)
    costs = np.zeros(len(arrays.lower))
    for name, weight in weights.items():
        costs += weight * parts[name]
    linear = Linear(arrays, costs, reach=reach(draft))
    answer = linear.solve()
    if answer.status != "optimal":
        return Rounded(np.inf, None, np.zeros(0), draft)
    first, bound = answer, answer.bound
    rows = _rows(draft, arrays.integer)
    while True:
        off = np.array([np.abs(each - np.rint(each)).sum() for each in _of(rows, answer.values)])
        open_rows = np.flatnonzero(off > WHOLE)
        if not len(open_rows):
            values = _searched(draft, arrays, costs, first, answer.values, gap)
            return Rounded(float(costs @ values), bound, values, draft)
        count = max(1, int(np.ceil(SHARE * len(open_rows))))
        batch = open_rows[np.argsort(off[open_rows], kind="stable")][:count]
        found = _batch(linear, [rows[at] for at in batch], answer.values)
        if found is None:
            return Rounded(np.inf, bound, np.zeros(0), draft)
        answer = found
        rows = [row for at, row in enumerate(rows) if at not in set(batch.tolist())]


def _searched(
    draft: Draft,
    arrays: Arrays,
    costs: FloatArray,
    first: LinearAnswer,
    values: FloatArray,
    gap: float,
) -> FloatArray:
    """A solution improved block by block, in whole numbers, the block that lost most first."""
    if first.bound is None:
        return values
    parts = split(draft.model, arrays, LARGEST)
    row = row_of(arrays)
    owed = np.bincount(arrays.index, weights=arrays.value * first.prices[row], minlength=len(costs))
    loss = (costs - owed) * (values - first.values)
    columns = parts.columns()
    lost = np.array([loss[mine].sum() for mine in columns])
    for at in np.argsort(-lost, kind="stable").tolist():
        value = float(costs @ values)
        room = value - first.bound - gap * max(abs(value), 1.0)
        if room <= 0 or lost[at] <= ENOUGH * room:
            break
        mine = np.sort(np.concatenate([columns[at], parts.loose]))
        limits = Limits(absolute=ENOUGH * lost[at], nodes=NODES)
        better = _best_of(arrays, costs, values, mine, limits)
        if better is not None and costs @ better < value:
            values = better
    return values


def _best_of(
    arrays: Arrays, costs: FloatArray, values: FloatArray, columns: IntArray, limits: Limits
) -> FloatArray | None:
    """The values with some columns chosen anew in whole numbers; None where nothing came of it."""
    place = np.full(len(costs), -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    row = row_of(arrays)
    inside = place[arrays.index] >= 0
    rows = np.flatnonzero(np.bincount(row[inside], minlength=len(arrays.low)))
    others = np.where(inside, 0.0, arrays.value * values[arrays.index])
    fixed = np.bincount(row, weights=others, minlength=len(arrays.low))
    part = cut(rows_of(arrays, rows), columns, place)
    now = np.bincount(row, weights=arrays.value * values[arrays.index], minlength=len(fixed))
    part = replace(
        part,
        # What the solution is off by rounding is no reason to call it none.
        low=np.minimum(arrays.low, now)[rows] - fixed[rows],
        high=np.maximum(arrays.high, now)[rows] - fixed[rows],
    )
    weights = costs[columns]
    outcome = call(part, weights, scale_of(weights), limits, values[columns])
    if outcome.values is None:
        return None
    found = values.copy()
    found[columns] = np.clip(outcome.values, part.lower, part.upper)
    try:
        check(arrays, found)
    except SolverError:
        return None
    return found


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
