"""The one place that calls HiGHS: stage after stage, each proven, each checked again here.

HiGHS (Huangfu and Hall, 2018) is loaded on the first call. Before the first answer it must
solve a small model that one of its releases got wrong; see ``canary``.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Answer, Stage, StageAnswer, Status
from materiel.optimise.model import Arrays, FloatArray, Model, everywhere

FEASIBLE = 1e-6
"""How far a row or a whole number may be off, in the model's own units."""
TRUSTED = 1e-5
"""How far our own check lets a row be off, relative to the size of its terms."""
WIDEST = 1e4
"""Coefficients of an objective are kept whole while their ratio stays below this."""


def solve(
    model: Model,
    stages: Sequence[Stage],
    *,
    gap: float = 1e-4,
    threads: int = 1,
    start: FloatArray | None = None,
    time_limit: float | None = None,
) -> Answer:
    """Minimise the stages in order; each later one keeps what the earlier ones reached.

    Each stage's objective is scaled on its own, and the best solution of one stage starts
    the next.

    Args:
        model: the rows and columns.
        stages: at least one objective, most important first.
        gap: relative gap at which a stage counts as solved.
        threads: processor threads; results are repeatable with one.
        start: ``[C]`` a known solution, if there is one.
        time_limit: seconds for each stage; with it results may depend on the machine.

    Raises:
        SolverError: the solver stopped without an answer, or its answer fails our check.
    """
    canary()
    arrays = model.arrays()
    return _Run(arrays, gap, threads, time_limit).lexicographic(stages, start)


@cache
def canary() -> None:
    """Refuse a solver that gives a wrong optimum on a model of two columns.

    ``min 2x + 3z, x + z >= 4.5, 0 <= x, z <= 10, z whole`` is 9 (x = 4.5); HiGHS 1.14.0
    answers 15.

    Raises:
        SolverError: it does.
    """
    model = Model()
    columns = model.add_columns(
        "canary", everywhere(2), upper=10.0, integer=np.array([False, True])
    )
    model.add_terms(model.add_rows("canary", low=4.5), columns)
    stage = Stage("canary", columns, np.array([2.0, 3.0]))
    answer = _Run(model.arrays(), 0.0, 1, None).lexicographic([stage], None)
    if answer.objective is None or abs(answer.objective - 9.0) > FEASIBLE:
        raise SolverError(
            f"the solver answers {answer.objective} to a model whose optimum is 9; "
            "install highspy 1.15.1 or later"
        )


