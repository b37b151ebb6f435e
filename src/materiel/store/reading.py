"""Read the ledger at any stamps: entries, postings, balances (DESIGN §4.4, §4.8)."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.expression import Expression
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps, day_number, number_day
from materiel.kernel.table import Row, from_cells
from materiel.ledger.entry import Record
from materiel.ledger.postings import PROMISES, Account, GateState, Overlap, Posted, Variable
from materiel.ledger.rows import Commitment
from materiel.ledger.totals import Known, Sum, Total, sum_of, together, total_of
from materiel.optimise.bounds import Relation
from materiel.store.book import CHUNK, CaseBook, chunks
from materiel.store.schema import (
    ACCOUNT,
    GATE,
    LIVE,
    LOG,
    OVERLAP,
    POSTING,
    RELATION,
    VARIABLE,
    path,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which accounts to read; an empty field takes all. Values are vocabulary ids."""

    book: str = ""
    parties: Collection[str] = ()
    names: Collection[str] = ()
    items: Collection[str] = ()
    commitments: Collection[str] = ()

    def clauses(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on the account table."""
        found = [ACCOUNT.c.book == self.book] if self.book else []
        for column, values in (
            (ACCOUNT.c.party, self.parties),
            (ACCOUNT.c.name, self.names),
            (ACCOUNT.c.item, self.items),
            (ACCOUNT.c.commitment, self.commitments),
        ):
            if values:
                found.append(column.in_(sorted(values)))
        return found


EVERYTHING = Filter()


class Reader:
    """One case at some stamps, within one read transaction."""

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

    # -- postings --------------------------------------------------------------------------

    def accounts(self, wanted: Filter = EVERYTHING) -> dict[int, Account]:
        """Accounts by number."""
        query = select(ACCOUNT).where(ACCOUNT.c.case == self.case, *wanted.clauses())
        return {
            row.id: Account(row.book, row.party, row.name, row.item, row.commitment)
            for row in self.connection.execute(query)
        }

    def postings(self, wanted: Filter = EVERYTHING) -> list[Posted]:
        """The legs that may have happened by the day asked for and count at the stamps."""
        accounts = self.accounts(wanted)
        happened = POSTING.c.first <= self._as_of
        if self.stamps.seq is not None:
            queries = [
                select(*self._columns())
                .join(LIVE, LIVE.c.seq == POSTING.c.seq)
                .where(self._live(LIVE), happened)
            ]
        else:
            picks = self._picks(wanted, accounts)
            queries = [select(*self._columns()).where(where, happened) for where in picks]
        return [
            _posted(row, accounts)
            for query in queries
            for row in self.connection.execute(query)
            if row.account in accounts
        ]

    def _columns(self) -> tuple[Any, ...]:
        leg = POSTING.c
        return (leg.seq, leg.account, leg.coefficient, leg.variable, leg.first, leg.last)

    def _nodes(self) -> list[ColumnElement[bool]]:
        """Two conditions that together pick what is live, by interval-tree node."""
        if self._known_at < 1:
            return [POSTING.c.node < 0]
        below, above = path(self._known_at)
        leg = POSTING.c
        return [
            and_(leg.node.in_(below), leg.known_to > self._known_at),
            and_(leg.node.in_(above), leg.known_from <= self._known_at),
        ]

    # -- balances --------------------------------------------------------------------------

    def balances(self, wanted: Filter = EVERYTHING) -> dict[Account, Total]:
        """Every account's total at the stamps; accounts that nothing reached are left out.

        Exact postings are added by the database; only those of unknown number or day come
        back one by one.
        """
        if self.stamps.seq is not None:
            return self._slow_balances(wanted)
        accounts = self.accounts(wanted)
        exact: dict[int, int] = defaultdict(int)
        doubtful: dict[int, list[Posted]] = defaultdict(list)
        for where in self._picks(wanted, accounts):
            for number, total in self.connection.execute(self._exact_sums(where)):
                exact[number] += int(total)
            for row in self.connection.execute(self._doubtful_legs(where)):
                if row.account in accounts:
                    doubtful[row.account].append(_posted(row, accounts))
        found: dict[Account, Total] = {}
        for number, account in accounts.items():
            if number in doubtful:
                parts = [sum_of(doubtful[number], self.stamps.as_of, self.known)]
                parts.append(Sum(Expression(exact.get(number, 0)), {}))
                found[account] = total_of(parts, self.known)
            elif number in exact:
                found[account] = Total(Bounds.exactly(exact[number]))
        return found

    def _picks(
        self, wanted: Filter, accounts: Mapping[int, Account]
    ) -> Iterable[ColumnElement[bool]]:
        """Disjoint conditions that together pick the live legs of the accounts."""
        if not wanted.clauses() or len(accounts) > FEW:
            yield from self._nodes()
            return
        numbers = sorted(accounts)
        leg = POSTING.c
        for start in range(0, len(numbers), CHUNK):
            yield and_(
                leg.account.in_(numbers[start : start + CHUNK]),
                leg.known_to > self._known_at,
                leg.known_from <= self._known_at,
            )

    def _exact_sums(self, where: ColumnElement[bool]) -> Select[Any]:
        leg = POSTING.c
        return (
            select(leg.account, func.sum(leg.coefficient))
            .where(where, leg.variable == "", leg.last <= self._as_of)
            .group_by(leg.account)
        )

    def _doubtful_legs(self, where: ColumnElement[bool]) -> Select[Any]:
        leg = POSTING.c
        return select(*self._columns()).where(
            where, leg.first <= self._as_of, or_(leg.variable != "", leg.last > self._as_of)
        )

    def _slow_balances(self, wanted: Filter) -> dict[Account, Total]:
        by_account: dict[Account, list[Posted]] = defaultdict(list)
        for posting in self.postings(wanted):
            by_account[posting.account].append(posting)
        return {
            account: total_of([sum_of(legs, self.stamps.as_of, self.known)], self.known)
            for account, legs in by_account.items()
        }

    def sums(self, wanted: Filter, sign: int = 1) -> dict[str, Sum]:
        """What the chosen accounts add up to, an expression for each commitment."""
        legs: dict[str, list[Posted]] = defaultdict(list)
        for posting in self.postings(wanted):
            legs[posting.account.commitment].append(posting)
        return {
            commitment: sum_of(mine, self.stamps.as_of, self.known, sign)
            for commitment, mine in legs.items()
        }

    def total(self, wanted: Filter, sign: int = 1) -> Total:
        """The bounds of what the chosen accounts add up to, nothing counted twice.

        A commitment that is judged to lie inside another one of the chosen is taken out.

        Raises:
            InputError: the accounts hold more than one item or currency.
        """
        items = {account.item for account in self.accounts(wanted).values()}
        if len(items) > 1:
            raise InputError(
                f"{', '.join(sorted(items))} cannot be added: two units never meet in one sum"
            )
        return together(self.sums(wanted, sign), self.known)

    def commitments(self) -> dict[str, Commitment]:
        """The promises that count at the stamps, by the first id of their chain of corrections."""
        roots = self.roots()
        return {roots[row.id]: row for row in self.rows(Commitment)}

    def promises(
        self,
        *,
        giver: str = "",
        receiver: str = "",
        item: str = "",
        rung: str = "",
        kinds: Collection[str] = (),
    ) -> Filter:
        """The receivers' accounts of the promises between parties; empty fields take all.

        Names are looked up; the total of the filter is what was promised, handed over, ... .
        """
        book = self.book
        wanted_giver = book.party(giver) if giver else ""
        wanted_receiver = book.party(receiver) if receiver else ""
        chosen, receivers = set(), set()
        for root, row in self.commitments().items():
            if kinds and row.kind not in kinds:
                continue
            if wanted_giver and book.party(row.giver) != wanted_giver:
                continue
            if wanted_receiver and book.party(row.receiver) != wanted_receiver:
                continue
            chosen.add(root)
            receivers.add(book.party(row.receiver))
        return Filter(
            book=PROMISES,
            parties=receivers or {NOBODY},
            names=(rung,) if rung else (),
            items=(book.item(item),) if item else (),
            commitments=chosen or {NOBODY},
        )


NOBODY = "-"
"""A name that no account has: the filter of a question that no promise answers."""

FEW = 2000
"""Up to this many accounts the index by account beats reading all that is live."""


def _posted(row: Any, accounts: Mapping[int, Account]) -> Posted:
    return Posted(
        row.seq,
        accounts[row.account],
        row.coefficient,
        row.variable,
        number_day(row.first),
        number_day(row.last),
    )


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


def cases(connection: Connection) -> list[str]:
    """The cases that the log holds."""
    return list(connection.execute(select(LOG.c.case).distinct().order_by(LOG.c.case)).scalars())


def head(connection: Connection) -> tuple[int, str]:
    """Position and hash of the newest entry; ``(0, "")`` for an empty log."""
    query = select(LOG.c.seq, LOG.c.hash).order_by(LOG.c.seq.desc()).limit(1)
    found = connection.execute(query).first()
    return (found.seq, found.hash) if found else (0, "")


def as_of_case(today: date, as_of: date | None, known_at: date | None) -> Stamps:
    """Stamps from optional days; both default to the case's today."""
    return Stamps(as_of or today, known_at or today)
