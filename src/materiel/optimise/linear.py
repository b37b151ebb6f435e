"""A linear model that stays in the solver: solved once from nothing, then again from its basis.

The interior point method is asked for by name and followed by one crossover: at scale the
solver's own choice does not end, while from a basis the simplex method needs a few steps
(planning.md A4, A7). The bound is our own, see ``certificate``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Status
from materiel.optimise.certificate import proven
from materiel.optimise.engine import refuse_strange
from materiel.optimise.model import Arrays, FloatArray, IntArray
from materiel.optimise.solver import check, scale_of

PARALLEL = 1 << 13
"""Presolve's rule for parallel rows: without a crossover it gives wrong prices back (1.15.1)."""


@dataclass(frozen=True, slots=True)
class LinearAnswer:
    """The optimum of a linear model.

    Attributes:
        status: ``optimal``, ``infeasible`` or ``unbounded``.
        value: the objective; infinite without a solution.
        bound: no lower value is possible; None when the prices prove none.
        values: ``[C]``.
        prices: ``[R]`` what one unit more on a row's right side changes the value by.
        steps: iterations of the simplex method, the crossover's included.
    """

    status: Status
    value: float
    bound: float | None
    values: FloatArray
    prices: FloatArray
    steps: int

    @property
    def gap(self) -> float | None:
        """``(value - bound) / max(|value|, 1)``; None without a bound."""
        if self.bound is None:
            return None
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1.0)


class Linear:
    """One model and one objective inside the solver.

    Args:
        arrays: the model; whole columns are taken as divisible.
        costs: ``[C]`` what is made small.
        threads: of the solver.
        crossover: whether a basis is asked for; without one nothing can be solved again soon,
            and the prices are those of an interior point.
        reach: ``[C]`` ends of the columns for the proof of the bound (see ``certificate``).
        tolerance: at which relative gap the interior point method stops.

    Raises:
        SolverError: a number is not a number, or the solver refuses the model.
    """

    def __init__(
        self,
        arrays: Arrays,
        costs: FloatArray,
        *,
        threads: int = 1,
        crossover: bool = True,
        tolerance: float = 1e-8,
        reach: FloatArray | None = None,
    ) -> None:
        import highspy  # noqa: PLC0415  (loading it takes longer than most commands)

        refuse_strange(arrays)
        self._highspy: Any = highspy
        self._arrays = arrays
        self._lower, self._upper = arrays.lower.copy(), arrays.upper.copy()
        self._low, self._high = arrays.low.copy(), arrays.high.copy()
        self._costs = costs.astype(np.float64)
        self._scale = scale_of(costs)
        self._solver = self._highspy.Highs()
        options: dict[str, Any] = {
            "output_flag": False,
            "threads": threads,
            "solver": "ipx",
            "run_crossover": "on" if crossover else "off",
            "presolve_rule_off": 0 if crossover else PARALLEL,
            "ipm_optimality_tolerance": tolerance,
        }
        for name, value in options.items():
            self._solver.setOptionValue(name, value)
        self._warm = False
        self._crossover, self._reach = crossover, reach
        status = self._solver.passModel(
            len(arrays.lower),
            len(arrays.low),
            len(arrays.value),
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            self._costs / self._scale,
            self._lower,
            self._upper,
            self._low,
            self._high,
            arrays.start[:-1],
            arrays.index,
            arrays.value,
            np.zeros(len(arrays.lower), dtype=np.int32),
        )
        if status == highspy.HighsStatus.kError:
            raise SolverError("the solver refused the model")

    @property
    def arrays(self) -> Arrays:
        """The model as it stands after all changes."""
        a = self._arrays
        return Arrays(
            self._lower, self._upper, np.zeros_like(a.integer), np.zeros_like(a.coarse),
            self._low, self._high, a.start, a.index, a.value, a.lazy,
        )  # fmt: skip

    def set_columns(self, columns: IntArray, lower: ArrayLike, upper: ArrayLike) -> None:
        """New bounds of some columns."""
        self._lower[columns], self._upper[columns] = lower, upper
        self._solver.changeColsBounds(
            len(columns), columns.astype(np.int32), self._lower[columns], self._upper[columns]
        )

    def set_rows(self, rows: IntArray, low: ArrayLike, high: ArrayLike) -> None:
        """New bounds of some rows."""
        self._low[rows], self._high[rows] = low, high
        for row in rows.tolist():
            self._solver.changeRowBounds(row, self._low[row], self._high[row])

    def set_costs(self, columns: IntArray, costs: ArrayLike) -> None:
        """New costs of some columns."""
        self._costs[columns] = costs
        self._solver.changeColsCost(
            len(columns), columns.astype(np.int32), self._costs[columns] / self._scale
        )

    def basis(self) -> Any:
        """Where the simplex method stands now, for ``start_from``."""
        return self._solver.getBasis()

    def start_from(self, basis: Any) -> None:
        """Let the next answer start where another one ended, whatever was solved in between."""
        self._solver.clearSolver()  # what it remembers of other answers would show in the digits
        self._solver.setBasis(basis)

    def solve(self) -> LinearAnswer:
        """The optimum as the model stands; from the last basis where there is one.

        Raises:
            SolverError: the solver gives no answer, or one that breaks a row.
        """
        names = self._highspy.HighsModelStatus
        if self._solver.run() == self._highspy.HighsStatus.kError:
            raise SolverError("the solver failed on the model")
        found = self._solver.getModelStatus()
        if found in (names.kInfeasible, names.kUnboundedOrInfeasible):
            self._solver.setOptionValue("presolve", "off")
            self._solver.setOptionValue("solver", "simplex")
            self._solver.run()
            found = self._solver.getModelStatus()
        info = self._solver.getInfo()
        steps = max(info.crossover_iteration_count, 0) + max(info.simplex_iteration_count, 0)
        nothing = np.zeros(0)
        if found == names.kInfeasible:
            self._keep_basis()
            return LinearAnswer("infeasible", np.inf, None, nothing, nothing, steps)
        if found == names.kUnbounded:
            return LinearAnswer("unbounded", -np.inf, None, nothing, nothing, steps)
        if found not in (names.kOptimal, names.kUnknown):
            words = self._solver.modelStatusToString(found)
            raise SolverError(f"the solver stopped without an answer: {words.lower()}")
        solution = self._solver.getSolution()
        values = np.clip(np.array(solution.col_value), self._lower, self._upper)
        prices = np.array(solution.row_dual) * self._scale
        arrays = self.arrays
        check(arrays, values)
        bound = proven(arrays, self._costs, prices, self._reach)
        value = float(self._costs @ values)
        if bound is not None and bound > value + 1e-6 * max(abs(value), 1.0):
            bound = None  # it contradicts a solution that we checked
        if self._crossover:
            self._keep_basis()
        return LinearAnswer("optimal", value, bound, values, prices, steps)

    def _keep_basis(self) -> None:
        """From now on the simplex method starts from the basis that is there."""
        if not self._warm:
            self._solver.setOptionValue("solver", "simplex")
            self._solver.setOptionValue("presolve", "off")
            self._warm = True
