"""Months, or later months taken together: the columns that a model has for time.

A coarser grid serves estimates and prices, never a plan: what is sent in a bucket leaves in its
last month, and stocks are read at its end (planning.md A5).

>>> grid = buckets(12, fine=3, middle=9, short=3, long=6)
>>> grid.ends
(1, 2, 3, 6, 9, 12)
>>> grid.total(np.arange(1, 13)).tolist()
[1, 2, 3, 15, 24, 33]
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.kernel.errors import InputError
from materiel.optimise.model import ABSENT, BoolArray, IntArray


@dataclass(frozen=True)
class Grid:
    """``B`` buckets of the months 1 to ``T``; ``ends`` are their last months, rising to ``T``."""

    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip((0, *self.ends), self.ends, strict=False))
        if not self.ends or not rising:
            raise InputError(f"grid: found ends {self.ends}; accepted: rising months from 1")

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def months(self) -> int:
        """``T``."""
        return self.ends[-1]

    @cached_property
    def last(self) -> IntArray:
        """``[B]`` the last month of each bucket."""
        return np.array(self.ends, dtype=np.int64)

    @cached_property
    def first(self) -> IntArray:
        """``[B]`` the first month of each bucket."""
        return np.concatenate([[1], self.last[:-1] + 1])

    @cached_property
    def lengths(self) -> IntArray:
        """``[B]`` months in each bucket."""
        return self.last - self.first + 1

    @cached_property
    def of_month(self) -> IntArray:
        """``[T]`` the bucket of each month."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def monthly(self) -> bool:
        """Whether every bucket is one month."""
        return len(self) == self.months

    def bucket(self, month: IntArray) -> IntArray:
        """The buckets of months, ``ABSENT`` outside 1 to ``T``."""
        inside = (month >= 1) & (month <= self.months)
        return np.where(inside, self.of_month[np.clip(month, 1, self.months) - 1], ABSENT)

    def ended(self, month: IntArray) -> IntArray:
        """The last bucket that has ended by each month, ``ABSENT`` before the first ends."""
        return np.searchsorted(self.last, month, side="right") - 1

    def total(self, monthly: NDArray[Any]) -> NDArray[Any]:
        """``[.., B]`` sums of ``[.., T]``."""
        return monthly if self.monthly else np.add.reduceat(monthly, self.first - 1, axis=-1)

    def at_end(self, monthly: NDArray[Any]) -> NDArray[Any]:
        """``[.., B]`` the last month of each bucket of ``[.., T]``."""
        return monthly if self.monthly else monthly[..., self.last - 1]

    def throughout(self, monthly: BoolArray) -> BoolArray:
        """``[.., B]`` what is so in every month of a bucket."""
        if self.monthly or not monthly.size:
            return (
                monthly.reshape(*monthly.shape[:-1], len(self))
                if self.monthly
                else (np.zeros((*monthly.shape[:-1], len(self)), dtype=bool))
            )
        return np.logical_and.reduceat(monthly, self.first - 1, axis=-1)


def monthly(months: int) -> Grid:
    """One bucket a month."""
    return Grid(tuple(range(1, months + 1)))


def buckets(
    months: int, *, fine: int = 24, middle: int = 60, short: int = 3, long: int = 6
) -> Grid:
    """Single months to ``fine``, then ``short`` ones to ``middle``, then ``long`` ones."""
    ends = list(range(1, min(fine, months) + 1))
    while ends[-1] < months:
        ends.append(min(months, ends[-1] + (short if ends[-1] < middle else long)))
    return Grid(tuple(ends))
