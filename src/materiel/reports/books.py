"""A case at the stamps of its reader, as the measures of sharing see it."""

from materiel.exchange.tables import CASE_TABLES
from materiel.sharing.books import Books
from materiel.store.reading import Reader


def books_of(reader: Reader) -> Books:
    """The case as the measures of sharing see it, at the stamps of the reader."""
    return Books(
        reader.book.vocabulary,
        reader.stamps.as_of,
        {kind: reader.rows(kind) for kind in CASE_TABLES},
        reader.roots(),
        reader.postings(),
        reader.known,
        {record.seq: record.id for record in reader.records()},
    )
