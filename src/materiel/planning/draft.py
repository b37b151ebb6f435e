"""A plan's model while it is being written: the problem, its layout, the columns, the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.optimise.model import (
    ABSENT,
    BoolArray,
    FloatArray,
    IntArray,
    Label,
    Model,
    everywhere,
)
from materiel.planning.grid import Grid
from materiel.planning.layout import Layout, Masks
from materiel.planning.numbers import Number
from materiel.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What a constraint or objective adds to; all columns exist before the first row.

    Every array is ``[.., B]`` by bucket of the layout's grid (``T`` months unless a coarser one
    was asked for), ``ABSENT`` where a column cannot be other than zero.

    Attributes:
        problem, layout, model: what is modelled, its index arrays, the model.
        moves: ``[A, B]`` units sent (acts).
        deliveries: ``[W, B]`` units delivered (acts).
        units: ``[O, T]`` units exercised (acts).
        chosen: ``[O, T]`` whether the option is exercised in that month.
        stock: ``[P, B]`` units held at the month's end.
        gap: ``[F, B]`` units below a floor.
        short: ``[F, B]`` whether the floor is missed, for floors that limit the months in a row.
        came: ``[F, B]`` what has arrived at the floor's parties so far, for the same floors.
        left: ``[N, B]`` units of a right not yet delivered.
        bought: ``[N]`` units of a right with options that must be paid: exercised or delivered.
        supply: ``[Q, B]`` what has arrived for a pool, in its units.
        unmet: ``[R, B]`` units of a requirement not met.
        handed: ``[D, B]`` what is owed for all hand-overs so far.
        owed: ``[D, B]`` what is owed and not filled.
        late: ``[D, B]`` the part of it past its due month.
        own: columns that single rules keep for themselves, by name (``Constraint.columns``).
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
    own: dict[str, IntArray]

    @property
    def grid(self) -> Grid:
        """The buckets of time."""
        return self.layout.grid

    def at_arrival(self, rows: IntArray) -> IntArray:
        """``[A, B]`` of ``rows[A, B]`` the one in each move's bucket of arrival."""
        return self.at_arrival_of(np.arange(len(rows)), rows)

    def at_arrival_of(self, arcs: IntArray, rows: IntArray) -> IntArray:
        """The same for a choice of arcs: ``rows[K, B]`` belong to ``arcs[K]``."""
        arrival = self.layout.arrival[arcs]
        reached = np.take_along_axis(rows, np.maximum(arrival, 0), axis=1)
        return np.where(arrival >= 0, reached, ABSENT)


def matches(
    by_key: Mapping[tuple[str, str], Sequence[tuple[int, Number]]],
    keys: Sequence[tuple[str, str]],
) -> tuple[IntArray, IntArray, FloatArray]:
    """(act, row, weight) wherever the key of an act stands in ``by_key``."""
    found = [(act, at, units) for act, key in enumerate(keys) for at, units in by_key.get(key, ())]
    act, row = np.array([each[:2] for each in found], dtype=np.int64).reshape(-1, 2).T
    return act, row, np.array([each[2] for each in found], dtype=float)


def pick(rows: IntArray, chosen: IntArray) -> IntArray:
    """``rows[chosen]``, ``ABSENT`` wherever ``chosen`` is."""
    if not len(rows):
        return np.full((*chosen.shape, *rows.shape[1:]), ABSENT)
    found = rows[np.maximum(chosen, 0)]
    found[chosen < 0] = ABSENT
    return found


