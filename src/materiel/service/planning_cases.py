"""What there is to plan in a case: its problem, and for real nations the floors that are swept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.case import Case
from materiel.planning.problem import Problem
from materiel.scenarios.hold_harmless import BreakEven, break_even, hold_harmless
from materiel.scenarios.situation import build
from materiel.service.snapshots import snapshot_of
from materiel.store.reading import Reader

LESS = (0, 1, 2)
"""Units by which hold-harmless floors lie below today's reported holding (DESIGN §14)."""


@dataclass(frozen=True, slots=True)
class PlanningCase:
    """One case that can be planned, as one problem or as a sweep of problems.

    Attributes:
        case: what the case says about itself.
        start: the first day of month 1.
        problems: each is planned by itself; its ``case`` is the name of its plan.
        swept: the problem without floors of its own that hold-harmless floors were set on;
            None when the case states its floors.
        left_out: rows that the problems cannot use, and why.
    """

    case: Case
    start: date
    problems: tuple[Problem, ...]
    swept: Problem | None
    left_out: tuple[Finding, ...]

    def break_even(self) -> list[BreakEven]:
        """For each giver and item of a swept case, how many can leave under which floor."""
        if self.swept is None:
            return []
        pairs = sorted({(arc.donor, arc.item) for arc in self.swept.arcs})
        return [each for donor, item in pairs for each in break_even(self.swept, donor, item)]


def planning_case(reader: Reader, less: Sequence[int] = LESS) -> PlanningCase | None:
    """The problems of a case at the reader's stamps; None for a case that plans nothing.

    Args:
        reader: one case at some stamps.
        less: for hold-harmless floors, the units below today's holding to sweep.

    Raises:
        InputError: the rows of the case contradict each other.
    """
    snapshot = snapshot_of(reader)
    case = snapshot.case
    if case.plan_start is None or not case.plan_months:
        return None
    problem, left_out = build(snapshot, case.plan_start, case.plan_months)
    # A corrected row about the case has an id of its own; plans go by that of the case.
    problem = replace(problem, case=reader.case)
    if case.plan_rule == "stated":
        return PlanningCase(case, case.plan_start, (problem,), None, tuple(left_out))
    problems = tuple(hold_harmless(problem, each) for each in less)
    return PlanningCase(case, case.plan_start, problems, problem, tuple(left_out))


def problem_named(planned: PlanningCase, name: str) -> Problem:
    """The problem of a plan by the plan's name.

    Raises:
        InputError: the case has no such plan.
    """
    for problem in planned.problems:
        if problem.case == name:
            return problem
    known = ", ".join(problem.case for problem in planned.problems)
    raise InputError(f"{planned.case.id}: no plan {name!r}; its plans: {known}")
