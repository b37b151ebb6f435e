"""What a derivation may ask about the rest of the log, answered from a database in batches."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from materiel.kernel.errors import UnknownNameError
from materiel.kernel.table import Row, columns, from_cells
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.store.schema import LIVE, LOG, VARIABLE
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import Vocabulary, packaged

CHUNK = 500
"""How many ids one query asks for; below the smallest limit of both databases."""

NAMING = ("supersedes", "commitment", "same_as", "left", "right")
"""Columns that name commitments and events."""

VOCABULARY_KINDS: Mapping[str, type[Row]] = {"parties": Party, "items": Item, "bodies": Body}


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """The values in lists of at most ``CHUNK``."""
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part


class CaseBook:
    """The commitments, events and vocabulary of one case, as far as they were asked for.

    Attributes:
        vocabulary: the packaged one with the case's own parties, items and bodies.
    """

    def __init__(self, connection: Connection, case: str) -> None:
        self._connection, self._case = connection, case
        self._rows: dict[str, Row] = {}
        self._roots: dict[str, str] = {}
        self._chains: dict[str, list[str]] = {}
        self._parties: dict[str, str] = {}
        self._items: dict[str, str] = {}
        self._shared: set[str] = set()
        self.vocabulary: Vocabulary
        own: list[Row] = []
        for kind, row in VOCABULARY_KINDS.items():
            query = (
                select(LOG.c.id, LOG.c.body, LOG.c.supersedes)
                .where(LOG.c.case == case, LOG.c.kind == kind)
                .order_by(LOG.c.seq)
            )
            own += [_row(row, *found) for found in connection.execute(query)]
        self.vocabulary = packaged().extended(
            parties=[row for row in own if isinstance(row, Party)],
            items=[row for row in own if isinstance(row, Item)],
            bodies=[row for row in own if isinstance(row, Body)],
        )

    def party(self, name: str) -> str:
        """The id of the party of this name."""
        if name not in self._parties:
            self._parties[name] = self.vocabulary.party(name).id
        return self._parties[name]

    def item(self, name: str) -> str:
        """The id of the item of this name."""
        if name not in self._items:
            self._items[name] = self.vocabulary.item(name).id
        return self._items[name]

    def add(self, entries: Sequence[Entry]) -> None:
        """Make the entries of a batch known before they are derived, and load what they name.

        The batch stands in the log already, so its own vocabulary rows were read with it.
        """
        named: set[str] = set()
        for entry in entries:
            kind: Any = type(entry.row)
            for name in _naming(kind):
                value = getattr(entry.row, name)
                named.update((value,) if isinstance(value, str) else value)
        mine = {entry.id: entry.row for entry in entries}
        self._load(named - mine.keys() - {""})
        equals = {row.same_as for row in self._rows.values() if isinstance(row, Event)}
        self._load(equals - mine.keys() - {""})
        for row in mine.values():
            if row.supersedes or isinstance(row, (Commitment, Event)):
                self._put(row, self._first(row, mine))
        corrected = {self._roots[entry.id] for entry in entries if entry.row.supersedes}
        for part in chunks(sorted(corrected)):
            query = select(VARIABLE.c.name).where(
                VARIABLE.c.case == self._case, VARIABLE.c.name.in_(part)
            )
            self._shared.update(self._connection.execute(query).scalars())

    def _first(self, row: Row, batch: Mapping[str, Row]) -> str:
        """The root of a row of the batch; what it corrects may stand after it there."""
        seen = {row.id}
        while row.supersedes in batch and row.supersedes not in seen:
            row = batch[row.supersedes]
            seen.add(row.id)
        return self._roots.get(row.supersedes, row.id)

    def _put(self, row: Row, root: str) -> None:
        self._roots[row.id] = root
        if isinstance(row, (Commitment, Event)):
            self._rows[row.id] = row
            chain = self._chains.setdefault(root, [])
            if row.id not in chain:
                chain.append(row.id)

    def _load(self, names: Iterable[str]) -> None:
        wanted = [name for name in names if name not in self._roots]
        roots: set[str] = set()
        for part in chunks(wanted):
            query = (
                select(LIVE.c.root)
                .join(LOG, LOG.c.seq == LIVE.c.seq)
                .where(LOG.c.case == self._case, LOG.c.id.in_(part))
            )
            roots.update(self._connection.execute(query).scalars())
        kinds: Mapping[str, type[Row]] = {"commitments": Commitment, "events": Event}
        for part in chunks(sorted(roots)):
            chain = (
                select(LOG.c.id, LOG.c.kind, LOG.c.body, LOG.c.supersedes, LIVE.c.root)
                .join(LIVE, LOG.c.seq == LIVE.c.seq)
                .where(LOG.c.case == self._case, LIVE.c.root.in_(part))
                .order_by(LOG.c.seq)
            )
            for name, kind, body, supersedes, root in self._connection.execute(chain):
                if kind in kinds:
                    self._put(_row(kinds[kind], name, body, supersedes), root)
                else:
                    self._roots[name] = root

    def commitment(self, name: str) -> Commitment:
        """The commitment of this id, as its newest correction states it."""
        chain = self._chains.get(self._roots.get(name, ""), [])
        newest = next((self._rows[i] for i in reversed(chain) if i in self._rows), None)
        if not isinstance(newest, Commitment):
            raise UnknownNameError("commitment", name, self._known("commitments"))
        return newest

    def commitment_version(self, name: str) -> Commitment | None:
        """The commitment exactly as this id states it; None when it was not loaded."""
        row = self._rows.get(name)
        return row if isinstance(row, Commitment) else None

    def versions(self, name: str) -> Sequence[Event]:
        """The event of this id and all its corrections."""
        chain = self._chains.get(self._roots.get(name, ""), [])
        found = [row for row in (self._rows.get(i) for i in chain) if isinstance(row, Event)]
        if not found:
            raise UnknownNameError("event", name, self._known("events"))
        return found

    def root(self, name: str) -> str:
        """The first id of the chain of corrections."""
        return self._roots.get(name, name)

    def shared(self, root: str) -> bool:
        """Whether the unknown of this chain stands in the table of variables."""
        return root in self._shared

    def _known(self, kind: str) -> list[str]:
        query = select(LOG.c.id).where(LOG.c.case == self._case, LOG.c.kind == kind).limit(5000)
        mine = [i for i, row in self._rows.items() if kind == row.TABLE]
        return mine + list(self._connection.execute(query).scalars())


@cache
def _naming(kind: Any) -> tuple[str, ...]:
    """The columns of a table that name rows which a derivation asks for."""
    return tuple(each.name for each in columns(kind) if each.name in NAMING)


def _row(kind: type[Row], name: str, body: str, supersedes: str = "") -> Row:
    return from_cells(kind, {"id": name, "supersedes": supersedes, **json.loads(body)})
