"""Every approval of a case on one day: how each stands, what it lacks, what waits for it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.approvals import Approval, PositionRow, positions_on
from materiel.procurement.contracts import Option
from materiel.procurement.decisions import (
    NegativeClearance,
    Outcome,
    Position,
    SilenceProcedure,
    VotingRule,
)
from materiel.procurement.matters import Matter
from materiel.procurement.rulebook import Procedure, procedure, silence_of
from materiel.procurement.sessions import Calendar, Session
from materiel.procurement.timing import Timing
from materiel.vocabulary.vocabulary import Vocabulary

WORDS: Mapping[str, Position] = {
    "for": "for",
    "against": "against",
    "abstain": "abstain",
    "abstain-declared": "abstain-declared",
}


class Docket:
    """All approvals of a case on one day.

    Args:
        words: the vocabulary of the case.
        day: the day asked for.
        approvals, sessions, positions, options: the rows that count.

    Raises:
        InputError: approvals stand in a circle.
    """

    def __init__(
        self,
        words: Vocabulary,
        day: date,
        approvals: Iterable[Approval],
        sessions: Iterable[Session] = (),
        positions: Iterable[PositionRow] = (),
        options: Iterable[Option] = (),
    ) -> None:
        self.words, self.day = words, day
        self.approvals = in_order(approvals)
        self._sessions = list(sessions)
        self._positions = [replace(each, party=words.party(each.party).id) for each in positions]
        self._expiry = {row.id: row.expires for row in options}

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """Every approval, each after those that must come before it."""
        plain = {name: self._plain(row) for name, row in self.approvals.items()}
        timing = Timing(self.day, plain, self._calendars(), self._limits())
        earliest, (latest, needed) = timing.earliest(), timing.latest()
        return tuple(
            replace(
                matter,
                lacks=tuple(
                    each
                    for each in matter.approval.after
                    if each in plain and plain[each].state != "granted"
                ),
                holds=tuple(
                    other
                    for other, row in self.approvals.items()
                    if name in row.after and plain[other].waits
                ),
                needed_by=needed.get(name),
                earliest=earliest.get(name),
                latest=latest.get(name),
            )
            for name, matter in plain.items()
        )

    def __getitem__(self, name: str) -> Matter:
        """The matter of an approval.

        Raises:
            UnknownNameError: there is none.
        """
        for matter in self.matters:
            if matter.approval.id == name:
                return matter
        raise UnknownNameError("approval", name, list(self.approvals))

    def followers(self, name: str) -> tuple[str, ...]:
        """Every approval that cannot be granted without this one, nearest first."""
        found: list[str] = []
        for other, row in self.approvals.items():
            if {name, *found} & set(row.after):
                found.append(other)
        return tuple(found)

    def _plain(self, row: Approval) -> Matter:
        body = self.words.body(row.body)
        rows, named = positions_on(self._positions, row.id, self.day)
        try:
            found = procedure(
                self.words,
                body,
                self.day,
                named=named,
                seen=self._seen(body.id),
                waiting_days=row.waiting_days,
            )
        except InputError as problem:
            found = Procedure(body, None, None, notes=(str(problem),))
        everybody = isinstance(found.decider, NegativeClearance)
        stated = {
            party: WORDS[each.position]
            for party, each in rows.items()
            if everybody or party in found.members
        }
        strangers = tuple(
            f"{each} is no member of {body.id}" for each in sorted({*rows} - {*stated})
        )
        days = {party: rows[party].day for party in stated}
        return Matter(
            row,
            replace(found, notes=(*found.notes, *strangers)),
            row.stands(self.day),
            self._outcome(row, found, stated, days),
            stated,
        )

    def _seen(self, body: str) -> frozenset[str]:
        """Everyone who has a position on any matter of a body."""
        mine = {row.id for row in self.approvals.values() if self.words.body(row.body).id == body}
        return frozenset(each.party for each in self._positions if each.approval in mine)

    def _outcome(
        self,
        row: Approval,
        found: Procedure,
        stated: Mapping[str, Position],
        days: Mapping[str, date | None],
    ) -> Outcome | None:
        """What the positions, or the wait that has passed, lead to by the rule."""
        decider, filed = found.decider, row.filed
        if isinstance(decider, VotingRule):
            return decider.outcome(stated)
        if decider is None:
            return None
        if filed is None or filed > self.day:
            return "open"
        against = {
            party: days[party] or filed for party, word in stated.items() if word == "against"
        }
        if isinstance(decider, SilenceProcedure):
            return decider.outcome(filed + silence_of(found, row.waiting_days), against, self.day)
        return decider.outcome(filed, self.day, min(against.values(), default=None))

    def _calendars(self) -> dict[str, Calendar]:
        found = {self.words.body(row.body).id: list[Session]() for row in self.approvals.values()}
        for row in self._sessions:
            found.setdefault(self.words.body(row.body).id, []).append(row)
        return {body: Calendar.of(rows) for body, rows in found.items()}

    def _limits(self) -> dict[str, date]:
        days = {
            name: row.needed_by or self._expiry.get(row.option)
            for name, row in self.approvals.items()
        }
        return {name: day for name, day in days.items() if day is not None}


def in_order(rows: Iterable[Approval]) -> dict[str, Approval]:
    """Approvals by id, each after those that it names.

    Raises:
        InputError: they stand in a circle.
    """
    left = {row.id: row for row in rows}
    done: dict[str, Approval] = {}
    while left:
        free = [name for name, row in left.items() if not set(row.after) & set(left)]
        if not free:
            raise InputError(f"approvals wait for each other: {', '.join(sorted(left))}")
        for name in free:
            done[name] = left.pop(name)
    return done


def held_up(row: Approval) -> tuple[tuple[str, str], ...]:
    """What an approval holds up, as pairs of what it is and its id."""
    line = f"{row.contract}/{row.line}" if row.line else row.contract
    pairs = (
        ("option", row.option),
        ("contract line" if row.line else "contract", line),
        ("promise", row.commitment),
        ("gate", row.gate),
    )
    return tuple((kind, name) for kind, name in pairs if name)
