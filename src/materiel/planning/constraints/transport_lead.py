"""Units travel as long as their arc says, and only on arcs that exist, inside the horizon."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout, Masks
from materiel.planning.plan import Plan


def _narrow(layout: Layout, masks: Masks) -> None:
    month = np.arange(1, layout.months + 1)
    masks.moves &= month + layout.arc_lead[:, None] <= layout.months


def _add(draft: Draft) -> None:
    """The lead shapes the rows of ``stock-flow``, ``need`` and ``training``; none is its own."""
    del draft


def _broken(plan: Plan, course: Course) -> list[Finding]:
    problem = course.problem
    leads = {(arc.donor, arc.item, arc.recipient): arc.lead for arc in problem.arcs}
    found = []
    for move in plan.decisions.moves:
        where = f"{move.donor} to {move.recipient}, {move.item}, {problem.month_name(move.month)}"
        lead = leads.get((move.donor, move.item, move.recipient))
        if lead is None:
            found.append(
                Finding("transport-lead", where, "no such way to hand over", "Add the arc.")
            )
        elif move.arrives != move.month + lead:
            told = f"arrives in month {move.arrives}, transport takes {lead}"
            found.append(Finding("transport-lead", where, told))
        elif not 1 <= move.month <= move.arrives <= problem.months:
            told = f"sent in month {move.month}, arrives in {move.arrives} of {problem.months}"
            found.append(Finding("transport-lead", where, told, "Lengthen the horizon."))
    return found


CONSTRAINT = Constraint(
    name="transport-lead",
    formula="a unit sent in t arrives in t + lead <= T",
    meaning="transport takes its months, and what is sent arrives inside the horizon",
    add=_add,
    broken=_broken,
    narrow=_narrow,
)