class _Run:
    """One HiGHS instance over one model, from the first stage to the last."""

    def __init__(self, arrays: Arrays, gap: float, threads: int, time_limit: float | None) -> None:
        import highspy  # noqa: PLC0415  (loading it takes longer than most commands)

        # The package ships without types for most of what is used here.
        self.highspy: Any = highspy
        self.arrays = arrays
        self.row = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
        self.prices: FloatArray = np.zeros(0)
        self.solver = self.highspy.Highs()
        if threads != 1:
            # The scheduler is one for the whole process and keeps its first size otherwise.
            self.highspy.Highs.resetGlobalScheduler(True)
        self.options = {
            "output_flag": False,
            "threads": threads,
            "random_seed": 0,
            "mip_rel_gap": gap,
            "primal_feasibility_tolerance": FEASIBLE,
            "mip_feasibility_tolerance": FEASIBLE,
        }
        if time_limit is not None:
            self.options["time_limit"] = time_limit
        for name, value in self.options.items():
            self.solver.setOptionValue(name, value)
        self._pass()

    def _pass(self) -> None:
        arrays, kinds = self.arrays, self.highspy.HighsVarType
        count = len(arrays.lower)
        bounds = (arrays.lower, arrays.upper, arrays.low, arrays.high)
        if not np.isfinite(arrays.value).all() or any(np.isnan(each).any() for each in bounds):
            raise SolverError("the model holds a bound or coefficient that is not a number")
        status = self.solver.passModel(
            count,
            len(arrays.low),
            len(arrays.value),
            int(self.highspy.MatrixFormat.kRowwise),
            int(self.highspy.ObjSense.kMinimize),
            0.0,
            np.zeros(count),
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

    def lexicographic(self, stages: Sequence[Stage], start: FloatArray | None) -> Answer:
        """All stages in order."""
        values, bounds = start, list[float | None]()
        overall: Status = "optimal"
        for stage in stages:
            weights = stage.dense(len(self.arrays.lower))
            status, values, bound = self._stage(stage, weights, values)
            if values is None:
                return Answer(status, np.zeros(0), ())
            if status == "feasible":
                overall = "feasible"
            bounds.append(bound)
            self._keep(stage, weights, _on_step(float(weights @ values), stage.step))
        assert values is not None, "at least one stage"
        self._check(values)
        return Answer(overall, values, tuple(self._report(stages, values, bounds)), self.prices)

    def _stage(
        self, stage: Stage, weights: FloatArray, start: FloatArray | None
    ) -> tuple[Status, FloatArray | None, float | None]:
        least = self._trivial(weights)
        if start is not None and weights @ start <= least + FEASIBLE:
            self._check(start)
            return "optimal", start, least
        scale = _scale(weights)
        count = len(weights)
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), weights / scale)
        # Two solutions whose values differ by less than one step have the same value.
        self.solver.setOptionValue("mip_abs_gap", max(0.9 * stage.step / scale, 1e-9))
        if start is not None:
            self.solver.setSolution(count, np.arange(count, dtype=np.int32), start)
        status = self._run()
        if status in ("infeasible", "unbounded"):
            return status, None, None
        solution = self.solver.getSolution()
        values = np.array(solution.col_value)
        if not self.arrays.integer.any():
            self.prices = np.array(solution.row_dual)[: len(self.arrays.low)] * scale
        values[self.arrays.integer] = np.round(values[self.arrays.integer])
        if start is not None and weights @ start < weights @ values - FEASIBLE * scale:
            values = start
        return status, values, self._bound(weights, values, scale, stage.step)

    def _run(self) -> Status:
        found = self._optimise()
        names = self.highspy.HighsModelStatus
        if found == names.kUnboundedOrInfeasible:
            # Without an objective a model is either infeasible or has a solution.
            costs = np.array(self.solver.getLp().col_cost_)
            every = np.arange(len(costs), dtype=np.int32)
            self.solver.changeColsCost(len(costs), every, np.zeros(len(costs)))
            found = names.kInfeasible if self._optimise() == names.kInfeasible else names.kUnbounded
        if found == names.kInfeasible:
            return "infeasible"
        if found == names.kUnbounded:
            return "unbounded"
        if found == names.kOptimal:
            return "optimal"
        limits = (names.kTimeLimit, names.kIterationLimit, names.kSolutionLimit)
        feasible = int(self.highspy.SolutionStatus.kSolutionStatusFeasible)
        if found in limits and self.solver.getInfo().primal_solution_status == feasible:
            return "feasible"
        words = self.solver.modelStatusToString(found)
        raise SolverError(f"the solver stopped without an answer: {words.lower()}")

    def _optimise(self) -> Any:
        if self.solver.run() == self.highspy.HighsStatus.kError:
            raise SolverError("the solver failed on the model")
        return self.solver.getModelStatus()

    def _trivial(self, weights: FloatArray) -> float:
        """The least value that the bounds of the columns allow."""
        used = np.flatnonzero(weights)
        at = np.where(weights[used] > 0, self.arrays.lower[used], self.arrays.upper[used])
        return float(weights[used] @ at) if np.isfinite(at).all() else -np.inf

    def _bound(
        self, weights: FloatArray, values: FloatArray, scale: float, step: float
    ) -> float | None:
        info = self.solver.getInfo()
        if self.arrays.integer.any():
            bound = info.mip_dual_bound * scale
        else:
            dual = int(self.highspy.SolutionStatus.kSolutionStatusFeasible)
            trusted = info.dual_solution_status == dual
            bound = info.objective_function_value * scale if trusted else np.inf
        value = float(weights @ values)
        slack = FEASIBLE * max(scale, abs(value))
        bound = max(bound, self._trivial(weights))
        if not np.isfinite(bound) or bound > value + slack:
            return None
        bound = _lifted(bound - slack, step) if step else bound
        return min(bound, value) + 0.0  # never minus zero

    def _keep(self, stage: Stage, weights: FloatArray, value: float) -> None:
        """A row that keeps later stages from spoiling this one."""
        scale = _scale(weights)
        room = max(stage.absolute, stage.relative * abs(value))
        limit = (value + room) / scale + FEASIBLE
        used = np.flatnonzero(weights).astype(np.int32)
        self.solver.addRow(-np.inf, limit, len(used), used, weights[used] / scale)

    def _check(self, values: FloatArray) -> None:
        """Our own look at the answer: no row and no bound is off by more than rounding."""
        arrays = self.arrays
        terms = arrays.value * values[arrays.index]
        count = len(arrays.low)
        sums = np.bincount(self.row, weights=terms, minlength=count)
        size = 1.0 + np.bincount(self.row, weights=np.abs(terms), minlength=count)
        off = np.maximum(arrays.low - sums, sums - arrays.high) / size
        out = np.maximum(arrays.lower - values, values - arrays.upper)
        worst = max(off.max(initial=0.0), out.max(initial=0.0))
        if not worst <= TRUSTED:  # not a number is no answer either
            raise SolverError(f"the solver's answer breaks a row of the model by {worst:.2g}")

    def _report(
        self, stages: Sequence[Stage], values: FloatArray, bounds: Sequence[float | None]
    ) -> list[StageAnswer]:
        found = []
        for stage, bound in zip(stages, bounds, strict=True):
            value = _on_step(float(stage.dense(len(values)) @ values), stage.step)
            gap = None if bound is None else max(0.0, value - bound) / max(abs(value), 1.0)
            found.append(StageAnswer(stage.name, value, bound, gap))
        return found


def _scale(weights: FloatArray) -> float:
    """A divisor that makes the largest coefficient, or the smallest when all are near, 1."""
    sizes = np.abs(weights[weights != 0])
    if not len(sizes):
        return 1.0
    return float(sizes.min() if sizes.max() <= WIDEST * sizes.min() else sizes.max())


def _on_step(value: float, step: float) -> float:
    return round(value / step) * step if step else value


def _lifted(bound: float, step: float) -> float:
    """The least multiple of the step that is not below the bound."""
    return float(np.ceil(bound / step - FEASIBLE) * step)
