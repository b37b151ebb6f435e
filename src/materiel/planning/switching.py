"""Rules that are switched off by name, and what a plan made without them would break."""

from collections.abc import Collection, Mapping

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import carry_out
from materiel.planning.formulation import constraints, objectives
from materiel.planning.objective import Objective
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem

FRAME = ("entitlement", "need", "stock-flow", "transport-lead")
"""What happens at all; these stay in force where only some rules are asked for."""


def check_names(names: Collection[str], where: str) -> None:
    """Refuse a name that no rule has.

    Raises:
        UnknownNameError: it is no rule; the nearest are named, and where all are listed.
    """
    for name in names:
        if name not in constraints():
            raise UnknownNameError("rule", name, list(constraints()), where)


def all_but(only: Collection[str]) -> tuple[str, ...]:
    """The rules that are off where only some are asked for; the frame stays.

    Raises:
        UnknownNameError: one of them is no rule.
    """
    check_names(only, "only")
    return tuple(name for name in constraints() if name not in (*only, *FRAME))


def switched_off(names: Collection[str]) -> tuple[str, ...]:
    """The rules that are off when some are: these, and those that mean nothing without them.

    Raises:
        UnknownNameError: one of them is no rule.
    """
    check_names(names, "without")
    return tuple(name for name, rule in constraints().items() if {name, *rule.rests_on} & {*names})


def in_force(without: Collection[str]) -> Mapping[str, Constraint]:
    """All rules but some and what rests on them.

    Raises:
        UnknownNameError: one of them is no rule.
    """
    off = switched_off(without)
    return {name: rule for name, rule in constraints().items() if name not in off}


def check_fees(problem: Problem, without: Collection[str]) -> None:
    """Refuse to let options be exercised freely where exercising costs a fee.

    A fee is due for exercising at all, which is what the rule counts.

    Raises:
        InputError: the rule is switched off and an option has a fee.
    """
    paid = [option.name for option in problem.options if option.fee]
    if "option" in without and paid:
        raise InputError(
            f"without: option: {paid[0]} has a fee, which that rule counts; accepted: other rules"
        )


def judged(rules: Collection[str]) -> tuple[Objective, ...]:
    """The objectives whose columns mean what they say while these rules are in force."""
    return tuple(each for each in objectives() if set(each.rules) <= set(rules))


def breaks(problem: Problem, plan: Plan, without: Collection[str]) -> tuple[Finding, ...]:
    """What a plan does that the rules which were switched off forbid."""
    course = carry_out(problem, plan.decisions)
    rules = constraints()
    off = switched_off(without)
    return tuple(sorted(each for name in off for each in rules[name].broken(plan, course)))
