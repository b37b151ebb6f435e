"""A floor is not missed for more months in a row than is permitted."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, matches
from materiel.planning.numbers import Number
from materiel.planning.parts import Floor
from materiel.planning.plan import Plan
from materiel.planning.words import in_words, runs


def _add(draft: Draft) -> None:
    # On a coarser grid only runs of single months can be counted; the rest is left free.
    model, months = draft.model, int((draft.grid.lengths == 1).cumprod().sum())
    for at, floor in enumerate(draft.problem.floors):
        if floor.duration is None or draft.came[at, 0] < 0:
            continue
        gap, short = draft.gap[at, :months], draft.short[at, :months]
        deepest = np.array(floor.levels[:months], dtype=float)
        if floor.depth is not None:
            deepest = np.minimum(deepest, float(floor.depth))
        rows = model.add_rows("shortfall", short >= 0, high=np.zeros(months))
        model.add_terms(rows, gap)
        model.add_terms(rows, short, -deepest)
        width = floor.duration + 1
        if width > months:
            continue
        start = np.arange(months - width + 1)
        windows = model.add_rows("shortfall-duration", high=np.full(len(start), floor.duration))
        model.add_terms(windows[:, None], short[start[:, None] + np.arange(width)])
        _refill(draft, at, floor, floor.duration, months)
    _came(draft)


def _refill(draft: Draft, at: int, floor: Floor, duration: int, months: int) -> None:
    """A gap closes within ``duration`` months, so that much must arrive or the floor fall.

    It follows from the windows for whole ``short``, but says it for fractions too, which is what
    makes the bound of the model worth anything:
    ``gap[t] <= came[t + duration] - came[t] + floor[t] - min(floor[t+1 .. t+duration])``.
    """
    model = draft.model
    month = np.arange(months - duration)
    levels = np.array(floor.levels, dtype=float)
    if duration:
        ahead = levels[month[:, None] + np.arange(1, duration + 1)].min(axis=1)
        fall = np.maximum(levels[month] - ahead, 0)
    else:
        fall = np.zeros(len(month))
    gap = draft.gap[at, : months - duration]
    rows = model.add_rows("shortfall-refill", gap >= 0, high=fall)
    model.add_terms(rows, gap)
    model.add_terms(rows, draft.came[at, duration:months], -1.0)
    model.add_terms(rows, draft.came[at, : months - duration])


def _came(draft: Draft) -> None:
    """``came[t] = came[t-1] + weight x (arrived[t] + delivered[t])`` over the floor's parties."""
    layout, problem, model = draft.layout, draft.problem, draft.model
    counted: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    known = np.zeros(draft.came.shape)
    for at, floor in enumerate(problem.floors):
        if draft.came.size and draft.came[at, 0] >= 0:
            keys = {
                (party, item): (0, weight)
                for item, weight in problem.weights(floor.of)
                for party in floor.parties
            }
            known[at] = layout.given(keys, 1)[0]
            for key, (_, weight) in keys.items():
                counted.setdefault(key, []).append((at, weight))
    rows = model.add_rows("came", draft.came >= 0, low=known, high=known)
    model.add_terms(rows, draft.came)
    model.add_terms(rows[:, 1:], draft.came[:, :-1], -1.0)
    act, row, by = matches(counted, [(arc.recipient, arc.item) for arc in problem.arcs])
    model.add_terms(draft.at_arrival_of(act, rows[row]), draft.moves[act], -by[:, None])
    act, row, by = matches(counted, [(way.buyer, way.contract.item) for way in layout.ways])
    model.add_terms(rows[row], draft.deliveries[act], -by[:, None])


def _long(course: Course, floor: Floor) -> list[tuple[int, int]]:
    gaps = course.gap(floor)
    return runs(month for month, gap in enumerate(gaps, start=1) if gap)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for floor in course.problem.floors:
        for first, last in _long(course, floor):
            length = last - first + 1
            if floor.duration is not None and length > floor.duration:
                months = in_words(course.problem, range(first, last + 1))
                found.append(
                    Finding(
                        "shortfall-duration",
                        f"floor {floor.name}, {months}",
                        f"missed for {length} months in a row, at most {floor.duration} permitted",
                        "Send later, refill earlier, or permit a longer shortfall.",
                    )
                )
    return found


def _binding(course: Course) -> list[str]:
    return [
        f"floor {floor.name}: missed for {floor.duration} months in a row, as many as permitted, "
        f"in {in_words(course.problem, range(first, last + 1))}"
        for floor in course.problem.floors
        for first, last in _long(course, floor)
        if last - first + 1 == floor.duration
    ]


CONSTRAINT = Constraint(
    name="shortfall-duration",
    formula="gap[t] <= depth x short[t], sum(short[t..t+duration]) <= duration",
    meaning="no floor is missed for more months in a row than permitted",
    add=_add,
    broken=_broken,
    binding=_binding,
    rests_on=("posture-floor", "stock-flow"),
)
