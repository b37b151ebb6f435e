"""Numbers that only weak sources state: the reason why their low end is open (DESIGN §5.6)."""

import json
from collections.abc import Collection

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.ledger.entry import Record
from materiel.ledger.rows import Event, Holding, Payment
from materiel.store.entries import row_of
from materiel.store.reading import Reader

STATED = (Event.TABLE, Holding.TABLE, Payment.TABLE)
"""The tables whose rows state a number."""
WEAK = "known from weak sources only (grade C or partisan)"


def weakly_stated(reader: Reader, names: Collection[str]) -> set[str]:
    """Those of some unknowns that count from 0 because only weak sources state their number.

    Args:
        reader: one case at some stamps.
        names: unknowns, each named after the first version of its entry.

    Returns:
        The names whose version at the stamps states a high end and a low one that is empty
        or 0, and cites sources, none of which may carry a figure alone.
    """
    open_ = {
        name: json.loads(record.sources)
        for name, record in _versions(reader, names).items()
        if (body := json.loads(record.body)).get("low", "0") == "0" and "high" in body
    }
    cited = {source for sources in open_.values() for source in sources}
    if not cited:
        return set()
    documents = {
        record.id: json.loads(record.body)["document"]
        for record in reader.records([Claim.TABLE], cited)
    }
    documents |= {source: source for source in cited - set(documents)}
    weak = {row.id for row in _documents(reader, set(documents.values())) if row.weak}
    return {
        name
        for name, sources in open_.items()
        if sources and all(documents[source] in weak for source in sources)
    }


def _versions(reader: Reader, names: Collection[str]) -> dict[str, Record]:
    """The version of each chain that counts at the stamps, by the first id of the chain."""
    if not names:
        return {}
    found = {record.id: record for record in reader.records(STATED, names)}
    missing = set(names) - set(found)
    if missing:
        mine = {name: root for name, root in reader.roots().items() if root in missing}
        for record in reader.records(STATED, mine) if mine else ():
            found[mine[record.id]] = record
    return found


def _documents(reader: Reader, names: Collection[str]) -> list[Document]:
    rows = [row_of(Document, record) for record in reader.records([Document.TABLE], names)]
    return [row for row in rows if isinstance(row, Document)]
