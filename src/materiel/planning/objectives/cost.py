"""What the plan's own acts cost: units bought, options and transport.

A unit under an option is bought when it is exercised, a firm one when it is delivered; where both
have one price they are one right, and the larger of the two sums is what is bought.
"""

from collections import Counter
from fractions import Fraction

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.objective import Objective

Right = tuple[str, str, int]
"""Contract, holder and price."""


def _priced(draft: Draft) -> list[tuple[IntArray, list[int]]]:
    problem, rights = draft.problem, draft.layout.rights
    return [
        (draft.moves, [arc.cost for arc in problem.arcs]),
        (
            draft.deliveries,
            [0 if rights[way.right].options else way.price for way in draft.layout.ways],
        ),
        (draft.bought[:, None], [right.price for right in rights]),
        (draft.units, [option.commitment for option in problem.options]),
        (draft.chosen, [option.fee for option in problem.options]),
    ]


def _terms(draft: Draft) -> tuple[IntArray, FloatArray]:
    columns, values = [], []
    for block, prices in _priced(draft):
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
    delivered, exercised = Counter[Right](), Counter[Right]()
    for delivery in acts.deliveries:
        delivered[delivery.contract, delivery.holder, delivery.price] += delivery.units
    for each in acts.exercises:
        option = options[each.option]
        exercised[option.contract, option.buyer, option.price] += each.units
        total += option.fee + option.commitment * each.units
    for right in delivered | exercised:
        total += right[2] * max(delivered[right], exercised[right])
    return Fraction(total)


def _step(draft: Draft) -> float:
    prices = [price for _, block in _priced(draft) for price in block if price]
    return float(np.gcd.reduce(np.array(prices, dtype=np.int64))) if prices else 0.0


OBJECTIVE = Objective(
    name="cost",
    rank=50,
    unit="minor units",
    formula=(
        "sum(transport x sent + price x max(delivered, exercised) + fee x chosen "
        "+ commitment x units)"
    ),
    terms=_terms,
    value=_value,
    step=_step,
    rules=("entitlement",),
)
