"""No more units arrive in a month than the recipient can train its people for."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    if not problem.training:
        return
    load = {item.name: item.training for item in problem.items}
    place = {each.recipient: at for at, each in enumerate(problem.training)}
    keys = {
        (party, item): (at, units) for party, at in place.items() for item, units in load.items()
    }
    slots = np.array([each.slots for each in problem.training], dtype=float)
    slots = draft.grid.total(slots)
    rows = model.add_rows("training", high=slots - layout.given(keys, len(slots)))
    at = np.array(
        [place.get(a.recipient, -1) if load[a.item] else -1 for a in problem.arcs], dtype=np.int64
    )
    taken = np.array([load[arc.item] for arc in problem.arcs], dtype=float)
    model.add_terms(draft.at_arrival(pick(rows, at)), draft.moves, taken[:, None])
    items = [way.contract.item for way in layout.ways]
    at = np.array(
        [
            place.get(way.buyer, -1) if load[item] else -1
            for way, item in zip(layout.ways, items, strict=True)
        ],
        dtype=np.int64,
    )
    taken = np.array([load[item] for item in items], dtype=float)
    model.add_terms(pick(rows, at), draft.deliveries, taken[:, None])


def _used(course: Course) -> dict[str, list[Number]]:
    load = {item.name: item.training for item in course.problem.items}
    months = course.problem.months
    used: dict[str, list[Number]] = {e.recipient: [0] * months for e in course.problem.training}
    for arrival in course.arrivals:
        if arrival.party in used:
            used[arrival.party][arrival.month - 1] += load[arrival.item] * arrival.units
    return used


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    used, found = _used(course), []
    for each in course.problem.training:
        pairs = zip(used[each.recipient], each.slots, strict=True)
        for month, (taken, slots) in enumerate(pairs, start=1):
            if taken > slots:
                where = f"training {each.recipient}, {course.problem.month_name(month)}"
                told = f"{taken} slots taken, {slots} there"
                found.append(Finding("training", where, told, "Let units arrive later."))
    return found


def _binding(course: Course) -> list[str]:
    used, found = _used(course), []
    for each in course.problem.training:
        pairs = zip(used[each.recipient], each.slots, strict=True)
        full = [month for month, (taken, slots) in enumerate(pairs, 1) if taken and taken == slots]
        if full:
            found.append(
                f"training {each.recipient}: every slot taken in {in_words(course.problem, full)}"
            )
    return found


CONSTRAINT = Constraint(
    name="training",
    formula="sum(training x arrived[t]) <= slots[t]",
    meaning="no more units arrive in a month than their recipient can train for",
    add=_add,
    broken=_broken,
    binding=_binding,
)
