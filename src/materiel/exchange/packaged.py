"""The cases that ship: the public Patriot record, a fictional coalition, three news reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from materiel.kernel.errors import UnknownNameError

DEMO = ("patriot", "coalition")
"""What the demo shows, in this order: the public record first."""

PACKAGED = (*DEMO, "joint-order", "drones-on-behalf", "transfer-and-backfill")
"""Every case that ships: the two of the demo, then the three news reports."""


@contextmanager
def packaged_case(name: str) -> Iterator[Path]:
    """The folder of a packaged case.

    Raises:
        UnknownNameError: no such case is packaged.
    """
    if name not in PACKAGED:
        raise UnknownNameError("packaged case", name, PACKAGED)
    with as_file(files("materiel.exchange") / "cases" / name) as folder:
        yield folder
