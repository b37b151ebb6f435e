"""A model too large to be solved at once: block by block, with prices between the blocks.

Three questions are put to the blocks. *Allotted*: each may use so much of every coupling row; all
answers together are a solution. *Priced*: each pays for what it uses; the answers' own prices
beside those of the coupling rows prove a bound (``certificate``), whatever they are worth as a
solution. *Trading*: each has an allotment and may buy more, a little dearer than the price, or
sell, a little cheaper: the blocks' prices stay near each other, their middle is a better price,
and what they use a better allotment. A small model, the master, mixes all answers of each block
into the best solution that they allow (Dantzig and Wolfe 1960).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.block import Reply, Task, answer, from_terms, with_trade
from materiel.optimise.blocks import cut, rows_of
from materiel.optimise.certificate import proven, row_of
from materiel.optimise.linear import Linear
from materiel.optimise.model import Arrays, BoolArray, FloatArray, IntArray
from materiel.optimise.pool import Workers, one_by_one
from materiel.optimise.solver import check
from materiel.optimise.split import LOOSE, Split

SPARE = 1e-3
"""Share of what a block could use that it is allotted at least, where there is any left."""
WORTHLESS = 1e-9
"""A coupling row is not traded where it is worth less, as a share of the row of most worth."""
SLACK = 1e-7
"""How far the master lets a row be off, relative to the size of its terms."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one block is made of: its columns and rows, and the coupling rows that it is in."""

    columns: IntArray
    rows: IntArray
    alone: Arrays
    coupled: Arrays
    shared: IntArray


@dataclass(frozen=True, slots=True)
class Mixed:
    """What the master found.

    Attributes:
        value: the objective; infinite where no mix keeps the coupling rows.
        values: ``[C]`` of the whole model; empty without a solution.
        prices: ``[K]`` of the coupling rows; empty without a solution.
    """

    value: float
    values: FloatArray
    prices: FloatArray


