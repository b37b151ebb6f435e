"""What an objective of the plan is: a sum for the solver and the same sum over a course."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.numbers import Number, whole
from materiel.planning.problem import Problem


def _always(problem: Problem) -> bool:
    """Most objectives mean something for every problem."""
    del problem
    return True


def step_of(problem: Problem, weights: Iterable[Number]) -> float:
    """The step of sums of whole numbers with these weights; 0 where something is not whole."""
    found = list(weights)
    if not problem.whole or not whole(found):
        return 0.0
    return float(gcd(*(int(weight) for weight in found)))


@dataclass(frozen=True, slots=True)
class Objective:
    """Something to be made as small as possible (DESIGN §7.2).

    Attributes:
        name: kebab-case.
        rank: its place in the order, least first.
        unit: what it is counted in.
        formula: the sum as mathematics, in the words of ``Draft``.
        terms: columns and their coefficients, equally long and flat.
        value: the same from a course, exact.
        step: its values at whole units are whole multiples of this; 0: not known.
        standard: whether it stands in the lexicographic order of a problem; all others are
            there to be asked for by name.
        rules: names of the rules without which its columns count something else; it is made
            small only while all of them are in force.
    """

    name: str
    rank: int
    unit: str
    formula: str
    terms: Callable[[Draft], tuple[IntArray, FloatArray]]
    value: Callable[[Course], Fraction]
    step: Callable[[Draft], float]
    standard: Callable[[Problem], bool] = _always
    rules: tuple[str, ...] = ()
