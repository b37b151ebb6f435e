"""Databases of both sorts for the tests of this folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from histories import small_history
from sqlalchemy import text

from materiel.ledger.entry import Entry
from materiel.store.database import Database
from materiel.store.schema import METADATA

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture
def history() -> list[Entry]:
    """Rows of every posting kind: exact, unknown, undated, corrected, shared, judged, gated."""
    return small_history()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """URL of a database with the schema and nothing in it; a test empties it again."""
    database = Database(postgres_url)
    database.migrate()
    database.close()
    yield postgres_url
    database = Database(postgres_url)
    with database.engine.begin() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    database.close()


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty ledger in a file."""
    path = tmp_path / "ledger.db"
    shutil.copy(empty_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path: Path):
    """An empty ledger, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "both.db"
        shutil.copy(empty_sqlite, path)
        opened = Database(f"sqlite:///{path}")
        yield opened
        opened.close()
        return
    opened = Database(request.getfixturevalue("postgres_schema"))
    yield opened
    with opened.engine.begin() as connection:
        names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    opened.close()


@pytest.fixture
def contents() -> Callable[[Database], dict[str, list[str]]]:
    """What every table of a ledger holds, to compare before and after."""

    def read(opened: Database) -> dict[str, list[str]]:
        with opened.reading() as connection:
            return {
                table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
                for table in METADATA.sorted_tables
            }

    return read
