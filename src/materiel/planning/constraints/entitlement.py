"""Deliveries stay inside a contract's window and inside firm units plus exercised options."""

from collections import defaultdict

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import ABSENT
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.layout import Layout, Masks
from materiel.planning.plan import Delivery, Plan
from materiel.planning.problem import Problem

Right = tuple[str, str, int]


def _narrow(layout: Layout, masks: Masks) -> None:
    month = np.arange(1, layout.months + 1)
    for at, way in enumerate(layout.ways):
        end = layout.months if way.contract.end is None else way.contract.end
        masks.deliveries[at] &= (way.contract.start <= month) & (month <= end)


def _add(draft: Draft) -> None:
    layout, model, months = draft.layout, draft.model, draft.problem.months
    known = np.zeros((len(layout.rights), len(draft.grid)))
    known[:, 0] = [right.firm for right in layout.rights]
    rows = model.add_rows("entitlement", low=known, high=known)
    model.add_terms(rows, draft.left)
    model.add_terms(rows[:, 1:], draft.left[:, :-1], -1.0)
    model.add_terms(pick(rows, layout.way_right), draft.deliveries)
    lead = np.array([option.lead for option in draft.problem.options], dtype=np.int64)
    ready = draft.grid.bucket(np.arange(1, months + 1) + lead[:, None])
    by_option = pick(rows, layout.option_right)
    reached = np.take_along_axis(by_option, np.maximum(ready, 0), axis=1)
    model.add_terms(np.where(ready >= 0, reached, ABSENT), draft.units, -1.0)
    # What is exercised is bought, delivered inside the horizon or not.
    there = draft.bought >= 0
    for blocks, places in (
        (draft.deliveries, layout.way_right),
        (draft.units, layout.option_right),
    ):
        least = model.add_rows("bought", there, low=0.0)
        model.add_terms(least, draft.bought)
        model.add_terms(pick(least, places)[:, None], blocks, -1.0)


def _granted(problem: Problem, course: Course) -> dict[Right, list[int]]:
    """Cumulative units that may have been delivered by each month's end."""
    granted: dict[Right, list[int]] = defaultdict(lambda: [0] * problem.months)

    def grant(right: Right, units: int, month: int) -> None:
        for index in range(max(month, 1) - 1, problem.months):
            granted[right][index] += units

    for contract in problem.contracts:
        grant((contract.name, "", contract.price), contract.pooled, 1)
        for buyer, units in contract.shares:
            grant((contract.name, buyer, contract.price), units, 1)
    options = {option.name: option for option in problem.options}
    for each in course.decisions.exercises:
        option = options.get(each.option)
        if option:
            right = (option.contract, option.buyer, option.price)
            grant(right, each.units, each.month + option.lead)
    return granted


def _taken(course: Course) -> dict[Right, list[int]]:
    taken: dict[Right, list[int]] = defaultdict(lambda: [0] * course.problem.months)
    for each in course.decisions.deliveries:
        for index in range(max(each.month, 1) - 1, course.problem.months):
            taken[each.contract, each.holder, each.price][index] += each.units
    return taken


def _broken(plan: Plan, course: Course) -> list[Finding]:
    problem = course.problem
    granted, found = _granted(problem, course), []
    for right, series in sorted(_taken(course).items()):
        over = [month for month in range(problem.months) if series[month] > granted[right][month]]
        if over:
            contract, holder, _ = right
            found.append(
                Finding(
                    "entitlement",
                    f"contract {contract}, {holder or 'pool'}, {problem.month_name(over[0] + 1)}",
                    f"{series[over[0]]} units delivered, {granted[right][over[0]]} due by then",
                    "Exercise an option earlier, or deliver later.",
                )
            )
    for each in plan.decisions.deliveries:
        told = _outside(problem, each)
        if told:
            where = f"contract {each.contract}, {each.buyer}, {problem.month_name(each.month)}"
            found.append(Finding("entitlement", where, told))
    return found


def _outside(problem: Problem, each: Delivery) -> str:
    contract = next((known for known in problem.contracts if known.name == each.contract), None)
    if contract is None:
        return "no such contract"
    if each.item != contract.item:
        return f"delivers {each.item}, the contract is for {contract.item}"
    end = problem.months if contract.end is None else contract.end
    if not contract.start <= each.month <= min(end, problem.months):
        return f"delivered outside months {contract.start} to {end}"
    if each.holder and each.holder != each.buyer:
        return f"delivered to {each.buyer} from the units of {each.holder}"
    if not each.holder and each.buyer not in contract.buyers:
        return f"{each.buyer} is not a buyer of the pool"
    return ""


def _binding(course: Course) -> list[str]:
    problem = course.problem
    granted, found = _granted(problem, course), []
    for right, series in sorted(_taken(course).items()):
        total = granted[right][-1]
        if series[-1] == total:
            month = problem.month_name(series.index(total) + 1)
            contract, holder, _ = right
            units = "the one unit" if total == 1 else f"all {total}"
            found.append(f"contract {contract}, {holder or 'pool'}: {units} taken by {month}")
    return found


CONSTRAINT = Constraint(
    name="entitlement",
    formula="left[t] = left[t-1] + exercised[t - lead] - delivered[t] >= 0, left[0] = firm",
    meaning="deliveries stay inside firm units and exercised options, in the contract's window",
    add=_add,
    broken=_broken,
    narrow=_narrow,
    binding=_binding,
)
