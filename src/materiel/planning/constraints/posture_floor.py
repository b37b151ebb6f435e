"""What parties hold together stays at its floor, or below it by no more than is permitted."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    levels = np.array([floor.levels for floor in problem.floors], dtype=float)
    levels = draft.grid.at_end(levels.reshape(len(problem.floors), problem.months))
    # The depth is the upper bound of the gap's column; without a column there is no gap.
    rows = model.add_rows(
        "posture-floor",
        levels > 0,
        low=levels,
        label=lambda at: (
            f"{problem.floors[at[0]].name}, {problem.month_name(draft.grid.ends[at[1]])}"
        ),
    )
    model.add_terms(rows, draft.gap)
    counted = [
        (at, layout.pair[party, item], float(weight))
        for at, floor in enumerate(problem.floors)
        for item, weight in problem.weights(floor.of)
        for party in floor.parties
        if (party, item) in layout.pair
    ]
    floor_at, pair_at = np.array([each[:2] for each in counted], dtype=np.int64).reshape(-1, 2).T
    weight_at = np.array([each[2] for each in counted])
    model.add_terms(pick(rows, floor_at), pick(draft.stock, pair_at), weight_at[:, None])


def _broken(plan: Plan, course: Course) -> list[Finding]:
    found = []
    for floor in course.problem.floors:
        gaps = course.gap(floor)
        depth = floor.depth
        deep = [
            month for month, gap in enumerate(gaps, start=1) if depth is not None and gap > depth
        ]
        if deep:
            found.append(
                Finding(
                    "posture-floor",
                    f"floor {floor.name}, {in_words(course.problem, deep)}",
                    f"up to {max(gaps)} below the floor, at most {depth} permitted",
                    "Send fewer or later, or permit a deeper shortfall.",
                )
            )
    told = {each.floor: each for each in plan.floors}
    for each in course.floors():
        if told.get(each.floor) != each:
            problem = f"the plan says {told.get(each.floor)}, the replay {each}"
            found.append(Finding("posture-floor", f"floor {each.floor}", problem))
    return found


def _binding(course: Course) -> list[str]:
    found = []
    for floor in course.problem.floors:
        if floor.depth is None:
            continue
        # Only where something has left: a floor that a party merely happens to meet binds nobody.
        gave = any(course.sent.get((p, i)) for p in floor.parties for i in _items(course, floor.of))
        depth, margins = floor.depth, zip(course.held[floor.name], floor.levels, strict=True)
        full = [
            month
            for month, (held, level) in enumerate(margins, start=1)
            if level > 0 and held == level - depth
        ]
        if gave and full:
            months = in_words(course.problem, full)
            level = floor.levels[full[0] - 1]
            short = f"{depth} below the floor, the permitted depth" if depth else "at the floor"
            found.append(f"floor {floor.name}: {level - depth} held, {short}, in {months}")
    return found


def _items(course: Course, of: str) -> list[str]:
    return [item for item, _ in course.problem.weights(of)]


CONSTRAINT = Constraint(
    name="posture-floor",
    formula="sum(weight x stock[t]) + gap[t] >= floor[t], gap[t] <= depth",
    meaning="no holding falls below its floor by more than its permitted depth",
    add=_add,
    broken=_broken,
    binding=_binding,
    rests_on=("stock-flow",),
)
