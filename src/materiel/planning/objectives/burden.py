"""Minor units by which parties are short of their share under the burden keys."""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective
from materiel.planning.spending import short_of_key


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    short = draft.own.get("key-short")
    if short is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return short, np.full(len(short), draft.layout.coin)


def _value(course: Course) -> Fraction:
    return sum((short_of_key(course, key) for key in course.problem.keys), Fraction(0))


OBJECTIVE = Objective(
    name="burden",
    rank=40,
    unit="minor units",
    formula="sum(short of the key)",
    terms=_terms,
    value=_value,
    step=lambda draft: 0.0 if draft.problem.keys else 1.0,
    standard=lambda problem: bool(problem.keys),
    rules=("burden-key",),
)
