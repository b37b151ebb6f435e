"""Unit-months below the floors."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective


def _weights(draft: Draft) -> IntArray:
    return np.array([floor.importance for floor in draft.problem.floors], dtype=np.int64)


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    weight = np.broadcast_to(_weights(draft)[:, None], draft.gap.shape)
    there = draft.gap >= 0
    return draft.gap[there], weight[there].astype(float)


def _value(course: Course) -> Fraction:
    return Fraction(sum(each.importance * sum(course.gap(each)) for each in course.problem.floors))


OBJECTIVE = Objective(
    name="gap",
    rank=2,
    unit="unit-months",
    formula="sum(importance x gap[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: float(np.gcd.reduce(_weights(draft))),
)
