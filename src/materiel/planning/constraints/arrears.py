"""What a donor hands over falls due a window later and waits there until something arrives."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import ABSENT, IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, matches
from materiel.planning.flows import came, given
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``arrears[K, B]`` units in arrears at each bucket's end."""
    arrears = layout.problem.arrears
    names = [each.name for each in arrears]
    if not arrears:
        return {}
    place = everywhere(len(arrears), len(layout.grid))
    return {"arrears": model.add_columns("arrears", place, label=lambda at: names[at[0]])}


def _counted(problem: Problem) -> dict[tuple[str, str], list[tuple[int, Number]]]:
    found: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    for at, each in enumerate(problem.arrears):
        for item, weight in problem.weights(each.of):
            found.setdefault((each.donor, item), []).append((at, weight))
    return found


def _add(draft: Draft) -> None:
    problem, grid, model = draft.problem, draft.grid, draft.model
    if not problem.arrears:
        return
    counted = _counted(problem)
    size = len(problem.arrears)
    waiting = draft.own["arrears"]
    rows = model.add_rows("arrears", low=-given(draft.layout, counted, size))
    model.add_terms(rows, waiting)
    model.add_terms(rows[:, 1:], waiting[:, :-1], -1.0)
    came(draft, rows, counted)
    act, row, by = matches(counted, [(arc.donor, arc.item) for arc in problem.arcs])
    window = np.array([each.window for each in problem.arrears], dtype=np.int64)
    share = np.array([float(each.share) for each in problem.arrears])
    falls = grid.bucket(grid.last + window[row][:, None])
    due = np.take_along_axis(rows[row], np.maximum(falls, 0), axis=1)
    due = np.where(falls >= 0, due, ABSENT)
    model.add_terms(due, draft.moves[act], -(share[row] * by)[:, None])


def series(course: Course) -> list[list[Number]]:
    """By arrear, the units waiting at each month's end."""
    problem, months = course.problem, course.problem.months
    found: list[list[Number]] = [[0] * months for _ in problem.arrears]
    counted = _counted(problem)
    for move in course.decisions.moves:
        for at, weight in counted.get((move.donor, move.item), ()):
            each = problem.arrears[at]
            due = move.month + each.window
            if due <= months:
                found[at][due - 1] += each.share * weight * move.units
    for arrival in course.arrivals:
        for at, weight in counted.get((arrival.party, arrival.item), ()):
            found[at][arrival.month - 1] -= weight * arrival.units
    for changes in found:
        level: Number = 0
        for month, change in enumerate(changes):
            level = max(0, level + change)
            changes[month] = level
    return found


def _broken(plan: Plan, course: Course) -> list[Finding]:
    """Arrears forbid nothing; they are an objective."""
    del plan, course
    return []


def _binding(course: Course) -> list[str]:
    return [
        f"arrears {each.name}: {units[-1]} still waiting at the horizon"
        for each, units in zip(course.problem.arrears, series(course), strict=True)
        if units[-1]
    ]


CONSTRAINT = Constraint(
    name="arrears",
    formula="arrears[t] >= arrears[t-1] + share x handed over[t - window] - arrived[t], >= 0",
    meaning="what falls due after its window waits until something arrives",
    add=_add,
    broken=_broken,
    columns=_columns,
    binding=_binding,
)
