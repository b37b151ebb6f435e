"""A production line builds no more in a month than its capacity."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    capacity = np.array([line.capacity for line in problem.lines], dtype=float)
    capacity = draft.grid.total(capacity.reshape(-1, problem.months))
    rows = model.add_rows("line-capacity", high=capacity)
    place = {line.name: at for at, line in enumerate(problem.lines)}
    line_at = np.array([place.get(way.contract.line, -1) for way in layout.ways], dtype=np.int64)
    work = np.array([way.contract.work for way in layout.ways], dtype=float)
    model.add_terms(pick(rows, line_at), draft.deliveries, work[:, None])


def _used(course: Course) -> dict[str, list[Number]]:
    contracts = {each.name: each for each in course.problem.contracts}
    months = course.problem.months
    used: dict[str, list[Number]] = {line.name: [0] * months for line in course.problem.lines}
    for each in course.decisions.deliveries:
        contract = contracts.get(each.contract)
        if contract and contract.line and 1 <= each.month <= months:
            used[contract.line][each.month - 1] += contract.work * each.units
    return used


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    used, found = _used(course), []
    for line in course.problem.lines:
        for month, (work, capacity) in enumerate(
            zip(used[line.name], line.capacity, strict=True), start=1
        ):
            if work > capacity:
                where = f"line {line.name}, {course.problem.month_name(month)}"
                told = f"{work} of work, capacity {capacity}"
                found.append(Finding("line-capacity", where, told, "Deliver later."))
    return found


def _binding(course: Course) -> list[str]:
    """Months in which the line has no room left for one more unit of any of its contracts."""
    used, found = _used(course), []
    for line in course.problem.lines:
        works = [each.work for each in course.problem.contracts if each.line == line.name]
        pairs = zip(used[line.name], line.capacity, strict=True)
        full = [
            month
            for month, (work, capacity) in enumerate(pairs, start=1)
            if work and works and capacity - work < min(works)
        ]
        if full:
            months = in_words(course.problem, full)
            found.append(f"line {line.name}: no room for one more unit in {months}")
    return found


CONSTRAINT = Constraint(
    name="line-capacity",
    formula="sum(work x delivered[t]) <= capacity[t]",
    meaning="a line builds no more in a month than its capacity",
    add=_add,
    broken=_broken,
    binding=_binding,
)
