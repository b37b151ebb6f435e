"""Append entries to the log and derive their postings, all or nothing (DESIGN §4.1, §4.7, §4.8)."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, insert, select, update

from materiel.kernel.canonical import digest, text_list
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.kernel.stamps import EPOCH, day_number
from materiel.ledger.derive import derive
from materiel.ledger.entry import (
    GENESIS,
    Entry,
    body_text,
    chain_hash,
    content_hash,
)
from materiel.ledger.postings import Derived
from materiel.ledger.rows import Commitment
from materiel.store.book import CHUNK, VOCABULARY_KINDS, CaseBook, chunks
from materiel.store.database import Database
from materiel.store.derived import Rows, insert_rows
from materiel.store.entries import standing
from materiel.store.schema import FOREVER, LIVE, LOG, POSTING, REQUEST, node


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did.

    Attributes:
        new: ids that were written, in order.
        same: ids that stood in the log with the same content already.
        first_seq, last_seq: positions written; both 0 when nothing was.
    """

    new: tuple[str, ...]
    same: tuple[str, ...]
    first_seq: int
    last_seq: int


def append(
    database: Database, entries: Sequence[Entry], *, actor: str, now: datetime, request: str = ""
) -> Appended:
    """Write entries of one or more cases in one transaction.

    Args:
        database: an open database with the current schema.
        entries: in the order in which they shall stand; what an entry refers to may stand
            anywhere in the same batch.
        actor: who records them.
        now: the recording time, with its zone; no ``known_on`` may lie after it.
        request: the client's id for this write; the same id again returns the first answer.

    Raises:
        ConflictError: an id stands in the log with other content, or the request id was used
            for other entries, or an entry corrects one that is corrected already.
        InputError: an unknown name, an unbalanced entry, a quantity that cannot be read.
    """
    with database.writing() as connection:
        return Writer(connection, actor, now).append(entries, request)


Derivations = Mapping[str, Derived]
NONE: Derivations = MappingProxyType({})
SLICE = 20_000
"""Rows that are held in memory as they go to the database."""


