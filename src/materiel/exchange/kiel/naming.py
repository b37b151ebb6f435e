"""Printed donors, items and kinds of aid as parties and items; new ones become rows."""

import re
from dataclasses import dataclass, field
from functools import cache

from materiel.exchange.kiel.packaged import mapping, words
from materiel.kernel.errors import UnknownNameError
from materiel.vocabulary.items import Item
from materiel.vocabulary.names import How, fold
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import packaged

RECEIVER = "UKR"
AID = "kiel-aid"
AID_ITEMS = {
    "financial": "kiel-financial-aid",
    "humanitarian": "kiel-humanitarian-aid",
    "military": "kiel-military-aid",
    "total": AID,
}
"""The tracker's kinds of aid as items: what a package of money is of."""
PRINTED_TYPES = {item: word.capitalize() for word, item in AID_ITEMS.items()}
"""Item to the tracker's word for the kind of aid."""
JOINT_FUND = "joint fund apart"
"""Programme of a fund that the release's country summary does not count as a donor."""

_OTHER = re.compile(r"[^a-z0-9]+")
_TOTAL = re.compile(
    r"((grand|overall|sub|world)?[ -]?total(t|s)?|sum|summe)( (of|for|over) )?( ?\(?all\b.*)?"
    r"|all (donors|countries)( together)?"
)


def slug(text: str) -> str:
    """A short id of a printed name: letters, digits and hyphens."""
    return _OTHER.sub("-", fold(text).casefold()).strip("-")[:48].strip("-") or "unnamed"


def aid_items() -> list[Item]:
    """The items for the tracker's kinds of aid."""
    source = "what the Ukraine Support Tracker counts in money"
    names = {word: item for word, item in AID_ITEMS.items() if item != AID}
    top = Item(id=AID, name="aid (Kiel tracker)", level="class", note=source)
    return [
        top,
        *(
            Item(id=item, name=f"{word} aid (Kiel tracker)", level="class", parent=AID, note=source)
            for word, item in names.items()
        ),
    ]


@dataclass(slots=True)
class Names:
    """Names of one file, resolved once each.

    Attributes:
        parties: rows for donors that the packaged vocabulary lacks, by id.
        items: rows for items that it lacks, by id.
        assumed: printed item name to what its reading rests on.
        unknown: donors that no table holds.
    """

    parties: dict[str, Party] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    assumed: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    _donors: dict[str, str] = field(default_factory=dict)
    _items: dict[tuple[str, str], str] = field(default_factory=dict)

    def donor(self, printed: str) -> str:
        """The party of a printed donor; a new one becomes a row and is remembered as unknown."""
        if printed not in self._donors:
            self._donors[printed] = self._donor(printed)
        return self._donors[printed]

    def donor_of(self, printed: str, party: str) -> str:
        """The party of a printed donor whose code the file states."""
        return self._donors.setdefault(printed, party)

    def printed(self, party: str) -> str:
        """The donor's name as the file prints it, the first one met; else its id."""
        return next((name for name, code in self._donors.items() if code == party), party)

    def _donor(self, printed: str) -> str:
        for row in mapping("donors"):
            if row["name"].casefold() == printed.casefold():
                code = row["party"]
                if row["kind"] and code not in packaged().parties:
                    self.parties[code] = Party(
                        id=code,
                        name=row["title"],
                        kind=row["kind"],
                        parents=(row["parents"],) if row["parents"] else (),
                    )
                return code
        known = _party(printed)
        if known:
            return known
        code = f"kiel-donor-{slug(printed)}"
        self.unknown.add(printed)
        if code not in self.parties:
            self.parties[code] = Party(
                id=code,
                name=f"{printed[:80]} (Kiel tracker)",
                kind="organisation",
                note="a donor that no vocabulary table holds; its kind is not known",
            )
        return code

    def item(self, printed: str, kind: str, aid: str) -> str:
        """The item of a printed name; a new one becomes a row under its kind.

        Args:
            printed: as the tracker prints it.
            kind: the tracker's type of item; may be empty.
            aid: financial, humanitarian or military.
        """
        key = (fold(printed).casefold(), aid)
        if key not in self._items:
            self._items[key] = self._item(printed, kind, aid)
        return self._items[key]

    def _item(self, printed: str, kind: str, aid: str) -> str:
        known, assumption = _counted_item(printed)
        if known:
            if assumption:
                self.assumed[printed] = assumption
            return known
        parent = AID_ITEMS[aid]
        if kind:
            family = f"kiel-type-{slug(kind)}"
            if family not in self.items:
                self.items[family] = Item(
                    id=family,
                    name=f"{kind[:80]} (type of the Kiel tracker)",
                    level="class",
                    parent=parent,
                )
            parent = family
        code = f"kiel-item-{slug(printed)}"
        if code not in self.items:
            self.items[code] = Item(
                id=code,
                name=f"{printed[:120]} (Kiel tracker)",
                level="model",
                parent=parent,
                unit="item",
                note="the tracker's own name and count; its unit is what the name says",
            )
        return code


def currency(printed: str) -> str:
    """The ISO code of a printed currency that the vocabulary holds; else empty."""
    try:
        return packaged().currency(printed).id
    except UnknownNameError:
        return ""


def aid_type(printed: str) -> str:
    """The kind of aid that a printed word means; empty when no table holds it."""
    return words("types", "word", "type").get(" ".join(printed.casefold().split()), "")


def total_line(printed: str) -> bool:
    """Whether what stands in a donor's place names a sum of several.

    >>> total_line("Grand total"), total_line("Totalt"), total_line("Germany")
    (True, True, False)
    """
    return bool(_TOTAL.fullmatch(" ".join(printed.casefold().split()).rstrip(" :")))


def measure(printed: str) -> str:
    """``committed`` or ``allocated``; empty when no table holds the word."""
    return words("measures", "word", "measure").get(" ".join(printed.casefold().split()), "")


@cache
def joint_funds() -> frozenset[str]:
    """Ids of the parties that are funds of the Union."""
    return frozenset(row["party"] for row in mapping("donors") if row["joint_fund"] == "yes")


@cache
def _party(printed: str) -> str:
    index = packaged().party_names
    hows: tuple[How, ...] = ("name", "alias", "dated")
    for how in hows:
        found = {each.id for each in index.names.get((how, fold(printed)), ())}
        if len(found) == 1:
            return found.pop()
    return printed if printed in packaged().parties else ""


@cache
def _counted_item(printed: str) -> tuple[str, str]:
    """A packaged item that is counted, and what the reading rests on."""
    items = packaged().items
    for row in mapping("items"):
        if row["name"].casefold() == printed.casefold() and row["item"] in items:
            return row["item"], row["assumption"]
    hows: tuple[How, ...] = ("name", "alias", "assumed")
    for how in hows:
        found = packaged().item_names.names.get((how, fold(printed)), [])
        codes = {each.id for each in found}
        if len(codes) == 1 and items[found[0].id].unit:
            return found[0].id, found[0].assumption
    return "", ""
