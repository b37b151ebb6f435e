"""No more passes a port, a railhead or a lift fleet in a month than it can handle."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.terms import Hub
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    problem, model = draft.problem, draft.model
    load = {item.name: float(item.load) for item in problem.items}
    for hub in problem.hubs:
        mine = [at for at, arc in enumerate(problem.arcs) if hub.name in arc.hubs]
        capacity = draft.grid.total(np.array(hub.capacity, dtype=float))
        rows = model.add_rows("hub", high=capacity)
        taken = np.array([load[problem.arcs[at].item] for at in mine])[:, None]
        there = np.broadcast_to(rows, (len(mine), len(rows)))
        if hub.counted == "arrived":
            there = draft.at_arrival_of(np.array(mine, dtype=np.int64), there)
        model.add_terms(there, draft.moves[mine], taken)


def _used(course: Course, hub: Hub) -> list[Number]:
    arcs = {(a.donor, a.item, a.recipient): a.hubs for a in course.problem.arcs}
    load = {item.name: item.load for item in course.problem.items}
    used: list[Number] = [0] * course.problem.months
    for move in course.decisions.moves:
        month = move.arrives if hub.counted == "arrived" else move.month
        passes = hub.name in arcs.get((move.donor, move.item, move.recipient), ())
        if passes and 1 <= month <= course.problem.months:
            used[month - 1] += load[move.item] * move.units
    return used


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for hub in course.problem.hubs:
        pairs = zip(_used(course, hub), hub.capacity, strict=True)
        for month, (used, capacity) in enumerate(pairs, start=1):
            if used > capacity:
                where = f"hub {hub.name}, {course.problem.month_name(month)}"
                told = f"a load of {used}, capacity {capacity}"
                found.append(Finding("hub", where, told, "Send later, or by another way."))
    return found


def _binding(course: Course) -> list[str]:
    found = []
    load = {item.name: item.load for item in course.problem.items}
    for hub in course.problem.hubs:
        loads = [load[arc.item] for arc in course.problem.arcs if hub.name in arc.hubs]
        pairs = zip(_used(course, hub), hub.capacity, strict=True)
        full = [
            month
            for month, (used, capacity) in enumerate(pairs, start=1)
            if used and capacity - used < min(loads)
        ]
        if full:
            months = in_words(course.problem, full)
            found.append(f"hub {hub.name}: no room for one more unit in {months}")
    return found


CONSTRAINT = Constraint(
    name="hub",
    formula="sum(load x sent[t] or arrived[t]) <= capacity[t]",
    meaning="a hub passes on no more in a month than it can",
    add=_add,
    broken=_broken,
    binding=_binding,
)
