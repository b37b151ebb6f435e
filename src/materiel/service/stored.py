"""Entries as the log holds them, whether or not they still count: by id, and by chain."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from materiel.ledger.entry import Entry, Record, body_text, encode
from materiel.store.entries import standing
from materiel.store.schema import LIVE, LOG


def stored_entries(connection: Connection, case: str, ids: Iterable[str]) -> dict[str, Record]:
    """The records of those ids that the log of the case holds."""
    return {record.id: record for record in standing(connection, case, ids)}


def chain_of(connection: Connection, case: str, name: str) -> list[Record]:
    """An entry and all its corrections, oldest first; empty when the log has no such id."""
    root = (
        select(LIVE.c.root)
        .join(LOG, LOG.c.seq == LIVE.c.seq)
        .where(LOG.c.case == case, LOG.c.id == name)
    ).scalar_subquery()
    query = (
        select(LOG)
        .join(LIVE, LIVE.c.seq == LOG.c.seq)
        .where(LOG.c.case == case, LIVE.c.root == root)
        .order_by(LOG.c.seq)
    )
    return [Record(*row) for row in connection.execute(query)]


def newest_of(chain: Sequence[Record]) -> Record | None:
    """The version of a chain that no other one corrects; None of an empty chain."""
    older = {record.supersedes for record in chain}
    return next((record for record in chain if record.id not in older), None)


def known_ids(connection: Connection, case: str) -> list[str]:
    """Every id of the case."""
    return list(connection.execute(select(LOG.c.id).where(LOG.c.case == case)).scalars())


def differences(entry: Entry, record: Record) -> list[str]:
    """In which columns an entry differs from the record of the same id; empty: the same."""
    pairs = {
        "table": (record.kind, entry.kind),
        "known_on": (record.known_on, entry.known_on.isoformat()),
        "marking": (record.marking, str(entry.marking)),
        "supersedes": (record.supersedes, entry.row.supersedes),
        "sources": (record.sources, encode(entry.row.sources)),
        "valid": (record.valid, str(entry.valid)),
        "content": (record.body, body_text(entry.row)),
    }
    return [name for name, (old, new) in pairs.items() if old != new]
