"""What a check is: a name, a meaning, and what it finds in the rows of a case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from materiel.checks.case import CaseRows
from materiel.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class Check:
    """A rule about the data of a case (DESIGN §4.5, §13).

    Attributes:
        name: kebab-case, the same in findings, documents and the command line.
        meaning: the rule as a sentence for a reader.
        find: every place that breaks it; never raises about data.
    """

    name: str
    meaning: str
    find: Callable[[CaseRows], Iterable[Finding]]
