"""The burden: who carried what of one total, under every role, statement, key and measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.stamps import Stamps
from materiel.ledger.postings import PROMISES
from materiel.reports.books import books_of
from materiel.reports.burden import burden_tables
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.reports.who_carried import burden_page
from materiel.service.plans import write_text
from materiel.service.selection import names_of, rung_of
from materiel.service.workspace import HERE, View, Workspace
from materiel.sharing.burden import Burden
from materiel.sharing.burden import burden as burden_of

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
        page: the same as one page with its pictures; empty where none was asked for.
    """

    case: str
    stamps: Stamps
    rung: str
    promises: tuple[str, ...]
    burden: Burden
    tables: tuple[Table, ...]
    page: str = ""

    def table(self, name: str) -> Table:
        """One of the tables.

        Raises:
            UnknownNameError: there is none of this name; the nearest are offered.
        """
        known = {each.name: each for each in self.tables}
        if name not in known:
            raise UnknownNameError("table of a burden", name, list(known))
        return known[name]

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
    page: bool = False,
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
        page: whether the answer holds a page with pictures too.
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
        shown = ""
        if page:
            items = {books.commitment(root).item for root in roots}
            # Several items of one unit have no one name.
            one = next(iter(items)) if len(items) == 1 else ""
            shown = burden_page(Reading(reader), found, one, receiver)
        return Shared(
            reader.case, reader.stamps, counted, tuple(roots), found, burden_tables(found), shown
        )


def write_burden(answer: Shared, path: Path) -> Path:
    """Write the page of a burden that was asked for with its page.

    Raises:
        InputError: it holds no page, or the file cannot be written.
    """
    if not answer.page:
        raise InputError("this burden was made without a page; ask for it with page=True")
    write_text(path, answer.page)
    return path


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
