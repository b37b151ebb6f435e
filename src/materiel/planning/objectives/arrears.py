"""Unit-months in arrears: what fell due after its window and has not been made good."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.constraints.arrears import series
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    waiting = draft.own.get("arrears")
    if waiting is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    weight = np.array([float(each.importance) for each in draft.problem.arrears])
    return waiting.ravel(), (weight[:, None] * draft.grid.lengths.astype(float)).ravel()


def _value(course: Course) -> Fraction:
    pairs = zip(course.problem.arrears, series(course), strict=True)
    return Fraction(sum(each.importance * sum(units) for each, units in pairs))


OBJECTIVE = Objective(
    name="arrears",
    rank=35,
    unit="weighted unit-months",
    formula="sum(importance x arrears[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: 0.0 if draft.problem.arrears else 1.0,
    standard=lambda problem: bool(problem.arrears),
    rules=("arrears",),
)
