"""A sparse model of columns and rows that grows by whole numpy blocks, each with a name.

>>> model = Model()
>>> units = model.add_columns("units", everywhere(3), upper=10, integer=True)
>>> row = model.add_rows("demand", low=4)
>>> model.add_terms(row, units)
>>> model.column_name(2), model.row_name(0), model.arrays().value.tolist()
('units[2]', 'demand', [1.0, 1.0, 1.0])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from materiel.kernel.errors import InternalError

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Label = Callable[[tuple[int, ...]], str]

ABSENT = -1
"""The index of a column or row that was not created; terms on it are dropped."""


def everywhere(*shape: int) -> BoolArray:
    """A mask that asks for a column or row at every place of the shape."""
    return np.ones(shape, dtype=bool)


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of columns or rows that share a name; ``place`` keeps flat places in ``shape``."""

    name: str
    first: int
    shape: tuple[int, ...]
    place: IntArray
    label: Label | None

    def describe(self, index: int) -> str:
        if not self.shape:
            return self.name
        spot = np.unravel_index(int(self.place[index - self.first]), self.shape)
        where = tuple(int(part) for part in spot)
        inside = self.label(where) if self.label else ",".join(map(str, where))
        return f"{self.name}[{inside}]"


@dataclass(frozen=True, slots=True)
class Arrays:
    """A model as the solver takes it; ``C`` columns, ``R`` rows, ``N`` non-zeros, row by row.

    Attributes:
        lower, upper: ``[C]`` bounds of the columns, infinite where there is none.
        integer: ``[C]`` whether only whole values are allowed.
        coarse: ``[C]`` whole columns of large counts, whose fractions are nearly an answer.
        low, high: ``[R]`` bounds of the rows.
        start: ``[R + 1]`` where each row begins in ``index`` and ``value``.
        index: ``[N]`` columns, rising inside a row, none twice.
        value: ``[N]`` coefficients.
        lazy: ``[R]`` rows that rarely bind but tie much together: tried without them first.
    """

    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    coarse: BoolArray
    low: FloatArray
    high: FloatArray
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: FloatArray
    lazy: BoolArray


@dataclass(slots=True)
class _Side:
    """Columns or rows: their blocks and their bounds."""

    count: int = 0
    low: list[FloatArray] = field(default_factory=list)
    high: list[FloatArray] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)

    def add(
        self, name: str, where: BoolArray, low: ArrayLike, high: ArrayLike, label: Label | None
    ) -> IntArray:
        place = np.flatnonzero(where)
        index = np.full(where.shape, ABSENT, dtype=np.int64)
        index.reshape(-1)[place] = self.count + np.arange(len(place))
        for store, bound in ((self.low, low), (self.high, high)):
            spread = np.broadcast_to(np.asarray(bound, dtype=np.float64), where.shape)
            store.append(spread.reshape(-1)[place])
        if len(place):
            self.blocks.append(_Block(name, self.count, where.shape, place, label))
        self.count += len(place)
        return index

    def spans(self) -> list[tuple[str, int, int]]:
        return [(each.name, each.first, each.first + len(each.place)) for each in self.blocks]

    def traces(self) -> IntArray:
        found, first = np.zeros(self.count, dtype=np.int64), 0
        for each in self.blocks:
            last = each.shape[-1] if len(each.shape) > 1 else 1
            found[each.first : each.first + len(each.place)] = first + each.place // last
            first += int(np.prod(each.shape, dtype=np.int64)) // last
        return found

    def describe(self, index: int) -> str:
        for block in reversed(self.blocks):
            if block.first <= index < self.count:
                return block.describe(index)
        raise InternalError(f"index {index} is in none of {self.count}")


