"""Whether a file looks like one of SIPRI's, by the columns that one of its first lines names."""

from collections.abc import Sequence
from pathlib import Path

from materiel.exchange.format import Evidence
from materiel.exchange.sipri.text import decode, find_header
from materiel.kernel.errors import InputError

PEEK = 64 * 1024
"""Bytes that detection reads."""


def look(path: Path, columns: Sequence[str], what: str) -> Evidence:
    """Certain when a line names all columns, possible when one names at least half of them."""
    with path.open("rb") as stream:
        raw = stream.read(PEEK)
    try:
        text = decode(path.name, raw)
    except InputError as problem:
        return Evidence(certain=False, possible=False, why=str(problem))
    header = find_header(path.name, text.lines, columns)
    if header is None:
        why = f"no line among the first names half of the columns of {what}"
        return Evidence(certain=False, possible=False, why=why)
    why = f"line {header.line + 1} names {header.score} of {len(columns)} columns of {what}"
    return Evidence(certain=header.complete, possible=True, why=why)
