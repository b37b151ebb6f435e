"""What a fund pays for comes from the origins that its rules accept."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout, Masks
from materiel.planning.plan import Plan


def _narrow(layout: Layout, masks: Masks) -> None:
    month = np.arange(1, layout.months + 1)
    for fund in layout.problem.funds:
        if not fund.origins:
            continue
        span = (fund.first <= month) & (month <= fund.last)
        for at, way in enumerate(layout.ways):
            if way.payer in fund.parties and way.contract.origin not in fund.origins:
                masks.deliveries[at] &= ~span


def _add(draft: Draft) -> None:
    """Deliveries that a fund does not pay for have no column; no row is needed."""
    del draft


def _refused(course: Course) -> list[tuple[str, str, str, int]]:
    """(fund, contract, origin, month) of deliveries that a fund may not pay for."""
    contracts = {each.name: each for each in course.problem.contracts}
    found = []
    for each in course.decisions.deliveries:
        contract = contracts.get(each.contract)
        if contract is None:
            continue
        for fund in course.problem.funds:
            inside = fund.first <= each.month <= fund.last
            mine = (contract.payer or each.buyer) in fund.parties
            if inside and mine and fund.origins and contract.origin not in fund.origins:
                found.append((fund.name, contract.name, contract.origin, each.month))
    return found


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    accepted = {fund.name: ", ".join(fund.origins) for fund in course.problem.funds}
    return [
        Finding(
            "fund-origin",
            f"fund {fund}, contract {contract}, {course.problem.month_name(month)}",
            f"origin {origin or 'unknown'}, the fund pays for {accepted[fund]}",
            "Deliver from another contract, or let somebody else pay.",
        )
        for fund, contract, origin, month in _refused(course)
    ]


def _binding(course: Course) -> list[str]:
    """Contracts that the parties of a fund could draw on but for their origin."""
    problem = course.problem
    found = []
    for fund in problem.funds:
        for contract in problem.contracts:
            buyers = (
                {contract.payer}
                if contract.payer
                else {
                    *contract.buyers,
                    *dict(contract.shares),
                }
            )
            if fund.origins and contract.origin not in fund.origins and buyers & {*fund.parties}:
                origin = contract.origin or "unknown"
                found.append(f"fund {fund.name}: pays nothing of {contract.name}, origin {origin}")
    return found


CONSTRAINT = Constraint(
    name="fund-origin",
    formula="delivered[t] = 0 where a fund would pay and does not accept the origin",
    meaning="a fund pays only for the origins that it accepts",
    add=_add,
    broken=_broken,
    narrow=_narrow,
    binding=_binding,
)
