"""A plan's model while it is being written: the problem, its layout, the columns, the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.optimise.model import ABSENT, BoolArray, IntArray, Label, Model, everywhere
from materiel.planning.layout import Layout, Masks
from materiel.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What a constraint or objective adds to; all columns exist before the first row.

    Every array is ``[.., T]``, ``ABSENT`` where a column cannot be other than zero.

    Attributes:
        problem, layout, model: what is modelled, its index arrays, the model.
        moves: ``[A, T]`` units sent (acts).
        deliveries: ``[W, T]`` units delivered (acts).
        units: ``[O, T]`` units exercised (acts).
        chosen: ``[O, T]`` whether the option is exercised in that month.
        stock: ``[P, T]`` units held at the month's end.
        gap: ``[F, T]`` units below a floor.
        short: ``[F, T]`` whether the floor is missed, for floors that limit the months in a row.
        came: ``[F, T]`` what has arrived at the floor's parties so far, for the same floors.
        left: ``[N, T]`` units of a right not yet delivered.
        bought: ``[N]`` units of a right with options that must be paid: exercised or delivered.
        supply: ``[Q, T]`` what has arrived for a pool, in its units.
        unmet: ``[R, T]`` units of a requirement not met.
        handed: ``[B, T]`` what is owed for all hand-overs so far.
        owed: ``[B, T]`` what is owed and not filled.
        late: ``[B, T]`` the part of it past its due month.
    """

    problem: Problem
    layout: Layout
    model: Model
    moves: IntArray
    deliveries: IntArray
    units: IntArray
    chosen: IntArray
    stock: IntArray
    gap: IntArray
    short: IntArray
    came: IntArray
    left: IntArray
    bought: IntArray
    supply: IntArray
    unmet: IntArray
    handed: IntArray
    owed: IntArray
    late: IntArray

    def at_arrival(self, rows: IntArray) -> IntArray:
        """``[A, T]`` of ``rows[A, T]`` the one in each move's month of arrival."""
        return self.at_arrival_of(np.arange(len(rows)), rows)

    def at_arrival_of(self, arcs: IntArray, rows: IntArray) -> IntArray:
        """The same for a choice of arcs: ``rows[K, T]`` belong to ``arcs[K]``."""
        arrival = self.layout.arrival[arcs]
        reached = np.take_along_axis(rows, np.maximum(arrival, 0), axis=1)
        return np.where(arrival >= 0, reached, ABSENT)


def matches(
    by_key: Mapping[tuple[str, str], Sequence[tuple[int, int]]], keys: Sequence[tuple[str, str]]
) -> tuple[IntArray, IntArray, IntArray]:
    """(act, row, weight) wherever the key of an act stands in ``by_key``."""
    found = [(act, at, units) for act, key in enumerate(keys) for at, units in by_key.get(key, ())]
    act, row, weight = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return act, row, weight


def pick(rows: IntArray, chosen: IntArray) -> IntArray:
    """``rows[chosen]``, ``ABSENT`` wherever ``chosen`` is."""
    if not len(rows):
        return np.full((*chosen.shape, *rows.shape[1:]), ABSENT)
    found = rows[np.maximum(chosen, 0)]
    found[chosen < 0] = ABSENT
    return found


