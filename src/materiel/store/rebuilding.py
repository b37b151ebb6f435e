"""Rebuild every derived table from the log alone (DESIGN §4.1)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, select

from materiel.kernel.marking import Marking
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry, Record
from materiel.ledger.kinds import POSTING_KINDS
from materiel.store.database import Database
from materiel.store.entries import row_of
from materiel.store.schema import DERIVED, LOG
from materiel.store.writing import Writer


def rebuild(database: Database) -> int:
    """Empty the derived tables and derive them again; returns the number of entries read."""
    with database.writing() as connection:
        return rebuild_on(connection)


def rebuild_on(connection: Connection) -> int:
    """``rebuild`` inside a transaction that is open already."""
    for table in DERIVED:
        connection.execute(delete(table))
    records = list(log_records(connection))
    writer = Writer(connection, "rebuild", datetime.now(UTC))
    writer.derive([entry_of(record) for record in records], [record.seq for record in records])
    return len(records)


def log_records(connection: Connection, after: int = 0) -> Iterator[Record]:
    """The log in order, from the position after ``after`` on."""
    query = select(LOG).where(LOG.c.seq > after).order_by(LOG.c.seq)
    # On the statement: an option of the connection would outlast this loop.
    for row in connection.execute(query.execution_options(yield_per=5000)):
        yield Record(*row)


def entry_of(record: Record) -> Entry:
    """The entry that a record holds; a kind that derives nothing keeps only its id."""
    kind = POSTING_KINDS.get(record.kind)
    row = row_of(kind, record) if kind else Row(id=record.id, supersedes=record.supersedes)
    return Entry(
        record.case,
        row,
        date.fromisoformat(record.known_on),
        Marking.parse(record.marking),
        record.kind,
    )
