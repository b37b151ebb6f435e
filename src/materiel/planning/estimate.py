"""What a problem is worth at scale, its units divided: value, proven bound, prices of its rules.

An estimate is no plan: nobody hands over a third of a launcher. It says how much is possible,
with a proof, in a fraction of the time, and again within seconds after a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.optimise.certificate import row_of
from materiel.optimise.linear import Linear, LinearAnswer
from materiel.optimise.model import FloatArray, IntArray
from materiel.optimise.split import LOOSE, split
from materiel.planning.constraint import Constraint
from materiel.planning.draft import Draft
from materiel.planning.formulation import admitted, constraints, formulate, objectives
from materiel.planning.grid import Grid
from materiel.planning.problem import Problem
from materiel.planning.reach import reach

TINY = 1e-9
"""Prices nearer to zero than this are rounding."""
LARGEST = 0.5
"""Share of the columns that one block of ``nearest`` may have."""
SAME = 1e-6
"""Units nearer to each other than this are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the weighted objective comes to.

    Attributes:
        value: at units that may be divided.
        bound: no plan in whole units has a lower value on a grid of months; None: not proven.
        parts: each objective's own value, by name.
        prices: by rule, what one unit more of its right side would change the value by, only
            where that is not zero: ``(row in words, price)``.
    """

    value: float
    bound: float | None
    parts: Mapping[str, float]
    prices: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nearest:
    """An answer near to one that was kept.

    Attributes:
        value: of the weighted objective, within the tolerance that was asked for.
        free: in how many blocks of the model acts were free to change.
        columns: ``[K]`` of the draft: what is sent, delivered and exercised.
        before, after: ``[K]`` units then and now.
    """

    value: float
    free: int
    columns: IntArray
    before: FloatArray
    after: FloatArray

    def changed(self, among: IntArray | None = None) -> float:
        """The share of acts that differ, of those that are in one of the two answers.

        Args:
            among: columns that count; None: all acts.
        """
        mine = np.ones(len(self.columns), dtype=bool)
        if among is not None:
            mine = np.isin(self.columns, among)
        before, after = self.before[mine], self.after[mine]
        there = int(((before > SAME) | (after > SAME)).sum())
        return float((np.abs(after - before) > SAME).sum()) / max(there, 1)


class Estimator:
    """A problem kept in the solver, so that a change is answered from the last basis.

    Args:
        problem: what is estimated.
        weights: objectives by name, added up with these weights.
        rules: the rules that count; None: all.
        grid: buckets of months; None: single months. Values on different grids do not compare.
        threads: of the solver.
    """

    def __init__(
        self,
        problem: Problem,
        weights: Mapping[str, float],
        rules: Mapping[str, Constraint] | None = None,
        *,
        grid: Grid | None = None,
        threads: int = 1,
    ) -> None:
        self.weights = dict(weights)
        self.rules = rules
        self.grid = grid
        self.draft = formulate(problem, rules, whole="nothing", grid=grid)
        self._frame = admitted(self.draft.layout, constraints() if rules is None else rules)
        self._parts = parts_of(self.draft, self.weights)
        self._arrays = self.draft.model.arrays()
        self.threads = threads
        self._home: tuple[Linear, Any, FloatArray] | None = None
        self._answer: LinearAnswer | None = None
        self._blocks: IntArray | None = None
        self._linear = self._fresh()

    def _fresh(self) -> Linear:
        ends = reach(self.draft)
        return Linear(self._arrays, self._costs(), threads=self.threads, reach=ends)

    def _costs(self) -> FloatArray:
        total = np.zeros(len(self._arrays.lower))
        for name, weight in self.weights.items():
            total += weight * self._parts[name]
        return total

    def estimate(self) -> Estimate:
        """The optimum as the problem stands; see ``change``."""
        self._answer = self._linear.solve()
        return self._told(self._answer)

    def values(self) -> FloatArray:
        """``[C]`` the columns in the last estimate.

        Raises:
            InputError: there is none.
        """
        if self._answer is None or self._answer.status != "optimal":
            raise InputError("values: found no estimate; estimate first")
        return self._answer.values

    def change(self, problem: Problem) -> bool:
        """Take a changed problem over into the model that is in the solver.

        Returns:
            Whether only numbers changed, so that the basis serves; otherwise the model was
            written anew and the next estimate starts from nothing.
        """
        draft = formulate(problem, self.rules, whole="nothing", grid=self.grid, frame=self._frame)
        arrays, old = draft.model.arrays(), self._arrays
        same = (
            len(arrays.lower) == len(old.lower)
            and np.array_equal(arrays.start, old.start)
            and np.array_equal(arrays.index, old.index)
            and np.array_equal(arrays.value, old.value)
        )
        self.draft, self._arrays = draft, arrays
        self._parts = parts_of(draft, self.weights)
        costs = self._costs()
        if not same:
            self._linear, self._blocks = self._fresh(), None
            return False
        columns = np.flatnonzero((arrays.lower != old.lower) | (arrays.upper != old.upper))
        self._linear.set_columns(columns, arrays.lower[columns], arrays.upper[columns])
        rows = np.flatnonzero((arrays.low != old.low) | (arrays.high != old.high))
        self._linear.set_rows(rows, arrays.low[rows], arrays.high[rows])
        every = np.arange(len(costs))
        self._linear.set_costs(every, costs)
        return True

    def remember(self) -> None:
        """Keep the last estimate: ``return_home`` and ``nearest`` compare with it.

        Raises:
            InputError: there is none.
        """
        self._home = self._linear, self._linear.basis(), self.values()

    def return_home(self) -> None:
        """Start the next estimate from what was remembered, not from the one before.

        What comes out then depends on nothing that was asked in between. Nothing happens where
        the model has been written anew since.
        """
        if self._home is not None and self._home[0] is self._linear:
            self._linear.start_from(self._home[1])

    def nearest(self, tolerance: float) -> Nearest:
        """An answer nearly as good as the last estimate in which few acts are other than kept.

        All acts of a block of the model (``optimise.split``) are held as they were, except in
        the blocks where that costs most at the estimate's prices; as few as possible of those,
        by doubling, until the tolerance is met.

        Args:
            tolerance: by which share of its value the answer may be worse than the estimate.

        Raises:
            InputError: nothing is kept, or the changed problem has a model of another shape.
        """
        if self._home is None or self._answer is None or self._home[0] is not self._linear:
            raise InputError(
                "nearest: nothing to be near to; estimate and remember first, and change numbers "
                "only"
            )
        best, kept, arrays = self._answer, self._home[2], self._arrays
        acts = acts_of(self.draft)
        before = np.clip(kept[acts], arrays.lower[acts], arrays.upper[acts])
        if self._blocks is None:
            parts = split(self.draft.model, arrays, LARGEST)
            # What belongs to no block is one more: it is held or free like the others.
            self._blocks = np.where(parts.block == LOOSE, parts.count, parts.block)
        block = self._blocks[acts]
        worth = arrays.value * best.prices[row_of(arrays)]
        reduced = self._costs() - np.bincount(arrays.index, weights=worth, minlength=len(kept))
        losses = np.bincount(self._blocks, weights=reduced * (kept - best.values))
        # Where an act is no longer admitted as it was, something must give.
        losses[block[np.abs(kept[acts] - before) > SAME]] = np.inf
        order = np.argsort(-losses, kind="stable")
        limit = best.value + tolerance * abs(best.value) + TINY
        free, found, values = 0, np.inf, best.values
        basis = self._linear.basis()
        while free < len(order):
            held = ~np.isin(block, order[:free])
            self._linear.set_columns(acts[held], before[held], before[held])
            answer = self._linear.solve()
            self._linear.set_columns(acts, arrays.lower[acts], arrays.upper[acts])
            self._linear.start_from(basis)
            if answer.status == "optimal" and answer.value <= limit:
                found, values = answer.value, answer.values
                break
            free = max(1, 2 * free)
        return Nearest(
            value=found if np.isfinite(found) else best.value,
            free=min(free, len(order)),
            columns=acts,
            before=np.maximum(kept[acts], 0.0),
            after=values[acts],
        )

    def _told(self, answer: LinearAnswer) -> Estimate:
        if answer.status != "optimal":
            return Estimate(value=answer.value, bound=None, parts={})
        parts = {name: float(costs @ answer.values) for name, costs in self._parts.items()}
        prices: dict[str, list[tuple[str, float]]] = {}
        for name, first, behind in self.draft.model.blocks()["rows"]:
            for row in (
                first + np.flatnonzero(np.abs(answer.prices[first:behind]) > TINY)
            ).tolist():
                words = self.draft.model.row_name(row)
                prices.setdefault(name, []).append((words, float(answer.prices[row])))
        return Estimate(
            value=answer.value,
            bound=answer.bound,
            parts=parts,
            prices={name: tuple(found) for name, found in prices.items()},
        )


def acts_of(draft: Draft) -> IntArray:
    """The columns of all acts: what is sent, delivered and exercised."""
    found = [each[each >= 0] for each in (draft.moves, draft.deliveries, draft.units)]
    return np.concatenate(found)


def parts_of(draft: Draft, weights: Mapping[str, float]) -> dict[str, FloatArray]:
    """``[C]`` the coefficients of each objective that is weighed, by name.

    Raises:
        UnknownNameError: a weight's name is no objective.
    """
    known = {each.name: each for each in objectives()}
    found: dict[str, FloatArray] = {}
    for name in weights:
        if name not in known:
            raise UnknownNameError("objective", name, list(known))
        columns, values = known[name].terms(draft)
        dense = np.zeros(draft.model.column_count)
        np.add.at(dense, columns, values)
        found[name] = dense
    return found
