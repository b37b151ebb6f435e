"""What a report is: a named question and the pure function that answers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from materiel.kernel.errors import InputError, InternalError, UnknownNameError
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.store.reading import Reader

PlanData = Mapping[str, Any]
"""One plan as ``plan.json`` holds it."""
Options = Mapping[str, str]
"""What a person sets for one report, as text by name."""


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
        options: what a person may set, and what each means; a choice of the user, never a
            finding of ours.
        asked: the answer under some of the options; a report that has any needs it, and
            ``make`` is the same with none set.
    """

    name: str
    title: str
    question: str
    make: Callable[[Reading, PlanData], Table]
    about_plan: bool = False
    records: Callable[[Reading], Sequence[Mapping[str, Any]]] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    asked: Callable[[Reading, Options], Table] | None = None

    def __post_init__(self) -> None:
        if bool(self.options) != (self.asked is not None):
            raise InternalError(f"report {self.name}: it has options and no way to heed them")

    def table(
        self,
        reading: Reading | Reader,
        plan: PlanData | None = None,
        options: Options | None = None,
    ) -> Table:
        """The answer.

        Raises:
            InputError: the report is about a plan and none is given; or an option is set that
                cannot be read, or none is known.
            UnknownNameError: an option is set that the report does not have.
        """
        if self.about_plan and plan is None:
            raise InputError(f"report {self.name}: it is about a plan; make one with 'plan'")
        if isinstance(reading, Reader):
            reading = Reading(reading)
        if options:
            return self._under(reading, options)
        return self.make(reading, plan or {})

    def _under(self, reading: Reading, options: Options) -> Table:
        if self.asked is None:
            raise InputError(f"report {self.name}: nothing can be set for it")
        for name in options:
            if name not in self.options:
                raise UnknownNameError(f"option of report {self.name}", name, list(self.options))
        return self.asked(reading, options)
