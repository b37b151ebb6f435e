"""What deliveries, options and transport are paid, whatever stays undelivered.

Unlike ``cost``, units exercised and not delivered inside the horizon cost their commitment only.
It is asked for by name.
"""

from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective
from materiel.planning.problem import Problem


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    problem = draft.problem
    columns, values = [], []
    for block, prices in (
        (draft.moves, [arc.cost for arc in problem.arcs]),
        (draft.deliveries, [way.price for way in draft.layout.ways]),
        (draft.units, [option.commitment for option in problem.options]),
        (draft.chosen, [option.fee for option in problem.options]),
    ):
        price = np.broadcast_to(np.array(prices, dtype=float)[:, None], block.shape)
        there = (block >= 0) & (price != 0)
        columns.append(block[there])
        values.append(price[there])
    return np.concatenate(columns), np.concatenate(values)


def _value(course: Course) -> Fraction:
    problem, acts = course.problem, course.decisions
    arcs = {(arc.donor, arc.item, arc.recipient): arc.cost for arc in problem.arcs}
    options = {option.name: option for option in problem.options}
    total = sum(arcs[each.donor, each.item, each.recipient] * each.units for each in acts.moves)
    total += sum(each.price * each.units for each in acts.deliveries)
    for each in acts.exercises:
        total += options[each.option].fee + options[each.option].commitment * each.units
    return Fraction(total)


def _on_request(problem: Problem) -> bool:
    del problem
    return False


OBJECTIVE = Objective(
    name="outlay",
    rank=55,
    unit="minor units",
    formula="sum(transport x sent + price x delivered + fee x chosen + commitment x units)",
    terms=_terms,
    value=_value,
    step=lambda draft: 1.0 if draft.problem.items else 0.0,
    standard=_on_request,
)
