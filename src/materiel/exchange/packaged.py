"""The cases that ship: the Patriot record, fictional ones, three news reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from materiel.kernel.errors import UnknownNameError

DEMO = ("patriot", "coalition")
"""What the demo shows, in this order: the public record first."""

PACKAGED = (
    *DEMO,
    *("joint-order", "drones-on-behalf", "transfer-and-backfill"),
    *("every-rule", "offers-and-needs"),
)
"""Every case that ships: the two of the demo, the three news reports, two more fictional ones."""


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
