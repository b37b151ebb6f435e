"""What of a model in buckets is the same thing in the model of months."""

from dataclasses import dataclass

import numpy as np

from materiel.optimise.model import ABSENT, FloatArray, IntArray
from materiel.planning.draft import Draft


@dataclass(frozen=True, slots=True)
class Same:
    """For each row ``[R]`` of a model in months what it is in one in buckets.

    Attributes:
        row: the row of its bucket, ``ABSENT`` where there is none.
        months: how many months that bucket has.
        other: the row of the bucket on the side on which the month lies of the bucket's middle;
            ``row`` itself where there is none.
        share: how far the month is on the way from one bucket's middle to the other's.
    """

    row: IntArray
    months: FloatArray
    other: IntArray
    share: FloatArray

    def prices(self, coarse: FloatArray) -> FloatArray:
        """``[R]`` the coarse rows' prices, running evenly between the middles of buckets.

        A price that steps from bucket to bucket says that a month's capacity is worth the same
        at both ends of a bucket, and proves less.
        """
        found = np.zeros(len(self.row))
        there = self.row >= 0
        near, far, share = self.row[there], self.other[there], self.share[there]
        found[there] = (1.0 - share) * coarse[near] + share * coarse[far]
        return found


def same_rows(coarse: Draft, fine: Draft) -> Same:
    """The rows of a model in months as rows of the same problem's model in buckets.

    Blocks of rows are the same by name and by how often the name came before; their last axis
    is time where it is as long as the one grid here and the other there.
    """
    size = fine.model.row_count
    found = Same(np.full(size, ABSENT), np.ones(size), np.full(size, ABSENT), np.zeros(size))
    theirs = coarse.model.row_places()
    for key, (first, shape, place) in fine.model.row_places().items():
        if key not in theirs:
            continue
        start, other, there = theirs[key]
        timed = shape[-1:] == (len(fine.grid),) and other[-1:] == (len(coarse.grid),)
        if shape[:-1] != other[:-1] or (shape != other and not timed):
            continue
        table = np.full(int(np.prod(other, dtype=np.int64)), ABSENT)
        table[there] = start + np.arange(len(there))
        mine = slice(first, first + len(place))
        if not timed:
            found.row[mine] = found.other[mine] = table[place]
            continue
        at, month = np.divmod(place, shape[-1])
        bucket, beside, share = _between(coarse, fine.grid.last[month])
        found.row[mine] = table[at * other[-1] + bucket]
        neighbour = table[at * other[-1] + beside]
        found.other[mine] = np.where(neighbour >= 0, neighbour, found.row[mine])
        found.share[mine] = share
        found.months[mine] = coarse.grid.lengths[bucket] / fine.grid.lengths[month]
    return found


def _between(coarse: Draft, month: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """The bucket of each month, the next one on its side of the middle, and how near to that."""
    grid = coarse.grid
    middle = (grid.first + grid.last) / 2.0
    bucket = grid.of_month[month - 1]
    step = np.sign(month - middle[bucket]).astype(np.int64)
    beside = np.clip(bucket + step, 0, len(grid) - 1)
    apart = np.abs(middle[beside] - middle[bucket])
    return bucket, beside, np.abs(month - middle[bucket]) / np.where(apart > 0, apart, np.inf)


def same_columns(coarse: Draft, fine: Draft, of: IntArray) -> IntArray:
    """``[C]`` of the coarse model: what ``of [C]`` says about the same thing in the fine one.

    Whatever is said must be the same at all times; ``ABSENT`` where the fine model has no such
    column at any time.
    """
    found = np.full(coarse.model.column_count, ABSENT)
    theirs = fine.model.column_places()
    for name, (first, shape, place) in coarse.model.column_places().items():
        if name not in theirs:
            continue
        start, other, there = theirs[name]
        if len(shape) != len(other) or shape[:-1] != other[:-1]:
            continue
        size = int(np.prod(other[:-1] if len(other) > 1 else other, dtype=np.int64))
        table = np.full(size, ABSENT)
        table[there // (other[-1] if len(other) > 1 else 1)] = of[start : start + len(there)]
        at = place // (shape[-1] if len(shape) > 1 else 1)
        found[first : first + len(place)] = table[at]
    return found
