"""How few links must go so that every one of some paths is cut: the smallest hitting set, exactly.

Where all statements of a matter say the same and their links form a tree, each link that goes
makes one cluster more, and each pair that is apart has one path. Links on the same paths are
alike, and a link on fewer paths is never the better one, so that 500 links on ten paths leave at
most twenty to choose from.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Final, TypeVar

Piece = TypeVar("Piece", bound=Hashable)
STEPS_MOST: Final = 4_000
"""Choices that are tried; beyond it the answer is only a safe lower bound."""


def least_cuts(paths: Iterable[Collection[Piece]], steps: int = STEPS_MOST) -> tuple[int, bool]:
    """The least number of pieces that touch every path, and whether it is proven.

    Args:
        paths: each as its pieces; one without any cannot be cut and is left out.
        steps: how many choices may be tried.
    """
    search = _Search([frozenset(each) for each in paths if each], steps)
    return search.run()


class _Search:
    """Branch and bound over which piece cuts the path that leaves the fewest choices."""

    def __init__(self, paths: list[frozenset[Piece]], steps: int) -> None:
        on: dict[Piece, set[int]] = defaultdict(set)
        for number, path in enumerate(paths):
            for piece in path:
                on[piece].add(number)
        # Of pieces on the same paths one is enough.
        self.choices = _largest({frozenset(numbers) for numbers in on.values()})
        self.every = frozenset(range(len(paths)))
        self.steps = steps
        self.best = len(paths)

    def run(self) -> tuple[int, bool]:
        """The least number, and whether every choice was tried or ruled out."""
        floor = self._apart(self.every)
        self._cut(self.every, 0)
        if self.steps <= 0 and self.best > floor:
            return floor, False
        return self.best, True

    def _cut(self, left: frozenset[int], used: int) -> None:
        if not left:
            self.best = min(self.best, used)
            return
        self.steps -= 1
        if self.steps <= 0 or used + self._apart(left) >= self.best:
            return
        useful = _largest({each & left for each in self.choices if each & left})
        by_path = _by_path(useful)
        path = min(left, key=lambda number: (len(by_path[number]), number))
        for choice in sorted(by_path[path], key=lambda each: (-len(each), sorted(each))):
            self._cut(left - choice, used + 1)

    def _apart(self, left: frozenset[int]) -> int:
        """How many paths, taken greedily, share no piece: each needs a cut of its own."""
        by_path = _by_path([each & left for each in self.choices if each & left])
        count, open_ = 0, set(left)
        while open_:
            near = {number: frozenset().union(*by_path[number]) & open_ for number in open_}
            path = min(open_, key=lambda number: (len(near[number]), number))
            open_ -= near[path]
            count += 1
        return count


def _largest(choices: Collection[frozenset[int]]) -> list[frozenset[int]]:
    """Choices that no other one contains."""
    kept: list[frozenset[int]] = []
    for each in sorted(choices, key=lambda choice: (-len(choice), sorted(choice))):
        if not any(each <= other for other in kept):
            kept.append(each)
    return kept


def _by_path(choices: Iterable[frozenset[int]]) -> Mapping[int, list[frozenset[int]]]:
    found: dict[int, list[frozenset[int]]] = defaultdict(list)
    for each in choices:
        for number in each:
            found[number].append(each)
    return found
