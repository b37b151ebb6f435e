"""Which format a file is of, by its content; what is not sure is refused with the candidates."""

import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from materiel.exchange import formats as package
from materiel.exchange.format import Evidence, Format, Imported
from materiel.kernel.collect import collect
from materiel.kernel.errors import InputError, UnknownNameError

ENTRY_POINTS = "materiel.formats"
"""Entry-point group under which third parties add formats."""
SHOWN = 72
"""Characters of a file's first line in a message."""


@cache
def formats() -> Mapping[str, Format]:
    """Every format by name."""
    return collect(package, Format, ENTRY_POINTS)


def detect(path: Path) -> Format:
    """The one format that the file, or the folder of files, is of.

    Raises:
        InputError: there is no file; no format reads it; or several may.
    """
    _require(path)
    return choose(path, {name: _evidence(each, path) for name, each in formats().items()})


def _require(path: Path) -> None:
    if not path.exists():
        raise InputError(f"no file at {path}")


def _evidence(form: Format, path: Path) -> Evidence:
    """What a format sees in a path; most read one file and no folder."""
    try:
        return form.detect(path)
    except IsADirectoryError:
        return Evidence(certain=False, possible=False, why="reads a file, not a folder")


def choose(path: Path, evidence: Mapping[str, Evidence]) -> Format:
    """The format that the evidence points to: the only certain one, else the only possible one.

    Raises:
        InputError: there is none, or more than one.
    """
    certain = [name for name, each in evidence.items() if each.certain]
    possible = [name for name, each in evidence.items() if each.possible or each.certain]
    chosen = certain or possible
    if len(chosen) == 1:
        return formats()[chosen[0]]
    if chosen:
        reasons = "; ".join(f"{name} ({evidence[name].why})" for name in chosen)
        raise InputError(f"{path.name} may be of several formats; name one of: {reasons}")
    reasons = "; ".join(f"{name}: {each.why}" for name, each in evidence.items())
    raise InputError(f"{path.name} is of no format that is read. Seen: {seen(path)}. {reasons}")


def import_file(path: Path, name: str = "", known_on: date | None = None) -> Imported:
    """Read a file, or a folder of files, of whatever format it is.

    Args:
        path: the file or folder.
        name: the format, where a person says it; empty: by content.
        known_on: the day on which the file was public, where a person knows it.

    Raises:
        InputError: see ``detect``, or the file cannot be read as what it is, or its format says
            itself when it was public.
        FindingsError: its structure is wrong; the findings say how.
    """
    if name and name not in formats():
        raise UnknownNameError("format", name, list(formats()))
    if name:
        _require(path)
    chosen = formats()[name] if name else detect(path)
    try:
        if known_on is None:
            return chosen.read(path)
        if chosen.read_dated is None:
            raise InputError(
                f"{path}: a file of {chosen.name} says itself when it was public; accepted: no "
                "--known-on"
            )
        return chosen.read_dated(path, known_on)
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; {chosen.name} reads a file") from None


def seen(path: Path) -> str:
    """What a file is to the eye: its sheets or parts, its first line, or that it is empty."""
    if path.is_dir():
        return f"a folder of {sum(1 for _ in path.iterdir()):,} files"
    size = path.stat().st_size
    if not size:
        return "an empty file"
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.namelist()
        more = ", ..." if len(inside) > 4 else ""  # noqa: PLR2004  (a message, not a listing)
        return f"a package of {len(inside)} parts ({', '.join(inside[:4])}{more})"
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError):
        pass
    with path.open("rb") as stream:
        raw = stream.read(4096)
    if b"\0" in raw:
        return f"{size:,} bytes that are no text"
    line = next((each for each in raw.decode("latin-1").splitlines() if each.strip()), "")
    shown = line.strip()[:SHOWN]
    return f"text that begins {shown!r}"
