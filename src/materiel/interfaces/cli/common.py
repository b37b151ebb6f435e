"""The options that every command takes, and the workspace that they name."""

import getpass
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token

import materiel
from materiel.interfaces.cli.output import warn
from materiel.kernel.errors import InputError, WorkspaceError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Common:
    """Options of every command."""

    json: Annotated[
        bool, Parameter(negative="", help="Print the answer as JSON, errors included.")
    ] = False
    as_of: Annotated[
        str, Parameter(help="The day in the world, YYYY-MM-DD; else the case's date.")
    ] = ""
    known_at: Annotated[
        str,
        Parameter(
            help="The day of knowledge, YYYY-MM-DD; else the case's date, and for review and "
            "search the newest state."
        ),
    ] = ""
    case: Annotated[
        str, Parameter(help="Which case; else the only one, or that of materiel.toml.")
    ] = ""
    workspace: Annotated[
        Path | None,
        Parameter(
            name=("--workspace", "-w"),
            help="The workspace; else the nearest folder upward with a materiel.toml.",
        ),
    ] = None
    actor: Annotated[
        str, Parameter(name="--as", help="Who acts; else MATERIEL_ACTOR, or materiel.toml.")
    ] = ""

    def open(self) -> "materiel.Workspace":
        """The workspace that is meant.

        Raises:
            WorkspaceError: there is none, or its settings cannot be read.
        """
        return materiel.open_workspace(self.workspace, actor=self.actor)

    @contextmanager
    def begin(self, *, dry_run: bool = False) -> Iterator["materiel.Workspace"]:
        """The workspace that rows go into; where there is none yet, a new one, and says so.

        Args:
            dry_run: nothing is written: a workspace that is missing is made for this answer.

        Raises:
            WorkspaceError: its settings cannot be read, or it cannot be made.
        """
        place = self.workspace or Path()
        try:
            opened = self.open()
        except WorkspaceError:
            if (place / "materiel.toml").exists():
                raise
            with tempfile.TemporaryDirectory() as passing:
                made = materiel.create_workspace(passing if dry_run else place, actor=self.who())
                if not dry_run:
                    warn(f"new workspace: {made.folder}; entries are recorded as {self.who()!r}")
                with materiel.open_workspace(made.folder, actor=self.actor) as workspace:
                    yield workspace
            return
        with opened:
            yield opened

    def who(self) -> str:
        """Who acts: as stated, else the name of the login; empty where the system knows none."""
        if self.actor:
            return self.actor
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return ""

    @property
    def view(self) -> "materiel.View":
        """Which case is asked about, and where the reader stands.

        Raises:
            InputError: a day cannot be read.
        """
        return materiel.View(
            self.case, day(self.as_of, "--as-of"), day(self.known_at, "--known-at")
        )

    def refuse(self, command: str, names: Sequence[str], why: str) -> None:
        """Refuse options that would be ignored: an answer never pretends to heed them.

        Raises:
            InputError: one of the options is set.
        """
        for name in names:
            if getattr(self, name.replace("-", "_")):
                raise InputError(f"{command}: --{name} has no meaning here: {why}")


PLAIN = Common()
"""No option set."""


def _whole(_: object, tokens: Sequence[Token]) -> int:
    """A whole number as a person types it; a fraction is refused, never rounded.

    Raises:
        InputError: the text is none; says what is accepted.
    """
    text = tokens[0].value
    plain = text.replace(",", "")
    if not (plain.removeprefix("-").isascii() and plain.removeprefix("-").isdigit()):
        name = tokens[0].keyword or "units"
        raise InputError(f"{name}: found {text!r}; accepted: a whole number")
    return int(plain)


Whole = Annotated[int, Parameter(converter=_whole)]
"""A whole number of units, months or orders."""

CLOCKS = ("as-of", "known-at")


def day(text: str, where: str) -> date | None:
    """A day as a person writes it; None for an empty text.

    Raises:
        InputError: it is no day; says what is accepted.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{where}: not a day: {text!r}; accepted: YYYY-MM-DD") from None


def cells(tokens: Sequence[str]) -> dict[str, str]:
    """``column=value`` arguments as cells.

    Raises:
        InputError: an argument has no ``=``, or a column stands twice.
    """
    found: dict[str, str] = {}
    for token in tokens:
        name, sign, value = token.partition("=")
        if not sign or not name:
            raise InputError(f"found {token!r}; accepted: column=value, quoted where it has spaces")
        if name in found:
            raise InputError(f"{name}: stands twice: {found[name]!r} and {value!r}")
        found[name] = value.strip()
    return found
