"""Unit-months of backfill that are open past their window."""

from fractions import Fraction
from math import lcm

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective, step_of


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    there = draft.late >= 0
    lengths = np.broadcast_to(draft.grid.lengths, draft.late.shape)
    return draft.late[there], lengths[there].astype(float)


def _value(course: Course) -> Fraction:
    return sum((each.late for each in course.backfills), Fraction(0))


def _step(draft: Draft) -> float:
    debts = draft.problem.obligations
    return step_of(draft.problem, [1]) / lcm(1, *(each.share.denominator for each in debts))


OBJECTIVE = Objective(
    name="lateness",
    rank=30,
    unit="unit-months",
    formula="sum(late[t])",
    terms=_terms,
    value=_value,
    step=_step,
    rules=("backfill",),
)
