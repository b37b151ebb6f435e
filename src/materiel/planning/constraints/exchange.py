"""For what a giver sends under an exchange, its share of another item reaches it in time."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import ABSENT, IntArray, Model
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, matches
from materiel.planning.flows import sent
from materiel.planning.grid import Grid
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.terms import Exchange


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``made-good[K, B]``: what has come by the window's end beyond what was sent by now."""
    exchanges = layout.problem.exchanges
    if not exchanges:
        return {}
    window = np.array([each.window for each in exchanges], dtype=np.int64)[:, None]
    where = layout.grid.last + window <= layout.months
    names = [each.name for each in exchanges]
    return {"made-good": model.add_columns("made-good", where, label=lambda at: names[at[0]])}


def _counts(grid: Grid, each: Exchange) -> IntArray:
    """``[B]`` for an arrival in each bucket, the first bucket whose window it falls into."""
    until = grid.ended(grid.last + each.window)
    first = np.searchsorted(until, np.arange(len(grid)))
    bound = grid.last + each.window <= grid.months
    reached = np.minimum(first, len(grid) - 1)
    return np.where((first < len(grid)) & bound[reached], reached, ABSENT)


def _add(draft: Draft) -> None:
    problem, grid, model = draft.problem, draft.grid, draft.model
    if not problem.exchanges:
        return
    good, layout = draft.own["made-good"], draft.layout
    counts = np.array([_counts(grid, each) for each in problem.exchanges])
    known = np.zeros(good.shape)
    for slot in problem.slots:
        for at, each in enumerate(problem.exchanges):
            bucket = counts[at, grid.of_month[slot.month - 1]]
            if (slot.party, slot.item) == (each.giver, each.receives) and bucket >= 0:
                known[at, bucket] += slot.units
    rows = model.add_rows("exchange", good >= 0, low=known, high=known)
    model.add_terms(rows, good)
    model.add_terms(rows[:, 1:], good[:, :-1], -1.0)
    given: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    received: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    for at, each in enumerate(problem.exchanges):
        given.setdefault((each.giver, each.item), []).append((at, each.ratio))
        received.setdefault((each.giver, each.receives), []).append((at, 1))
    sent(draft, rows, given)
    moved = np.where(counts >= 0, np.take_along_axis(rows, np.maximum(counts, 0), axis=1), ABSENT)
    act, row, by = matches(received, [(arc.recipient, arc.item) for arc in problem.arcs])
    reached = draft.at_arrival_of(act, moved[row])
    model.add_terms(reached, draft.moves[act], -by[:, None])
    act, row, by = matches(received, [(w.buyer, w.contract.item) for w in layout.ways])
    model.add_terms(moved[row], draft.deliveries[act], -by[:, None])


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    problem, found = course.problem, []
    for each in problem.exchanges:
        for month in range(1, problem.months - each.window + 1):
            gave = sum(
                move.units
                for move in course.decisions.moves
                if (move.donor, move.item) == (each.giver, each.item) and move.month <= month
            )
            got = sum(
                arrival.units
                for arrival in course.arrivals
                if (arrival.party, arrival.item) == (each.giver, each.receives)
                and arrival.month <= month + each.window
            )
            if each.ratio * gave > got:
                where = f"exchange {each.name}, {problem.month_name(month + each.window)}"
                told = f"{got} {each.receives} received, {each.ratio * gave} due for {gave} sent"
                found.append(Finding("exchange", where, told, "Send later, or refill earlier."))
                break
    return found


CONSTRAINT = Constraint(
    name="exchange",
    formula="ratio x sum(sent[..t]) <= sum(received[..t + window])",
    meaning="a giver under an exchange is made whole in the other item in time",
    add=_add,
    broken=_broken,
    columns=_columns,
)
