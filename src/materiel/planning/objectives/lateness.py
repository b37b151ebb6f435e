"""Unit-months of backfill that are open past their window."""

from fractions import Fraction
from math import lcm

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    columns = draft.late[draft.late >= 0]
    return columns, np.ones(len(columns))


def _value(course: Course) -> Fraction:
    return sum((each.late for each in course.backfills), Fraction(0))


OBJECTIVE = Objective(
    name="lateness",
    rank=3,
    unit="unit-months",
    formula="sum(late[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: 1 / lcm(1, *(each.share.denominator for each in draft.problem.obligations)),
)
