"""A plan is walked through month by month in integers, without the solver, and every rule asked.

A plan that breaks a rule, or that tells something else than what happens, is never shown
(DESIGN §7.4).
"""

from collections.abc import Mapping

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import carry_out
from materiel.planning.formulation import constraints, objectives
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem


def replay(
    problem: Problem, plan: Plan, rules: Mapping[str, Constraint] | None = None
) -> list[Finding]:
    """Everything that is wrong with a plan, sorted; an empty list means that it holds.

    Args:
        problem: what was planned.
        plan: what is to be done, and what it says follows from it.
        rules: the rules that are asked; None: all of them.
    """
    found = _strange(problem, plan)
    if found:
        return sorted(found)  # the walk needs whole numbers and known names
    course = carry_out(problem, plan.decisions)
    for rule in (constraints() if rules is None else rules).values():
        found += rule.broken(plan, course)
    if found:
        return sorted(found)  # values of acts that cannot be done mean nothing
    replayed = {each.name: each.value(course) for each in objectives()}
    for told in plan.objectives:
        if told.name in replayed and told.value != replayed[told.name]:
            words = f"the plan says {told.value} {told.unit}, the replay {replayed[told.name]}"
            found.append(Finding("objective", f"objective {told.name}", words))
    return sorted(found)


def _strange(problem: Problem, plan: Plan) -> list[Finding]:
    found = []
    for each in plan.decisions.acts:
        if type(each.units) is not int or each.units < 1:
            where = f"{type(each).__name__.lower()} in month {each.month}"
            words = f"{each.units!r} units; a whole number from 1 is needed"
            found.append(Finding("whole-units", where, words))
        elif not 1 <= each.month <= problem.months:
            where = f"{type(each).__name__.lower()} of {each.units} units"
            found.append(
                Finding("horizon", where, f"month {each.month} is not in 1 to {problem.months}")
            )
    return found
