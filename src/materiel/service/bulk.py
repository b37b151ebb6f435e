"""Long work on many rows: without the search for cycles that rows never form."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_rows() -> Iterator[None]:
    """Hold the garbage collector back while many rows are made that all stay.

    It looks through every object that is alive again and again, and finds nothing: a third of
    the time of a large import. What is no longer used is freed all the same.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
