"""Rows gathered one at a time and handed to a model name by name, each name as one block."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from materiel.optimise.model import IntArray, Model


@dataclass(slots=True)
class _Block:
    """Rows of one name; ``columns`` and ``values`` hold one array for each row."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    columns: list[IntArray] = field(default_factory=list)
    values: list[ArrayLike] = field(default_factory=list)


class RowBook:
    """Where rows wait until all of them are known.

    >>> model, book = Model(), RowBook()
    >>> columns = model.add_columns("c", np.ones(3, dtype=bool))
    >>> book.row("both", columns[:2], high=4)
    >>> book.row("both", columns[1:], np.array([1, -2]), low=0)
    >>> book.hand_over(model)
    >>> model.row_count, model.arrays().value.tolist()
    (2, [1.0, 1.0, 1.0, -2.0])
    """

    def __init__(self) -> None:
        self._blocks: dict[str, _Block] = {}

    def row(
        self,
        name: str,
        columns: IntArray,
        values: Sequence[float] | ArrayLike | None = None,
        *,
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """One row ``low <= values @ columns <= high``; without values all are 1."""
        block = self._blocks.setdefault(name, _Block())
        block.low.append(low)
        block.high.append(high)
        block.columns.append(columns)
        block.values.append(np.ones(len(columns)) if values is None else values)

    def hand_over(self, model: Model) -> None:
        """Add every row to a model, in the order in which the names came first."""
        for name, block in self._blocks.items():
            rows = model.add_rows(name, low=np.array(block.low), high=np.array(block.high))
            sizes = [len(each) for each in block.columns]
            model.add_terms(
                np.repeat(rows, sizes), np.concatenate(block.columns), np.concatenate(block.values)
            )
