"""Unit-months of requirements that stay unmet, weighted by priority."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective


def _weights(draft: Draft) -> IntArray:
    problem = draft.problem
    weights = [problem.priority_weight(each) for each in problem.requirements]
    return np.array(weights, dtype=np.int64)


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    weight = np.broadcast_to(_weights(draft)[:, None], draft.unmet.shape)
    there = draft.unmet >= 0
    return draft.unmet[there], weight[there].astype(float)


def _value(course: Course) -> Fraction:
    problem = course.problem
    return Fraction(
        sum(
            problem.priority_weight(each) * sum(course.unmet[each.name])
            for each in problem.requirements
        )
    )


OBJECTIVE = Objective(
    name="unmet",
    rank=1,
    unit="weighted unit-months",
    formula="sum(priority weight x importance x unmet[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: float(np.gcd.reduce(_weights(draft))),
)