class Model:
    """Columns with bounds and an integer flag, rows with bounds, terms as triplets.

    No objective: the same rows serve several (see ``materiel.optimise.solve``).

    Args:
        relaxed: no column is held to whole values, whatever is asked for it.
    """

    def __init__(self, *, relaxed: bool = False) -> None:
        self._relaxed = relaxed
        self._columns, self._rows = _Side(), _Side()
        self._integer: list[BoolArray] = []
        self._lazy: list[BoolArray] = []
        self._coarse: list[BoolArray] = []
        self._terms: list[tuple[IntArray, IntArray, FloatArray]] = []

    @property
    def column_count(self) -> int:
        """How many columns there are."""
        return self._columns.count

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._rows.count

    def add_columns(
        self,
        name: str,
        where: BoolArray,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        *,
        integer: bool | BoolArray = False,
        coarse: bool | BoolArray = False,
        label: Label | None = None,
    ) -> IntArray:
        """New columns wherever ``where`` is true.

        Args:
            name: the name of the block.
            where: mask of any shape.
            lower: least value, broadcast to the mask's shape.
            upper: greatest value, broadcast likewise.
            integer: whole values only; one flag or a mask that broadcasts.
            coarse: a hint for the search: these whole columns count so many that it may first
                look at fractions of them.
            label: turns a place in the mask into words.

        Returns:
            The column numbers in the mask's shape, ``ABSENT`` where it is false.
        """
        index = self._columns.add(name, where, lower, upper, label)
        whole = np.broadcast_to(np.asarray(integer) & (not self._relaxed), where.shape)[where]
        self._integer.append(whole)
        self._coarse.append(whole & np.broadcast_to(np.asarray(coarse), where.shape)[where])
        return index

    def add_rows(
        self,
        name: str,
        where: BoolArray | None = None,
        low: ArrayLike = -np.inf,
        high: ArrayLike = np.inf,
        *,
        label: Label | None = None,
        lazy: bool = False,
    ) -> IntArray:
        """New rows ``low <= terms <= high`` wherever ``where`` is true; as ``add_columns``.

        A ``lazy`` row changes no answer: the model is first solved without it, and again with
        it when that answer breaks it.
        """
        if where is None:
            where = everywhere(*np.broadcast_shapes(np.shape(low), np.shape(high)))
        index = self._rows.add(name, where, low, high, label)
        self._lazy.append(np.full(int(where.sum()), lazy))
        return index

    def add_terms(self, rows: IntArray, columns: IntArray, values: ArrayLike = 1.0) -> None:
        """Coefficients at (row, column), all three broadcast together.

        Places where the row or the column is ``ABSENT`` are dropped; terms at the same place
        add up.
        """
        shape = np.broadcast_shapes(rows.shape, columns.shape, np.shape(values))
        row = np.broadcast_to(rows, shape)
        column = np.broadcast_to(columns, shape)
        value = np.broadcast_to(np.asarray(values, dtype=np.float64), shape)
        keep = (row >= 0) & (column >= 0)
        if keep.all():
            self._terms.append((row.ravel(), column.ravel(), value.ravel()))
        else:
            self._terms.append((row[keep], column[keep], value[keep]))

    def column_name(self, index: int) -> str:
        """A column in words."""
        return self._columns.describe(index)

    def row_name(self, index: int) -> str:
        """A row in words."""
        return self._rows.describe(index)

    def blocks(self) -> dict[str, list[tuple[str, int, int]]]:
        """``columns`` and ``rows``: (name, first, behind the last) of each block, in order."""
        return {"columns": self._columns.spans(), "rows": self._rows.spans()}

    def traces(self) -> tuple[IntArray, IntArray]:
        """``[C]`` and ``[R]``: a number for each thing through time.

        Places of one block that differ in the last axis only share it: that axis is time.
        """
        return self._columns.traces(), self._rows.traces()

    def row_places(self) -> dict[tuple[str, int], tuple[int, tuple[int, ...], IntArray]]:
        """By name and how often it came before: a block of rows as (first, shape, flat places)."""
        found: dict[tuple[str, int], tuple[int, tuple[int, ...], IntArray]] = {}
        seen: dict[str, int] = {}
        for each in self._rows.blocks:
            found[each.name, seen.get(each.name, 0)] = each.first, each.shape, each.place
            seen[each.name] = seen.get(each.name, 0) + 1
        return found

    def column_places(self) -> dict[str, tuple[int, tuple[int, ...], IntArray]]:
        """By name: a block of columns as (first, shape, flat places)."""
        return {each.name: (each.first, each.shape, each.place) for each in self._columns.blocks}

    def arrays(self) -> Arrays:
        """The model row by row, equal places added up, rising columns."""
        row = _joined([term[0] for term in self._terms], np.int64)
        column = _joined([term[1] for term in self._terms], np.int64)
        value = _joined([term[2] for term in self._terms], np.float64)
        # One sort of one key is several times cheaper than a lexicographic sort of two.
        key = row * max(self.column_count, 1) + column
        order = np.argsort(key)
        key, column, value = key[order], column[order], value[order]
        again = key[1:] == key[:-1]
        if again.any():
            fresh = np.concatenate([[True], ~again])
            value = np.add.reduceat(value, np.flatnonzero(fresh))
            row, column = row[order][fresh], column[fresh]
        start = np.zeros(self.row_count + 1, dtype=np.int32)
        np.cumsum(np.bincount(row, minlength=self.row_count), out=start[1:])
        return Arrays(
            _joined(self._columns.low, np.float64),
            _joined(self._columns.high, np.float64),
            _joined(self._integer, np.bool_),
            _joined(self._coarse, np.bool_),
            _joined(self._rows.low, np.float64),
            _joined(self._rows.high, np.float64),
            start,
            column.astype(np.int32),
            value,
            _joined(self._lazy, np.bool_),
        )


def _joined(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
