"""From SIPRI's names to parties and items: those of the vocabulary, else rows for the case."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256

from materiel.exchange.sipri.packed import table
from materiel.kernel.errors import MaterielError
from materiel.kernel.findings import Finding
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party
from materiel.vocabulary.vocabulary import packaged

NAMES_KNOWN = date(1970, 1, 2)
"""Convention: the first day that a log accepts. A noun is no statement with a day of its own, and
the same row must come out of every file, whichever is read first."""

UNKNOWN = {
    "unknown supplier(s)": Party(
        id="SIPRI-UNKNOWN-SUPPLIER",
        name="unknown supplier (SIPRI)",
        kind="undisclosed",
        known_on=NAMES_KNOWN,
        note="SIPRI does not know who it is; nobody is known to keep it back",
    ),
    "unknown recipient(s)": Party(
        id="SIPRI-UNKNOWN-RECIPIENT",
        name="unknown recipient (SIPRI)",
        kind="undisclosed",
        known_on=NAMES_KNOWN,
        note="SIPRI does not know who it is; nobody is known to keep it back",
    ),
}
LOOK_UPS = 4096
"""Names whose look-up is remembered: a failed one searches for the nearest, which takes long."""
LONGEST = 64
"""Letters of an encoded name; a longer one ends in a digest, so that no two names meet."""


@dataclass(slots=True)
class Names:
    """The parties and items of one file, found once for each name.

    Attributes:
        parties, items: rows of the case, by id, that the vocabulary lacks.
        findings: names that only a convention could place.
    """

    parties: dict[str, Party] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _parties: dict[str, str] = field(default_factory=dict)
    _items: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def party(self, name: str) -> str:
        """The id of the party of a name as printed."""
        if name not in self._parties:
            self._parties[name] = self._find_party(name)
        return self._parties[name]

    def item(self, designation: str, description: str, comment: str = "") -> str:
        """The id of the item of a weapon as printed, with what a comment says of its version."""
        key = (designation, description, comment)
        if key not in self._items:
            self._items[key] = self._find_item(*key)
        return self._items[key]

    # -- parties ----------------------------------------------------------------------------

    def _find_party(self, name: str) -> str:
        if name in UNKNOWN:
            return self._own_party(UNKNOWN[name])
        plain = name.rstrip("*").strip()
        if known := _packaged_party(plain):
            return known
        for row in table("states"):
            if row["name"] == plain:
                return self._state(row["id"], row["iso2"], plain)
        # SIPRI's convention: * marks an armed group that is no state, ** an organisation.
        stars = len(name) - len(name.rstrip("*"))
        kind = ("state", "group", "organisation")[min(stars, 2)]
        self.findings.append(
            Finding(
                "names",
                name,
                f"no table knows this party; it is entered as a {kind}",
                "Judge whether it is a party of the vocabulary under another name.",
                "note",
            )
        )
        note = f"kind {kind} by SIPRI's marks"
        row_id = f"sipri/party/{encoded(name)}"
        return self._own_party(
            Party(id=row_id, name=f"{name} (SIPRI)", kind=kind, known_on=NAMES_KNOWN, note=note)
        )

    def _state(self, row_id: str, iso2: str, name: str) -> str:
        if row_id in packaged().parties:
            return row_id
        return self._own_party(
            Party(id=row_id, name=name, kind="state", iso2=iso2, known_on=NAMES_KNOWN)
        )

    def _own_party(self, row: Party) -> str:
        self.parties[row.id] = row
        return row.id

    # -- items ------------------------------------------------------------------------------

    def _find_item(self, designation: str, description: str, comment: str) -> str:
        parent, unit = _class_of(description)
        for row in table("designations"):
            if (row["designation"], row["description"]) != (designation, description):
                continue
            if row["has"] not in comment or (row["lacks"] and row["lacks"] in comment):
                continue
            if row["item"]:
                return row["item"]
            return self._own_item(designation, description, row["parent"], unit)
        if (known := _packaged_item(designation, parent, unit)) is not None:
            return known
        if not parent:
            self.findings.append(
                Finding(
                    "names",
                    f"{designation} ({description})",
                    "no table knows this sort of weapon; it is counted in pieces under no class",
                    "Supersede its item with one that stands in the tree.",
                    "note",
                )
            )
        return self._own_item(designation, description, parent, unit)

    def _own_item(self, designation: str, description: str, parent: str, unit: str) -> str:
        for row in table("classes"):
            if row["id"] == parent:
                self.items.setdefault(
                    parent,
                    Item(id=parent, name=row["name"], level="class", known_on=NAMES_KNOWN),
                )
        row_id = f"sipri/{encoded(designation)}/{encoded(description)}"
        if len(row_id) > LONGEST:
            row_id = f"sipri/{encoded(f'{designation}/{description}')}"
        item = Item(
            id=row_id,
            name=f"{designation} ({description})",
            level="model",
            parent=parent,
            unit=unit,
            known_on=NAMES_KNOWN,
        )
        self.items[row_id] = item
        return row_id


def _class_of(description: str) -> tuple[str, str]:
    for row in table("descriptions"):
        if row["description"] == description:
            return row["parent"], row["unit"]
    return "", "item"


@lru_cache(LOOK_UPS)
def _packaged_party(name: str) -> str:
    """The id of the packaged party of this name; empty when there is none."""
    try:
        return packaged().party(name).id
    except MaterielError:
        return ""


@lru_cache(LOOK_UPS)
def _packaged_item(designation: str, parent: str, unit: str) -> str | None:
    """The packaged item of this name, when it is what the description says.

    A name alone would make a helicopter turret "Vector" a drone, and the missile "IRIS-T" a
    ground-based system.
    """
    words = packaged()
    if parent not in words.items:
        return None
    try:
        match = words.match_item(designation)
    except MaterielError:
        return None
    row = match.row
    plain = match.how in ("name", "alias") and not match.qualifier
    return row.id if plain and row.unit == unit and words.is_a(row.id, parent) else None


def encoded(name: str) -> str:
    """A name as part of an id; two names never give the same one.

    >>> encoded("PzH-2000 155mm"), encoded("R-27R/T")
    ('PzH-2000_155mm', 'R-27R:2fT')
    """
    letters = []
    for letter in name:
        if letter.isascii() and (letter.isalnum() or letter in "-."):
            letters.append(letter)
        else:
            letters.append(
                "_" if letter == " " else "".join(f":{byte:02x}" for byte in letter.encode())
            )
    text = "".join(letters)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 17]}:{sha256(name.encode()).hexdigest()[:16]}"
