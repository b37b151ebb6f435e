"""What is wrong with the data: a value with its place and its remedy, never raised."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, odd or worth knowing about the data (DESIGN §13).

    Attributes:
        check: kebab-case name of the check that found it.
        where: the place: ``file:row:column``, an entry id, a party and month.
        problem: what was found, with its numbers.
        remedy: what to do about it; empty when there is nothing to do.
        severity: ``error`` blocks a load or a plan, ``warning`` does not, ``note`` informs.
    """

    check: str
    where: str
    problem: str
    remedy: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.said} [{self.check}]"

    @property
    def said(self) -> str:
        """Problem and remedy as two sentences."""
        if not self.remedy:
            return self.problem
        stop = "" if self.problem[-1:] in ".!?:;" else "."
        return f"{self.problem}{stop} {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        """The finding as plain text fields, for JSON."""
        return asdict(self)
