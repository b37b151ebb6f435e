"""How large each column of a draft can be in a plan worth having; only proofs use it.

A bound from prices needs every column to end somewhere (``optimise.certificate``). Units do not
multiply: nobody holds, sends or is owed more than all that there is of an item. These ends are
kept out of the model, where they would only cost the solver time.
"""

from collections import defaultdict

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.draft import Draft
from materiel.planning.problem import Problem
from materiel.planning.spending import pledges

Pair = tuple[str, str]


def reach(draft: Draft) -> FloatArray:
    """``[C]`` ends of the columns, infinite where none is known."""
    problem, layout = draft.problem, draft.layout
    found = np.full(draft.model.column_count, np.inf)
    held, world = _holdable(draft)

    def put(columns: IntArray, ends: list[float]) -> None:
        spread = np.broadcast_to(
            np.array(ends).reshape(-1, *[1] * (columns.ndim - 1)), columns.shape
        )
        there = columns >= 0
        found[columns[there]] = spread[there]

    rights = [float(r.firm + sum(o.units for o in r.options)) for r in layout.rights]
    put(draft.moves, [held[arc.donor, arc.item] for arc in problem.arcs])
    put(draft.deliveries, [rights[way.right] for way in layout.ways])
    put(draft.stock, [held[pair] for pair in layout.pair])
    put(draft.left, rights)
    put(draft.bought, rights)
    put(
        draft.supply,
        [sum(float(ratio) * world[item] for item, ratio in pool.accept) for pool in layout.pools],
    )
    put(draft.came, [_all(problem, world, floor.of) for floor in problem.floors])
    debts = [_all(problem, world, each.of) + each.owed for each in problem.obligations]
    for columns in (draft.handed, draft.owed, draft.late):
        put(columns, debts)
    own = draft.own
    if "arrears" in own:
        put(own["arrears"], [_all(problem, world, each.of) for each in problem.arrears])
    ends = {
        "spare": [world[item] for each in problem.bundles for item, _ in each.parts],
        "made-good": [world[each.receives] for each in problem.exchanges],
        "others-sent": [_all(problem, world, each.of) for each in problem.conditions],
        "claimed": [float(layout.line_work[each.line][-1]) for each in problem.claims],
    }
    for name, most in ends.items():
        if name in own:
            put(own[name], most)
    money = _money(draft, held)
    if "paid" in own:
        put(own["paid"], [money] * len(pledges(problem)))
    for name in ("carried", "key-short", "key-total"):
        if name in own:
            put(own[name], [(1 + len(pledges(problem))) * money] * len(own[name]))
    return found


def _holdable(draft: Draft) -> tuple[dict[Pair, float], dict[str, float]]:
    """By (party, item) the most it can ever hold or send; by item all there can be.

    Where hand-overs can come back, an item may be sent more than once: each month once again.
    """
    problem = draft.problem
    own: dict[Pair, float] = defaultdict(float)
    world: dict[str, float] = defaultdict(float)
    for stock in problem.stocks:
        own[stock.party, stock.item] += stock.units
        world[stock.item] += stock.units
    for slot in problem.slots:
        own[slot.party, slot.item] += slot.units
        world[slot.item] += slot.units
    units = [float(r.firm + sum(o.units for o in r.options)) for r in draft.layout.rights]
    for right, most in zip(draft.layout.rights, units, strict=True):
        world[right.contract.item] += most
    for way in draft.layout.ways:
        own[way.buyer, way.contract.item] += units[way.right]
    back = _returns(problem)
    for item in back:
        world[item] *= problem.months
    for arc in problem.arcs:
        if arc.item in back:
            own[arc.donor, arc.item] = own[arc.recipient, arc.item] = world[arc.item]
    for arc in problem.arcs:
        if arc.item not in back:
            own[arc.recipient, arc.item] = world[arc.item]
    return own, world


def _returns(problem: Problem) -> set[str]:
    """Items that somebody both receives from another party and may send."""
    senders = {(arc.donor, arc.item) for arc in problem.arcs}
    return {arc.item for arc in problem.arcs if (arc.recipient, arc.item) in senders}


def _all(problem: Problem, world: dict[str, float], of: str) -> float:
    return sum(float(weight) * world[item] for item, weight in problem.weights(of))


def _money(draft: Draft, held: dict[Pair, float]) -> float:
    """Coins that all acts together can cost or be worth."""
    problem, layout = draft.problem, draft.layout
    rights = [float(r.firm + sum(o.units for o in r.options)) for r in layout.rights]
    total = sum(rights[way.right] * way.price for way in layout.ways)
    total += sum(o.fee + abs(o.commitment) * o.units for o in problem.options)
    worth = {item.name: item.worth for item in problem.items}
    credit = max((float(key.credit) for key in problem.keys), default=0.0)
    pairs = {(arc.donor, arc.item) for arc in problem.arcs}
    total += credit * sum(worth[item] * held[party, item] for party, item in pairs)
    return (total + sum(fund.amount for fund in problem.funds)) / layout.coin
