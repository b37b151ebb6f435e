"""Stay near an earlier plan: its acts are kept unless the first objectives ask for another.

A change is counted in units: an act moved by a month is one given up and one taken up.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from materiel.optimise.answer import Stage
from materiel.optimise.model import ABSENT, FloatArray, IntArray
from materiel.optimise.solver import scale_of
from materiel.planning.draft import Draft
from materiel.planning.plan import Decisions

CHANGE = "change"
"""The objective's name."""
BEFORE = "cost"
"""It is asked before this objective: nobody's accepted plan is overturned to save a cent."""

ROUNDING = 5e-6
"""How far a value may be off its limit, relative: more than the solver's own rows may be off.

At the solver's own allowance of 1e-6 a limit beside 0 cannot be told from one below 0, and the
solver has called models impossible whose solution was known.
"""

Act = tuple[str | int, ...]


def acts(decisions: Decisions) -> Counter[Act]:
    """Units of every act by what it is: kind, who or what, month."""
    found = Counter[Act]()
    for move in decisions.moves:
        found["move", move.donor, move.item, move.recipient, move.month] += move.units
    for way in decisions.deliveries:
        key = ("delivery", way.contract, way.holder, way.buyer, way.price, way.month)
        found[key] += way.units
    for use in decisions.exercises:
        found["exercise", use.option, use.month] += use.units
    return found


def changed_units(before: Decisions, after: Decisions) -> int:
    """Units of acts that are in one plan and not in the other."""
    old, new = acts(before), acts(after)
    return sum(abs(new[act] - old[act]) for act in old | new)


def changed_acts(before: Decisions, after: Decisions) -> list[Act]:
    """The acts whose units differ, sorted."""
    old, new = acts(before), acts(after)
    return sorted((act for act in old | new if new[act] != old[act]), key=str)


def change_stage(draft: Draft, keep: Decisions) -> Stage:
    """The objective that counts changed units; adds its columns and rows to the draft.

    An act that was not there costs what it is now. One that was costs ``more + less`` with
    ``units - more + less = units before``; one that is not possible any more is given up.
    """
    model, old = draft.model, acts(keep)
    columns: list[IntArray] = []
    values: list[FloatArray] = []
    kept, before = [], []
    for block, names in _blocks(draft):
        fresh = block.copy()
        for at, name in enumerate(names):
            for month in range(block.shape[1]):
                units = old.pop((*name, month + 1), 0)
                if units and block[at, month] >= 0:
                    kept.append(block[at, month])
                    before.append(units)
                    fresh[at, month] = ABSENT
                elif units:
                    old[*name, month + 1] = units
        columns.append(fresh[fresh >= 0])
        values.append(np.ones(len(columns[-1])))
    known = np.array(before, dtype=float)
    there = np.ones(len(kept), dtype=bool)
    more = model.add_columns("kept-more", there)
    less = model.add_columns("kept-less", there, upper=known)
    rows = model.add_rows("kept", there, low=known, high=known)
    model.add_terms(rows, np.array(kept, dtype=np.int64))
    model.add_terms(rows, more, -1.0)
    model.add_terms(rows, less)
    # What cannot be done any more is a change that no plan avoids: a column without a choice.
    gone = np.array([sum(old.values())], dtype=float)
    given_up = model.add_columns("given-up", gone >= 0, lower=gone, upper=gone)
    columns += [more, less, given_up]
    values += [np.ones(len(each)) for each in (more, less, given_up)]
    return Stage(CHANGE, np.concatenate(columns), np.concatenate(values), step=1.0)


def nearest_first(
    draft: Draft, stages: Sequence[Stage], best: Mapping[str, float], tolerance: float
) -> list[Stage]:
    """The fewest changes first, then the objectives as before, none beyond its tolerance.

    A tolerance given to the objectives themselves would be spent by the next objective before
    the change is looked at; as a row it is there for the change alone.

    Args:
        draft: its model grows by one row for each objective before the change.
        stages: in their order, the change among them.
        best: the best values of the objectives before the change, by name; none is below 0.
        tolerance: by which share each may be worse.
    """
    model = draft.model
    place = [stage.name for stage in stages].index(CHANGE)
    for stage in stages[:place]:
        limit = best[stage.name] * (1.0 + tolerance)
        scale = scale_of(stage.values)
        if stage.step:
            # Between two values that can be taken, out of reach of rounding.
            limit = (np.floor(limit / stage.step + ROUNDING) + 0.5) * stage.step
        else:
            limit += ROUNDING * max(scale, abs(limit))
        row = model.add_rows("tolerance", np.ones(1, dtype=bool), high=limit / scale)
        model.add_terms(row, stage.columns, stage.values / scale)
    return [stages[place], *stages[:place], *stages[place + 1 :]]


def _blocks(draft: Draft) -> list[tuple[IntArray, list[Act]]]:
    problem, layout = draft.problem, draft.layout
    return [
        (
            draft.moves,
            [("move", arc.donor, arc.item, arc.recipient) for arc in problem.arcs],
        ),
        (
            draft.deliveries,
            [
                ("delivery", way.contract.name, way.holder, way.buyer, way.price)
                for way in layout.ways
            ],
        ),
        (draft.units, [("exercise", option.name) for option in problem.options]),
    ]
