"""The ladder of a promise: rungs on parallel tracks, and each reporter's word for them."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column

TRACKS = ("decision", "contract", "movement", "end")

ANYBODY = "*"
"""The reporter of a reporting word whose party has no row of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(Row):
    """One rung: postings raise the cumulative number that has reached it (DESIGN §4.3)."""

    TABLE: ClassVar[str] = "rungs"
    name: str = column("text", "the word shown")
    track: str = column(
        "choice", "decision, contract, movement, or an off-ladder end", choices=TRACKS
    )
    order: int = column("count", "its place on the track, 1 the earliest")
    description: str = column("text", "what has happened when it is reached")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingWord(Row):
    """What a reporting party's word means on the ladder."""

    TABLE: ClassVar[str] = "reporting_words"
    party: str = column("text", "party id of the reporter; * for anybody else")
    word: str = column("text", "the word as the reporter writes it")
    rung: str = column("id", "the rung it means")
    assumption: str = column("text", "why, where no source states the meaning", default="")
