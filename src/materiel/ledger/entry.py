"""An entry of the log: a row of a case table with its stamps, and its place in the hash chain."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from materiel.kernel.canonical import digest, quoted
from materiel.kernel.marking import PUBLIC, Marking
from materiel.kernel.period import Period
from materiel.kernel.table import Row, writers

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

GENESIS = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement for the log, before it is recorded (DESIGN §4.1).

    Attributes:
        case: the case it belongs to; ids are unique inside a case.
        row: the typed body; its table is the kind of the entry.
        known_on: when it was public or known.
        marking: who may see it.
        table: the kind, where the row is held without its type (see ``store.rebuilding``).
    """

    case: str
    row: Row
    known_on: date
    marking: Marking = PUBLIC
    table: str = ""

    @property
    def id(self) -> str:
        """The id of the row."""
        return self.row.id

    @property
    def kind(self) -> str:
        """The name of the case table."""
        return self.table or self.row.TABLE

    @property
    def valid(self) -> Period:
        """When it happened or holds; the day it was known for rows that state no period."""
        stated = getattr(self.row, "valid", None)
        return stated if isinstance(stated, Period) else _day(self.known_on)


_day = lru_cache(4096)(Period.day)  # many entries become known on one day


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as the log holds it: text columns only, so that it hashes the same everywhere.

    Attributes:
        seq: position in the log, from 1 without a gap.
        body: the row's cells that are not empty, as canonical JSON.
        sources: ids of claims or documents, as canonical JSON.
        salt: random text that keeps a redacted entry's hash from being guessed.
        content_hash: SHA-256 over salt and canonical content.
        hash: SHA-256 over the previous hash, the position and the content hash.
    """

    seq: int
    case: str
    id: str
    kind: str
    valid: str
    known_on: str
    recorded_at: str
    actor: str
    marking: str
    supersedes: str
    body: str
    sources: str
    request: str
    salt: str
    content_hash: str
    hash: str


COMMON = ("id", "known_on", "sources", "supersedes", "marking")
"""Columns of a row that the log holds beside the body."""


def body_text(row: Row) -> str:
    """The non-empty cells of the row's own columns as canonical text: those of ``to_cells``."""
    parts = []
    kind: Any = type(row)
    read, own = _own_columns(kind)
    for (name, write, default), value in zip(own, read(row), strict=True):
        if value is not default and value != default and (text := write(value)):
            parts.append(f"{name}:{quoted(text)}")
    return f"{{{','.join(parts)}}}"


@cache
def _own_columns(
    kind: Any,
) -> tuple[Callable[[Row], Sequence[Any]], list[tuple[str, Callable[[Any], str], Any]]]:
    """How to read a row's own columns all at once; each one's quoted name, writer and default."""
    own = sorted((each for each in writers(kind) if each[0] not in COMMON), key=itemgetter(0))
    names = [name for name, _, _ in own]
    # A note is a column of every table, so an own column beside it makes the reading a tuple.
    return attrgetter(*names), [(quoted(name), write, default) for name, write, default in own]


CONTENT = (
    "actor",
    "body",
    "case",
    "id",
    "kind",
    "known_on",
    "marking",
    "recorded_at",
    "request",
    "sources",
    "supersedes",
    "valid",
)
"""The columns, in this order, whose canonical list ``content_hash`` covers."""


def encode(content: object) -> str:
    """Canonical text of content made of text and whole numbers only (kernel.canonical)."""
    return _encode(content)


def content_hash(salt: str, content: str) -> str:
    """SHA-256 over the salt and the canonical content."""
    return digest(salt, content)


def chain_hash(previous: str, seq: int, content: str) -> str:
    """SHA-256 over the previous hash, the position and the content hash."""
    return digest(previous, str(seq), content)
