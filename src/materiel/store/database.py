"""A database with our schema: SQLite in a file, or PostgreSQL behind a URL (DESIGN §4.8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from materiel.kernel.errors import WorkspaceError

LATEST = "0003"
"""The newest migration; a test holds it equal to the head of ``migrations``."""


class Database:
    """An open database; use ``reading`` and ``writing`` for transactions.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://...``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "connect", _sqlite_pragmas)
            event.listen(self.engine, "begin", _sqlite_begin)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only view of one moment."""
        with self._translated(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer shares; committed at the end, or not at all."""
        with self._translated(), self.engine.connect() as connection:
            connection.execution_options(materiel_write=True)
            with connection.begin():
                if not self.is_sqlite:
                    # One writer at a time gives the log its gapless positions.
                    connection.execute(text("LOCK TABLE log IN EXCLUSIVE MODE"))
                yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as problem:
            raise WorkspaceError(f"database {self.place}: {_first_line(problem)}") from problem

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    def migrate(self) -> None:
        """Create the schema, or bring an older one up to date; hashes stay as they are."""
        from alembic import command  # noqa: PLC0415  (0.7 s that no reader should pay)
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._translated(), self.engine.connect() as connection:
            connection.execution_options(materiel_write=True)
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")

    @property
    def version(self) -> str | None:
        """The migration that the database stands at; None when it has no schema of ours."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def require(self) -> None:
        """Refuse a database without our schema or of another version.

        Raises:
            WorkspaceError: says which version was found and what to do.
        """
        found = self.version
        if found is None:
            raise WorkspaceError(f"database {self.place} has no ledger; run 'materiel init'")
        if found != LATEST:
            raise WorkspaceError(
                f"database {self.place} is at schema {found}, this version needs {LATEST}; "
                "run 'materiel init' in the workspace to upgrade it"
            )

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).strip().splitlines()[0] if problem.orig else str(problem)


def _sqlite_pragmas(connection: object, _record: object) -> None:
    # The driver's own transaction handling begins too late for us: see _sqlite_begin.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=60000",
        "cache_size=-65536",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once, so two writers queue instead of failing half-way.
    write = connection.get_execution_options().get("materiel_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
