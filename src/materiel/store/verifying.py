"""Find every change to the log and to what is derived from it (DESIGN §4.7)."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, select

from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.findings import Finding
from materiel.ledger.entry import CONTENT, GENESIS, chain_hash, content_hash, encode
from materiel.store.database import Database
from materiel.store.derived import insert_rows
from materiel.store.entries import head
from materiel.store.rebuilding import log_records, rebuild_on
from materiel.store.schema import CHECKPOINT, DERIVED, LOG, METADATA

SHOWN = 20
"""How many differences of one table are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A position of the log and its hash, to be kept where the log's owner cannot change it."""

    seq: int
    hash: str
    taken_at: str

    def as_text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read ``as_text``.

        Raises:
            InputError: the text is not a checkpoint.
        """
        try:
            found = json.loads(text)
            return cls(int(found["seq"]), str(found["hash"]), str(found["taken_at"]))
        except (ValueError, KeyError, TypeError):
            raise InputError(
                'not a checkpoint; accepted: {"hash": ..., "seq": ..., "taken_at": ...}'
            ) from None


def take_checkpoint(database: Database, now: datetime) -> Checkpoint:
    """Record the newest position and hash, and return them to be kept elsewhere.

    Raises:
        InputError: the log is empty.
    """
    with database.writing() as connection:
        seq, found = head(connection)
        if not seq:
            raise InputError("the log is empty: there is nothing to take a checkpoint of")
        checkpoint = Checkpoint(seq, found, now.isoformat(timespec="seconds"))
        standing = select(CHECKPOINT.c.seq).where(CHECKPOINT.c.seq == seq)
        if connection.execute(standing).first() is None:
            connection.execute(insert(CHECKPOINT).values(**asdict(checkpoint)))
        return checkpoint


def verify(database: Database, kept: Checkpoint | None = None) -> list[Finding]:
    """Check the whole log, the checkpoints and every derived table.

    Args:
        database: an open database.
        kept: a checkpoint that was kept elsewhere; only it can show that the end of the log
            was cut off.

    Returns:
        What is wrong; empty when nothing is.
    """
    with database.reading() as connection:
        findings = _check_chain(connection)
        points = [Checkpoint(*row) for row in connection.execute(select(CHECKPOINT))]
        points += [kept] if kept else []
        findings += [each for point in points for each in _check_point(connection, point)]
        findings += _check_derived(connection)
    return findings


def _check_chain(connection: Connection) -> list[Finding]:
    findings: list[Finding] = []
    previous, expected = GENESIS, 1
    for record in log_records(connection):
        where = f"log:{record.seq}"
        if record.seq != expected:
            findings.append(
                Finding(
                    "chain",
                    where,
                    f"position {expected} is missing: entries were deleted or moved",
                    "Restore the log from a copy.",
                )
            )
        content = content_hash(record.salt, encode([getattr(record, name) for name in CONTENT]))
        if content != record.content_hash:
            findings.append(
                Finding(
                    "chain",
                    where,
                    f"the content of {record.kind} {record.id} is not what was recorded",
                    "Restore the entry from a copy.",
                )
            )
        if chain_hash(previous, record.seq, record.content_hash) != record.hash:
            findings.append(
                Finding(
                    "chain",
                    where,
                    f"the hash of {record.kind} {record.id} does not follow from the one before",
                    "Restore the log from a copy.",
                )
            )
        previous, expected = record.hash, record.seq + 1
    return findings


def _check_point(connection: Connection, point: Checkpoint) -> list[Finding]:
    query = select(LOG.c.hash).where(LOG.c.seq == point.seq)
    found = connection.execute(query).scalar()
    if found == point.hash:
        return []
    problem = (
        f"the log ends at {head(connection)[0]}, before the checkpoint at {point.seq}"
        if found is None
        else f"the hash at {point.seq} is not that of the checkpoint of {point.taken_at}"
    )
    return [Finding("checkpoint", f"log:{point.seq}", problem, "Restore the log from a copy.")]


def _check_derived(connection: Connection) -> list[Finding]:
    """Derive everything again in memory and compare table by table."""
    engine = create_engine("sqlite://")
    with engine.connect() as scratch:
        METADATA.create_all(scratch)
        insert_rows(scratch, LOG, [tuple(row) for row in connection.execute(select(LOG))])
        try:
            rebuild_on(scratch)
        except (MaterielError, ValueError, TypeError) as problem:
            # A changed body need not be JSON any more: that too is a finding, not our fault.
            return [
                Finding(
                    "derived",
                    "log",
                    f"the log cannot be derived again: {problem}",
                    "Restore the log from a copy.",
                )
            ]
        return [each for table in DERIVED for each in _compare(table, connection, scratch)]


def _compare(table: Table, found: Connection, expected: Connection) -> list[Finding]:
    remedy = "Run 'materiel verify --rebuild'."
    findings: list[Finding] = []
    count = 0
    for problem, row in _differences(table, _sorted(table, found), _sorted(table, expected)):
        count += 1
        if count <= SHOWN:
            text = ", ".join(f"{name}={value}" for name, value in row.items())
            findings.append(Finding("derived", f"table {table.name}", f"{problem}: {text}", remedy))
    if count > SHOWN:
        findings.append(
            Finding("derived", f"table {table.name}", f"{count - SHOWN} more differences", remedy)
        )
    return findings


def _sorted(table: Table, connection: Connection) -> list[Any]:
    # Sorted here, not by the databases: they disagree on how text is ordered.
    rows = connection.execute(select(table)).all()
    return sorted(rows, key=lambda row: tuple((value is not None, str(value)) for value in row))


def _differences(
    table: Table, found: list[Any], expected: list[Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if all(tuple(a or ()) == tuple(b or ()) for a, b in zip_longest(found, expected)):
        return
    names = [column.name for column in table.columns]
    mine, theirs = {tuple(row) for row in found}, {tuple(row) for row in expected}
    for row in found:
        if tuple(row) not in theirs:
            yield "a row that does not follow from the log", dict(zip(names, row, strict=True))
    for row in expected:
        if tuple(row) not in mine:
            yield "a row that follows from the log is missing", dict(zip(names, row, strict=True))
