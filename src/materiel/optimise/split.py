"""Which rows of a model couple what would else fall apart, and the blocks that they couple.

A rule's rows are added one rule after another, those of the most rows first, as long as no block
grows beyond a share of all columns. What is left out couples; a left-out row that happens to lie
inside one block is no coupling row. Of several shares the one that leaves the fewest coupling
rows counts. So the blocks come from the model, not from a list of names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from materiel.optimise.blocks import tied
from materiel.optimise.model import Arrays, BoolArray, IntArray, Model

LOOSE = -1
"""The block of columns and rows that belong to no block but to what couples all."""
PARTS = (1.0, 0.75, 0.5)
"""Of the largest share that a block may have, the parts that are tried."""
FEW = 10
"""Columns for each coupling equation that a block may have and still be no block of its own."""


@dataclass(frozen=True, slots=True)
class Split:
    """A model as blocks and what couples them.

    Attributes:
        block: ``[C]`` the block of each column, ``LOOSE`` for those in coupling rows alone and for
            those of a small block in a coupling equation: what an equation determines from all
            blocks can be chosen only after them.
        home: ``[R]`` the block of each row, ``LOOSE`` for coupling rows and rows of loose columns.
        rules: the rules that some coupling row belongs to.
    """

    block: IntArray
    home: IntArray
    rules: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return int(self.block.max(initial=LOOSE)) + 1

    @property
    def coupling(self) -> IntArray:
        """The rows of no block, rising."""
        return np.flatnonzero(self.home == LOOSE)

    @property
    def loose(self) -> IntArray:
        """The columns of no block, rising."""
        return np.flatnonzero(self.block == LOOSE)

    def columns(self) -> list[IntArray]:
        """The columns of each block, rising."""
        return _members(self.block, self.count)

    def rows(self) -> list[IntArray]:
        """The rows of each block, rising."""
        return _members(self.home, self.count)


def split(model: Model, arrays: Arrays, largest: float) -> Split:
    """The blocks of a model.

    Args:
        model: says which rows belong to one rule, and which places are one thing through time.
        arrays: the same model's arrays.
        largest: no block has more than this share of the columns, unless one rule's rows of the
            most rows already make a larger one.
    """
    column, row = model.traces()
    nodes, lines = _count(column), _count(row)
    of_row = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
    pairs = np.unique(row[of_row] * max(nodes, 1) + column[arrays.index])
    line, node = np.divmod(pairs, max(nodes, 1))
    weight = np.bincount(column, minlength=nodes)
    rules: dict[str, BoolArray] = {}
    for name, first, behind in model.blocks()["rows"]:
        mine = rules.setdefault(name, np.zeros(lines, dtype=bool))
        mine[row[first:behind]] = True
    sizes = np.bincount(row, minlength=lines)
    order = sorted(rules, key=lambda name: (-int(sizes[rules[name]].sum()), name))
    best: Split | None = None
    for part in PARTS:
        kept, label = np.zeros(lines, dtype=bool), np.arange(nodes)
        for name in order:
            more = kept | rules[name]
            wider = _label(line, node, more, nodes)
            heaviest = np.bincount(wider, weights=weight, minlength=1).max(initial=0.0)
            if not kept.any() or heaviest <= part * largest * len(arrays.lower):
                kept, label = more, wider
        held = np.zeros(nodes, dtype=bool)
        held[node[kept[line]]] = True
        of_node = np.full(nodes, LOOSE)
        of_node[held] = _numbered(label[held])
        block = of_node[column]
        block = _without_equations(block, _home(block, arrays), arrays)
        home = _home(block, arrays)
        coupling = np.zeros(lines, dtype=bool)
        coupling[row[home == LOOSE]] = True
        cut = tuple(name for name, mine in rules.items() if (mine & coupling).any())
        if best is None or (home == LOOSE).sum() < len(best.coupling):
            best = Split(block, home, cut)
    assert best is not None, "PARTS is not empty"
    return best


def _numbered(label: IntArray) -> IntArray:
    return np.unique(label, return_inverse=True)[1]


def _without_equations(block: IntArray, home: IntArray, arrays: Arrays) -> IntArray:
    """The blocks, small ones in a coupling equation made loose."""
    equations = (home == LOOSE) & (arrays.low == arrays.high)
    inside = np.repeat(equations, np.diff(arrays.start))
    sizes = np.bincount(block[block >= 0], minlength=int(block.max(initial=LOOSE)) + 1)
    touched = np.zeros(len(sizes), dtype=bool)
    members = block[arrays.index[inside]]
    touched[members[members >= 0]] = True
    loose = touched & (sizes <= FEW * equations.sum())
    block = np.where((block >= 0) & loose[block], LOOSE, block)
    found = np.full(len(block), LOOSE)
    found[block >= 0] = _numbered(block[block >= 0])
    return found


def _label(line: IntArray, node: IntArray, kept: BoolArray, nodes: int) -> IntArray:
    mine = kept[line]
    start = np.concatenate([[0], np.cumsum(np.bincount(line[mine], minlength=len(kept)))])
    return tied(nodes, start, node[mine])


def _home(block: IntArray, arrays: Arrays) -> IntArray:
    """``[R]`` the block of a row's columns where all are of one block; rows without any: 0."""
    home = np.zeros(len(arrays.low), dtype=np.int64)
    filled = np.flatnonzero(np.diff(arrays.start))
    of = block[arrays.index]
    starts = arrays.start[:-1][filled]
    if len(filled):
        least, most = np.minimum.reduceat(of, starts), np.maximum.reduceat(of, starts)
        home[filled] = np.where(least == most, least, LOOSE)
    return home


def _members(of: IntArray, count: int) -> list[IntArray]:
    order = np.argsort(of, kind="stable")
    cuts = np.searchsorted(of[order], np.arange(count + 1))
    return [order[a:b] for a, b in pairwise(cuts)]


def _count(traces: Sequence[int] | IntArray) -> int:
    return int(np.max(traces, initial=-1)) + 1
