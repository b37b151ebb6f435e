"""Words to the entries, claims and passages that hold them, with where they stand."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from materiel.evidence.documents import Document
from materiel.exchange.documents.kept import KeptDocuments
from materiel.exchange.tables import ALL_TABLES
from materiel.kernel.errors import InputError, UnknownNameError, WorkspaceError
from materiel.kernel.findings import Finding
from materiel.service.keeping_documents import documents_of
from materiel.service.reviewing import newest_reader
from materiel.service.stored import stored_entries
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.entries import row_of
from materiel.store.reading import Reader
from materiel.store.searching import (
    MOST,
    Hit,
    Piece,
    find,
    holds,
    marked,
    snippet,
    words_of,
)

PASSAGES: Final = "passages"
"""The kind of a sentence of a kept document; all others are names of tables."""
SAYING: Final = ("paraphrase", "title", "name")
"""Cells that say in a line what an entry is."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search.

    Attributes:
        case: the case that was searched.
        words: what was looked for.
        hits: what holds every word, best first.
        findings: documents whose words could not be read.
    """

    case: str
    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "case": self.case,
            "words": list(self.words),
            "hits": [each.as_dict() for each in self.hits],
            "findings": [each.as_dict() for each in self.findings],
        }


def search(
    workspace: Workspace,
    wanted: str,
    *,
    kinds: Sequence[str] = (),
    most: int = MOST,
    view: View = HERE,
) -> Found:
    """Find entries, claims and sentences of kept documents.

    As in a review, the newest state is searched, unless ``view`` says a day of knowledge.

    Args:
        workspace: what is searched.
        wanted: words; all of them must stand in one place, whole or as the beginning of a word.
        kinds: names of tables, or ``passages``; empty: all.
        most: how many hits are given.
        view: which case, and the day of knowledge.

    Raises:
        InputError: no word is given.
        UnknownNameError: a kind that there is not.
    """
    words = words_of(wanted)
    if not words:
        raise InputError("search: no word is given; accepted: words of letters and digits")
    for kind in kinds:
        if kind not in (PASSAGES, *ALL_TABLES):
            raise UnknownNameError("kind", kind, [PASSAGES, *ALL_TABLES])
    findings: list[Finding] = []
    store = documents_of(workspace)
    with newest_reader(workspace, view) as reader:
        copies: dict[bytes, list[Place]] = defaultdict(list)
        pieces = _pieces(reader, store, findings)
        taken = (each for each in pieces if not kinds or each.kind in kinds)
        hits = find(reader.connection, _once(taken, copies), wanted, most)
        shown = tuple(_shown(reader, hits, words, copies))
        return Found(reader.case, tuple(words), shown, tuple(findings))


Place = tuple[str, str]
"""Id of a document and a place in it."""


def _once(pieces: Iterable[Piece], copies: dict[bytes, list[Place]]) -> Iterator[Piece]:
    """The pieces, each passage once; the places of all with the same words are collected."""
    for each in pieces:
        if each.kind != PASSAGES:
            yield each
            continue
        words = " ".join(each.text.split())
        same = copies[hashlib.sha256(words.encode()).digest()]
        same.append((each.id, each.place))
        if len(same) == 1:
            yield each


def _shown(
    reader: Reader, hits: Sequence[Hit], words: Sequence[str], copies: Mapping[bytes, list[Place]]
) -> Iterator[Hit]:
    """The hits as a person reads them: entries by their cells, passages with their copies."""
    others = {same[0]: tuple(same[1:]) for same in copies.values() if len(same) > 1}
    entries = [each.id for each in hits if each.kind != PASSAGES]
    records = stored_entries(reader.connection, reader.case, entries)
    for each in hits:
        if each.kind == PASSAGES:
            yield replace(each, copies=others.get((each.id, each.place), ()))
        else:
            cells = json.loads(records[each.id].body)
            yield replace(each, snippet=_line(cells, words) or each.snippet)


def _line(cells: Mapping[str, Any], words: Sequence[str]) -> str:
    """What an entry says in one line, and the other cells in which a word was found."""
    said = next((name for name in SAYING if cells.get(name)), "")
    parts = [marked(str(cells[said]), words)] if said else []
    parts += [
        f"{name}: {snippet(str(value), words)}"
        for name, value in cells.items()
        if name != said and holds(str(value), words)
    ]
    return "; ".join(parts)


def _pieces(reader: Reader, store: KeptDocuments, findings: list[Finding]) -> Iterator[Piece]:
    for record in reader.records():
        # The id is found as well: people search for what they saw in another answer.
        cells = json.loads(record.body)
        words = " ".join((record.id, *map(str, cells.values())))
        yield Piece(record.id, record.kind, str(cells.get("place", "")), words)
        if record.kind == Document.TABLE and cells.get("hash"):
            document = row_of(Document, record)
            assert isinstance(document, Document)
            yield from _passages(document, store, findings)


def _passages(document: Document, store: KeptDocuments, findings: list[Finding]) -> Iterator[Piece]:
    """The sentences of a kept document; where another version marked them, its lines."""
    try:
        kept = store.reading(document.hash)
    except WorkspaceError as problem:
        findings.append(
            Finding("document", document.id, str(problem), "Restore the file.", "warning")
        )
        return
    if kept.reading is not None:
        for each in kept.reading.sentences:
            place = f"letters {each.sentence.start}-{each.sentence.end}"
            yield Piece(document.id, PASSAGES, place, each.sentence.text)
        return
    for number, line in enumerate(kept.text.splitlines(), 1):
        if line.strip():
            yield Piece(document.id, PASSAGES, f"line {number}", line)
