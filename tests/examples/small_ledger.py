"""A ledger in a file for the worked examples, and the few questions that they ask."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.ledger.totals import Total, total_of
from materiel.store.database import Database
from materiel.store.reading import Filter, Reader
from materiel.store.verifying import verify
from materiel.store.writing import append

ITEM = "patriot-fire-unit"
NOW = datetime(2025, 12, 31, tzinfo=UTC)


def promise(name: str, **cells) -> Commitment:
    stated = {"kind": "gift", "giver": "DEU", "receiver": "UKR", "item": ITEM, **cells}
    return Commitment(id=name, title=name, **stated)


def event(name: str, to: str, word: str, valid: str, low=None, high=None, **cells) -> Event:
    return Event(
        id=name,
        commitment=(to,),
        event=word,
        valid=Period.parse(valid),
        low=low,
        high=high,
        **cells,
    )


class SmallLedger:
    """Rows with the day on which each was known, written in their order, one write for each."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'ledger.db'}")
        self.database.migrate()

    def tell(self, known: str, *rows: Row) -> None:
        entries = [Entry("x", row, date.fromisoformat(known)) for row in rows]
        append(self.database, entries, actor="a clerk", now=NOW)

    def total(self, as_of: str, known: str, *terms: tuple[str, str, int]) -> Total:
        """The bounds of a sum of ``(promise, rung, sign)`` on the receivers' side."""
        with self.database.reading() as connection:
            reader = Reader(connection, "x", stamps(as_of, known))
            sums = [
                each
                for promised, rung, sign in terms
                for each in reader.sums(self.rung(promised, rung), sign).values()
            ]
            return total_of(sums, reader.known)

    def reached(self, as_of: str, known: str, promised: str, rung: str) -> Bounds:
        return self.total(as_of, known, (promised, rung, 1)).bounds

    def together(self, as_of: str, known: str, rungs: Sequence[str]) -> Total:
        """The bounds of what all promises reached on the rungs, nothing counted twice."""
        with self.database.reading() as connection:
            reader = Reader(connection, "x", stamps(as_of, known))
            receivers = {row.receiver for row in reader.rows(Commitment)}
            return reader.total(Filter("promises", receivers, rungs))

    def rung(self, promised: str, rung: str) -> Filter:
        with self.database.reading() as connection:
            rows = Reader(connection, "x", Stamps(NOW.date(), NOW.date())).rows(Commitment)
        receiver = next(row.receiver for row in rows if row.id == promised)
        return Filter("promises", (receiver,), (rung,), (), (promised,))

    def sound(self) -> bool:
        return verify(self.database) == []


def stamps(as_of: str, known: str) -> Stamps:
    return Stamps(date.fromisoformat(as_of), date.fromisoformat(known))
