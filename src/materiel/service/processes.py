"""Work for several processes: the same results, in the same order, however many there are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from materiel.kernel.errors import InputError
from materiel.optimise.pool import Workers, one_by_one

Task = TypeVar("Task")
Result = TypeVar("Result")


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """So many processes; with one, this process does the work itself.

    They are started afresh (``spawn``) and share nothing, so a task and its result are values
    and the function is one of a module. A program that starts them keeps what it does under
    ``if __name__ == "__main__":``.

    Raises:
        InputError: fewer than one.
    """
    if count < 1:
        raise InputError(f"workers: found {count}; accepted: 1 or more")
    if count == 1:
        yield one_by_one
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:

        def spread(
            work: Callable[[Task], Result], tasks: Iterable[Task], /, *, size: int = 1
        ) -> list[Result]:
            return list(pool.map(work, tasks, chunksize=size))

        yield spread
