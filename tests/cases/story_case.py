"""A packaged story as a test reads it: stored in a real file, at any stamps, cell by cell."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from materiel.exchange.folder import read_folder
from materiel.kernel.period import add_months
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Entry
from materiel.reports.reading import Reading
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.verifying import verify
from materiel.store.writing import append

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "src" / "materiel" / "exchange" / "cases"
SHARED = ROOT.parent / "shared"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
At = Callable[..., Reading]


def stored(case: str, folder: Path, *more: Entry) -> Database:
    """The case without a finding, and some entries more, in a log that verifies."""
    found = read_folder(CASES / case)
    assert [str(each) for each in found.findings] == []
    database = Database(f"sqlite:///{folder}/case.db")
    database.migrate()
    append(database, [*found.entries(), *more], actor="test", now=NOW)
    assert list(verify(database)) == []
    return database


@contextmanager
def opened(case: str, folder: Path) -> Iterator[At]:
    """``at(as_of, known_at)`` over the stored case."""
    with stored(case, folder).reading() as connection:
        yield lambda as_of, known_at=None: Reading(
            Reader(connection, case, Stamps(as_of, known_at or as_of))
        )


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table as text, comments left out."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def month_end(text: str) -> date:
    """The last day of a month, written ``2024-02``."""
    return add_months(date.fromisoformat(f"{text}-01"), 1) - timedelta(days=1)