class Writer:
    """One write transaction."""

    def __init__(self, connection: Connection, actor: str, now: datetime) -> None:
        if not actor.strip():
            raise InputError("actor: every entry records who made it; set one")
        self._connection, self._actor = connection, actor
        self._now = now.isoformat(timespec="seconds")
        self._today = now.date()

    def append(
        self, entries: Sequence[Entry], request: str, derived: Derivations = NONE
    ) -> Appended:
        """See ``append``.

        Args:
            entries: what to write.
            request: the client's id for this write.
            derived: what was derived already from entries of one case that the log is new to,
                by id, with every one of them known; what corrects another is derived again.
        """
        if request:
            fingerprint = digest(*(text_list(_stated(entry)) for entry in entries))
            earlier = self._earlier(request, fingerprint, entries)
            if earlier is not None:
                return earlier
        new, same = self._sort_out(entries)
        self._refuse_later_days(new)
        head_seq, head_hash = self._head()
        seqs = range(head_seq + 1, head_seq + 1 + len(new))
        if new:
            self._insert_log(self._records(new, head_seq, head_hash, request))
            self.derive(new, seqs, derived)
        first, last = (seqs[0], seqs[-1]) if new else (0, 0)
        if request:
            self._connection.execute(
                insert(REQUEST).values(
                    id=request, digest=fingerprint, first_seq=first, last_seq=last
                )
            )
        return Appended(
            tuple(entry.id for entry in new), tuple(entry.id for entry in same), first, last
        )

    def _earlier(self, request: str, fingerprint: str, entries: Sequence[Entry]) -> Appended | None:
        found = self._connection.execute(select(REQUEST).where(REQUEST.c.id == request)).first()
        if found is None:
            return None
        if found.digest != fingerprint:
            raise ConflictError(f"request {request!r} was used before for other entries")
        query = (
            select(LOG.c.id)
            .where(LOG.c.seq.between(found.first_seq, found.last_seq))
            .order_by(LOG.c.seq)
        )
        ids = tuple(self._connection.execute(query).scalars()) if found.first_seq else ()
        same = tuple(entry.id for entry in entries if entry.id not in ids)
        return Appended(ids, same, found.first_seq, found.last_seq)

    def _sort_out(self, entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
        """Entries to write, and those that stand in the log already."""
        stored: dict[tuple[str, str], tuple[str, ...]] = {}
        by_case: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            by_case[entry.case].append(entry.id)
        for case, ids in by_case.items():
            for record in standing(self._connection, case, ids):
                stored[case, record.id] = tuple(getattr(record, name) for name in IDENTITY)
        new: dict[tuple[str, str], Entry] = {}
        same: list[Entry] = []
        for entry in entries:
            key = entry.case, entry.id
            if key not in stored and key not in new:
                new[key] = entry
                continue
            before = stored[key] if key in stored else _stated(new[key])
            if before != _stated(entry):
                raise ConflictError(
                    f"{entry.kind} {entry.id} stands in the log with other content. "
                    "Give the new version an id of its own and let it supersede this one."
                )
            same.append(entry)
        return list(new.values()), same

    def _refuse_later_days(self, entries: Sequence[Entry]) -> None:
        """Nobody records what is not known yet."""
        for entry in entries:
            if entry.known_on > self._today or entry.known_on <= EPOCH:
                raise InputError(
                    f"{entry.id}: known_on: {entry.known_on} must lie after {EPOCH} and "
                    f"not after the recording day {self._today}"
                )

    def _head(self) -> tuple[int, str]:
        query = select(LOG.c.seq, LOG.c.hash).order_by(LOG.c.seq.desc()).limit(1)
        found = self._connection.execute(query).first()
        return (found.seq, found.hash) if found else (0, GENESIS)

    def _records(
        self, entries: Sequence[Entry], last: int, previous: str, request: str
    ) -> Iterator[tuple[str | int, ...]]:
        """Each entry's columns of the log with its place in the chain, after ``last``."""
        now, actor = self._now, self._actor
        # fmt: off
        for seq, entry in enumerate(entries, last + 1):
            body, case, name, kind, known_on, marking, sources, supersedes, valid = _stated(entry)
            salt = secrets.token_hex(8)
            content = content_hash(salt, text_list((  # the columns of ``CONTENT`` in its order
                actor, body, case, name, kind, known_on, marking, now, request, sources,
                supersedes, valid,
            )))
            previous = chain_hash(previous, seq, content)
            yield (  # the columns of the table in its order
                seq, case, name, kind, valid, known_on, now, actor, marking, supersedes, body,
                sources, request, salt, content, previous,
            )
        # fmt: on

    def _insert_log(self, records: Iterator[tuple[str | int, ...]]) -> None:
        while part := list(islice(records, SLICE)):
            insert_rows(self._connection, LOG, part)

    def derive(
        self, entries: Sequence[Entry], seqs: Sequence[int], derived: Derivations = NONE
    ) -> None:
        """Fill the derived tables for entries that stand in the log at ``seqs``."""
        books: dict[str, CaseBook] = {}
        by_case: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_case[entry.case].append(entry)
        for case, mine in by_case.items():
            books[case] = CaseBook(self._connection, case)
            books[case].add(mine)
        ends = self._corrections(entries, seqs, books)
        rows = Rows(self._connection)
        for entry, seq in zip(entries, seqs, strict=True):
            book = books[entry.case]
            found = derived.get(entry.id) if not entry.row.supersedes else None
            rows.add(entry, seq, book.root(entry.id), found or _derived(entry, book))
            if rows.waiting >= SLICE:
                rows.insert_slice()
        rows.insert()
        self._end_lives(ends)

    def _corrections(
        self, entries: Sequence[Entry], seqs: Sequence[int], books: Mapping[str, CaseBook]
    ) -> dict[int, tuple[int, int]]:
        """Position of each corrected entry to its correction's position and day of knowledge."""
        _refuse_circles(entries)
        old = self._old(entries, seqs)
        ends: dict[int, tuple[int, int]] = {}
        for entry, seq in zip(entries, seqs, strict=True):
            name = entry.row.supersedes
            if not name:
                continue
            found = old.get((entry.case, name))
            if found is None:
                raise UnknownNameError("entry", name, [], f"{entry.id}: supersedes")
            old_seq, kind, superseded_by, corrected_on = found
            if kind != entry.kind:
                raise InputError(
                    f"{entry.id}: supersedes: {name} is of table {kind}, not {entry.kind}"
                )
            if kind in VOCABULARY_KINDS:
                raise InputError(
                    f"{entry.id}: supersedes: {name} names something that other entries may "
                    "already call by that name; enter a new row beside it"
                )
            if superseded_by or old_seq in ends:
                raise ConflictError(f"{entry.id}: supersedes: {name} is corrected already")
            if entry.known_on.isoformat() < corrected_on:
                # It would take back, for the days between, a correction that was not known yet,
                # and what that one corrected would count beside it.
                raise InputError(
                    f"{entry.id}: known_on: {entry.known_on} lies before {corrected_on}, when the "
                    f"correction {name} that it corrects was known"
                )
            _refuse_other_promise(entry, books[entry.case])
            ends[old_seq] = (seq, day_number(entry.known_on))
        return ends

    def _old(
        self, entries: Sequence[Entry], seqs: Sequence[int]
    ) -> dict[tuple[str, str], tuple[int, str, int, str]]:
        """Position, table and correction of every entry that the batch may correct.

        Last comes the day on which it was known, where it is a correction itself.
        """
        found: dict[tuple[str, str], tuple[int, str, int, str]] = {}
        wanted: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.row.supersedes:
                wanted[entry.case].append(entry.row.supersedes)
        for case, names in wanted.items():
            for part in chunks(names):
                query = (
                    select(
                        LOG.c.id,
                        LOG.c.seq,
                        LOG.c.kind,
                        LIVE.c.superseded_by,
                        LOG.c.supersedes,
                        LOG.c.known_on,
                    )
                    .join(LIVE, LOG.c.seq == LIVE.c.seq)
                    .where(LOG.c.case == case, LOG.c.id.in_(part))
                )
                for name, seq, kind, by, older, known_on in self._connection.execute(query):
                    found[case, name] = (seq, kind, by, known_on if older else "")
        if wanted:
            for entry, seq in zip(entries, seqs, strict=True):
                known_on = entry.known_on.isoformat() if entry.row.supersedes else ""
                found[entry.case, entry.id] = (seq, entry.kind, 0, known_on)
        return found

    def _end_lives(self, ends: Mapping[int, tuple[int, int]]) -> None:
        """Let corrected entries count only until their correction was known."""
        froms: dict[int, int] = {}
        wanted = sorted(ends)
        for start in range(0, len(wanted), CHUNK):
            query = select(LIVE.c.seq, LIVE.c.known_from).where(
                LIVE.c.seq.in_(wanted[start : start + CHUNK])
            )
            froms.update((seq, known_from) for seq, known_from in self._connection.execute(query))
        if not froms:
            return
        lives, postings = [], []
        for seq, known_from in froms.items():
            by, known_on = ends[seq]
            known_to = max(known_from, known_on)
            lives.append({"at": seq, "until": known_to, "by": by})
            postings.append(
                {
                    "at": seq,
                    "since": known_from,
                    "was": node(known_from, FOREVER),
                    "until": known_to,
                    "now": node(known_from, known_to),
                }
            )
        self._connection.execute(
            update(LIVE)
            .where(LIVE.c.seq == bindparam("at"))
            .values(known_to=bindparam("until"), superseded_by=bindparam("by")),
            lives,
        )
        leg = POSTING.c
        self._connection.execute(
            update(POSTING)
            .where(
                leg.node == bindparam("was"),
                leg.known_from == bindparam("since"),
                leg.seq == bindparam("at"),
            )
            .values(node=bindparam("now"), known_to=bindparam("until")),
            postings,
        )


def _derived(entry: Entry, book: CaseBook) -> Derived:
    try:
        return derive(entry, book)
    except UnknownNameError as problem:
        place = f"{entry.kind} {entry.id}"
        problem.where = f"{place}: {problem.where}" if problem.where else place
        raise


def _refuse_circles(entries: Sequence[Entry]) -> None:
    """Entries of one batch that correct each other would all never count."""
    corrections = [entry for entry in entries if entry.row.supersedes]
    older = {(entry.case, entry.id): entry.row.supersedes for entry in corrections}
    for entry in corrections:
        name, steps = entry.row.supersedes, 0
        while name and name != entry.id and steps < len(corrections):
            name, steps = older.get((entry.case, name), ""), steps + 1
        if name == entry.id:
            raise InputError(
                f"{entry.id}: supersedes: {entry.row.supersedes} corrects it in turn"
                if entry.row.supersedes != entry.id
                else f"{entry.id}: supersedes: an entry cannot correct itself"
            )


def _refuse_other_promise(entry: Entry, book: CaseBook) -> None:
    """A correction of a commitment keeps who promises what to whom."""
    if not isinstance(entry.row, Commitment):
        return
    before = book.commitment_version(entry.row.supersedes)
    for name in ("giver", "receiver", "item"):
        if before is not None and getattr(before, name) != getattr(entry.row, name):
            raise InputError(
                f"{entry.id}: {name}: a correction cannot change who promises what to whom; "
                "withdraw the old promise and enter a new one"
            )


IDENTITY = ("body", "case", "id", "kind", "known_on", "marking", "sources", "supersedes", "valid")
"""Columns that make two statements the same, whoever recorded them and when."""


def _stated(entry: Entry) -> tuple[str, str, str, str, str, str, str, str, str]:
    """The columns of ``IDENTITY``."""
    row = entry.row
    return (
        body_text(row),
        entry.case,
        row.id,
        entry.kind,
        entry.known_on.isoformat(),
        str(entry.marking),
        text_list(row.sources),
        row.supersedes,
        str(entry.valid),
    )