def new_draft(
    layout: Layout,
    masks: Masks,
    whole: BoolArray,
    *,
    sent_only: bool = False,
    relaxed: bool = False,
    frame: Masks | None = None,
) -> Draft:
    """The columns of a problem's model, acts where the masks admit them.

    Args:
        layout: the problem's index arrays.
        masks: admissible acts.
        whole: ``[I]`` by item of the problem, whether its units are integers.
        sent_only: only units sent are integers, those delivered or exercised are not.
        frame: places that get a column though the masks refuse the act; it is held at zero.
        relaxed: no column is an integer, not even the yes-or-no ones.
    """
    problem, model, grid = layout.problem, Model(relaxed=relaxed), layout.grid
    whole_of = {item.name: bool(flag) for item, flag in zip(problem.items, whole, strict=True)}

    def words(names: list[str]) -> Label:
        return lambda at: f"{names[at[0]]}, {problem.month_name(grid.ends[at[1]])}"

    def by_month(names: list[str]) -> Label:
        return lambda at: f"{names[at[0]]}, {problem.month_name(at[1] + 1)}"

    def flags(items: list[str]) -> BoolArray:
        return np.array([whole_of[item] for item in items], dtype=bool)[:, None]

    lots = {item.name: item.kind == "lot" for item in problem.items}

    def coarse(items: list[str]) -> BoolArray:
        return np.array([lots[item] for item in items], dtype=bool)[:, None]

    divided = not sent_only
    wide = frame or masks

    def ends(mask: BoolArray, most: FloatArray | float = np.inf) -> FloatArray | float:
        return most if frame is None else np.where(mask, most, 0.0)

    arcs, ways, options = problem.arcs, layout.ways, problem.options
    floors, needs, debts = problem.floors, problem.requirements, problem.obligations
    option_items = [layout.rights[at].contract.item for at in layout.option_right]
    levels = np.array([floor.levels for floor in floors], dtype=float)
    levels = grid.at_end(levels.reshape(len(floors), problem.months))
    deepest = np.array(
        [np.inf if each.depth is None else each.depth for each in floors], dtype=float
    )
    deep = np.minimum(levels, deepest[:, None])
    limited = np.array([each.duration is not None for each in floors], dtype=bool)[:, None]
    due = np.array([each.due for each in needs], dtype=np.int64)[:, None]
    month = grid.last
    sent = {(arc.donor, arc.item) for arc in arcs}
    active = np.array(
        [
            each.owed > 0 or any((each.donor, item) in sent for item, _ in problem.weights(each.of))
            for each in debts
        ],
        dtype=bool,
    )[:, None]
    first_late = np.array([each.owed_due if each.owed else each.window + 1 for each in debts])
    owing = np.broadcast_to(active, (len(debts), len(grid)))
    return Draft(
        problem,
        layout,
        model,
        moves=model.add_columns(
            "sent",
            grid.throughout(wide.moves),
            upper=ends(grid.throughout(masks.moves)),
            integer=flags([arc.item for arc in arcs]),
            coarse=coarse([arc.item for arc in arcs]),
            label=words([arc.name for arc in arcs]),
        ),
        deliveries=model.add_columns(
            "delivered",
            grid.throughout(wide.deliveries),
            upper=ends(grid.throughout(masks.deliveries)),
            integer=divided & flags([way.contract.item for way in ways]),
            coarse=coarse([way.contract.item for way in ways]),
            label=words([f"{way.contract.name} to {way.buyer}" for way in ways]),
        ),
        units=model.add_columns(
            "exercised-units",
            wide.exercises,
            upper=ends(
                masks.exercises, np.array([each.units for each in options], dtype=float)[:, None]
            ),
            integer=divided & flags(option_items),
            coarse=coarse(option_items),
            label=by_month([each.name for each in options]),
        ),
        chosen=model.add_columns(
            "exercised",
            wide.exercises,
            upper=ends(masks.exercises, 1.0),
            integer=True,
            label=by_month([each.name for each in options]),
        ),
        stock=model.add_columns(
            "stock",
            everywhere(len(layout.pair), len(grid)),
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
            everywhere(len(layout.rights), len(grid)),
            label=words([f"{each.contract.name} {each.holder}".strip() for each in layout.rights]),
        ),
        bought=model.add_columns(
            "bought",
            np.array([bool(each.options) for each in layout.rights], dtype=bool),
            label=lambda at: layout.rights[at[0]].contract.name,
        ),
        supply=model.add_columns(
            "supply",
            everywhere(len(layout.pools), len(grid)),
            label=words([each.requirements[0].name for each in layout.pools]),
        ),
        unmet=model.add_columns(
            "unmet",
            month >= due if len(needs) else everywhere(0, len(grid)),
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
        own={},
    )
