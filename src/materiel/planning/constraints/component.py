"""Lines that share a component use no more of it in a month than there is."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.numbers import Number
from materiel.planning.parts import Component
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, model = draft.layout, draft.model
    for component in draft.problem.components:
        uses = dict(component.uses)
        taken = np.array([uses.get(way.contract.item, 0) for way in layout.ways], dtype=float)
        ways = np.flatnonzero(taken)
        capacity = draft.grid.total(np.array(component.capacity, dtype=float))
        rows = model.add_rows("component", high=capacity)
        model.add_terms(rows[None], draft.deliveries[ways], taken[ways, None])


def _used(course: Course, component: Component) -> list[Number]:
    uses = dict(component.uses)
    used: list[Number] = [0] * course.problem.months
    for each in course.decisions.deliveries:
        if 1 <= each.month <= course.problem.months:
            used[each.month - 1] += uses.get(each.item, 0) * each.units
    return used


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for component in course.problem.components:
        pairs = zip(_used(course, component), component.capacity, strict=True)
        for month, (used, capacity) in enumerate(pairs, start=1):
            if used > capacity:
                where = f"component {component.name}, {course.problem.month_name(month)}"
                told = f"{used} used, {capacity} there"
                found.append(Finding("component", where, told, "Deliver later."))
    return found


def _binding(course: Course) -> list[str]:
    found = []
    for component in course.problem.components:
        least = min((amount for _, amount in component.uses), default=0)
        pairs = zip(_used(course, component), component.capacity, strict=True)
        full = [
            month
            for month, (used, capacity) in enumerate(pairs, start=1)
            if used and capacity - used < least
        ]
        if full:
            months = in_words(course.problem, full)
            found.append(f"component {component.name}: none left for one more unit in {months}")
    return found


CONSTRAINT = Constraint(
    name="component",
    formula="sum(use x delivered[t]) <= capacity[t]",
    meaning="a shared component is not used more than there is",
    add=_add,
    broken=_broken,
    binding=_binding,
)
