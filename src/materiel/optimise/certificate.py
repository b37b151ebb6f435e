"""A bound that needs no trust in the solver: any prices of the rows prove one.

For every solution ``c x = y (A x) + (c - y A) x``; each of the two sums is at least what the
bounds of the rows and of the columns allow. Prices that are a little off give a bound that is a
little lower, never a wrong one. Every column must end somewhere: the tighter its ends, the better.
"""

import numpy as np

from materiel.optimise.model import Arrays, FloatArray, IntArray

ROUNDING = 1e-12
"""Share of the sizes of all terms that is taken off the bound for rounding."""


def proven(
    arrays: Arrays, costs: FloatArray, prices: FloatArray, reach: FloatArray | None = None
) -> float | None:
    """The least value that ``costs @ x`` can have, as these prices prove; None: they prove none.

    Args:
        arrays: the model, without regard to whole columns.
        costs: ``[C]`` the objective.
        prices: ``[R]`` any numbers; those that a one-sided row does not admit count as zero.
        reach: ``[C]`` ends that no solution worth having exceeds; None: the model's own.
    """
    upper = arrays.upper if reach is None else np.minimum(arrays.upper, reach)
    y = np.where((prices > 0) & ~np.isfinite(arrays.low), 0.0, prices)
    y = np.where((y < 0) & ~np.isfinite(arrays.high), 0.0, y)
    row = row_of(arrays)
    priced = np.bincount(arrays.index, weights=arrays.value * y[row], minlength=len(costs))
    reduced = costs - priced
    # What cancels in the difference is noise: no sign is read from it.
    size = np.bincount(arrays.index, weights=np.abs(arrays.value * y[row]), minlength=len(costs))
    noise = 4e-16 * (size + np.abs(costs))
    by_rows = np.where(y > 0, _times(y, arrays.low), _times(y, arrays.high))
    least = np.minimum(_times(reduced - noise, arrays.lower), _times(reduced - noise, upper))
    if not np.isfinite(least).all():
        return None
    terms = float(np.abs(by_rows).sum() + np.abs(least).sum())
    return float(by_rows.sum() + least.sum()) - ROUNDING * terms


def row_of(arrays: Arrays) -> IntArray:
    """``[N]`` the row of each non-zero."""
    return np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))


def _times(factor: FloatArray, bound: FloatArray) -> FloatArray:
    """Products in which nothing times infinity is nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(factor == 0, 0.0, factor * bound)
