"""Unit-months of requirements that stay unmet, weighted by priority."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.numbers import Number
from materiel.planning.objective import Objective, step_of


def _weights(draft: Draft) -> list[Number]:
    problem = draft.problem
    return [problem.priority_weight(each) for each in problem.requirements]


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    weight = np.array(_weights(draft), dtype=float)
    there = draft.unmet >= 0
    return draft.unmet[there], (weight[:, None] * draft.grid.lengths.astype(float))[there]


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
    rank=10,
    unit="weighted unit-months",
    formula="sum(priority weight x importance x unmet[t])",
    terms=_terms,
    value=_value,
    step=lambda draft: step_of(draft.problem, _weights(draft)),
    rules=("need",),
)
