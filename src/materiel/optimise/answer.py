"""What the solver is asked, stage by stage, and what it answered with which proof."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from materiel.optimise.model import FloatArray, IntArray

Status = Literal["optimal", "feasible", "infeasible", "unbounded"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective, to be made as small as possible while all earlier ones keep their value.

    Attributes:
        name: kebab-case name.
        columns: ``[K]`` columns with a coefficient; one may repeat, its coefficients add up.
        values: ``[K]`` coefficients.
        absolute: by how much later stages may worsen this one.
        relative: the same as a share of its value; the larger of the two counts.
        step: the objective takes only whole multiples of this (0: not known); a bound is
            then lifted to the next multiple.
    """

    name: str
    columns: IntArray
    values: FloatArray
    absolute: float = 0.0
    relative: float = 0.0
    step: float = 0.0

    def dense(self, column_count: int) -> FloatArray:
        """``[C]`` one coefficient for each column of the model."""
        dense = np.zeros(column_count)
        np.add.at(dense, self.columns, self.values)
        return dense


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """What one stage reached.

    Attributes:
        name: the stage.
        value: its value at the final values of the columns.
        bound: no value below it is possible while the earlier stages keep theirs; None when
            the solver's bound cannot be trusted.
        gap: ``(value - bound) / max(|value|, 1)``; None without a bound.
    """

    name: str
    value: float
    bound: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The solver's answer.

    Attributes:
        status: ``optimal`` (within the asked gap), ``feasible`` (a limit ended the search),
            ``infeasible`` or ``unbounded``.
        values: ``[C]`` value of each column, integer ones rounded; empty without a solution.
        stages: one per stage, in order; empty without a solution.
        prices: ``[R]`` dual value of each row in the last stage's own units; empty unless the
            model is without integers and the solver was run.
    """

    status: Status
    values: NDArray[np.float64]
    stages: tuple[StageAnswer, ...]
    prices: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def objective(self) -> float | None:
        """The value of the last stage."""
        return self.stages[-1].value if self.stages else None

    @property
    def bound(self) -> float | None:
        """The bound of the last stage."""
        return self.stages[-1].bound if self.stages else None

    @property
    def gap(self) -> float | None:
        """The largest gap of all stages; None when one of them has no trusted bound."""
        gaps = [stage.gap for stage in self.stages]
        known = [gap for gap in gaps if gap is not None]
        return max(known) if known and len(known) == len(gaps) else None


def weighted(name: str, stages: Sequence[Stage], weights: Sequence[float]) -> Stage:
    """Several objectives as one: the sum of weight times objective."""
    return Stage(
        name,
        np.concatenate([stage.columns for stage in stages]),
        np.concatenate(
            [stage.values * weight for stage, weight in zip(stages, weights, strict=True)]
        ),
    )