def new_draft(layout: Layout, masks: Masks, whole: BoolArray) -> Draft:
    """The columns of a problem's model, acts where the masks admit them.

    Args:
        layout: the problem's index arrays.
        masks: admissible acts.
        whole: ``[I]`` by item of the problem, whether its units are integers.
    """
    problem, model, months = layout.problem, Model(), layout.months
    whole_of = {item.name: bool(flag) for item, flag in zip(problem.items, whole, strict=True)}

    def words(names: list[str]) -> Label:
        return lambda at: f"{names[at[0]]}, {problem.month_name(at[1] + 1)}"

    def flags(items: list[str]) -> BoolArray:
        return np.array([whole_of[item] for item in items], dtype=bool)[:, None]

    lots = {item.name: item.kind == "lot" for item in problem.items}

    def coarse(items: list[str]) -> BoolArray:
        return np.array([lots[item] for item in items], dtype=bool)[:, None]

    arcs, ways, options = problem.arcs, layout.ways, problem.options
    floors, needs, debts = problem.floors, problem.requirements, problem.obligations
    option_items = [layout.rights[at].contract.item for at in layout.option_right]
    levels = np.array([floor.levels for floor in floors]).reshape(len(floors), months)
    deepest = np.array([np.inf if each.depth is None else each.depth for each in floors])
    deep = np.minimum(levels, deepest[:, None])
    limited = np.array([each.duration is not None for each in floors], dtype=bool)[:, None]
    due = np.array([each.due for each in needs], dtype=np.int64)[:, None]
    month = np.arange(1, months + 1)
    sent = {(arc.donor, arc.item) for arc in arcs}
    active = np.array(
        [
            each.owed > 0 or any((each.donor, item) in sent for item, _ in problem.weights(each.of))
            for each in debts
        ],
        dtype=bool,
    )[:, None]
    first_late = np.array([each.owed_due if each.owed else each.window + 1 for each in debts])
    owing = np.broadcast_to(active, (len(debts), months))
    return Draft(
        problem,
        layout,
        model,
        moves=model.add_columns(
            "sent",
            masks.moves,
            integer=flags([arc.item for arc in arcs]),
            coarse=coarse([arc.item for arc in arcs]),
            label=words([arc.name for arc in arcs]),
        ),
        deliveries=model.add_columns(
            "delivered",
            masks.deliveries,
            integer=flags([way.contract.item for way in ways]),
            coarse=coarse([way.contract.item for way in ways]),
            label=words([f"{way.contract.name} to {way.buyer}" for way in ways]),
        ),
        units=model.add_columns(
            "exercised-units",
            masks.exercises,
            upper=np.array([each.units for each in options], dtype=float)[:, None],
            integer=flags(option_items),
            coarse=coarse(option_items),
            label=words([each.name for each in options]),
        ),
        chosen=model.add_columns(
            "exercised",
            masks.exercises,
            upper=1.0,
            integer=True,
            label=words([each.name for each in options]),
        ),
        stock=model.add_columns(
            "stock",
            everywhere(len(layout.pair), months),
            label=words([f"{party} {item}" for party, item in layout.pair]),
        ),
        gap=model.add_columns(
            "gap", deep > 0, upper=deep, label=words([each.name for each in floors])
        ),
        short=model.add_columns(
            "short",
            (deep > 0) & limited,
            upper=1.0,
            integer=True,
            label=words([each.name for each in floors]),
        ),
        came=model.add_columns(
            "came",
            np.broadcast_to(limited & (deep > 0).any(axis=1, keepdims=True), deep.shape),
            label=words([each.name for each in floors]),
        ),
        left=model.add_columns(
            "left",
            everywhere(len(layout.rights), months),
            label=words([f"{each.contract.name} {each.holder}".strip() for each in layout.rights]),
        ),
        bought=model.add_columns(
            "bought",
            np.array([bool(each.options) for each in layout.rights], dtype=bool),
            label=lambda at: layout.rights[at[0]].contract.name,
        ),
        supply=model.add_columns(
            "supply",
            everywhere(len(layout.pools), months),
            label=words([each.requirements[0].name for each in layout.pools]),
        ),
        unmet=model.add_columns(
            "unmet",
            month >= due if len(needs) else everywhere(0, months),
            upper=np.array([each.units for each in needs], dtype=float)[:, None],
            label=words([each.name for each in needs]),
        ),
        handed=model.add_columns("handed", owing, label=words([each.name for each in debts])),
        owed=model.add_columns("owed", owing, label=words([each.name for each in debts])),
        late=model.add_columns(
            "late",
            owing & (month >= first_late[:, None]),
            label=words([each.name for each in debts]),
        ),
    )
