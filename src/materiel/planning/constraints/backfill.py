"""A donor is owed a share of what it hands over; what is open past its window is late."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import ABSENT
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, matches
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    debts, months = problem.obligations, len(draft.grid)
    counted = [dict(problem.weights(debt.of)) for debt in debts]
    there = draft.handed >= 0
    zero = np.zeros((len(debts), months))

    # handed[t] = handed[t-1] + share x handed over[t]
    total = model.add_rows("handed", there, low=zero, high=zero)
    model.add_terms(total, draft.handed)
    model.add_terms(total[:, 1:], draft.handed[:, :-1], -1.0)
    by_key: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    for at, (debt, weights) in enumerate(zip(debts, counted, strict=True)):
        for item, weight in weights.items():
            by_key.setdefault((debt.donor, item), []).append((at, weight))
    share = np.array([float(debt.share) for debt in debts])
    act, row, by = matches(by_key, [(arc.donor, arc.item) for arc in problem.arcs])
    given = -(share[row] * by)[:, None]
    model.add_terms(total[row], draft.moves[act], given)

    # owed[t] >= owed[t-1] + handed[t] - handed[t-1] - arrived[t], and never below zero:
    # what arrives while nothing is owed does not count in advance.
    start = zero.copy()
    for at, (debt, weights) in enumerate(zip(debts, counted, strict=True)):
        if there[at, 0]:
            keys = {(debt.donor, item): (0, units) for item, units in weights.items()}
            start[at] -= layout.given(keys, 1)[0]
            start[at, 0] += debt.owed
    rows = model.add_rows("backfill", there, low=start)
    model.add_terms(rows, draft.owed)
    model.add_terms(rows[:, 1:], draft.owed[:, :-1], -1.0)
    model.add_terms(rows, draft.handed, -1.0)
    model.add_terms(rows[:, 1:], draft.handed[:, :-1])
    act, row, by = matches(by_key, [(arc.recipient, arc.item) for arc in problem.arcs])
    reached = draft.at_arrival_of(act, rows[row])
    model.add_terms(reached, draft.moves[act], by[:, None])
    ways = [(way.buyer, way.contract.item) for way in layout.ways]
    act, row, by = matches(by_key, ways)
    model.add_terms(rows[row], draft.deliveries[act], by[:, None])

    # late[t] >= owed[t] - (handed[t] - handed[t - window]) - what is owed but not yet due
    month = draft.grid.last
    waiting = np.array(
        [np.where(month < debt.owed_due, debt.owed, 0) for debt in debts], dtype=float
    ).reshape(len(debts), months)
    rows = model.add_rows("backfill-late", draft.late >= 0, low=-waiting)
    model.add_terms(rows, draft.late)
    model.add_terms(rows, draft.owed, -1.0)
    model.add_terms(rows, draft.handed)
    window = np.array([debt.window for debt in debts], dtype=np.int64)[:, None]
    before = draft.grid.ended(month - window)
    earlier = np.take_along_axis(draft.handed, np.maximum(before, 0), axis=1)
    model.add_terms(rows, np.where(before >= 0, earlier, ABSENT), -1.0)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    found = []
    if plan.backfills != course.backfills:
        for debt in course.problem.obligations:
            told = [each for each in plan.backfills if each.obligation == debt.name]
            replayed = [each for each in course.backfills if each.obligation == debt.name]
            if told != replayed:
                says, is_so = sum(each.late for each in told), sum(each.late for each in replayed)
                words = f"the plan says {says} unit-months late, the replay {is_so}"
                if says == is_so:
                    words = "the plan and the replay fill it differently"
                found.append(Finding("backfill", f"obligation {debt.name}", words))
    return found


def _binding(course: Course) -> list[str]:
    return [
        f"backfill {each.obligation}: {each.open} still owed for month {each.since} at the horizon"
        for each in course.backfills
        if each.open and each.due <= course.problem.months
    ]


CONSTRAINT = Constraint(
    name="backfill",
    formula=(
        "owed[t] >= owed[t-1] + share x handed over[t] - arrived[t], "
        "late[t] >= owed[t] - share x handed over in the last window months"
    ),
    meaning="what a donor is owed past its window counts as late",
    add=_add,
    broken=_broken,
    binding=_binding,
)
