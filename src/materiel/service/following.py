"""How a file relates to what its case holds: the same again, another part, or a later state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.exchange.format import Imported
from materiel.exchange.kiel.release import CASE as KIEL
from materiel.exchange.kiel.succession import follow as follow_kiel
from materiel.exchange.sipri.entries import DELIVERIES_CASE, ORDERS_CASE
from materiel.exchange.sipri.succession import follow as follow_sipri
from materiel.exchange.succession import NO_LONGER, Succession
from materiel.kernel.table import Row
from materiel.ledger.entry import body_text
from materiel.service.stored import stored_entries

Rows = Mapping[type[Row], Sequence[Row]]

FOLLOWS: Mapping[str, Callable[[Rows, Imported], Succession]] = {
    KIEL: follow_kiel,
    ORDERS_CASE: follow_sipri,
    DELIVERIES_CASE: follow_sipri,
}
"""Case to how a later file of its source is related to what stands."""


def stated(standing: Rows) -> dict[type[Row], list[Row]]:
    """The rows in force less those that only say that a release no longer has another one."""
    return {
        kind: [row for row in rows if not row.id.startswith(NO_LONGER)]
        for kind, rows in standing.items()
    }


def added(coming: Imported, more: Rows, place: str) -> Imported:
    """The file with some rows more."""
    rows = {kind: [*mine] for kind, mine in coming.rows.items()}
    for kind, mine in more.items():
        rows.setdefault(kind, []).extend(mine)
    places = {row.id: place for mine in more.values() for row in mine}
    return replace(coming, rows=rows, places={**coming.places, **places})


def stands(imported: Imported, standing: Rows) -> bool:
    """Whether the log holds this very file: a later release may have superseded its rows since.

    A digest in the document's note names the file; a file without one is compared row by row.
    """
    known = {row.id: row for row in standing.get(Document, ()) if isinstance(row, Document)}
    mine = [row for row in imported.rows.get(Document, ()) if isinstance(row, Document)]
    return bool(mine) and all(
        row.note.startswith("SHA-256") and row.id in known and known[row.id].note == row.note
        for row in mine
    )


def logged(connection: Connection, imported: Imported) -> bool:
    """Whether the log holds every claim of the file word for word: one without a digest."""
    claims = imported.rows.get(Claim, ())
    if not stored_entries(connection, imported.case, [row.id for row in claims[:1]]):
        return False
    stored = stored_entries(connection, imported.case, [row.id for row in claims])
    return all(row.id in stored and stored[row.id].body == body_text(row) for row in claims)


def same_day(imported: Imported, standing: Rows) -> bool:
    """Whether the file is another part of a download that stands: parts add to each other."""
    if imported.case == KIEL:
        return False
    mine = {row.id for row in imported.rows.get(Document, ())}
    return any(row.id in mine for row in standing.get(Document, ()))
