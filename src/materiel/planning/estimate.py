"""What a problem is worth at scale, its units divided: value, proven bound, prices of its rules.

An estimate is no plan: nobody hands over a third of a launcher. It says how much is possible,
with a proof, in a fraction of the time, and again within seconds after a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from materiel.kernel.errors import UnknownNameError
from materiel.optimise.linear import Linear, LinearAnswer
from materiel.optimise.model import FloatArray
from materiel.planning.constraint import Constraint
from materiel.planning.draft import Draft
from materiel.planning.formulation import admitted, constraints, formulate, objectives
from materiel.planning.grid import Grid
from materiel.planning.problem import Problem
from materiel.planning.reach import reach

TINY = 1e-9
"""Prices nearer to zero than this are rounding."""


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
        return self._told(self._linear.solve())

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
            self._linear = self._fresh()
            return False
        columns = np.flatnonzero((arrays.lower != old.lower) | (arrays.upper != old.upper))
        self._linear.set_columns(columns, arrays.lower[columns], arrays.upper[columns])
        rows = np.flatnonzero((arrays.low != old.low) | (arrays.high != old.high))
        self._linear.set_rows(rows, arrays.low[rows], arrays.high[rows])
        every = np.arange(len(costs))
        self._linear.set_costs(every, costs)
        return True

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
