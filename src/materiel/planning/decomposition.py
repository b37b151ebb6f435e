"""Problems too large for one model: a value with a proof, block by block, coarse to fine.

The problem with its later months in buckets is solved whole. What its blocks use of the coupling
rows is their allotment in the model of months; the prices that the allotments come to are then
the same for all blocks, which proves a bound. Buckets only suggest: value and bound are those of
the model of months, the value checked row by row, the bound from prices alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from materiel.optimise.certificate import row_of
from materiel.optimise.decompose import Blocks
from materiel.optimise.linear import Linear
from materiel.optimise.model import FloatArray
from materiel.optimise.pool import Workers, one_by_one
from materiel.optimise.split import split
from materiel.planning.coarse import same_columns, same_rows
from materiel.planning.constraint import Constraint
from materiel.planning.draft import Draft
from materiel.planning.estimate import parts_of
from materiel.planning.formulation import formulate
from materiel.planning.grid import Grid, buckets
from materiel.planning.problem import Problem
from materiel.planning.reach import reach

LARGEST = 0.25
"""Share of the columns that one block may have."""
COARSE = 1e-5
"""At which relative gap the model in buckets counts as solved: it only suggests."""
FINE = 1e-6
"""The same for a block: what it is short of the best is lost from the bound."""
SPREAD = 0.2
"""By which share of a price buying is dearer and selling cheaper, from the second round on; half
of it in every round after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What was known after one round of questions to all blocks.

    Attributes:
        spread: at which blocks traded before; 0: not at all, the prices were the coarse model's.
        value, bound: as in ``Decomposed``, so far.
    """

    spread: float
    value: float
    bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposed:
    """What the weighted objective comes to, units divided.

    Attributes:
        value: of a solution that keeps every rule; infinite where none was found.
        bound: no plan in whole units has a lower value; None: not proven.
        values: ``[C]`` the solution; empty where none was found.
        draft: what its columns mean.
        blocks: how many there were.
        rules: the rules that couple them.
        passes: how the two came closer.
    """

    value: float
    bound: float | None
    values: FloatArray
    draft: Draft
    blocks: int
    rules: tuple[str, ...]
    passes: tuple[Pass, ...]

    @property
    def gap(self) -> float | None:
        """``(value - bound) / max(|value|, 1)``; None without a bound or without a solution."""
        if self.bound is None or not len(self.values):
            return None
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1.0)


def decomposed(
    problem: Problem,
    weights: Mapping[str, float],
    rules: Mapping[str, Constraint] | None = None,
    *,
    grid: Grid | None = None,
    gap: float = 5e-3,
    rounds: int = 2,
    largest: float = LARGEST,
    workers: Workers = one_by_one,
    told: Callable[[str], None] | None = None,
) -> Decomposed:
    """A solution of the divisible problem and its proven distance from the best.

    Args:
        problem: what is estimated.
        weights: objectives by name, added up with these weights.
        rules: the rules that count; None: all.
        grid: the buckets of the first, coarse model; None: the usual ones.
        gap: at which relative distance enough is known.
        rounds: how often prices are tried at most.
        largest: share of the columns that one block may have.
        workers: who solves the blocks (``service.processes``); the result does not depend on it.
        told: hears what is being done.
    """
    say = told or (lambda _: None)
    coarse = grid or buckets(problem.months)
    draft = formulate(problem, rules, whole="nothing")
    arrays, costs = draft.model.arrays(), costs_of(draft, weights)
    found = split(draft.model, arrays, largest)
    say(f"{found.count} blocks, {len(found.coupling)} coupling rows")
    blocks = Blocks(arrays, costs, found, reach=reach(draft), workers=workers, tolerance=FINE)
    use, loose, prices = _suggested(problem, weights, rules, coarse, draft, blocks)
    say("coarse model solved")
    passes = list[Pass]()
    value, values = np.inf, np.zeros(0)
    spread, shares = 0.0, blocks.allot(use, loose)
    for _ in range(rounds):
        if passes:
            spread = spread / 2.0 or SPREAD
            prices, use = blocks.ask_trading(shares, prices, spread)
            say(f"traded at a spread of {spread}")
            # What blocks use when they trade is too much together; half-way there is a step.
            shares = blocks.allot((shares + use) / 2.0, loose)
        prices = blocks.admitted(prices, 1.0 + np.abs(shares).sum(axis=0))
        blocks.ask_priced(prices)
        say(f"bound {blocks.bound}")
        if blocks.bound is not None:
            prices = blocks.prices[blocks.coupling]
        blocks.ask_allotted(shares, prices)
        mixed = blocks.mix()
        if mixed.value < value:
            value, values = mixed.value, mixed.values
        say(f"value {value}")
        passes.append(Pass(spread=spread, value=value, bound=blocks.bound))
        if blocks.bound is not None and value - blocks.bound <= gap * max(abs(value), 1.0):
            break
    return Decomposed(
        value=value,
        bound=blocks.bound if blocks.bound is None or blocks.bound <= value else None,
        values=values,
        draft=draft,
        blocks=found.count,
        rules=found.rules,
        passes=tuple(passes),
    )


def costs_of(draft: Draft, weights: Mapping[str, float]) -> FloatArray:
    """``[C]`` the weighted objective."""
    total = np.zeros(draft.model.column_count)
    for name, values in parts_of(draft, weights).items():
        total += weights[name] * values
    return total


def _suggested(
    problem: Problem,
    weights: Mapping[str, float],
    rules: Mapping[str, Constraint] | None,
    grid: Grid,
    draft: Draft,
    blocks: Blocks,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """From the model in buckets: ``[F, K]`` and ``[K]`` what blocks and others use, ``[K]`` prices.

    Nothing at all where that model has no solution: it is stricter than the one of months.
    """
    rough = formulate(problem, rules, whole="nothing", grid=grid)
    arrays = rough.model.arrays()
    best = Linear(arrays, costs_of(rough, weights), crossover=False, tolerance=COARSE).solve()
    count, kinds = blocks.split.count, len(blocks.coupling)
    if best.status != "optimal":
        return np.zeros((count, kinds)), np.zeros(kinds), np.zeros(kinds)
    same = same_rows(rough, draft)
    prices = same.prices(best.prices)[blocks.coupling]
    row, months = same.row[blocks.coupling], same.months[blocks.coupling]
    block = same_columns(rough, draft, blocks.split.block)
    key = row_of(arrays) * (count + 1) + block[arrays.index] + 1
    terms = arrays.value * best.values[arrays.index]
    sums = np.bincount(key, weights=terms, minlength=len(arrays.low) * (count + 1))
    use = sums.astype(np.float64).reshape(-1, count + 1)[row]
    # A month has its part of what its bucket has room for, else an even part.
    limit = np.where(np.isfinite(blocks.high), blocks.high, blocks.low)
    bucket = np.where(np.isfinite(arrays.high), arrays.high, arrays.low)[row]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where((limit > 0) & (bucket > 0), limit / bucket, 1.0 / months)
    part = np.where((row >= 0) & np.isfinite(part), part, 0.0).astype(np.float64)
    return use[:, 1:].T * part, use[:, 0] * part, prices
