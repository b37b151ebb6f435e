"""Solve a model block by block where its rows allow it: the same answer, sooner.

A row that the bounds of its columns already imply ties nothing together. What the other rows
tie together is a block; blocks do not know each other, so the sum of their optima is the
optimum of the sum, stage after stage, as long as later stages may not spoil earlier ones
(with a tolerance one block could spend what another saves, and the model stays whole).
Lazy rows are left out until an answer breaks them: an optimum without them that keeps them is
an optimum with them, in every stage.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.optimise.answer import Answer, Stage, StageAnswer, Status
from materiel.optimise.model import Arrays, BoolArray, FloatArray, IntArray

SolveOne = Callable[[Arrays, Sequence[Stage], FloatArray | None], Answer]
"""Minimises the stages in order over one model from a start, if there is one."""

ROUNDING = 1e-9
"""How far a row may be off before it counts as broken, relative to its activity."""
LARGE = 1024.0
"""Rows with a coefficient above this are scaled down before the solver sees them."""


def binding(arrays: Arrays) -> Arrays:
    """The model without the rows that its column bounds imply.

    The least and greatest activity of a row over the bounds decides; an infinite end of a
    column that the row uses keeps the row.
    """
    row = _row_of(arrays)
    count = len(arrays.low)
    up = arrays.value > 0
    low_end = np.where(up, arrays.lower[arrays.index], arrays.upper[arrays.index])
    high_end = np.where(up, arrays.upper[arrays.index], arrays.lower[arrays.index])
    used = arrays.value != 0
    low_end, high_end = np.where(used, low_end, 0.0), np.where(used, high_end, 0.0)
    least = np.bincount(row, weights=arrays.value * low_end, minlength=count)
    most = np.bincount(row, weights=arrays.value * high_end, minlength=count)
    return rows_of(arrays, np.flatnonzero((least < arrays.low) | (most > arrays.high)))


def scaled(arrays: Arrays) -> Arrays:
    """The same rows, each with large coefficients divided by a power of two.

    Coefficients of 1e10 beside right sides of 1e10 (money in cents) made the solver claim wrong
    bounds; a power of two changes no digit.
    """
    if not len(arrays.value):
        return arrays
    row = _row_of(arrays)
    largest = np.zeros(len(arrays.low))
    np.maximum.at(largest, row, np.abs(arrays.value))
    by = np.ones(len(arrays.low))
    large = largest > LARGE
    by[large] = 2.0 ** -np.ceil(np.log2(largest[large]))
    return replace(arrays, low=arrays.low * by, high=arrays.high * by, value=arrays.value * by[row])


def apart(
    arrays: Arrays, stages: Sequence[Stage], start: FloatArray | None, solve_one: SolveOne
) -> Answer:
    """The answer of a ``separable`` model, each block solved by ``solve_one``."""
    tight = scaled(binding(arrays))
    used = ~tight.lazy
    solved: dict[tuple[bytes, int], Answer] = {}
    while True:
        now = rows_of(tight, np.flatnonzero(used))
        parts = []
        for columns in components(now):
            block = block_of(now, columns)
            key = columns.tobytes(), len(block.low)  # rows are only ever added
            if key not in solved:
                mine = [stage_of(stage, columns, len(arrays.lower)) for stage in stages]
                solved[key] = solve_one(block, mine, None if start is None else start[columns])
            parts.append((columns, solved[key]))
        answer = joined(arrays, stages, parts)
        if answer.stages:
            more = broken(tight, answer.values) & ~used
        else:
            more = ~used & (answer.status == "unbounded")
        if not more.any():
            return answer
        used |= more


def separable(arrays: Arrays, stages: Sequence[Stage]) -> bool:
    """Whether blocks may be solved apart.

    Not when a later stage may spoil an earlier one, nor when somebody will ask for the prices of
    the rows (a model without integers), nor when a row without terms says no by itself.
    """
    empty = np.diff(arrays.start) == 0
    refused = bool(((arrays.low > 0) | (arrays.high < 0))[empty].any())
    strict = all(stage.absolute == 0 and stage.relative == 0 for stage in stages[:-1])
    return strict and not refused and bool(arrays.integer.any())


def components(arrays: Arrays) -> list[IntArray]:
    """The columns of each block, columns in no row in blocks of their own, in column order."""
    label = tied(len(arrays.lower), arrays.start, arrays.index)
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return np.split(order, cuts) if len(label) else []


def tied(count: int, start: NDArray[Any], index: NDArray[Any]) -> IntArray:
    """``[count]`` the least member of what rows tie together; ``start`` and ``index`` by row."""
    label = np.arange(count)
    filled = np.flatnonzero(np.diff(start))
    starts = start[:-1][filled]
    row = np.repeat(np.arange(len(filled)), np.diff(start)[filled])
    while len(filled):
        before = label
        least = np.minimum.reduceat(label[index], starts)
        label = label.copy()
        np.minimum.at(label, index, least[row])
        label = label[label]  # a label points at a column whose own label is at most as large
        if np.array_equal(before, label):
            break
    return label


def rows_of(arrays: Arrays, rows: IntArray) -> Arrays:
    """The model with some of its rows, all columns kept."""
    sizes = np.diff(arrays.start)[rows]
    start = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum(sizes, out=start[1:])
    pick = np.repeat(arrays.start[:-1][rows] - start[:-1], sizes) + np.arange(start[-1])
    return replace(
        arrays,
        low=arrays.low[rows],
        high=arrays.high[rows],
        start=start,
        index=arrays.index[pick],
        value=arrays.value[pick],
        lazy=arrays.lazy[rows],
    )


def cut(arrays: Arrays, columns: IntArray, place: NDArray[Any]) -> Arrays:
    """The rows' terms on some columns; ``place`` numbers those, below 0 for all others."""
    at = place[arrays.index]
    mine = at >= 0
    row = _row_of(arrays)[mine]
    start = np.zeros(len(arrays.low) + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=len(arrays.low)), out=start[1:])
    return Arrays(
        arrays.lower[columns], arrays.upper[columns],
        arrays.integer[columns], arrays.coarse[columns],
        arrays.low, arrays.high, start, at[mine].astype(np.int32), arrays.value[mine], arrays.lazy,
    )  # fmt: skip


