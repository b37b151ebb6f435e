"""A small log of gifts in a real file."""

from datetime import UTC, date, datetime

from materiel.kernel.period import Period
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.store.database import Database
from materiel.store.writing import append

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def promise(name, **cells):
    stated = {"kind": "gift", "item": "patriot-fire-unit", **cells}
    return Commitment(id=name, title=name, **stated)


def event(name, to, count, word="pledged", valid="2024-03-01"):
    return Event(
        id=name, commitment=(to,), event=word, valid=Period.parse(valid), low=count, high=count
    )


def ledger(folder, *rows):
    """An open database that holds the rows, all known on one day."""
    database = Database(f"sqlite:///{folder / 'ledger.db'}")
    database.migrate()
    entries = [Entry("x", row, date(2024, 3, 1)) for row in rows]
    append(database, entries, actor="a clerk", now=NOW)
    return database
