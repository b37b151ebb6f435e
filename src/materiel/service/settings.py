"""The settings of a workspace, read once: its database, who acts in it, its usual case."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from materiel.kernel.errors import UnknownNameError, WorkspaceError

FILE = "materiel.toml"
"""A folder that holds this file is a workspace."""
DATABASE_VARIABLE = "MATERIEL_DATABASE_URL"
ACTOR_VARIABLE = "MATERIEL_ACTOR"
DEFAULT_DATABASE = "sqlite:///materiel.sqlite"
ACCEPTED = "sqlite:///FILE, postgresql+psycopg://USER@HOST/NAME"

KEYS = ("database", "actor", "case", "demo", "model")
"""Keys of the file; ``model`` is a table of its own (``service.model_settings``)."""
_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql+psycopg://", "postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace is set to.

    Attributes:
        folder: the workspace.
        database: an SQLAlchemy URL; a SQLite file in it is an absolute path.
        actor: who records entries; empty: nobody is set, and writes are refused.
        case: the case meant where none is named; empty: the only one there is.
        demo: whether ``materiel demo`` made the workspace and may replace it.
    """

    folder: Path
    database: str
    actor: str = ""
    case: str = ""
    demo: bool = False

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None on PostgreSQL."""
        if self.database.startswith(_SQLITE):
            return Path(self.database.removeprefix(_SQLITE))
        return None


def read_settings(folder: Path, environment: Mapping[str, str], actor: str = "") -> Settings:
    """The settings of a workspace; the environment goes before the file, ``actor`` before both.

    Raises:
        WorkspaceError: the file is missing, unreadable, or holds a value of another kind.
        UnknownNameError: it holds a key that means nothing.
    """
    path = folder / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorkspaceError(f"no workspace at {folder}; 'materiel init {folder}' makes one") from (
            None
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise WorkspaceError(f"{path}: {problem}") from None
    for key in found:
        if key not in KEYS:
            raise UnknownNameError("setting", key, KEYS, str(path))
    for key in ("database", "actor", "case"):
        if not isinstance(found.get(key, ""), str):
            raise WorkspaceError(f"{path}: {key}: found {found[key]!r}; accepted: text")
    demo = found.get("demo", False)
    if not isinstance(demo, bool):
        raise WorkspaceError(f"{path}: demo: found {demo!r}; accepted: true or false")
    url = environment.get(DATABASE_VARIABLE) or found.get("database") or DEFAULT_DATABASE
    who = (actor, environment.get(ACTOR_VARIABLE, ""), found.get("actor", ""))
    return Settings(
        folder=folder,
        database=_url(url, folder),
        actor=next(filter(None, map(str.strip, who)), ""),
        case=found.get("case", ""),
        demo=demo,
    )


def _url(text: str, folder: Path) -> str:
    """The URL with the driver that we use, and with a SQLite file placed in the workspace."""
    if text.startswith(_SQLITE) and text != _SQLITE:
        return _SQLITE + str((folder / text.removeprefix(_SQLITE)).resolve())
    for start in _POSTGRES:
        if text.startswith(start):
            return _POSTGRES[0] + text.removeprefix(start)
    # Whatever stands before the last @ may be a password, and never reaches a message.
    shown = text.rpartition("@")[2]
    raise WorkspaceError(f"database: found {shown!r}; accepted: {ACCEPTED}")


def settings_text(
    *, database: str = "", actor: str = "", case: str = "", demo: bool = False
) -> str:
    """The text of a new ``materiel.toml``, with a comment for each key."""
    lines = [
        "# A materiel workspace: what is recorded here, and by whom.",
        "",
        f"# Where the log is kept: {ACCEPTED}.",
        f"# A SQLite file lies beside this one. {DATABASE_VARIABLE} goes before this line.",
        f"database = {_quoted(database or DEFAULT_DATABASE)}",
        "",
        f"# Who records entries: a role or a name. {ACTOR_VARIABLE} and --as go before this line.",
        f"actor = {_quoted(actor)}",
        "",
        "# The case that is meant where --case is not given; empty: the only one there is.",
        f"case = {_quoted(case)}",
    ]
    if demo:
        lines += ["", "# Made by 'materiel demo', which may replace it.", "demo = true"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if any(ord(letter) < ord(" ") or ord(letter) == 0x7F for letter in escaped):  # noqa: PLR2004
        raise WorkspaceError(f"a setting is one line of text: {text!r}")
    return f'"{escaped}"'
