"""What a planning constraint is: one rule, said once for the solver and once for the replay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout, Masks
from materiel.planning.plan import Plan


def _narrows_nothing(layout: Layout, masks: Masks) -> None:
    """Most rules exclude no single act in advance."""
    del layout, masks


def _owns_nothing(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """Most rules need no column beside those that several share."""
    del layout, model
    return {}


def _binds_nothing(course: Course) -> list[str]:
    """Some rules never leave a reader anything to know."""
    del course
    return []


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule of the plan (DESIGN §3).

    Attributes:
        name: kebab-case, the same in findings, documents and the command line.
        formula: the rule as mathematics, in the words of ``Draft``.
        meaning: the rule as a sentence for a reader.
        add: writes its rows into a draft.
        broken: what a plan breaks, in plain integers, from the problem, the plan and its course.
        narrow: clears acts that the rule never admits, before columns exist.
        columns: columns that only this rule and objectives need, by name; ``Draft.own`` has them.
        binding: the places where a course leaves the rule no room, in words with numbers.
        rests_on: names of rules without which its columns mean nothing: where one of them is
            switched off, it is off too.
    """

    name: str
    formula: str
    meaning: str
    add: Callable[[Draft], None]
    broken: Callable[[Plan, Course], list[Finding]]
    narrow: Callable[[Layout, Masks], None] = _narrows_nothing
    columns: Callable[[Layout, Model], Mapping[str, IntArray]] = _owns_nothing
    binding: Callable[[Course], list[str]] = _binds_nothing
    rests_on: tuple[str, ...] = ()
