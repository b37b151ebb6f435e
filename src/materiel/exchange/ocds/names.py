"""From the organisations and items of a process to parties and items: known ones, else new rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256

from materiel.exchange.ocds.node import Node
from materiel.kernel.errors import MaterielError
from materiel.kernel.table import Row
from materiel.ledger.case import Case
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import packaged

NAMES_KNOWN = date(1970, 1, 2)
"""Convention: the first day that a log accepts. A noun is no statement with a day of its own, and
the same row must come out of every file, whichever is read first."""
NOUNS = (Case, Party, Item)
"""What names a thing has one state: whoever named it first keeps the row."""
LONGEST = 64
"""Letters of an id that we make; room is left for the number of a later state."""
NO_TITLE = "(no title) "
"""Begins the name that we give to what its publisher did not name there."""
UNNAMED = "ocds:unnamed:"
"""Begins the id of an item of which a release says nothing but its place in a contract."""
PIECES = frozenset(
    ("", "each", "ea", "unit", "units", "item", "items", "piece", "pieces", "c62", "h87")
)
"""Names and UNECE codes of a unit that is one whole thing; of all else no number is counted."""
COMPANY_ROLES = frozenset(("supplier", "tenderer"))
_OTHER = re.compile(r"[^A-Za-z0-9.-]+")


def name_of(*parts: str) -> str:
    """An id from texts; a text that an id cannot hold leaves a digest, so that no two meet.

    >>> name_of("ocds-213czf-1", "contract", "C1")
    'ocds-213czf-1:contract:C1'
    >>> name_of("ocds-213czf-1", "contract", "C 1")
    'ocds-213czf-1:contract:C_1:04f19817'
    """
    plain = ":".join(_OTHER.sub("_", part) or "_" for part in parts)
    if not plain[0].isalnum():
        plain = f"x{plain}"
    if plain == ":".join(parts) and len(plain) <= LONGEST:
        return plain
    digits = sha256("\x1f".join(parts).encode()).hexdigest()
    if len(plain) <= LONGEST - 9:
        return f"{plain}:{digits[:8]}"
    return f"{plain[: LONGEST - 17]}:{digits[:16]}"


@dataclass(slots=True)
class Names:
    """The nouns of one state of a process.

    Attributes:
        rows: parties and items that the vocabulary lacks, by id.
        kinds: reference of an organisation in this process to what its roles say it is.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def party(self, node: Node, roles: Iterable[str] = ()) -> str:
        """The id of the party that an organisation, or a reference to one, means.

        Returns:
            "" when it has neither id nor name.
        """
        mark, name = node.text("id"), node.text("name")
        if mark in self._known and not name:
            return self._known[mark]
        if mark and self._known.get(mark):
            return self._known[mark]
        identifier = node.object("identifier")
        scheme, number = identifier.text("scheme"), identifier.text("id")
        legal = identifier.text("legalName")
        shown = name or legal or mark or number
        if not shown:
            return ""
        if known := _packaged_party(shown):
            found = known
        else:
            exact = f"{scheme}-{number}" if scheme and number else mark or shown
            found = name_of("ocds", "party", exact)
            kind = "company" if set(roles) and set(roles) <= COMPANY_ROLES else "organisation"
            note = f"identifier {scheme} {number}".rstrip() if number else ""
            if found not in self.rows:
                self.rows[found] = Party(
                    id=found, name=shown, kind=kind, known_on=NAMES_KNOWN, note=note
                )
        if mark:
            self._known[mark] = found
        return found

    def printed(self, party: str) -> str:
        """The name of a party that came up, as a claim says it; empty for none."""
        row = self.rows.get(party) or packaged().parties.get(party)
        return row.name if isinstance(row, Party) else ""

    def item(self, node: Node, contract: str) -> tuple[str, bool]:
        """The id of what an item of a contract is, and whether its quantity is a count of it.

        A classification names a class of things, not a thing: items that share one are two, unless
        their words are the same as well.
        """
        described = node.text("description")
        classification = node.object("classification")
        code = classification.text("id")
        words = described or classification.text("description") or code
        unit = node.object("unit")
        measure = unit.text("name") or unit.text("id")
        whole = measure.casefold() in PIECES
        if words and whole and (known := _packaged_item(words)):
            return known, True
        exact = ("item", words, code) if words else ("unnamed", contract, node.mark())
        found = name_of("ocds", *exact, *(() if whole else (measure,)))
        self.rows.setdefault(
            found,
            Item(
                id=found,
                name=words or f"{NO_TITLE}item {node.mark()} of {contract}",
                level="model",
                unit="item" if whole else "",
                known_on=NAMES_KNOWN,
                note=" ".join(
                    filter(
                        None,
                        (
                            f"classified {classification.text('scheme')} {code}" if code else "",
                            "" if whole else f"measured in {measure}",
                        ),
                    )
                ),
            ),
        )
        return found, whole


@lru_cache(4096)
def _packaged_party(name: str) -> str:
    """The id of the packaged party of this name; empty when there is none."""
    try:
        return packaged().party(name).id
    except MaterielError:
        return ""


@lru_cache(4096)
def _packaged_item(name: str) -> str:
    """The id of the packaged item of exactly this name; empty when there is none."""
    try:
        match = packaged().match_item(name)
    except MaterielError:
        return ""
    plain = match.how in ("name", "alias") and not match.qualifier
    return match.row.id if plain and match.row.unit else ""
