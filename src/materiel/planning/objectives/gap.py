"""Unit-months below the floors."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective, step_of


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    weight = np.array([float(floor.importance) for floor in draft.problem.floors])
    there = draft.gap >= 0
    return draft.gap[there], (weight[:, None] * draft.grid.lengths.astype(float))[there]


def _value(course: Course) -> Fraction:
    return Fraction(sum(each.importance * sum(course.gap(each)) for each in course.problem.floors))


OBJECTIVE = Objective(
    name="gap",
    rank=20,
    unit="unit-months",
    formula="sum(importance x gap[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: step_of(draft.problem, [f.importance for f in draft.problem.floors]),
    rules=("posture-floor", "stock-flow"),
)
