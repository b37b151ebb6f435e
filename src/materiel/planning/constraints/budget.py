"""A payer spends no more in a stretch of months than its budget."""

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.parts import Budget
from materiel.planning.plan import Plan
from materiel.planning.spending import add_spending, in_money, spent
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    for budget in draft.problem.budgets:
        if _reach(draft, budget) <= budget.amount:
            continue  # it cannot bind, and would only tie families together
        months = (budget.first, budget.last)
        add_spending(draft, "budget", (budget.payer,), months, budget.amount)


def _reach(draft: Draft, budget: Budget) -> float:
    """The most that the payer could spend in the months of the budget, every right used up."""
    problem, layout = draft.problem, draft.layout
    if any(
        budget.payer in fund.givers and budget.first <= fund.first <= budget.last
        for fund in problem.funds
    ):
        return float("inf")
    most = 0.0
    for at in layout.paid_ways.get(budget.payer, ()):
        way = layout.ways[at]
        right = layout.rights[way.right]
        units: float = right.firm + sum(option.units for option in right.options)
        if way.contract.line and way.contract.work:
            work = layout.line_work[way.contract.line]
            built = work[min(budget.last, problem.months)] - work[budget.first - 1]
            units = min(units, built / float(way.contract.work) + 1.0)
        most += units * way.price
    for at in layout.paid_options.get(budget.payer, ()):
        option = problem.options[at]
        most += option.fee + max(0, option.commitment) * option.units
    return most


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for budget in course.problem.budgets:
        so_far = spent(course.problem, course.decisions, (budget.payer,), budget.first, budget.last)
        if so_far > budget.amount:
            where = f"budget {budget.payer}, months {budget.first} to {budget.last}"
            told = f"{in_money(course.problem, so_far)} spent of "
            told += in_money(course.problem, budget.amount)
            found.append(Finding("budget", where, told, "Deliver or exercise in another year."))
    return found


def _binding(course: Course) -> list[str]:
    """Budgets of which less is left than the cheapest unit that the payer can buy."""
    problem, found = course.problem, []
    for budget in problem.budgets:
        prices = [
            each.price
            for each in problem.contracts
            if each.price and budget.payer in (each.payer, *each.buyers, *dict(each.shares))
        ]
        so_far = spent(course.problem, course.decisions, (budget.payer,), budget.first, budget.last)
        if so_far and prices and budget.amount - so_far < min(prices):
            months = in_words(problem, range(budget.first, budget.last + 1))
            found.append(
                f"budget {budget.payer}, {months}: {in_money(problem, so_far)} of "
                f"{in_money(problem, budget.amount)} spent, not enough left for one more unit"
            )
    return found


CONSTRAINT = Constraint(
    name="budget",
    formula="sum(price x delivered[t]) + fees + commitments <= amount",
    meaning="a payer spends no more than its budget",
    add=_add,
    broken=_broken,
    binding=_binding,
)