class Blocks:
    """A model in blocks, all answers that they gave, and the best that was proven.

    Args:
        arrays: the model; whole columns are taken as divisible.
        costs: ``[C]`` what is made small.
        split: its blocks.
        reach: ``[C]`` ends of the columns for the proof of the bound.
        workers: who solves the blocks.
        tolerance: at which relative gap the interior point method stops in a block.

    ``K`` are the coupling rows, ``F`` the blocks.
    """

    def __init__(
        self,
        arrays: Arrays,
        costs: FloatArray,
        split: Split,
        *,
        reach: FloatArray | None = None,
        workers: Workers = one_by_one,
        tolerance: float = 1e-8,
    ) -> None:
        self.arrays, self.costs, self.split, self.reach = arrays, costs, split, reach
        self.workers, self.tolerance = workers, tolerance
        self.coupling = split.coupling
        self.low, self.high = arrays.low[self.coupling], arrays.high[self.coupling]
        self.parts = [
            self._part(columns, rows)
            for columns, rows in zip(split.columns(), split.rows(), strict=True)
        ]
        self.bound: float | None = None
        self.prices: FloatArray = np.zeros(0)
        self._mixed: list[tuple[int, FloatArray]] = []

    def _part(self, columns: IntArray, rows: IntArray) -> _Part:
        place = np.full(len(self.costs), -1, dtype=np.int32)
        place[columns] = np.arange(len(columns), dtype=np.int32)
        mine = (
            np.add.reduceat(
                np.append(place[self._across.index] >= 0, 0),
                np.minimum(self._across.start[:-1], len(self._across.index)),
            )
            * (np.diff(self._across.start) > 0)
            if len(self.coupling)
            else np.zeros(0)
        )
        shared = np.flatnonzero(mine)
        both = np.concatenate([rows, self.coupling[shared]])
        return _Part(
            columns,
            rows,
            cut(rows_of(self.arrays, rows), columns, place),
            cut(rows_of(self.arrays, both), columns, place),
            shared,
        )

    @cached_property
    def _across(self) -> Arrays:
        return rows_of(self.arrays, self.coupling)

    @cached_property
    def _row(self) -> IntArray:
        return row_of(self._across)

    def allot(self, use: FloatArray, loose: FloatArray) -> FloatArray:
        """``[F, K]`` shares of one-sided coupling rows that together keep them.

        Args:
            use: ``[F, K]`` what each block is expected to use.
            loose: ``[K]`` what the loose columns use.

        Each gets what it uses, scaled down where that is too much; what is left goes to those
        that use it, and a little to everybody who could.
        """
        limit = np.where(np.isfinite(self.high), self.high, self.low) - loose
        sign = np.where(np.isfinite(self.high), 1.0, -1.0)
        limit, use = np.where(np.isfinite(limit), limit * sign, 0.0), use * sign
        could = np.zeros(use.shape, dtype=bool)
        for at, part in enumerate(self.parts):
            could[at, part.shared] = True
        taken = np.maximum(use, 0.0)
        total = taken.sum(axis=0)
        room = np.maximum(limit - np.minimum(use, 0.0).sum(axis=0), 0.0)
        fit = np.minimum(1.0, room / np.maximum(total, 1e-12))
        taken = taken * fit
        weight = taken + SPARE * could * np.maximum(taken.max(axis=0), SPARE)
        weight /= np.maximum(weight.sum(axis=0), 1e-12)
        shares = np.minimum(use, 0.0) + taken + weight * np.maximum(room - taken.sum(axis=0), 0.0)
        found: FloatArray = shares * sign
        return found

    def ask_allotted(self, shares: FloatArray, prices: FloatArray) -> None:
        """Each block within its shares; equations are priced instead.

        A block without an answer leaves the master without a mix of it, which then finds none.
        """
        tasks = [
            Task(self._allotted(at, shares), self._priced(part, self._paid(prices)), self.tolerance)
            for at, part in enumerate(self.parts)
        ]
        for at, reply in enumerate(self._ask(tasks)):
            if reply.status == "optimal":
                self._mixed.append((at, reply.values))

    def ask_trading(
        self, shares: FloatArray, prices: FloatArray, spread: float
    ) -> tuple[FloatArray, FloatArray]:
        """Each block with its shares, buying and selling at prices that are ``spread`` apart.

        Rows that are worth nothing at these prices, and equations, are not traded.

        Returns:
            ``[K]`` the middle of the blocks' prices, weighed by what they use, and ``[F, K]``
            what they use.
        """
        worth = np.abs(prices) * np.abs(shares).sum(axis=0)
        traded = self.one_sided & (worth > WORTHLESS * max(worth.max(initial=0.0), WORTHLESS))
        step = spread * np.abs(prices)
        tasks = []
        for at, part in enumerate(self.parts):
            mine = traded[part.shared]
            rows = len(part.rows) + np.flatnonzero(mine)
            low, high = (prices - step)[part.shared][mine], (prices + step)[part.shared][mine]
            tasks.append(
                Task(
                    with_trade(self._allotted(at, shares), rows),
                    np.concatenate([self._priced(part, self._paid(prices)), -low, high]),
                    self.tolerance,
                )
            )
        told, use = np.zeros(shares.shape), np.zeros(shares.shape)
        for at, (part, reply) in enumerate(zip(self.parts, self._ask(tasks), strict=True)):
            if reply.status != "optimal":
                use[at] = shares[at]
                told[at] = prices
                continue
            values = reply.values[: len(part.columns)]
            self._mixed.append((at, values))
            use[at, part.shared] = self._use(part, values)
            told[at, part.shared] = reply.prices[len(part.rows) :]
        weight = np.maximum(np.abs(use), np.abs(shares))
        total = weight.sum(axis=0)
        middle = (told * weight).sum(axis=0) / np.where(total > 0, total, 1.0)
        return np.where(traded & (total > 0), middle, prices), use

    @cached_property
    def one_sided(self) -> BoolArray:
        """``[K]`` the rows that can be allotted."""
        return np.isfinite(self.high) ^ np.isfinite(self.low)

    def _paid(self, prices: FloatArray) -> FloatArray:
        return np.where(self.one_sided, 0.0, prices)

    def _allotted(self, at: int, shares: FloatArray) -> Arrays:
        part = self.parts[at]
        one_sided, mine = self.one_sided[part.shared], shares[at, part.shared]
        low = np.where(one_sided & np.isfinite(self.low[part.shared]), mine, -np.inf)
        high = np.where(one_sided & np.isfinite(self.high[part.shared]), mine, np.inf)
        own = len(part.rows)
        return replace(
            part.coupled,
            low=np.concatenate([part.coupled.low[:own], low]),
            high=np.concatenate([part.coupled.high[:own], high]),
        )

    def _use(self, part: _Part, values: FloatArray) -> FloatArray:
        """What values of a block's columns come to in the coupling rows that it is in."""
        whole, own = part.coupled, len(part.rows)
        first = whole.start[own]
        row = np.repeat(np.arange(len(part.shared)), np.diff(whole.start[own:]))
        terms = whole.value[first:] * values[whole.index[first:]]
        found = np.bincount(row, weights=terms, minlength=len(part.shared))
        return found.astype(np.float64)

    def ask_priced(self, prices: FloatArray) -> float | None:
        """Each block at these prices of the coupling rows; the bound that they prove together."""
        tasks = [
            Task(part.alone, self._priced(part, prices), self.tolerance) for part in self.parts
        ]
        whole = np.zeros(len(self.arrays.low))
        whole[self.coupling] = prices
        for at, (part, reply) in enumerate(zip(self.parts, self._ask(tasks), strict=True)):
            if reply.status == "optimal":
                self._mixed.append((at, reply.values))
                whole[part.rows] = reply.prices
        bound = proven(self.arrays, self.costs, whole, self.reach)
        if bound is not None and (self.bound is None or bound > self.bound):
            self.bound, self.prices = bound, whole
        return bound

    def _priced(self, part: _Part, prices: FloatArray) -> FloatArray:
        across = part.coupled
        first = len(part.rows)
        at = across.start[first]
        row = np.repeat(np.arange(len(part.shared)), np.diff(across.start[first:]))
        terms = across.value[at:] * prices[part.shared][row]
        owed = np.bincount(across.index[at:], weights=terms, minlength=len(part.columns))
        return self.costs[part.columns] - owed

    def _ask(self, tasks: Sequence[Task]) -> list[Reply]:
        """All blocks, the largest first, so that no process waits for a large one at the end."""
        order = sorted(range(len(tasks)), key=lambda at: -len(tasks[at].arrays.value))
        replies = dict(zip(order, self.workers(answer, [tasks[at] for at in order]), strict=True))
        return [replies[at] for at in range(len(tasks))]

    def mix(self) -> Mixed:
        """The best mix of all answers so far, checked against the whole model."""
        count, kinds = len(self.coupling), len(self._mixed)
        loose = self.split.loose
        across = self._across
        is_loose = self.split.block[across.index] == LOOSE
        place = np.full(len(self.costs), -1)
        place[loose] = np.arange(len(loose))
        rows, columns = [self._row[is_loose]], [place[across.index[is_loose]]]
        values = [across.value[is_loose]]
        size = np.bincount(self._row[is_loose], weights=np.abs(values[0]), minlength=count)
        costs = [self.costs[loose]]
        for number, (at, found) in enumerate(self._mixed):
            part = self.parts[at]
            use = np.zeros(count)
            use[part.shared] = self._use(part, found)
            size = np.maximum(size, np.abs(use))
            there = np.flatnonzero(use)
            rows += [there, np.array([count + at])]
            columns += [np.full(len(there) + 1, len(loose) + number)]
            values += [use[there], np.ones(1)]
            costs.append(np.array([self.costs[part.columns] @ found]))
        model = from_terms(
            np.concatenate(rows), np.concatenate(columns), np.concatenate(values),
            count + len(self.parts), len(loose) + kinds,
        )  # fmt: skip
        room = SLACK * (1.0 + size)
        model = replace(
            model,
            lower=np.concatenate([self.arrays.lower[loose], np.zeros(kinds)]),
            upper=np.concatenate([self.arrays.upper[loose], np.full(kinds, np.inf)]),
            low=np.concatenate([self.low - room, np.ones(len(self.parts))]),
            high=np.concatenate([self.high + room, np.ones(len(self.parts))]),
        )
        nothing = Mixed(np.inf, np.zeros(0), np.zeros(0))
        try:
            best = Linear(model, np.concatenate(costs)).solve()
        except SolverError:
            return nothing
        if best.status != "optimal":
            return nothing
        whole = np.zeros(len(self.costs))
        whole[loose] = best.values[: len(loose)]
        for (at, found), share in zip(self._mixed, best.values[len(loose) :], strict=True):
            whole[self.parts[at].columns] += share * found
        whole = np.clip(whole, self.arrays.lower, self.arrays.upper)
        try:
            check(self.arrays, whole)
        except SolverError:
            return nothing
        return Mixed(float(self.costs @ whole), whole, best.prices[:count])

    def admitted(self, prices: FloatArray, weight: FloatArray) -> FloatArray:
        """The prices nearest to some at which no loose column without end is worth using.

        Args:
            prices: ``[K]`` any.
            weight: ``[K]`` what one unit of change of a price costs.
        """
        up = np.where(np.isfinite(self.low), np.inf, 0.0)
        down = np.where(np.isfinite(self.high), -np.inf, 0.0)
        start = np.clip(prices, down, up)
        loose, across = self.split.loose, self._across
        mine = self.split.block[across.index] == LOOSE
        place = np.full(len(self.costs), -1)
        place[loose] = np.arange(len(loose))
        row, column, value = self._row[mine], place[across.index[mine]], across.value[mine]
        kept = len(self.coupling)
        model = from_terms(
            np.concatenate([column, column]), np.concatenate([row, kept + row]),
            np.concatenate([value, -value]), len(loose), 2 * kept,
        )  # fmt: skip
        now = np.bincount(column, weights=value * start[row], minlength=len(loose))
        room = self.costs[loose] - now
        ended_up = np.isfinite(self.arrays.upper[loose])
        ended_down = np.isfinite(self.arrays.lower[loose])
        model = replace(
            model,
            upper=np.concatenate([up - start, start - down]),
            low=np.where(ended_down, -np.inf, room),
            high=np.where(ended_up, np.inf, room),
        )
        costs = np.concatenate([weight, weight])
        try:
            found = Linear(model, costs).solve()
        except SolverError:
            return start
        if found.status != "optimal":
            return start
        return np.clip(start + found.values[:kept] - found.values[kept:], down, up)
