"""One block of a decomposed model: what it is asked, what it answers, and what it may trade."""

from dataclasses import dataclass, replace

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Status
from materiel.optimise.certificate import row_of
from materiel.optimise.linear import Linear
from materiel.optimise.model import Arrays, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Task:
    """One block: a model and what it costs."""

    arrays: Arrays
    costs: FloatArray
    tolerance: float


@dataclass(frozen=True, slots=True)
class Reply:
    """Its optimum: ``values [C]`` that keep its rows, and ``prices [R]``.

    Attributes:
        status: as ``LinearAnswer``; ``stopped`` when no answer kept the rows.
        again: whether it had to be asked for with a crossover.
    """

    status: Status | str
    values: FloatArray
    prices: FloatArray
    again: bool = False


def answer(task: Task) -> Reply:
    """Solve one block; an answer that its own check refuses is asked for again with a basis."""
    for crossover in (False, True):
        try:
            found = Linear(
                task.arrays, task.costs, crossover=crossover, tolerance=task.tolerance
            ).solve()
        except SolverError:
            continue
        return Reply(found.status, found.values, found.prices, crossover)
    return Reply("stopped", np.zeros(0), np.zeros(0), True)


def with_trade(arrays: Arrays, rows: IntArray) -> Arrays:
    """Two more columns for each of some rows: one takes from it, the other adds to it."""
    count, more = len(arrays.lower), len(rows)
    row = np.concatenate([row_of(arrays), rows, rows])
    column = np.concatenate([arrays.index, count + np.arange(2 * more)])
    value = np.concatenate([arrays.value, -np.ones(more), np.ones(more)])
    wider = from_terms(row, column, value, len(arrays.low), count + 2 * more)
    return replace(
        wider,
        lower=np.concatenate([arrays.lower, np.zeros(2 * more)]),
        upper=np.concatenate([arrays.upper, np.full(2 * more, np.inf)]),
        low=arrays.low,
        high=arrays.high,
    )


def from_terms(
    row: IntArray, column: IntArray, value: FloatArray, rows: int, columns: int
) -> Arrays:
    """A model from terms, columns from 0 up and rows without bounds."""
    order = np.lexsort((column, row))
    start = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=start[1:])
    no = np.zeros(columns, dtype=bool)
    return Arrays(
        np.zeros(columns), np.full(columns, np.inf), no, no,
        np.full(rows, -np.inf), np.full(rows, np.inf), start,
        column[order].astype(np.int32), value[order], np.zeros(rows, dtype=bool),
    )  # fmt: skip
