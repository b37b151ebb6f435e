"""Stage after stage, each proven and each checked again here; HiGHS is called by ``engine``.

Large counts make a model hard for branch and bound alone, so a stage is searched in three steps:
fractions of the large counts first (which gives a bound), then whole numbers beside them (which
gives a solution), then, if the two are still apart, the whole model from that solution.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from materiel.kernel.errors import SolverError
from materiel.optimise.answer import Answer, Stage, StageAnswer, Status
from materiel.optimise.blocks import apart, separable
from materiel.optimise.engine import (
    FEASIBLE,
    Limits,
    Outcome,
    call,
    fixed,
    near,
    refuse_strange,
    with_row,
)
from materiel.optimise.memory import Memory
from materiel.optimise.model import Arrays, FloatArray, Model, everywhere

TRUSTED = 1e-5
"""How far our own check lets a row be off, relative to the size of its terms."""
WIDEST = 1e4
"""Coefficients of an objective are kept whole while their ratio stays below this."""
STALL = 200
"""Nodes without a better solution after which a step that only looks for one gives up."""


def solve(
    model: Model,
    stages: Sequence[Stage],
    *,
    gap: float = 1e-4,
    threads: int = 1,
    start: FloatArray | None = None,
    time_limit: float | None = None,
    memory: Memory | None = None,
    presolve: bool = True,
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
        time_limit: seconds for each step; with it results may depend on the machine.
        memory: answers of earlier calls, by the whole content of a block; it grows by this one.
        presolve: whether the solver may simplify models first; without, it is slower and has
            been right where it was wrong.

    Raises:
        SolverError: the solver stopped without an answer, or its answer fails our check.
    """
    canary()
    arrays, limits = model.arrays(), Limits(gap, 0.0, threads, time_limit, presolve=presolve)
    refuse_strange(arrays)

    def one(part: Arrays, its: Sequence[Stage], known: FloatArray | None) -> Answer:
        if memory is None:
            return _lexicographic(part, its, limits, known)
        return memory.recall((part, its, limits), lambda: _lexicographic(part, its, limits, known))

    if not separable(arrays, stages):
        return one(arrays, stages, start)
    answer = apart(arrays, stages, start, one)
    if answer.stages:
        check(arrays, answer.values)
    return answer


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
    outcome = call(model.arrays(), np.array([2.0, 3.0]), 1.0, Limits(), None)
    found = None if outcome.values is None else float(np.array([2.0, 3.0]) @ outcome.values)
    if found is None or abs(found - 9.0) > FEASIBLE:
        raise SolverError(
            f"the solver answers {found} to a model whose optimum is 9; "
            "install highspy 1.15.1 or later"
        )


def _lexicographic(
    arrays: Arrays, stages: Sequence[Stage], limits: Limits, start: FloatArray | None
) -> Answer:
    whole, values = arrays, start
    bounds = list[float | None]()
    overall: Status = "optimal"
    prices: FloatArray = np.zeros(0)
    for stage in stages:
        found = _Search(arrays, stage, limits).run(values)
        if found.values is None:
            if found.status == "stopped":
                raise SolverError("the solver found no solution within its time limit")
            return Answer(_status(found.status), np.zeros(0), ())
        values, prices = found.values, found.prices
        if found.status == "feasible":
            overall = "feasible"
        bounds.append(found.bound if np.isfinite(found.bound) else None)
        arrays = _keep(arrays, stage, values)
    assert values is not None, "at least one stage"
    check(whole, values)
    reports = [_report(stage, values, bound) for stage, bound in zip(stages, bounds, strict=True)]
    return Answer(overall, values, tuple(reports), prices[: len(whole.low)])


def _status(status: Status | str) -> Status:
    return "infeasible" if status == "infeasible" else "unbounded"


def _keep(arrays: Arrays, stage: Stage, values: FloatArray) -> Arrays:
    """A row that keeps later stages from spoiling this one.

    Where values lie on steps the limit is set between two of them, out of reach of rounding.
    """
    weights = stage.dense(len(values))
    value = on_step(float(weights @ values), stage.step)
    scale = scale_of(weights)
    limit = value + max(stage.absolute, stage.relative * abs(value))
    if stage.step:
        limit = (np.floor(limit / stage.step + FEASIBLE) + 0.5) * stage.step
    else:
        limit += 5 * FEASIBLE * max(scale, abs(value))
    return with_row(arrays, weights / scale, limit / scale)


def _report(stage: Stage, values: FloatArray, bound: float | None) -> StageAnswer:
    value = on_step(float(stage.dense(len(values)) @ values), stage.step)
    gap = None if bound is None else max(0.0, value - bound) / max(abs(value), 1.0)
    return StageAnswer(stage.name, value, bound, gap)


