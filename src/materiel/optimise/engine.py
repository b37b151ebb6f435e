"""One call of HiGHS on arrays: a status, values and a bound, or an error in our words."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Status
from materiel.optimise.model import Arrays, BoolArray, FloatArray

FEASIBLE = 1e-6
"""How far a row or a whole number may be off, in the model's own units."""
SMALL = 500
"""Up to so many columns a model with whole ones is never simplified first.

Presolve of 1.15.1 has called such models infeasible that are not, worse plans proven, values
proven that are no numbers, and has not come to an end where no limit stops it. Without it tiny
models take twice as long, which is some hundredths of a second.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a call may stop.

    Attributes:
        gap: relative gap at which the answer counts as optimal.
        absolute: the same in the objective's own units.
        threads: processor threads.
        seconds: None for no limit.
        stall: nodes without a better solution; None for no limit.
        presolve: whether the solver may simplify the model first.
        nodes: of the search for whole numbers; None for no limit.
    """

    gap: float = 0.0
    absolute: float = 0.0
    threads: int = 1
    seconds: float | None = None
    stall: int | None = None
    presolve: bool = True
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call found.

    Attributes:
        status: see ``Answer``; ``stopped`` when a limit came before any solution.
        values: ``[C]``, whole columns rounded; None without a solution.
        bound: as the solver states it, in the objective's own units; may be infinite.
        prices: ``[R]`` dual values, empty for models with whole columns.
    """

    status: Status | str
    values: FloatArray | None
    bound: float
    prices: FloatArray


def call(
    arrays: Arrays, weights: FloatArray, scale: float, limits: Limits, start: FloatArray | None
) -> Outcome:
    """Minimise ``weights @ values``.

    Args:
        arrays: the model.
        weights: ``[C]`` the objective.
        scale: what the objective is divided by inside.
        limits: when to stop.
        start: ``[C]`` a known solution.

    Raises:
        SolverError: the solver fails, or stops for a reason that is no answer.
    """
    import highspy  # noqa: PLC0415  (loading it takes longer than most commands)

    return _Call(highspy, arrays, scale, limits).run(weights, start)


def load(arrays: Arrays) -> tuple[int, int, int]:
    """Hand a model over without solving it: its columns, rows and non-zeros inside the solver."""
    import highspy  # noqa: PLC0415  (as above)

    made = _Call(highspy, arrays, 1.0, Limits())
    made.hand_over(np.zeros(len(arrays.lower)))
    solver = made.solver
    return int(solver.getNumCol()), int(solver.getNumRow()), int(solver.getNumNz())


class _Call:
    def __init__(self, highspy: Any, arrays: Arrays, scale: float, limits: Limits) -> None:
        self.highspy, self.arrays, self.scale = highspy, arrays, scale
        self.solver = highspy.Highs()
        if limits.threads != 1:
            # The scheduler is one for the whole process and keeps its first size otherwise.
            highspy.Highs.resetGlobalScheduler(True)
        options = {
            "output_flag": False,
            "threads": limits.threads,
            "random_seed": 0,
            # The root of these models costs a simplex several times what it costs an interior
            # point method; later nodes are re-solved from a basis either way.
            "mip_lp_solver": "ipx",
            "mip_rel_gap": limits.gap,
            "mip_abs_gap": max(limits.absolute / scale, 1e-9),
            "primal_feasibility_tolerance": FEASIBLE,
            "mip_feasibility_tolerance": FEASIBLE,
        }
        if limits.seconds is not None:
            options["time_limit"] = limits.seconds
        small = len(arrays.lower) <= SMALL and bool(arrays.integer.any())
        if small or not limits.presolve:
            options["presolve"] = "off"
        if limits.stall is not None:
            options["mip_max_stall_nodes"] = limits.stall
        if limits.nodes is not None:
            options["mip_max_nodes"] = limits.nodes
        for name, value in options.items():
            self.solver.setOptionValue(name, value)

    def run(self, weights: FloatArray, start: FloatArray | None) -> Outcome:
        self.hand_over(weights / self.scale)
        count = len(weights)
        if start is not None:
            self.solver.setSolution(count, np.arange(count, dtype=np.int32), start)
        status = self._status(weights)
        whole = bool(self.arrays.integer.any())
        if status in ("infeasible", "unbounded", "stopped"):
            return Outcome(status, None, -np.inf, np.zeros(0))
        values = np.array(self.solver.getSolution().col_value)
        if not np.isfinite(values).all():
            # Presolve of 1.15 has called values proven that are no numbers.
            self.solver.setOptionValue("presolve", "off")
            status = self._status(weights)
            values = np.array(self.solver.getSolution().col_value)
            if status not in ("optimal", "feasible") or not np.isfinite(values).all():
                raise SolverError("the solver's answer holds a value that is not a number")
        solution, info = self.solver.getSolution(), self.solver.getInfo()
        values[self.arrays.integer] = np.round(values[self.arrays.integer])
        if whole:
            return Outcome(status, values, info.mip_dual_bound * self.scale, np.zeros(0))
        feasible = int(self.highspy.SolutionStatus.kSolutionStatusFeasible)
        trusted = info.dual_solution_status == feasible
        bound = info.objective_function_value * self.scale if trusted else -np.inf
        return Outcome(status, values, bound, np.array(solution.row_dual) * self.scale)

    def hand_over(self, costs: FloatArray) -> None:
        """Pass the arrays to the solver.

        Raises:
            SolverError: a number is not a number, or the solver refuses the model.
        """
        arrays, kinds = self.arrays, self.highspy.HighsVarType
        refuse_strange(arrays)
        status = self.solver.passModel(
            len(arrays.lower),
            len(arrays.low),
            len(arrays.value),
            int(self.highspy.MatrixFormat.kRowwise),
            int(self.highspy.ObjSense.kMinimize),
            0.0,
            costs,
            arrays.lower,
            arrays.upper,
            arrays.low,
            arrays.high,
            arrays.start[:-1],
            arrays.index,
            arrays.value,
            np.where(arrays.integer, int(kinds.kInteger), int(kinds.kContinuous)).astype(np.int32),
        )
        if status == self.highspy.HighsStatus.kError:
            raise SolverError("the solver refused the model")

    def _status(self, weights: FloatArray) -> Status | str:
        names = self.highspy.HighsModelStatus
        found = self._optimise()
        if found in (names.kInfeasible, names.kUnboundedOrInfeasible):
            # Presolve of 1.14 and 1.15 calls some models with whole columns infeasible that are
            # not; "no" is as much of a claim as a value, and is asked again without presolve.
            self.solver.setOptionValue("presolve", "off")
            found = self._optimise()
        if found == names.kUnboundedOrInfeasible:
            # Without an objective a model is either infeasible or has a solution.
            every = np.arange(len(weights), dtype=np.int32)
            self.solver.changeColsCost(len(weights), every, np.zeros(len(weights)))
            found = names.kInfeasible if self._optimise() == names.kInfeasible else names.kUnbounded
        plain: dict[Any, Status] = {
            names.kInfeasible: "infeasible",
            names.kUnbounded: "unbounded",
            names.kOptimal: "optimal",
        }
        if found in plain:
            return plain[found]
        if found in (names.kTimeLimit, names.kIterationLimit, names.kSolutionLimit):
            feasible = int(self.highspy.SolutionStatus.kSolutionStatusFeasible)
            there = self.solver.getInfo().primal_solution_status == feasible
            return "feasible" if there else "stopped"
        words = self.solver.modelStatusToString(found)
        raise SolverError(f"the solver stopped without an answer: {words.lower()}")

    def _optimise(self) -> Any:
        if self.solver.run() == self.highspy.HighsStatus.kError:
            raise SolverError("the solver failed on the model")
        return self.solver.getModelStatus()


def refuse_strange(arrays: Arrays) -> None:
    """Raise ``SolverError`` where a bound or coefficient is not a number."""
    bounds = (arrays.lower, arrays.upper, arrays.low, arrays.high)
    if not np.isfinite(arrays.value).all() or any(np.isnan(each).any() for each in bounds):
        raise SolverError("the model holds a bound or coefficient that is not a number")


def with_row(arrays: Arrays, weights: FloatArray, limit: float) -> Arrays:
    """The model with one more row ``weights @ values <= limit``."""
    used = np.flatnonzero(weights)
    return replace(
        arrays,
        low=np.append(arrays.low, -np.inf),
        high=np.append(arrays.high, limit),
        start=np.append(arrays.start, arrays.start[-1] + len(used)).astype(np.int32),
        index=np.concatenate([arrays.index, used]).astype(np.int32),
        value=np.concatenate([arrays.value, weights[used]]),
        lazy=np.append(arrays.lazy, False),
    )


def fixed(arrays: Arrays, which: BoolArray, values: FloatArray) -> Arrays:
    """The model with the chosen columns held at the given values."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[which] = upper[which] = values[which]
    return replace(arrays, lower=lower, upper=upper)


def near(arrays: Arrays, which: BoolArray, values: FloatArray, reach: float) -> Arrays:
    """The model with the chosen columns held within ``reach`` of the given values."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[which] = np.maximum(lower[which], np.floor(values[which] + FEASIBLE) - reach)
    upper[which] = np.minimum(upper[which], np.ceil(values[which] - FEASIBLE) + reach)
    return replace(arrays, lower=lower, upper=upper)
