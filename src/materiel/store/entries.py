"""Read entries, and what is known about unknowns, at any stamps (DESIGN §4.4)."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    or_,
    select,
)

from materiel.kernel.errors import UnknownNameError
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps, day_number, number_day
from materiel.kernel.table import Row, from_cells
from materiel.ledger.entry import Record
from materiel.ledger.postings import GateState, Overlap, Variable
from materiel.ledger.totals import Known
from materiel.optimise.bounds import Relation
from materiel.store.book import CaseBook, chunks
from materiel.store.schema import (
    GATE,
    LIVE,
    LOG,
    OVERLAP,
    RELATION,
    VARIABLE,
)


class EntryReader:
    """The entries of one case at some stamps, within one read transaction."""

    def __init__(self, connection: Connection, case: str, stamps: Stamps) -> None:
        self.connection, self.case, self.stamps = connection, case, stamps
        self._known_at = day_number(stamps.known_at)
        self._as_of = day_number(stamps.as_of)

    # -- entries ---------------------------------------------------------------------------

    def records(self, kinds: Collection[str] = (), ids: Collection[str] = ()) -> list[Record]:
        """The entries that count at the stamps, in log order."""
        query = select(LOG).join(LIVE, LIVE.c.seq == LOG.c.seq).where(LOG.c.case == self.case)
        query = query.where(self._live(LIVE)).order_by(LOG.c.seq)
        if kinds:
            query = query.where(LOG.c.kind.in_(sorted(kinds)))
        if not ids:
            return [Record(*row) for row in self.connection.execute(query)]
        return [
            Record(*row)
            for part in chunks(sorted(ids))
            for row in self.connection.execute(query.where(LOG.c.id.in_(part)))
        ]

    def rows(self, kind: type[Any]) -> list[Any]:
        """The rows of one case table that count at the stamps."""
        return [row_of(kind, record) for record in self.records([kind.TABLE])]

    def record(self, name: str) -> Record:
        """One entry by id, whether or not it still counts at the stamps.

        Raises:
            UnknownNameError: the log of the case has no such id.
        """
        query = select(LOG).where(LOG.c.case == self.case, LOG.c.id == name)
        found = self.connection.execute(query).first()
        if found is None:
            known = select(LOG.c.id).where(LOG.c.case == self.case)
            raise UnknownNameError("entry", name, list(self.connection.execute(known).scalars()))
        return Record(*found)

    def records_at(self, seqs: Collection[int]) -> dict[int, Record]:
        """Entries by position."""
        found: dict[int, Record] = {}
        wanted = sorted(seqs)
        for start in range(0, len(wanted), 500):
            query = select(LOG).where(LOG.c.seq.in_(wanted[start : start + 500]))
            found.update({row.seq: Record(*row) for row in self.connection.execute(query)})
        return found

    @cached_property
    def book(self) -> CaseBook:
        """The case's vocabulary and roots."""
        return CaseBook(self.connection, self.case)

    def roots(self) -> dict[str, str]:
        """Id to the first id of its chain of corrections, for every entry of the case."""
        query = (
            select(LOG.c.id, LIVE.c.root)
            .join(LIVE, LIVE.c.seq == LOG.c.seq)
            .where(LOG.c.case == self.case)
        )
        return {row.id: row.root for row in self.connection.execute(query)}

    # -- what is known ---------------------------------------------------------------------

    @cached_property
    def known(self) -> Known:
        """Unknowns, relations and overlaps that hold at the stamps."""
        query = (
            select(VARIABLE.c.name, VARIABLE.c.low, VARIABLE.c.high, VARIABLE.c.wording)
            .join(LIVE, LIVE.c.seq == VARIABLE.c.owner)
            .where(VARIABLE.c.case == self.case)
        )
        variables = {
            name: Variable(name, low, high, wording)
            for name, low, high, wording in self.connection.execute(query.where(self._live(LIVE)))
        }
        relations = []
        for terms, bound, why in self._live_rows(
            select(RELATION.c.terms, RELATION.c.bound, RELATION.c.why), RELATION
        ):
            pairs = tuple((name, by) for name, by in json.loads(terms))
            if all(name in variables for name, _ in pairs):
                relations.append(Relation(pairs, bound, why))
        overlaps = [
            Overlap(*row)
            for row in self._live_rows(
                select(OVERLAP.c.left, OVERLAP.c.right, OVERLAP.c.state), OVERLAP
            )
        ]
        return Known(variables, tuple(relations), tuple(overlaps))

    def gates(self) -> list[GateState]:
        """The consents and approvals that are stated at the stamps."""
        query = select(
            GATE.c.commitment, GATE.c.kind, GATE.c.state, GATE.c.cap, GATE.c.first, GATE.c.last
        )
        return [
            GateState(
                commitment,
                kind,
                state,
                cap,
                Period(number_day(first), number_day(last + 1), "range"),
            )
            for commitment, kind, state, cap, first, last in self._live_rows(query, GATE)
        ]

    def _live_rows(self, query: Select[Any], table: Any) -> Iterable[Any]:
        query = query.join(LIVE, LIVE.c.seq == table.c.seq).where(table.c.case == self.case)
        return self.connection.execute(query.where(self._live(LIVE)).order_by(table.c.seq))

    def _live(self, live: Any) -> ColumnElement[bool]:
        """That an entry counts on the day of knowledge, at the pinned position if there is one."""
        started = live.c.known_from <= self._known_at
        pin = self.stamps.seq
        if pin is None:
            return and_(started, live.c.known_to > self._known_at)
        ended_later = or_(live.c.known_to > self._known_at, live.c.superseded_by > pin)
        return and_(started, live.c.seq <= pin, ended_later)


def row_of(kind: type[Row], record: Record) -> Row:
    """The typed row of a record."""
    return from_cells(
        kind,
        {
            "id": record.id,
            "known_on": record.known_on,
            "supersedes": record.supersedes,
            "marking": record.marking,
            "sources": "; ".join(json.loads(record.sources)),
            **json.loads(record.body),
        },
    )


def standing(connection: Connection, case: str, ids: Iterable[str]) -> Iterator[Record]:
    """The records of those ids that the log of the case holds, whether or not they count."""
    anything = select(LOG.c.seq).where(LOG.c.case == case).limit(1)
    if connection.execute(anything).first() is None:
        return  # a new case: nobody need ask for each of its thousands of ids
    for part in chunks(ids):
        query = select(LOG).where(LOG.c.case == case, LOG.c.id.in_(part))
        for row in connection.execute(query):
            yield Record(*row)


def cases(connection: Connection) -> list[str]:
    """The cases that the log holds, in the order in which they were first written."""
    query = select(LOG.c.case).group_by(LOG.c.case).order_by(func.min(LOG.c.seq))
    return list(connection.execute(query).scalars())


def head(connection: Connection) -> tuple[int, str]:
    """Position and hash of the newest entry; ``(0, "")`` for an empty log."""
    query = select(LOG.c.seq, LOG.c.hash).order_by(LOG.c.seq.desc()).limit(1)
    found = connection.execute(query).first()
    return (found.seq, found.hash) if found else (0, "")


def as_of_case(today: date, as_of: date | None, known_at: date | None) -> Stamps:
    """Stamps from optional days; both default to the case's today."""
    return Stamps(as_of or today, known_at or today)
