"""Nothing is sent or exercised without its consents: open in that month, inside their caps."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout, Masks
from materiel.planning.parts import Gate
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem


def _narrow(layout: Layout, masks: Masks) -> None:
    month = np.arange(1, layout.months + 1)
    opened = {}
    for gate in layout.problem.gates:
        first = layout.months + 1 if gate.opens is None else gate.opens
        last = layout.months if gate.closes is None else gate.closes
        opened[gate.name] = (first <= month) & (month <= last)
    for mask, needed in zip((masks.moves, masks.exercises), _needed(layout.problem), strict=True):
        for at, names in enumerate(needed):
            for name in names:
                mask[at] &= opened[name]


def _add(draft: Draft) -> None:
    capped = [each for each in draft.problem.gates if each.cap is not None]
    rows = draft.model.add_rows(
        "gate-cap", high=np.array([each.cap for each in capped], dtype=float)
    )
    blocks = zip((draft.moves, draft.units), _needed(draft.problem), strict=True)
    for columns, needed in blocks:
        for row, gate in zip(rows, capped, strict=True):
            under = [at for at, names in enumerate(needed) if gate.name in names]
            draft.model.add_terms(row, columns[under])


def _needed(problem: Problem) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The consents that each arc and each option needs."""
    return [arc.gates for arc in problem.arcs], [option.gates for option in problem.options]


def _acts(course: Course) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """(words, month, units, gates) of every act that may need a consent."""
    arcs = {(each.donor, each.item, each.recipient): each.gates for each in course.problem.arcs}
    options = {each.name: each.gates for each in course.problem.options}
    moves = [
        (
            f"hand-over {each.donor} to {each.recipient}, {each.item}",
            each.month,
            each.units,
            arcs.get((each.donor, each.item, each.recipient), ()),
        )
        for each in course.decisions.moves
    ]
    exercises = [
        (f"option {each.option}", each.month, each.units, options.get(each.option, ()))
        for each in course.decisions.exercises
    ]
    return moves + exercises


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    gates = {gate.name: gate for gate in course.problem.gates}
    used = dict.fromkeys(gates, 0)
    found = []
    for words, month, units, names in _acts(course):
        for name in names:
            used[name] += units
            if not gates[name].allows(month):
                where = f"{words}, {course.problem.month_name(month)}"
                found.append(Finding("gate", where, f"{name} is not open: {_window(gates[name])}"))
    for gate in course.problem.gates:
        if gate.cap is not None and used[gate.name] > gate.cap:
            told = f"{used[gate.name]} units under it, at most {gate.cap} are allowed"
            found.append(Finding("gate", f"gate {gate.name}", told))
    return found


def _window(gate: Gate) -> str:
    if gate.opens is None:
        return "never"
    return f"from month {gate.opens}" + (f" to {gate.closes}" if gate.closes is not None else "")


def _binding(course: Course) -> list[str]:
    gates = {gate.name: gate for gate in course.problem.gates}
    used, first = dict.fromkeys(gates, 0), dict[str, int]()
    for _, month, units, names in _acts(course):
        for name in names:
            used[name] += units
            first[name] = min(month, first.get(name, month))
    found = []
    for name, gate in gates.items():
        if gate.cap is not None and used[name] and used[name] == gate.cap:
            if gate.cap == 1:
                words = "the one unit that it allows is used"
            else:
                words = f"all {gate.cap} units that it allows are used"
            found.append(f"gate {name}: {words}")
        if gate.opens is not None and gate.opens > 1 and first.get(name) == gate.opens:
            opening = course.problem.month_name(gate.opens)
            found.append(f"gate {name}: used in the month it opens, {opening}")
        if gate.opens is None and any(name in arc.gates for arc in course.problem.arcs):
            found.append(f"gate {name}: never opens")
    return found


CONSTRAINT = Constraint(
    name="gate",
    formula="sent[t] = exercised[t] = 0 while a gate is shut, sum(units under a gate) <= cap",
    meaning="nothing is sent or exercised without its consents",
    add=_add,
    broken=_broken,
    narrow=_narrow,
    binding=_binding,
)
