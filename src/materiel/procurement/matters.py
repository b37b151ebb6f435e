"""One matter before a body as it stands on a day, with the days that are known or bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from materiel.procurement.approvals import Approval, State
from materiel.procurement.decisions import (
    NegativeClearance,
    Outcome,
    Position,
    SilenceProcedure,
    VotingRule,
)
from materiel.procurement.rulebook import Procedure, least_opponents, vetoes

OPEN: tuple[State, ...] = ("not-filed", "pending")
"""States in which a decision is still to come."""


@dataclass(frozen=True, slots=True)
class DayBound:
    """A day, or what is known about it.

    Attributes:
        day: the day; None when there is none.
        sure: the calendar says so; else a day is only a bound.
        why: what the bound rests on, or why there is no day.
    """

    day: date | None
    sure: bool = True
    why: str = ""

    def words(self, bound: str) -> str:
        """``2026-03-11``; ``not before 2026-03-11 (...)`` where it is a bound; or why not."""
        if self.day is None:
            return self.why
        if self.sure:
            return f"{self.day}"
        return f"{bound} {self.day} ({self.why})"

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"day": str(self.day) if self.day else None, "sure": self.sure, "why": self.why}


@dataclass(frozen=True, slots=True)
class Matter:
    """One approval as it stands on a day.

    Attributes:
        approval: the row.
        procedure: how its body decides.
        state: how it stands.
        outcome: what the positions on record, or the wait that has passed, lead to by the rule;
            None when the rule is not known.
        stated: the positions that are on record.
        lacks: approvals that must be granted before it and are not.
        holds: approvals that come after it and are not yet decided.
        needed_by: by when it is needed, for itself or for what comes after it.
        earliest: the first day on which it can be decided, matters filed before it going first.
        latest: the last day to file it, so that it is decided when it is needed.
    """

    approval: Approval
    procedure: Procedure
    state: State
    outcome: Outcome | None
    stated: Mapping[str, Position]
    lacks: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    needed_by: date | None = None
    earliest: DayBound | None = None
    latest: DayBound | None = None

    @property
    def waits(self) -> bool:
        """Whether its decision is still to come."""
        return self.state in OPEN

    @property
    def late(self) -> bool:
        """Whether it cannot be decided by the day on which it is needed."""
        if not self.waits or self.needed_by is None or self.earliest is None:
            return False
        return self.earliest.day is None or self.earliest.day > self.needed_by

    @property
    def missing(self) -> tuple[str, ...]:
        """Members whose position is not on record."""
        return tuple(each for each in self.procedure.members if each not in self.stated)

    @property
    def vetoes(self) -> tuple[str, ...]:
        """Members each of whom can stop it alone."""
        decider = self.procedure.decider
        if isinstance(decider, SilenceProcedure):
            return self.procedure.members
        return vetoes(decider, self.stated) if isinstance(decider, VotingRule) else ()

    def refusal(self) -> str:
        """What a single refusal would do, in words."""
        decider, alone = self.procedure.decider, self.vetoes
        if isinstance(decider, NegativeClearance):
            return f"a block within {decider.days} days of the notice stops it"
        if not isinstance(decider, VotingRule | SilenceProcedure):
            return "not known"
        if self.outcome == "not adopted":
            return "it is stopped already"
        everyone = len(self.procedure.members)
        if len(alone) == everyone and everyone > 1:
            return f"each of {everyone} members can stop it alone"
        if alone:
            return f"{', '.join(alone)} can stop it alone"
        least = least_opponents(decider) if isinstance(decider, VotingRule) else ()
        names = ", ".join(least)
        return f"nobody can stop it alone; {len(least)} together can: {names}" if least else "none"
