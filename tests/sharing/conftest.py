"""A small record in memory, read through the real ledger, for the measures of this room."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry
from materiel.sharing.books import Books
from materiel.sharing.keyfigures import KeyFigure
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append

KNOWN = date(2020, 1, 1)


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Books]:
    """Rows to ``Books`` at a day; figures of keys are not a table of the store yet."""

    numbers = count()

    def make(rows: Sequence[Row], as_of: date) -> Books:
        database = Database(f"sqlite:///{tmp_path}/{next(numbers)}.db")
        database.migrate()
        figures = [row for row in rows if isinstance(row, KeyFigure)]
        entries = [
            Entry("test", row, row.known_on or KNOWN)
            for kind in CASE_TABLES
            for row in rows
            if type(row) is kind
        ]
        append(database, entries, actor="test", now=datetime(2030, 1, 1, tzinfo=UTC))
        with database.reading() as connection:
            reader = Reader(connection, "test", Stamps(as_of, date(2029, 1, 1)))
            return Books(
                reader.book.vocabulary,
                as_of,
                {**{kind: reader.rows(kind) for kind in CASE_TABLES}, KeyFigure: figures},
                reader.roots(),
                reader.postings(),
                reader.known,
                {each.seq: each.id for each in reader.records()},
            )

    return make
