"""Terms for what reaches and what leaves parties, by (party, item)."""

from collections.abc import Mapping, Sequence

import numpy as np

from materiel.optimise.model import FloatArray, IntArray
from materiel.planning.draft import Draft, matches
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number

Counted = Mapping[tuple[str, str], Sequence[tuple[int, Number]]]
"""(party, item) to (row, weight): where units count, and for how much."""


def came(draft: Draft, rows: IntArray, counted: Counted, factor: float = 1.0) -> None:
    """Add ``factor x weight x`` what arrives by the plan's acts to ``rows[K, B]``."""
    keys = [(arc.recipient, arc.item) for arc in draft.problem.arcs]
    act, row, by = matches(counted, keys)
    reached = draft.at_arrival_of(act, rows[row])
    draft.model.add_terms(reached, draft.moves[act], factor * by[:, None])
    keys = [(way.buyer, way.contract.item) for way in draft.layout.ways]
    act, row, by = matches(counted, keys)
    draft.model.add_terms(rows[row], draft.deliveries[act], factor * by[:, None])


def sent(draft: Draft, rows: IntArray, counted: Counted, factor: float = 1.0) -> None:
    """Add ``factor x weight x`` what parties send to ``rows[K, B]``."""
    act, row, by = matches(counted, [(arc.donor, arc.item) for arc in draft.problem.arcs])
    draft.model.add_terms(rows[row], draft.moves[act], factor * by[:, None])


def given(layout: Layout, counted: Counted, size: int) -> FloatArray:
    """``[size, B]`` weighted units that arrive by slots, whatever the plan does."""
    units = np.zeros((size, len(layout.grid)))
    for slot in layout.problem.slots:
        bucket = layout.grid.of_month[slot.month - 1]
        for row, weight in counted.get((slot.party, slot.item), ()):
            units[row, bucket] += float(weight * slot.units)
    return units
