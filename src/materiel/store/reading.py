"""Read postings and balances at any stamps (DESIGN §4.4, §4.8)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.expression import Expression
from materiel.kernel.stamps import number_day
from materiel.ledger.postings import PROMISES, Account, Posted
from materiel.ledger.rows import Commitment
from materiel.ledger.totals import Sum, Total, sum_of, together, total_of
from materiel.store.book import CHUNK
from materiel.store.entries import EntryReader
from materiel.store.schema import (
    ACCOUNT,
    LIVE,
    POSTING,
    ROOT,
    path,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which accounts to read; an empty field takes all. Values are vocabulary ids.

    ``sides`` are pairs of a commitment and the party whose account of it is meant: a party that
    gives under one promise and receives under another would else cancel itself.
    """

    book: str = ""
    parties: Collection[str] = ()
    names: Collection[str] = ()
    items: Collection[str] = ()
    commitments: Collection[str] = ()
    sides: Collection[tuple[str, str]] = ()

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


class Reader(EntryReader):
    """One case at some stamps, within one read transaction."""

    def accounts(self, wanted: Filter = EVERYTHING) -> dict[int, Account]:
        """Accounts by number."""
        key = ACCOUNT.c
        query = select(key.id, key.book, key.party, key.name, key.item, key.commitment)
        query = query.where(key.case == self.case, *wanted.clauses())
        found = {row[0]: Account._make(row[1:]) for row in self.connection.execute(query)}
        if not wanted.sides:
            return found
        sides = set(wanted.sides)
        return {
            number: account
            for number, account in found.items()
            if (account.commitment, account.party) in sides
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
        """Disjoint conditions that together pick what is live, by interval-tree node.

        The root, where all that nothing has corrected lies, stands alone: the database can
        then add up account by account in the order of the index.
        """
        if self._known_at < 1:
            return [POSTING.c.node < 0]
        below, above = path(self._known_at)
        leg = POSTING.c
        inner = [each for each in above if each != ROOT]
        return [
            and_(leg.node == ROOT, leg.known_from <= self._known_at),
            and_(leg.node.in_(inner), leg.known_from <= self._known_at),
            and_(
                leg.node.in_([each for each in below if each != ROOT]),
                leg.known_to > self._known_at,
            ),
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
            open_ = 0
            for number, total, doubts in self.connection.execute(self._sums(where)):
                exact[number] += int(total)
                open_ += doubts
            if open_:
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
        for start in range(0, len(numbers), CHUNK):
            mine = POSTING.c.account.in_(numbers[start : start + CHUNK])
            yield from (and_(branch, mine) for branch in self._nodes())

    def _sums(self, where: ColumnElement[bool]) -> Select[Any]:
        """For each account what is certain, and how many legs are not."""
        leg = POSTING.c
        certain = and_(leg.variable == "", leg.last <= self._as_of)
        return (
            select(
                leg.account,
                func.sum(case((certain, leg.coefficient), else_=0)),
                func.sum(case((certain, 0), else_=1)),
            )
            .where(where, leg.first <= self._as_of)
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
        sides: set[tuple[str, str]] = set()
        for root, row in self.commitments().items():
            if kinds and row.kind not in kinds:
                continue
            if wanted_giver and book.party(row.giver) != wanted_giver:
                continue
            if wanted_receiver and book.party(row.receiver) != wanted_receiver:
                continue
            sides.add((root, book.party(row.receiver)))
        return Filter(
            book=PROMISES,
            parties={party for _, party in sides} or {NOBODY},
            names=(rung,) if rung else (),
            items=(book.item(item),) if item else (),
            commitments={root for root, _ in sides} or {NOBODY},
            sides=sides,
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
