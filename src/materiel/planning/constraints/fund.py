"""A fund pays what its parties receive from its own money and from what givers pay into it."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout
from materiel.planning.plan import Plan
from materiel.planning.spending import add_spending, in_money, pledges, spent
from materiel.planning.terms import Fund


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``paid[K]``: coins that each giver pays into each fund."""
    found, funds = pledges(layout.problem), layout.problem.funds
    if not funds:
        return {}
    paid = model.add_columns(
        "paid",
        everywhere(len(found)),
        label=lambda at: f"{found[at[0]][1]} into {funds[found[at[0]][0]].name}",
    )
    return {"paid": paid}


def _add(draft: Draft) -> None:
    found = pledges(draft.problem)
    for at, fund in enumerate(draft.problem.funds):
        mine = np.array([fund_at == at for fund_at, _ in found], dtype=bool)
        months = (fund.first, fund.last)
        add_spending(draft, "fund", fund.parties, months, fund.amount, draft.own["paid"][mine])


def _paid_in(course: Course, fund: Fund) -> int:
    payments = course.decisions.payments
    return sum(payment.amount for payment in payments if payment.fund == fund.name)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    problem, found = course.problem, []
    funds = {fund.name: fund for fund in problem.funds}
    for fund in problem.funds:
        used = spent(course.problem, course.decisions, fund.parties, fund.first, fund.last)
        there = fund.amount + _paid_in(course, fund)
        if used > there:
            told = f"{in_money(problem, used)} spent of {in_money(problem, there)}"
            where = f"fund {fund.name}, months {fund.first} to {fund.last}"
            found.append(Finding("fund", where, told, "Pay more into it, or deliver later."))
    for payment in plan.decisions.payments:
        into = funds.get(payment.fund)
        where = f"payment of {payment.giver} into {payment.fund}, month {payment.month}"
        if into is None:
            found.append(Finding("fund", where, "no such fund"))
        elif payment.giver not in into.givers:
            found.append(Finding("fund", where, "not one of its givers"))
        elif payment.month != into.first:
            found.append(Finding("fund", where, f"its payments are due in month {into.first}"))
        elif type(payment.amount) is not int or payment.amount < 1:
            told = f"{payment.amount!r} minor units; a whole number from 1 is needed"
            found.append(Finding("fund", where, told))
    return found


def _binding(course: Course) -> list[str]:
    problem, found = course.problem, []
    for fund in problem.funds:
        used, own = (
            spent(course.problem, course.decisions, fund.parties, fund.first, fund.last),
            fund.amount,
        )
        if used > own:
            found.append(
                f"fund {fund.name}: {in_money(problem, used)} spent, {in_money(problem, own)} its "
                f"own, {in_money(problem, _paid_in(course, fund))} paid in"
            )
    return found


CONSTRAINT = Constraint(
    name="fund",
    formula="sum(price x delivered[t] to its parties) <= amount + sum(paid in)",
    meaning="a fund spends no more than its own money and what is paid into it",
    add=_add,
    broken=_broken,
    columns=_columns,
    binding=_binding,
)
