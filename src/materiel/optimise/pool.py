"""Who does a list of independent tasks: here one after the other, elsewhere several processes."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Protocol):
    """Maps a function of one argument over tasks, results in the order of the tasks."""

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], /, *, size: int = 1
    ) -> list[Result]:
        """``size`` tasks go to a process at a time."""


def one_by_one(
    work: Callable[[Task], Result], tasks: Iterable[Task], /, *, size: int = 1
) -> list[Result]:
    """No other process: for small work, and the oracle of the others."""
    del size
    return [work(task) for task in tasks]
