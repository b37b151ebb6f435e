"""A conditional offer is open from the month in which the others have sent enough."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.flows import sent
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem
from materiel.planning.terms import Condition


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``others-sent[K, B]`` units so far, ``offer-open[K, B]`` yes or no."""
    names = [each.name for each in layout.problem.conditions]
    if not names:
        return {}
    where = everywhere(len(names), len(layout.grid))

    def words(at: tuple[int, ...]) -> str:
        return names[at[0]]

    return {
        "others-sent": model.add_columns("others-sent", where, label=words),
        "offer-open": model.add_columns("offer-open", where, upper=1.0, integer=True, label=words),
    }


def _most(problem: Problem, each: Condition) -> float:
    """More than the donor can send in one month: all that there is of the items."""
    items = set(each.items)
    units = sum(stock.units for stock in problem.stocks if stock.item in items)
    units += sum(slot.units for slot in problem.slots if slot.item in items)
    mine = {contract.name for contract in problem.contracts if contract.item in items}
    for contract in problem.contracts:
        if contract.name in mine:
            units += contract.pooled + sum(share for _, share in contract.shares)
    units += sum(option.units for option in problem.options if option.contract in mine)
    return float(units)


def _add(draft: Draft) -> None:
    problem, model = draft.problem, draft.model
    if not problem.conditions:
        return
    so_far, opened = draft.own["others-sent"], draft.own["offer-open"]
    counted: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    for at, each in enumerate(problem.conditions):
        for item, weight in problem.weights(each.of):
            for party in each.others:
                counted.setdefault((party, item), []).append((at, weight))
    zero = np.zeros(so_far.shape)
    rows = model.add_rows("others-sent", low=zero, high=zero)
    model.add_terms(rows, so_far)
    model.add_terms(rows[:, 1:], so_far[:, :-1], -1.0)
    sent(draft, rows, counted, -1.0)
    units = np.array([float(each.units) for each in problem.conditions])[:, None]
    rows = model.add_rows("offer-open", low=zero)
    model.add_terms(rows, so_far)
    model.add_terms(rows, opened, -units)
    for at, each in enumerate(problem.conditions):
        most = _most(problem, each)
        for item in each.items:
            mine = [
                a
                for a, arc in enumerate(problem.arcs)
                if (arc.donor, arc.item) == (each.donor, item)
            ]
            rows = model.add_rows("condition", high=np.zeros(len(draft.grid)))
            model.add_terms(rows, draft.moves[mine])
            model.add_terms(rows, opened[at], -most)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    problem, found = course.problem, []
    for each in problem.conditions:
        weights = dict(problem.weights(each.of))
        for move in plan.decisions.moves:
            if move.donor != each.donor or move.item not in each.items:
                continue
            so_far = sum(
                weights[other.item] * other.units
                for other in plan.decisions.moves
                if other.donor in each.others
                and other.item in weights
                and other.month <= move.month
            )
            if so_far < each.units:
                where = f"condition {each.name}, {problem.month_name(move.month)}"
                told = f"{move.item} sent while others had sent {so_far} of {each.units}"
                found.append(Finding("condition", where, told, "Send once the others have."))
    return found


CONSTRAINT = Constraint(
    name="condition",
    formula="sent[t] <= most x open[t], units x open[t] <= sum(others sent[..t])",
    meaning="a conditional offer is used only once the others have sent enough",
    add=_add,
    broken=_broken,
    columns=_columns,
)
