"""Units sent, delivered or exercised, so that a plan holds no act that nothing asks for."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    blocks = (draft.moves, draft.deliveries, draft.units)
    columns = np.concatenate([block[block >= 0] for block in blocks])
    return columns, np.ones(len(columns))


def _value(course: Course) -> Fraction:
    return Fraction(sum(each.units for each in course.decisions.acts))


OBJECTIVE = Objective(
    name="handling",
    rank=70,
    unit="units",
    formula="sum(sent + delivered + exercised units)",
    terms=_terms,
    value=_value,
    step=lambda draft: 1.0 if draft.problem.items else 0.0,
)
