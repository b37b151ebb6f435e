"""A workspace: a folder with ``materiel.toml``, and the log that it points to."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.exc import DatabaseError

from materiel.kernel.errors import InputError, UnknownNameError, WorkspaceError
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.ledger.case import Case
from materiel.service.settings import (
    ACTOR_VARIABLE,
    FILE,
    Settings,
    read_settings,
    settings_text,
)
from materiel.store.database import Database
from materiel.store.entries import cases
from materiel.store.reading import Reader


@dataclass(frozen=True, slots=True)
class View:
    """Which case is asked about, and where the reader stands; empty fields take the case's own.

    Attributes:
        case: the id of the case; empty: the workspace's usual one, or the only one there is.
        as_of: the day in the world; None: the case's date.
        known_at: the day of knowledge; None: the case's date.
    """

    case: str = ""
    as_of: date | None = None
    known_at: date | None = None


HERE = View()
"""The usual case at its own date."""


class Workspace:
    """An open workspace; close it, or use it in a ``with`` statement.

    Attributes:
        settings: what it is set to.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._database: Database | None = None

    @property
    def folder(self) -> Path:
        """Where the workspace lies."""
        return self.settings.folder

    @property
    def database(self) -> Database:
        """The log; opened and checked for our schema when it is first asked for.

        Raises:
            WorkspaceError: there is none, it cannot be reached, or another version wrote it.
        """
        if self._database is None:
            path = self.settings.sqlite_file
            if path is not None and not path.is_file():
                # Opening it would make an empty file in its place.
                raise WorkspaceError(
                    f"no database at {path}; restore it from a copy, or run "
                    f"'materiel init {self.folder}' for an empty one"
                )
            database = Database(self.settings.database)
            with _readable(database):
                database.require()
            self._database = database
        return self._database

    @property
    def actor(self) -> str:
        """Who records entries.

        Raises:
            InputError: nobody is set.
        """
        if not self.settings.actor:
            raise InputError(
                "nobody is set to record entries: give --as NAME, set "
                f"{ACTOR_VARIABLE}, or 'actor' in {self.folder / FILE}"
            )
        return self.settings.actor

    def case(self, name: str = "") -> str:
        """The id of the case that is meant.

        Raises:
            UnknownNameError: the log holds no such case.
            InputError: none is named, and there is not exactly one.
        """
        with self.database.reading() as connection:
            known = cases(connection)
        wanted = name or self.settings.case
        if wanted:
            if wanted not in known:
                raise UnknownNameError("case", wanted, known, str(self.folder))
            return wanted
        if not known:
            raise InputError(
                f"the workspace {self.folder} holds no case yet; 'materiel load FOLDER' brings one"
            )
        if len(known) > 1:
            raise InputError(
                f"the workspace holds the cases {', '.join(known)}; choose one with --case"
            )
        return known[0]

    @contextmanager
    def reading(self, view: View = HERE) -> Iterator[Reader]:
        """A reader of one moment of one case, at the stamps of ``view``.

        Raises:
            InputError, UnknownNameError: see ``case``; or the case does not say its date.
        """
        name = self.case(view.case)
        with self.database.reading() as connection:
            today = case_row(Reader(connection, name, _NEWEST)).today
            yield Reader(connection, name, Stamps(view.as_of or today, view.known_at or today))

    def close(self) -> None:
        """Give back all connections."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


_NEWEST = Stamps(LAST_DAY, LAST_DAY)
"""What a case says about itself is read as newly as possible: its date moves on with it."""


def case_row(reader: Reader) -> Case:
    """What the case says about itself, in its newest version.

    Raises:
        InputError: the log does not say.
    """
    rows = Reader(reader.connection, reader.case, _NEWEST).rows(Case)
    if not rows or not isinstance(rows[-1], Case):
        raise InputError(
            f"the log does not say what the case {reader.case} is; add a row of the table 'case'"
        )
    return rows[-1]


def find_workspace(start: Path) -> Path:
    """The nearest folder from ``start`` upward that holds ``materiel.toml``.

    Raises:
        WorkspaceError: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise WorkspaceError(
        f"no workspace at {start} or above; 'materiel init' makes one, -w FOLDER names one"
    )


def open_workspace(
    folder: Path | str | None = None,
    *,
    actor: str = "",
    environment: Mapping[str, str] | None = None,
) -> Workspace:
    """Open a workspace; nothing is read from its database yet.

    Args:
        folder: the workspace; None: the nearest one from the current folder upward.
        actor: who records entries; goes before the environment and the file.
        environment: None: that of the process.

    Raises:
        WorkspaceError: there is no workspace, or its settings cannot be read.
    """
    place = find_workspace(Path.cwd()) if folder is None else Path(folder).resolve()
    return Workspace(
        read_settings(place, os.environ if environment is None else environment, actor)
    )


@dataclass(frozen=True, slots=True)
class Created:
    """What ``create_workspace`` did.

    Attributes:
        folder: the workspace.
        database: where the log is, without a password.
        new: whether the folder became a workspace just now; else its schema is up to date.
        borrowed: whether the environment named the database, and ``materiel.toml`` another.
    """

    folder: Path
    database: str
    new: bool
    borrowed: bool = False

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "folder": str(self.folder),
            "database": self.database,
            "new": self.new,
            "borrowed": self.borrowed,
        }


def create_workspace(
    folder: Path | str,
    *,
    database: str = "",
    actor: str = "",
    case: str = "",
    demo: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Created:
    """Make a folder a workspace, or bring the database of one up to date.

    Args:
        folder: made where it is missing.
        database: a URL; empty: a SQLite file in the folder.
        actor: who records entries by default.
        case: the usual case.
        demo: whether ``materiel demo`` may replace it later.
        environment: None: that of the process.

    Raises:
        WorkspaceError: the folder cannot be written, or the database not be reached.
    """
    place = Path(folder).resolve()
    path = place / FILE
    around = os.environ if environment is None else environment
    new = not path.is_file()
    if new:
        text = settings_text(database=database, actor=actor, case=case, demo=demo)
        try:
            place.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise WorkspaceError(f"{path}: {problem.strerror}") from None
    elif database:
        raise WorkspaceError(f"{path} names a database already; change it there")
    try:
        settings = read_settings(place, around)
        if settings.sqlite_file is not None:
            settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        opened = Database(settings.database)
        try:
            with _readable(opened):
                opened.migrate()
            own = read_settings(place, {}).database
            return Created(place, opened.place, new, borrowed=own != settings.database)
        finally:
            opened.close()
    except WorkspaceError:
        if new:
            # All or nothing: no workspace that cannot be opened is left behind.
            path.unlink()
        raise


@contextmanager
def _readable(database: Database) -> Iterator[None]:
    """Turn what a damaged or foreign file makes the driver say into one line."""
    try:
        yield
    except DatabaseError as problem:
        said = str(problem.orig).strip().splitlines()[0] if problem.orig else str(problem)
        raise WorkspaceError(f"database {database.place}: {said}") from problem
