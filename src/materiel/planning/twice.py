"""A plan that is solved a second time on another path; what both prove has to agree.

The second path has the parts of the problem in the opposite order, so that every row and column
stands elsewhere, and the solver may not simplify the model first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from materiel.kernel.errors import PlanInfeasibleError, SolverError
from materiel.planning.plan import Plan, Value, number
from materiel.planning.problem import Problem
from materiel.planning.solve import ROUNDING, Settings, solve

Way = Callable[[Problem, Settings], Plan]


def solve_twice(problem: Problem, settings: Settings | None = None, way: Way = solve) -> Plan:
    """The plan of the first path, once the second agrees; it says so.

    Args:
        problem: what is to be planned.
        settings: how it is looked for; None: the defaults.
        way: how a path is solved.

    Raises:
        SolverError: numeric trouble: the paths disagree; says about what.
        PlanInfeasibleError: both find that no plan keeps all rules.
    """
    settings = settings or Settings()
    other = replace(settings, presolve=not settings.presolve)
    try:
        first = way(problem, settings)
    except PlanInfeasibleError as refused:
        try:
            second = way(reversed_parts(problem), other)
        except PlanInfeasibleError:
            raise refused from None
        raise SolverError(
            f"plan {problem.case}: numeric trouble: one path finds no plan, the other one with "
            f"{_told(second)}"
        ) from None
    try:
        second = way(reversed_parts(problem), other)
    except PlanInfeasibleError:
        raise SolverError(
            f"plan {problem.case}: numeric trouble: one path finds a plan with {_told(first)}, "
            "the other none"
        ) from None
    trouble, words = compare(first, second)
    if trouble:
        raise SolverError(f"plan {problem.case}: numeric trouble: {trouble}")
    return replace(first, how=replace(first.how, twice=words))


def reversed_parts(problem: Problem) -> Problem:
    """The same problem with the parts of each table in the opposite order."""
    tables: dict[str, Any] = {
        table: tuple(reversed(getattr(problem, table))) for table in ("parties", *Problem.TABLES)
    }
    return replace(problem, **tables)


def compare(first: Plan, second: Plan) -> tuple[str, str]:
    """What the plans contradict each other in, empty for nothing; and how far they agree.

    In the order of the objectives, each value has to be no lower than the other's bound. The
    first objective whose values differ, both within their gaps, ends the comparison: what comes
    later rests on it.
    """
    agreed: list[str] = []
    theirs = {each.name: each for each in second.objectives}
    for mine in first.objectives:
        other = theirs[mine.name]
        if mine.bound is None or other.bound is None:
            continue
        if _below(mine, other) or _below(other, mine):
            return (
                f"{mine.name} is {number(mine.value)} on one path (bound {mine.bound:g}) and "
                f"{number(other.value)} on the other (bound {other.bound:g})"
            ), ""
        if mine.value != other.value:
            return "", (
                f"solved twice: {_list(agreed)} the same; {mine.name} {number(mine.value)} and "
                f"{number(other.value)}, both within their gaps, and what comes later rests on it"
            )
        agreed.append(mine.name)
    return "", f"solved twice: {_list(agreed)} the same on both paths"


def _below(value: Value, other: Value) -> bool:
    """Whether a value lies below what the other path has proven to be the least."""
    assert other.bound is not None, "asked only with a bound"
    slack = 10 * ROUNDING * max(1.0, abs(float(value.value)))
    return float(value.value) < other.bound - slack


def _list(names: list[str]) -> str:
    return ", ".join(names) or "nothing"


def _told(plan: Plan) -> str:
    return ", ".join(f"{each.name} {number(each.value)}" for each in plan.objectives)