def block_of(arrays: Arrays, columns: IntArray) -> Arrays:
    """The model of some columns and of the rows that use them and no others."""
    place = np.full(len(arrays.lower), -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    filled = np.flatnonzero(np.diff(arrays.start))
    mine = filled[place[arrays.index[arrays.start[filled]]] >= 0]
    part = rows_of(arrays, mine)
    return replace(
        part,
        lower=arrays.lower[columns],
        upper=arrays.upper[columns],
        integer=arrays.integer[columns],
        coarse=arrays.coarse[columns],
        index=place[part.index].astype(np.int32),
    )


def stage_of(stage: Stage, columns: IntArray, count: int) -> Stage:
    """An objective on some columns, renumbered."""
    dense: FloatArray = stage.dense(count)[columns]
    used = np.flatnonzero(dense)
    return replace(stage, columns=used, values=dense[used])


def joined(
    arrays: Arrays, stages: Sequence[Stage], parts: Sequence[tuple[IntArray, Answer]]
) -> Answer:
    """One answer from those of all blocks; the first block without a solution speaks for all."""
    for _, answer in parts:
        if answer.status in ("infeasible", "unbounded"):
            return answer
    values = np.zeros(len(arrays.lower))
    for columns, answer in parts:
        values[columns] = answer.values
    found = []
    for number, stage in enumerate(stages):
        mine = [answer.stages[number] for _, answer in parts]
        value = sum(each.value for each in mine)
        bounds = [each.bound for each in mine if each.bound is not None]
        bound = sum(bounds) if len(bounds) == len(mine) else None
        gap = None if bound is None else max(0.0, value - bound) / max(abs(value), 1.0)
        found.append(StageAnswer(stage.name, value, bound, gap))
    limited = any(answer.status == "feasible" for _, answer in parts)
    overall: Status = "feasible" if limited else "optimal"
    return Answer(overall, values, tuple(found))


def broken(arrays: Arrays, values: FloatArray) -> BoolArray:
    """``[R]`` the rows that values break, beyond rounding."""
    terms = arrays.value * values[arrays.index]
    sums = np.bincount(_row_of(arrays), weights=terms, minlength=len(arrays.low))
    slack = ROUNDING * (1.0 + np.abs(sums))
    return (sums < arrays.low - slack) | (sums > arrays.high + slack)


def _row_of(arrays: Arrays) -> IntArray:
    return np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
