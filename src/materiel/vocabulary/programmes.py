"""Programmes, initiatives and channels through which money or items pass."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

PROGRAMME_KINDS = (
    "fund",
    "grants",
    "loans",
    "initiative",
    "channel",
    "coalition",
    "pledge",
    "occasion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Row):
    """The profile of a programme; its id is that of the party of kind programme or group."""

    TABLE: ClassVar[str] = "programmes"
    kind: str = column("choice", "what it is", choices=PROGRAMME_KINDS)
    leads: tuple[str, ...] = column("texts", "ids of its leads, each as id or id@period")
    runs: Period = column("period", "when it runs or ran, as first..last")
    description: str = column("text", "what passes through it, by which rule")
