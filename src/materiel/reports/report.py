"""What a report is: a named question and the pure function that answers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from materiel.kernel.errors import InputError
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.store.reading import Reader

PlanData = Mapping[str, Any]
"""One plan as ``plan.json`` holds it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A named question (DESIGN §3: one file in the catalogue).

    Attributes:
        name: kebab-case, the same on the command line and in a page.
        title: a heading.
        question: what it answers, as a reader would ask.
        make: the answer from a reading, and from a plan where the report is about one.
        about_plan: whether it needs a plan.
        records: the answer as a plain list for JSON, where programs expect another shape than
            that of every table; None: the table itself.
    """

    name: str
    title: str
    question: str
    make: Callable[[Reading, PlanData], Table]
    about_plan: bool = False
    records: Callable[[Reading], Sequence[Mapping[str, Any]]] | None = None

    def table(self, reading: Reading | Reader, plan: PlanData | None = None) -> Table:
        """The answer.

        Raises:
            InputError: the report is about a plan and none is given.
        """
        if self.about_plan and plan is None:
            raise InputError(f"report {self.name}: it is about a plan; make one with 'plan'")
        if isinstance(reading, Reader):
            reading = Reading(reading)
        return self.make(reading, plan or {})
