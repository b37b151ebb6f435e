"""Which names each row bears: the cells of parties, items and bodies as entries of an index."""

from collections.abc import Iterable, Iterator, Mapping

from materiel.vocabulary.bodies import Body
from materiel.vocabulary.dated import Dated
from materiel.vocabulary.items import Item
from materiel.vocabulary.names import Ambiguous, How, Name, NameIndex, fold
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import RowKind, table
from materiel.vocabulary.words import AmbiguousWord, NotAName, Qualifier


def party_names(rows: Iterable[Party]) -> Iterator[Name]:
    """Id, alpha-2 code, name, aliases, dated names and metonyms of each party."""
    for row in rows:
        yield Name(row.id, row.id, "id")
        if row.iso2:
            yield Name(row.iso2, row.id, "iso2")
        yield Name(row.name, row.id, "name")
        yield from _plain(row.aliases, row.id, "alias")
        yield from _dated(row.dated_names, row.id)
        yield from _plain(row.metonyms, row.id, "metonym")


def item_names(rows: Iterable[Item]) -> Iterator[Name]:
    """Id, name, aliases and assumed names of each item."""
    for row in rows:
        yield Name(row.id, row.id, "id")
        yield Name(row.name, row.id, "name")
        yield from _plain(row.aliases, row.id, "alias")
        for text in row.assumed:
            yield Name(text, row.id, "assumed", assumption=row.assumption)


def body_names(rows: Iterable[Body]) -> Iterator[Name]:
    """Id, name, aliases and dated names of each body."""
    for row in rows:
        yield Name(row.id, row.id, "id")
        yield Name(row.name, row.id, "name")
        yield from _plain(row.aliases, row.id, "alias")
        yield from _dated(row.dated_names, row.id)


def index(
    kind: str, rows: Mapping[str, RowKind], names: Iterable[Name], replaced: Mapping[str, str]
) -> NameIndex[RowKind]:
    """The index of one table with the words that need care.

    Args:
        kind: ``party``, ``item`` or ``body``.
        rows: rows by id.
        names: the names of those rows.
        replaced: superseded ids and what stands in their place; they stay good names.
    """
    return NameIndex(
        kind,
        rows,
        [*names, *_former_ids(rows, replaced)],
        ambiguous={
            fold(each.word): Ambiguous(each.candidates, each.why)
            for each in table(AmbiguousWord).rows.values()
            if each.kind == kind
        },
        refused={**_refusals(rows), **_not_names(kind)},
        qualifiers=[each.written for each in table(Qualifier).rows.values()]
        if kind == "item"
        else (),
    )


def _plain(texts: Iterable[str], row: str, how: How) -> Iterator[Name]:
    for text in texts:
        yield Name(text, row, how)


def _dated(texts: Iterable[str], row: str) -> Iterator[Name]:
    for text in texts:
        each = Dated.parse(text)
        yield Name(each.value, row, "dated", each.period)


def _former_ids(rows: Mapping[str, RowKind], replaced: Mapping[str, str]) -> Iterator[Name]:
    for old in replaced:
        new = old
        while new in replaced:
            new = replaced[new]
        if new in rows:
            yield Name(old, new, "id")


def _refusals(rows: Mapping[str, RowKind]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for row in rows.values():
        if isinstance(row, Item):
            for text in row.refuses:
                found.setdefault(fold(text), []).append(row.name)
    return {
        key: f"it only looks like {' or '.join(names)}; add a row for it if the case needs it"
        for key, names in found.items()
    }


def _not_names(kind: str) -> dict[str, str]:
    rows = table(NotAName).rows.values()
    return {fold(each.word): each.why for each in rows if each.kind == kind}