@dataclass
class _Search:
    """One stage on a model that already keeps the earlier ones."""

    arrays: Arrays
    stage: Stage
    limits: Limits

    def __post_init__(self) -> None:
        self.weights = self.stage.dense(len(self.arrays.lower))
        self.scale = scale_of(self.weights)
        # Two solutions whose values differ by less than one step have the same value.
        self.limits = replace(self.limits, absolute=0.9 * self.stage.step)
        self.least = _least(self.arrays, self.weights)
        self.best: FloatArray | None = None
        self.bound = self.least
        self.status: Status | str = "optimal"

    def run(self, start: FloatArray | None) -> Outcome:
        """The best solution found, the best bound proven; prices of a linear model."""
        self._offer(start)
        coarse, binary = self.arrays.coarse, self.arrays.integer & (self.arrays.upper <= 1)
        if self._done():
            return self._outcome(np.zeros(0))
        if coarse.any():
            loose = replace(self.arrays, integer=self.arrays.integer & ~coarse)
            if self.best is not None and binary.any():
                # Cheap: what the earlier stage chose, with everything else free again.
                self._beside(self._call(fixed(loose, binary, self.best), self.limits, self.best))
            if not self._done():
                relaxed = self._call(loose, self.limits, self.best)
                if relaxed.status in ("infeasible", "unbounded"):
                    return relaxed
                self._raise_bound(relaxed)
                self._beside(relaxed)
            if self._done():
                return self._outcome(np.zeros(0))
        last = self._call(self.arrays, self.limits, self.best)
        if last.status in ("infeasible", "unbounded") and self.best is None:
            return last
        self.status = last.status if last.status in ("optimal", "feasible") else "feasible"
        self._offer(last.values)
        self._raise_bound(last)
        if self._done():
            self.status = "optimal"
        return self._outcome(last.prices)

    def _call(self, arrays: Arrays, limits: Limits, start: FloatArray | None) -> Outcome:
        return call(arrays, self.weights, self.scale, limits, start)

    def _beside(self, loose: Outcome) -> None:
        """Whole numbers beside a solution in fractions of the large counts."""
        if loose.values is None:
            return
        arrays, coarse = self.arrays, self.arrays.coarse
        held = fixed(arrays, arrays.integer & ~coarse, loose.values)
        for reach in (0.0, 1.0):
            limits = replace(self.limits, stall=STALL)
            found = self._call(near(held, coarse, loose.values, reach), limits, None)
            if found.values is not None:
                self._offer(found.values)
            if self._done():
                return

    def _value(self, values: FloatArray) -> float:
        return float(self.weights @ values)

    def _offer(self, values: FloatArray | None) -> None:
        if values is not None and (
            self.best is None or self._value(values) < self._value(self.best)
        ):
            self.best = values

    def _raise_bound(self, outcome: Outcome) -> None:
        if outcome.status in ("optimal", "feasible") and np.isfinite(outcome.bound):
            slack = FEASIBLE * max(self.scale, abs(outcome.bound))
            step = self.stage.step
            bound = lifted(outcome.bound - slack, step) if step else outcome.bound
            self.bound = max(self.bound, bound)

    def _done(self) -> bool:
        if self.best is None:
            return False
        value = self._value(self.best)
        room = max(self.limits.gap * abs(value), 0.9 * self.stage.step, FEASIBLE * self.scale)
        return value - self.bound <= room

    def _outcome(self, prices: FloatArray) -> Outcome:
        """A bound above a known solution is wrong, and then no bound is stated."""
        assert self.best is not None, "a stage without a solution returns earlier"
        value = on_step(self._value(self.best), self.stage.step)
        slack = 2 * FEASIBLE * max(self.scale, abs(value))
        trusted = self.bound <= value + slack
        bound = min(self.bound, value) + 0.0 if trusted else np.inf
        return Outcome(self.status, self.best, bound, prices)


def check(arrays: Arrays, values: FloatArray) -> None:
    """Our own look at an answer: no row and no bound is off by more than rounding.

    Raises:
        SolverError: one is.
    """
    terms = arrays.value * values[arrays.index]
    count = len(arrays.low)
    row = np.repeat(np.arange(count), np.diff(arrays.start))
    sums = np.bincount(row, weights=terms, minlength=count)
    size = 1.0 + np.bincount(row, weights=np.abs(terms), minlength=count)
    off = np.maximum(arrays.low - sums, sums - arrays.high) / size
    out = np.maximum(arrays.lower - values, values - arrays.upper)
    worst = max(off.max(initial=0.0), out.max(initial=0.0))
    if not worst <= TRUSTED:  # not a number is no answer either
        raise SolverError(f"the solver's answer breaks a row of the model by {worst:.2g}")


def _least(arrays: Arrays, weights: FloatArray) -> float:
    """The least value that the bounds of the columns allow."""
    used = np.flatnonzero(weights)
    at = np.where(weights[used] > 0, arrays.lower[used], arrays.upper[used])
    return float(weights[used] @ at) if np.isfinite(at).all() else -np.inf


def scale_of(weights: FloatArray) -> float:
    """A divisor that makes the largest coefficient, or the smallest when all are near, 1."""
    sizes = np.abs(weights[weights != 0])
    if not len(sizes):
        return 1.0
    return float(sizes.min() if sizes.max() <= WIDEST * sizes.min() else sizes.max())


def on_step(value: float, step: float) -> float:
    """The multiple of the step next to a value; the value itself without a step."""
    return round(value / step) * step if step else value


def lifted(bound: float, step: float) -> float:
    """The least multiple of the step that is not below the bound."""
    return float(np.ceil(bound / step - FEASIBLE) * step)
