"""Rows of the derived tables, gathered for many entries and inserted in bulk."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from materiel.kernel.stamps import day_number
from materiel.ledger.entry import Entry, encode
from materiel.ledger.postings import NOTHING, Account, Derived, Leg
from materiel.store.book import chunks
from materiel.store.schema import (
    ACCOUNT,
    FOREVER,
    GATE,
    LIVE,
    LOG,
    OVERLAP,
    POSTING,
    RELATION,
    VARIABLE,
    node,
)


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as tuples in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # The driver takes the tuples as they are: a third of the time of a dictionary each.
        statement = str(insert(table).compile(dialect=connection.dialect))
        connection.exec_driver_sql(statement, list(rows))
        return
    names = [column.name for column in table.columns]
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


class Rows:
    """Gathers what entries derive, with accounts turned into numbers.

    Attributes:
        waiting: how many rows are held in memory, of those that ``insert_slice`` writes.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._live: list[tuple[Any, ...]] = []
        self._legs: list[tuple[str, int, int, int, int, tuple[Leg, ...]]] = []
        self.waiting = 0
        self._variables: dict[tuple[str, str, str], tuple[Any, ...]] = {}
        self._relations: list[tuple[Any, ...]] = []
        self._overlaps: list[tuple[Any, ...]] = []
        self._gates: list[tuple[Any, ...]] = []
        self._seqs: dict[tuple[str, str], int] = {}
        self._numbers: dict[str, dict[Account, int]] = defaultdict(dict)
        self._looked_up: set[tuple[str, str]] = set()
        self._last_number: int | None = None

    def add(self, entry: Entry, seq: int, root: str, derived: Derived) -> None:
        """Gather the rows of one entry that stands at ``seq``."""
        case, known = entry.case, day_number(entry.known_on)
        self._live.append((seq, root, known, FOREVER, 0))
        self.waiting += 1 + len(derived.legs)
        if derived is NOTHING:
            return
        self._seqs[case, entry.id] = seq
        if derived.legs:
            first, last = day_number(entry.valid.start), day_number(entry.valid.last)
            self._legs.append((case, known, seq, first, last, derived.legs))
        for variable in derived.variables:
            owner = variable.owner or entry.id
            self._variables[case, owner, variable.name] = (
                variable.low,
                variable.high,
                variable.wording,
            )
        for number, relation in enumerate(derived.relations):
            terms = encode([list(term) for term in relation.terms])
            self._relations.append((seq, number, case, terms, relation.bound, relation.why))
        for overlap in derived.overlaps:
            self._overlaps.append((seq, overlap.left, overlap.right, case, overlap.state))
        for number, gate in enumerate(derived.gates):
            assert number == 0, "an entry states at most one gate"
            window = day_number(gate.window.start), day_number(gate.window.last)
            self._gates.append(
                (seq, case, gate.commitment, gate.kind, gate.state, gate.cap, *window)
            )

    def insert(self) -> None:
        """Write everything gathered."""
        connection = self._connection
        self.insert_slice()
        insert_rows(connection, VARIABLE, self._variable_rows())
        insert_rows(connection, RELATION, self._relations)
        insert_rows(connection, OVERLAP, self._overlaps)
        insert_rows(connection, GATE, self._gates)

    def insert_slice(self) -> None:
        """Write the lives and postings gathered so far: there are many more than of the rest."""
        self._look_up()
        accounts: list[tuple[Any, ...]] = []
        postings: list[tuple[Any, ...]] = []
        for case, known, seq, first, last, legs in self._legs:
            numbers, place = self._numbers[case], node(known, FOREVER)
            for leg, (account, coefficient, variable) in enumerate(legs):
                number = numbers.get(account)
                if number is None:
                    number = numbers[account] = self._next_number()
                    accounts.append((number, case, *account))
                row = place, known, seq, leg, FOREVER, number, coefficient, variable, first, last
                postings.append(row)
        insert_rows(self._connection, LIVE, self._live)
        insert_rows(self._connection, ACCOUNT, accounts)
        insert_rows(self._connection, POSTING, postings)
        self._live.clear()
        self._legs.clear()
        self.waiting = 0

    def _variable_rows(self) -> list[tuple[Any, ...]]:
        """One row for each unknown of each entry that bounds it, unless it stands already."""
        missing: dict[str, set[str]] = {}
        for case, owner, _ in self._variables:
            if (case, owner) not in self._seqs:
                missing.setdefault(case, set()).add(owner)
        standing: set[tuple[int, str]] = set()
        for case, owners in missing.items():
            for part in chunks(sorted(owners)):
                query = (
                    select(LOG.c.id, LOG.c.seq, VARIABLE.c.name)
                    .join(VARIABLE, VARIABLE.c.owner == LOG.c.seq, isouter=True)
                    .where(LOG.c.case == case, LOG.c.id.in_(part))
                )
                for owner, seq, name in self._connection.execute(query):
                    self._seqs[case, owner] = seq
                    standing.add((seq, name))
        return [
            (self._seqs[case, owner], name, case, low, high, wording)
            for (case, owner, name), (low, high, wording) in self._variables.items()
            if (self._seqs[case, owner], name) not in standing
        ]

    def _look_up(self) -> None:
        """Learn the numbers of the accounts that stand, of the parties not asked for before."""
        parties: dict[str, set[str]] = defaultdict(set)
        for case, _, _, _, _, legs in self._legs:
            parties[case].update([leg.account.party for leg in legs])
        for case, names in parties.items():
            new = {name for name in names if (case, name) not in self._looked_up}
            self._looked_up.update((case, name) for name in new)
            for part in chunks(sorted(new)):
                query = select(ACCOUNT).where(ACCOUNT.c.case == case, ACCOUNT.c.party.in_(part))
                for number, _, *account in self._connection.execute(query):
                    self._numbers[case][Account(*account)] = number

    def _next_number(self) -> int:
        """The number of the next new account."""
        if self._last_number is None:
            query = select(func.coalesce(func.max(ACCOUNT.c.id), 0))
            self._last_number = int(self._connection.execute(query).scalar_one())
        self._last_number += 1
        return self._last_number
