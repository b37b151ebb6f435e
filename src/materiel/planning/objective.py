"""What an objective of the plan is: a sum for the solver and the same sum over a course."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft


@dataclass(frozen=True, slots=True)
class Objective:
    """Something to be made as small as possible (DESIGN §7.2).

    Attributes:
        name: kebab-case.
        rank: its place in the order; 1 is first.
        unit: what it is counted in.
        formula: the sum as mathematics, in the words of ``Draft``.
        terms: columns and their coefficients, equally long and flat.
        value: the same from a course, exact.
        step: its values at whole units are whole multiples of this; 0: not known.
    """

    name: str
    rank: int
    unit: str
    formula: str
    terms: Callable[[Draft], tuple[IntArray, FloatArray]]
    value: Callable[[Course], Fraction]
    step: Callable[[Draft], float]
