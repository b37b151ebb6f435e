"""A diverted slot: what is passed on is at most what arrives from the donor's slots that month."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.flows import given
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem


def _pairs(problem: Problem) -> dict[tuple[str, str], int]:
    """(donor, item) of diverting arcs, numbered."""
    found = dict.fromkeys((arc.donor, arc.item) for arc in problem.arcs if arc.diverts)
    return {pair: at for at, pair in enumerate(found)}


def _add(draft: Draft) -> None:
    problem, pairs = draft.problem, _pairs(draft.problem)
    if not pairs:
        return
    counted = {pair: [(at, 1)] for pair, at in pairs.items()}
    rows = draft.model.add_rows("slot-diversion", high=given(draft.layout, counted, len(pairs)))
    mine = [at for at, arc in enumerate(problem.arcs) if arc.diverts]
    row = np.array(
        [pairs[problem.arcs[at].donor, problem.arcs[at].item] for at in mine], dtype=np.int64
    )
    draft.model.add_terms(rows[row], draft.moves[mine])


def _diverted(course: Course) -> dict[tuple[str, str, int], int]:
    arcs = {(a.donor, a.item, a.recipient) for a in course.problem.arcs if a.diverts}
    found: dict[tuple[str, str, int], int] = {}
    for move in course.decisions.moves:
        if (move.donor, move.item, move.recipient) in arcs:
            key = (move.donor, move.item, move.month)
            found[key] = found.get(key, 0) + move.units
    return found


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    problem, found = course.problem, []
    for (donor, item, month), units in _diverted(course).items():
        slots = sum(
            slot.units
            for slot in problem.slots
            if (slot.party, slot.item, slot.month) == (donor, item, month)
        )
        if units > slots:
            where = f"{donor} {item}, {problem.month_name(month)}"
            told = f"{units} diverted, {slots} arrive from slots"
            found.append(Finding("slot-diversion", where, told, "Divert no more than arrives."))
    return found


def _binding(course: Course) -> list[str]:
    return [
        f"slots of {donor}, {item}: {units} diverted in {course.problem.month_name(month)}"
        for (donor, item, month), units in sorted(_diverted(course).items())
    ]


CONSTRAINT = Constraint(
    name="slot-diversion",
    formula="sum(sent[t] on diverting arcs) <= slots[t]",
    meaning="a diverted slot passes on no more than arrives from it",
    add=_add,
    broken=_broken,
    binding=_binding,
)
