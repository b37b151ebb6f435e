"""What has arrived at a recipient serves its requirements; the rest stays unmet and is counted."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import ABSENT, FloatArray, IntArray
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.layout import Layout
from materiel.planning.plan import Plan


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    pools = layout.pools
    known = layout.given(layout.pool_of, len(pools))
    rows = model.add_rows("supply", low=known, high=known)
    model.add_terms(rows, draft.supply)
    model.add_terms(rows[:, 1:], draft.supply[:, :-1], -1.0)
    pool, ratio = _served(layout, [(arc.recipient, arc.item) for arc in problem.arcs])
    model.add_terms(draft.at_arrival(pick(rows, pool)), draft.moves, -ratio[:, None])
    pool, ratio = _served(layout, [(way.buyer, way.contract.item) for way in layout.ways])
    model.add_terms(pick(rows, pool), draft.deliveries, -ratio[:, None])

    place = {need.name: at for at, need in enumerate(problem.requirements)}
    wanted = np.zeros((len(pools), problem.months))
    for at, each in enumerate(pools):
        for need in each.requirements:
            wanted[at, need.due - 1 :] += float(need.units)
    wanted = draft.grid.at_end(wanted)
    met = model.add_rows("need", wanted > 0, low=wanted)
    model.add_terms(met, draft.supply)
    member = [(at, place[n.name]) for at, each in enumerate(pools) for n in each.requirements]
    pool_at, need_at = np.array(member, dtype=np.int64).reshape(-1, 2).T
    model.add_terms(pick(met, pool_at), pick(draft.unmet, need_at))


def _served(layout: Layout, keys: list[tuple[str, str]]) -> tuple[IntArray, FloatArray]:
    """Pool and ratio of (recipient, item), ``ABSENT`` where none accepts it."""
    found = [layout.pool_of.get(key, (ABSENT, 0)) for key in keys]
    pool = np.array([at for at, _ in found], dtype=np.int64)
    return pool, np.array([ratio for _, ratio in found], dtype=float)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    told = {each.requirement: each for each in plan.unmet}
    replayed = {each.requirement: each for each in course.unmet_list()}
    found = []
    for need in course.problem.requirements:
        says, is_so = told.get(need.name), replayed.get(need.name)
        if says != is_so:
            found.append(
                Finding(
                    "need",
                    f"requirement {need.name}",
                    f"the plan says {says.unit_months if says else 0} unit-months unmet, "
                    f"the replay {is_so.unit_months if is_so else 0}",
                )
            )
    return found


CONSTRAINT = Constraint(
    name="need",
    formula="supply[t] = supply[t-1] + ratio x arrived[t], supply[t] + sum(unmet[t]) >= needed[t]",
    meaning="what has arrived serves the requirements that are due",
    add=_add,
    broken=_broken,
)
