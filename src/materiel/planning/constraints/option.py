"""An option is exercised once, in its window, for at least its minimum, after its predecessor."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout, Masks
from materiel.planning.parts import Option
from materiel.planning.plan import Exercise, Plan


def _narrow(layout: Layout, masks: Masks) -> None:
    month = np.arange(1, layout.months + 1)
    for at, option in enumerate(layout.problem.options):
        masks.exercises[at] &= [option.admits(int(each)) for each in month]


def _add(draft: Draft) -> None:
    options, model, months = draft.problem.options, draft.model, draft.problem.months
    size = len(options)
    admitted = draft.chosen >= 0
    most = np.array([option.units for option in options], dtype=float).reshape(size, 1)
    least = np.array([option.minimum for option in options], dtype=float).reshape(size, 1)
    upper = model.add_rows("option-units", admitted, high=0.0)
    model.add_terms(upper, draft.units)
    model.add_terms(upper, draft.chosen, -most)
    lower = model.add_rows("option-minimum", admitted, low=0.0)
    model.add_terms(lower, draft.units)
    model.add_terms(lower, draft.chosen, -least)
    once = model.add_rows("option-once", np.ones(size, dtype=bool), high=1.0)
    model.add_terms(once[:, None], draft.chosen)

    place = {option.name: at for at, option in enumerate(options)}
    # Exercised up to t <= predecessor exercised up to t; both sides are cumulative sums.
    upto = np.arange(months)[:, None] >= np.arange(months)[None]
    for at, option in enumerate(options):
        if not option.predecessor:
            continue
        rows = model.add_rows("option-order", admitted[at], high=0.0)
        grid = np.where(upto, rows[:, None], -1)
        model.add_terms(grid, np.broadcast_to(draft.chosen[at], grid.shape))
        earlier = draft.chosen[place[option.predecessor]]
        model.add_terms(grid, np.broadcast_to(earlier, grid.shape), -1.0)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    problem = course.problem
    options = {option.name: option for option in problem.options}
    first: dict[str, int] = {}
    found = []
    for each in sorted(plan.decisions.exercises):
        option = options.get(each.option)
        where = f"option {each.option}, {problem.month_name(each.month)}"
        told = "no such option" if option is None else _wrong(each, option, first)
        if told:
            found.append(Finding("option", where, told))
        first.setdefault(each.option, each.month)
    for name, month in first.items():
        option = options.get(name)
        earlier = option.predecessor if option else ""
        if earlier and first.get(earlier, problem.months + 1) > month:
            where = f"option {name}, {problem.month_name(month)}"
            found.append(Finding("option", where, f"exercised before {earlier}"))
    return found


def _wrong(each: Exercise, option: Option, first: dict[str, int]) -> str:
    if each.option in first:
        return f"exercised again, first in month {first[each.option]}"
    if not option.opens <= each.month <= option.expires:
        return f"exercised outside its window, months {option.opens} to {option.expires}"
    if not option.admits(each.month):
        return f"exercised between its months, every {option.every} from {option.opens}"
    if not option.minimum <= each.units <= option.units:
        return f"{each.units} units, from {option.minimum} to {option.units} are permitted"
    return ""


def _binding(course: Course) -> list[str]:
    options = {option.name: option for option in course.problem.options}
    found = []
    for each in course.decisions.exercises:
        option = options[each.option]
        if each.units == option.units:
            units = "its one unit" if option.units == 1 else f"all {option.units} units"
            found.append(f"option {option.name}: {units} exercised")
        elif each.units == option.minimum:
            found.append(f"option {option.name}: its minimum of {option.minimum} exercised")
        if each.month == option.expires:
            last = course.problem.month_name(option.expires)
            found.append(f"option {option.name}: exercised in its last month, {last}")
    return found


CONSTRAINT = Constraint(
    name="option",
    formula=(
        "minimum x chosen[t] <= units[t] <= most x chosen[t], sum(chosen) <= 1, "
        "sum(chosen[..t]) <= sum(predecessor chosen[..t])"
    ),
    meaning="an option is exercised once, in its window, above its minimum, after its predecessor",
    add=_add,
    broken=_broken,
    narrow=_narrow,
    binding=_binding,
)
