"""Collects the case rows of one file with their places, and tells the fate of every source row."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from materiel.evidence.documents import Document
from materiel.exchange.format import Fate, FateWord, Imported
from materiel.exchange.kiel.naming import Names, aid_items
from materiel.exchange.kiel.release import CASE, Release
from materiel.kernel.findings import Finding
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period
from materiel.kernel.table import Row
from materiel.ledger.case import Assumption, Case
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

PUBLISHER = "Kiel Institute for the World Economy"
ASSUMPTIONS = (
    (
        "kiel-undated",
        "A row whose date is not stated was announced on some day up to the release's cut-off.",
    ),
    (
        "kiel-delivery-day",
        "The tracker states no day of delivery: it lies on some day up to the release's cut-off.",
    ),
    (
        "kiel-undisclosed",
        "An undisclosed number or value is unknown, not zero; sums count what is stated.",
    ),
)


@dataclass(slots=True)
class Gathering:
    """The rows of one release while they are made.

    Attributes:
        release: which release it is.
        file: the name of the file or folder.
        official: whether the institute itself published the file.
        digest: SHA-256 of the file, where there is one file.
    """

    release: Release
    file: str
    official: bool = True
    digest: str = ""
    names: Names = field(default_factory=Names)
    rows: dict[type[Row], list[Row]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    made: dict[str, list[str]] = field(default_factory=dict)
    odd: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def known_on(self) -> date:
        """The day of the release."""
        return self.release.known_on

    @property
    def document(self) -> str:
        """Id of the document that every claim cites."""
        return f"{self.release.prefix}:document"

    @property
    def by_cutoff(self) -> Period:
        """Some day up to the release's own."""
        return Period(FIRST_DAY, self.known_on + timedelta(days=1), "range")

    def id(self, *parts: str) -> str:
        """An id of this release that no row has yet."""
        name = f"{self.release.prefix}:{':'.join(parts)}"
        free, number = name, 2
        while free in self.places:
            free, number = f"{name}-{number}", number + 1
        return free

    def add(self, row: Row, place: str) -> str:
        """Keep a row and remember from where it is; returns its id."""
        self.rows.setdefault(type(row), []).append(row)
        self.places[row.id] = place
        self.made.setdefault(place, []).append(row.id)
        return row.id

    def remark(self, place: str, findings: Iterable[Finding]) -> None:
        """Note what is odd about a source row."""
        self.odd.setdefault(place, []).extend(findings)

    def settle(self, places: Iterable[str]) -> None:
        """State the fate of source rows of which something was made, in their order."""
        for place in places:
            odd = tuple(self.odd.get(place, ()))
            word: FateWord = "loaded-with-finding" if odd else "loaded"
            self.fates.append(Fate(place, word, tuple(self.made.get(place, ())), odd))

    def imported(self, format_name: str) -> Imported:
        """The whole, with the case, the document and the new names in front."""
        head = Gathering(self.release, self.file)
        place = self.file
        head.add(
            Case(
                id=CASE,
                title="Aid to Ukraine as the Ukraine Support Tracker counts it",
                today=self.known_on,
                fictional=False,
                known_on=self.known_on,
            ),
            place,
        )
        for name, text in ASSUMPTIONS:
            head.add(Assumption(id=name, text=text, whose="record", known_on=self.known_on), place)
        for printed, text in sorted(self.names.assumed.items()):
            item = self.names.item(printed, "", "military")
            name = f"kiel-reads-{item}"
            if name not in head.places:
                row = Assumption(id=name, text=text, scope=item, whose="record")
                head.add(_known(row, self.known_on), place)
        for party in self.names.parties.values():
            head.add(_known(party, self.known_on), place)
        for item_row in (*aid_items(), *self.names.items.values()):
            head.add(_known(item_row, self.known_on), place)
        head.add(self._document(), place)
        for printed in sorted(self.names.unknown):
            self.findings.append(
                Finding(
                    "donors",
                    self.file,
                    f"no table holds the donor {printed!r}",
                    "It is kept as a party of its own; add it to the vocabulary.",
                    "warning",
                )
            )
        rows = {**head.rows, **self.rows}
        return Imported(
            format_name,
            CASE,
            self.known_on,
            rows,
            {**head.places, **self.places},
            tuple(self.fates),
            tuple(self.findings),
        )

    def _document(self) -> Document:
        """Grade A is the institute's own release: a specialist source on its own site.

        What another made of it is grade B. Either way each claim says whether the institute
        itself rests on an official source.
        """
        return Document(
            id=self.document,
            title=self.release.title if self.official else f"{self.release.title}, an extract",
            publisher=PUBLISHER if self.official else f"a third party, from the {PUBLISHER}",
            published=Period(self.known_on, LAST_DAY, "range"),
            locator=self.file,
            grade="A" if self.official else "B",
            known_on=self.known_on,
            note=f"SHA-256 {self.digest}" if self.digest else "",
        )


def _known(row: Party | Item | Assumption, day: date) -> Row:
    return replace(row, known_on=day)
