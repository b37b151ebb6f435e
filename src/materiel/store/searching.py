"""Full text over pieces of a case, on SQLite (FTS5) and PostgreSQL (tsvector).

The index is made for a question and gone after it, in a table of the connection's own: it needs
no schema, is never old, and sees just what the reader's stamps show.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, text

MOST: Final = 20
"""How many results are given unless told otherwise."""
MARKS: Final = ("»", "«")
"""Signs around the words found, in a snippet."""
AROUND: Final = 8
"""Words before and behind the first word found that a snippet shows."""
BATCH: Final = 2_000
"""Pieces that go to the database at once."""
POSITIONS_MOST: Final = 255
"""Places of one word in one piece that PostgreSQL keeps; later ones only lower its rank."""
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be found.

    Attributes:
        id: the entry it belongs to.
        kind: what it is, as ``claims`` or ``passages``.
        place: where in the entry.
        text: its words.
    """

    id: str
    kind: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece that was found, with its words around those looked for.

    Attributes:
        id, kind, place: as of the piece.
        snippet: its words around the first one found, with every one found marked.
        copies: id and place of every other piece with the same words.
    """

    id: str
    kind: str
    place: str
    snippet: str
    copies: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The hit as JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "place": self.place,
            "snippet": self.snippet,
            "copies": [{"id": name, "place": place} for name, place in self.copies],
        }


def words_of(wanted: str) -> list[str]:
    """The words of a question, in one case; signs between them mean nothing."""
    return list(dict.fromkeys(each.casefold() for each in _WORD.findall(wanted)))


def find(
    connection: Connection, pieces: Iterable[Piece], wanted: str, most: int = MOST
) -> list[Hit]:
    """The pieces that hold every word, or a longer word that begins with it; best first.

    Words are letters and digits between other signs, in one case and without a grammar. We cut
    them ourselves, so that both databases find the same pieces. How they rank them differs, and
    ties are broken by kind, id and place.

    Args:
        connection: an open connection; nothing stays behind on it.
        pieces: what is searched.
        wanted: words.
        most: how many hits are given.
    """
    words = words_of(wanted)
    if not words:
        return []
    ask = _by_sqlite if connection.dialect.name == "sqlite" else _by_postgres
    return [
        Hit(name, kind, place, snippet(text_, words))
        for name, kind, place, text_ in ask(connection, pieces, words, most)
    ]


def holds(content: str, words: Sequence[str]) -> bool:
    """Whether one of the words, or a longer word that begins with it, stands in a text."""
    return any(each.casefold().startswith(tuple(words)) for each in _WORD.findall(content))


def marked(content: str, words: Sequence[str]) -> str:
    """A text as a whole, with every word found marked."""

    def sign(found: re.Match[str]) -> str:
        plain = found[0]
        return (
            f"{MARKS[0]}{plain}{MARKS[1]}" if plain.casefold().startswith(tuple(words)) else plain
        )

    return _WORD.sub(sign, content)


def snippet(content: str, words: Sequence[str]) -> str:
    """The words around the first one found, with every one found marked."""
    spans = [
        (each.start(), each.end(), each[0].casefold().startswith(tuple(words)))
        for each in _WORD.finditer(content)
    ]
    first = next((at for at, span in enumerate(spans) if span[2]), 0)
    shown = spans[max(0, first - AROUND) : first + AROUND + 1]
    if not shown:
        return ""
    parts = marked(content[shown[0][0] : shown[-1][1]], words)
    left = "..." if shown[0] != spans[0] else ""
    right = "..." if shown[-1] != spans[-1] else content[shown[-1][1] :]
    return f"{left}{parts}{right}"


_Rows = Iterable[tuple[str, str, str, str]]


def _by_sqlite(
    connection: Connection, pieces: Iterable[Piece], words: Sequence[str], most: int
) -> _Rows:
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE temp.found USING fts5(id UNINDEXED, kind UNINDEXED, "
            "place UNINDEXED, content UNINDEXED, words, "
            "tokenize = 'unicode61 remove_diacritics 0')"
        )
    )
    try:
        _fill(connection, "temp.found", pieces, " ".join)
        query = text(
            "SELECT id, kind, place, content FROM temp.found WHERE found MATCH :match "
            "ORDER BY bm25(found), kind, id, place LIMIT :most"
        )
        match = " AND ".join(f'"{word}"*' for word in words)
        rows = connection.execute(query, {"match": match, "most": most})
        return [(row[0], row[1], row[2], row[3]) for row in rows]
    finally:
        connection.execute(text("DROP TABLE temp.found"))


def _by_postgres(
    connection: Connection, pieces: Iterable[Piece], words: Sequence[str], most: int
) -> _Rows:
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE found "
            "(id text, kind text, place text, content text, words tsvector)"
        )
    )
    _fill(connection, "found", pieces, _vector, "CAST(:words AS tsvector)")
    connection.execute(text("CREATE INDEX found_words ON found USING gin (words)"))
    query = text(
        "SELECT id, kind, place, content FROM found, CAST(:match AS tsquery) AS query "
        "WHERE words @@ query ORDER BY ts_rank(words, query) DESC, kind COLLATE "
        '"C", id COLLATE "C", place COLLATE "C" LIMIT :most'
    )
    match = " & ".join(f"'{word}':*" for word in words)
    rows = connection.execute(query, {"match": match, "most": most})
    found = [(row[0], row[1], row[2], row[3]) for row in rows]
    connection.execute(text("DROP TABLE found"))
    return found


def _vector(words: Sequence[str]) -> str:
    """Words with their places, as the text of a ``tsvector``."""
    places: dict[str, list[str]] = defaultdict(list)
    for at, word in enumerate(words, 1):
        if len(places[word]) < POSITIONS_MOST:
            places[word].append(str(min(at, 16_383)))
    return " ".join(f"'{word}':{','.join(each)}" for word, each in places.items())


def _fill(
    connection: Connection,
    table: str,
    pieces: Iterable[Piece],
    as_cell: Callable[[Sequence[str]], str],
    cell: str = ":words",
) -> None:
    insert = text(f"INSERT INTO {table} VALUES (:id, :kind, :place, :content, {cell})")  # noqa: S608  (constants)
    rest = iter(pieces)
    while part := list(islice(rest, BATCH)):
        connection.execute(
            insert,
            [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "place": each.place,
                    "content": each.text.replace("\0", " "),
                    "words": as_cell([word.casefold()[:200] for word in _WORD.findall(each.text)]),
                }
                for each in part
            ],
        )
