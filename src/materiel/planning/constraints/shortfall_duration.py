"""A floor is not missed for more months in a row than is permitted."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.parts import Floor
from materiel.planning.plan import Plan
from materiel.planning.words import in_words, runs


def _add(draft: Draft) -> None:
    model, months = draft.model, draft.problem.months
    for at, floor in enumerate(draft.problem.floors):
        if floor.duration is None:
            continue
        gap, short = draft.gap[at], draft.short[at]
        deepest = np.array(floor.levels, dtype=float)
        if floor.depth is not None:
            deepest = np.minimum(deepest, floor.depth)
        rows = model.add_rows("shortfall", short >= 0, high=np.zeros(months))
        model.add_terms(rows, gap)
        model.add_terms(rows, short, -deepest)
        width = floor.duration + 1
        if width > months:
            continue
        start = np.arange(months - width + 1)
        windows = model.add_rows("shortfall-duration", high=np.full(len(start), floor.duration))
        model.add_terms(windows[:, None], short[start[:, None] + np.arange(width)])


def _long(course: Course, floor: Floor) -> list[tuple[int, int]]:
    gaps = course.gap(floor)
    return runs(month for month, gap in enumerate(gaps, start=1) if gap)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for floor in course.problem.floors:
        for first, last in _long(course, floor):
            length = last - first + 1
            if floor.duration is not None and length > floor.duration:
                months = in_words(course.problem, range(first, last + 1))
                found.append(
                    Finding(
                        "shortfall-duration",
                        f"floor {floor.name}, {months}",
                        f"missed for {length} months in a row, at most {floor.duration} permitted",
                        "Send later, refill earlier, or permit a longer shortfall.",
                    )
                )
    return found


def _binding(course: Course) -> list[str]:
    return [
        f"floor {floor.name}: missed for {floor.duration} months in a row, as many as permitted, "
        f"in {in_words(course.problem, range(first, last + 1))}"
        for floor in course.problem.floors
        for first, last in _long(course, floor)
        if last - first + 1 == floor.duration
    ]


CONSTRAINT = Constraint(
    name="shortfall-duration",
    formula="gap[t] <= depth x short[t], sum(short[t..t+duration]) <= duration",
    meaning="no floor is missed for more months in a row than permitted",
    add=_add,
    broken=_broken,
    binding=_binding,
)
