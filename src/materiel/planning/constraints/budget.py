"""A payer spends no more in a stretch of months than its budget."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.kernel.money import Money
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.parts import Budget
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    price = np.array([way.price for way in layout.ways], dtype=np.int64)
    fee = np.array([option.fee for option in problem.options], dtype=np.int64)
    commitment = np.array([option.commitment for option in problem.options], dtype=np.int64)
    ways: dict[str, list[int]] = {}
    for at, way in enumerate(layout.ways):
        if way.price:
            ways.setdefault(way.payer, []).append(at)
    options: dict[str, list[int]] = {}
    for at, option in enumerate(problem.options):
        if option.fee or option.commitment:
            options.setdefault(problem.option_payer(option), []).append(at)
    for budget in problem.budgets:
        mine, own = ways.get(budget.payer, []), options.get(budget.payer, [])
        if _reach(draft, budget, mine, own) <= budget.amount:
            continue  # it cannot bind, and would only tie families together
        # Money in cents is too large for the solver's tolerances: count in common multiples.
        step = int(np.gcd.reduce(np.concatenate([price[mine], fee[own], commitment[own]])))
        span = slice(budget.first - 1, budget.last)
        most = np.array([budget.amount // step], dtype=float)
        row = model.add_rows("budget", high=most, lazy=True)
        model.add_terms(row, draft.deliveries[mine, span], price[mine][:, None] // step)
        model.add_terms(row, draft.chosen[own, span], fee[own][:, None] // step)
        model.add_terms(row, draft.units[own, span], commitment[own][:, None] // step)


def _reach(draft: Draft, budget: Budget, mine: list[int], own: list[int]) -> int:
    """The most that the payer could spend in the months of the budget, every right used up."""
    problem, layout = draft.problem, draft.layout
    lines = {line.name: line for line in problem.lines}
    most = 0
    for at in mine:
        way = layout.ways[at]
        right = layout.rights[way.right]
        units = right.firm + sum(option.units for option in right.options)
        if way.contract.line and way.contract.work:
            built = sum(lines[way.contract.line].capacity[budget.first - 1 : budget.last])
            units = min(units, built // way.contract.work)
        most += units * way.price
    for at in own:
        option = problem.options[at]
        most += option.fee + option.commitment * option.units
    return most


def _spent(course: Course, budget: Budget) -> int:
    problem = course.problem
    contracts = {each.name: each for each in problem.contracts}
    options = {each.name: each for each in problem.options}
    spent = 0
    for delivery in course.decisions.deliveries:
        contract = contracts.get(delivery.contract)
        payer = (contract.payer if contract else "") or delivery.buyer
        if payer == budget.payer and budget.first <= delivery.month <= budget.last:
            spent += delivery.price * delivery.units
    for exercise in course.decisions.exercises:
        option = options.get(exercise.option)
        if option and problem.option_payer(option) == budget.payer:
            inside = budget.first <= exercise.month <= budget.last
            spent += (option.fee + option.commitment * exercise.units) if inside else 0
    return spent


def _amount(problem: Problem, minor: int) -> str:
    """An amount of the problem's currency; a bare number where it names none."""
    return str(Money(minor, problem.currency)) if problem.currency else f"{minor:,}"


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for budget in course.problem.budgets:
        spent = _spent(course, budget)
        if spent > budget.amount:
            where = f"budget {budget.payer}, months {budget.first} to {budget.last}"
            told = f"{_amount(course.problem, spent)} spent of "
            told += _amount(course.problem, budget.amount)
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
        spent = _spent(course, budget)
        if spent and prices and budget.amount - spent < min(prices):
            months = in_words(problem, range(budget.first, budget.last + 1))
            found.append(
                f"budget {budget.payer}, {months}: {_amount(problem, spent)} of "
                f"{_amount(problem, budget.amount)} spent, not enough left for one more unit"
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
