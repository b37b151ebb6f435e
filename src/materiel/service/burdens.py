"""The burden: who carried what of one total, under every role, statement, key and measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.stamps import Stamps
from materiel.ledger.postings import PROMISES
from materiel.reports.burden import burden_tables
from materiel.reports.table import Table
from materiel.service.selection import names_of, rung_of
from materiel.service.workspace import HERE, View, Workspace
from materiel.sharing.books import Books
from materiel.sharing.burden import Burden
from materiel.sharing.burden import burden as burden_of
from materiel.store.reading import Reader

YEARLY = ("gdp", "gni", "population")
"""The kinds of key figures that are stated for a year."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Who carried what of some promises.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands.
        rung: what is counted.
        promises: the roots of the promises counted.
        burden: the figures.
        tables: the same as tables that cite.
    """

    case: str
    stamps: Stamps
    rung: str
    promises: tuple[str, ...]
    burden: Burden
    tables: tuple[Table, ...]

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON; each figure of a role with the entries that it rests on."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "rung": self.rung,
            "unit": self.burden.unit,
            "promises": list(self.promises),
            "total": _bounds(self.burden.total.as_dict(), str(self.burden.total)),
            "roles": {
                role: [
                    {
                        "party": row.party,
                        **_bounds(row.held.as_dict(), str(row.held)),
                        "members": list(row.members),
                        "cites": list(row.cites),
                    }
                    for row in rows
                ]
                for role, rows in self.burden.roles.items()
            },
            "tables": [table.as_json() for table in self.tables],
        }


def _bounds(ends: Mapping[str, object], text: str) -> dict[str, object]:
    return {**ends, "text": text}


def burden(
    workspace: Workspace,
    *,
    item: str = "",
    giver: str = "",
    receiver: str = "",
    rung: str = "",
    groups: Sequence[str] = (),
    years: Mapping[str, str] | None = None,
    view: View = HERE,
) -> Shared:
    """Who announced, owned, paid, handed over, made and was refilled what gifts and loans gave.

    Args:
        workspace: whose log.
        item: an item, a family or a class; the promises must count in one unit.
        giver: who gives; empty takes all.
        receiver: who receives; empty takes all.
        rung: what is counted; empty: ``received``.
        groups: groups whose rows stand beside their members, and whose keys are compared.
        years: the year of each key figure to take, as text by kind; no year stands in for
            another, so a key whose year is left out says that it is not computed.
        view: which case, and where the reader stands.

    Raises:
        InputError: no such promise; they count in different units; a group has no members on
            the day; or a year or rung cannot be read.
        UnknownNameError: an unknown item, party, rung or kind of figure.
    """
    counted = _rung(rung)
    wanted = _years(years or {})
    with workspace.reading(view) as reader:
        books = books_of(reader)
        roots = books.select(item=item, giver=giver, receiver=receiver)
        if not roots:
            asked = [f"of {item}"] if item else []
            asked += [f"from {giver}"] if giver else []
            asked += [f"to {receiver}"] if receiver else []
            raise InputError(
                f"{reader.case}: no gift or loan {' '.join(asked)} on record; 'materiel balance' "
                "shows what is"
            )
        found = burden_of(books, roots, rung=counted, groups=groups, years=wanted)
        return Shared(
            reader.case, reader.stamps, counted, tuple(roots), found, burden_tables(found)
        )


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


def _rung(name: str) -> str:
    if not name:
        return "received"
    found = rung_of(name)
    if found not in names_of(PROMISES):
        raise UnknownNameError("rung", name, names_of(PROMISES))
    return found


def _years(years: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, text in years.items():
        if kind not in YEARLY:
            raise UnknownNameError("key figure", kind, YEARLY)
        if not (text.isascii() and text.isdecimal() and len(text) == 4):  # noqa: PLR2004  (YYYY)
            raise InputError(f"year of {kind}: not a year: {text!r}; accepted: YYYY")
        found[kind] = int(text)
    return found
