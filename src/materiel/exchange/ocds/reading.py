"""An OCDS file as rows of a case: its releases merged in order, and the fate of every part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from materiel.evidence.documents import Document
from materiel.exchange.format import Evidence, Fate, FateWord, Imported
from materiel.exchange.ocds.extension import with_extension
from materiel.exchange.ocds.jsontext import Text, documents, read_text, write_json
from materiel.exchange.ocds.mapping import State
from materiel.exchange.ocds.merging import Merge, compile_releases, moment
from materiel.exchange.ocds.names import NAMES_KNOWN, NOUNS, name_of
from materiel.exchange.ocds.node import YEARS
from materiel.exchange.ocds.packages import Found, Package, open_package
from materiel.exchange.ocds.parts import Origin, Part
from materiel.exchange.ocds.succession import (
    in_order_of_correction,
    later,
    same_statement,
)
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import Row
from materiel.ledger.case import Case

NAME = "ocds"
LOOKED_AT = 65536
"""Bytes of a file in which its format shows itself."""
MOST_STATES = 200
"""States of one process that become entries; of a longer history only the last one does."""
MOST_WORK = 50_000_000
"""Letters of a process times its releases; each state reads all before it again."""
MIXED = "ocds-processes"
"""Case of a file whose processes stand under several prefixes."""
_ORIGINS = {
    "release": "release",
    "compiled": "compiled release",
    "versioned": "release out of a versioned release",
}
SHOWN = 12
"""Pointers in one finding."""
_MARKS = ('"ocid"', '"releases"', '"records"')


def detect(path: Path) -> Evidence:
    """Certain when the file is JSON whose beginning names releases or records and an ``ocid``."""
    with path.open("rb") as stream:
        raw = stream.read(LOOKED_AT)
    text = raw.replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text.startswith(("{", "[")):
        return Evidence(certain=False, possible=False, why="no JSON object")
    found = [mark for mark in _MARKS if mark in text]
    if not found:
        return Evidence(certain=False, possible=False, why="no OCDS release or record")
    certain = '"ocid"' in found and len(found) > 1
    return Evidence(certain=certain, possible=True, why=f"JSON with {', '.join(found)}")


def read(path: Path) -> Imported:
    """The processes of a file as rows of a case.

    Raises:
        InputError: it is no JSON, breaks a bound, or holds nothing of the standard.
    """
    return read_source(read_text(path))


def read_source(source: Text) -> Imported:
    """The processes of a text, see ``read``."""
    return Reading(source).imported()


class Reading:
    """One file while it is read."""

    def __init__(self, source: Text) -> None:
        """Open what a file holds.

        Raises:
            InputError: see ``read``.
        """
        self.name = source.name
        self.findings: list[Finding] = list(source.findings)
        self.fates: list[Fate] = []
        self.rows: dict[type[Row], list[Row]] = defaultdict(list)
        self.places: dict[str, str] = {}
        self.kept: dict[str, Row] = {}
        self.packages = [open_package(place, each) for place, each in documents(source)]
        for package in self.packages:
            self.findings += package.findings
            self.fates += [
                Fate(f"{package.place}#{pointer}", "refused", (), (finding,))
                for pointer, finding in package.refused
            ]

    def imported(self) -> Imported:
        """Everything read.

        Raises:
            InputError: not one release can be read.
        """
        processes: dict[str, list[tuple[Package, Found]]] = defaultdict(list)
        for package in self.packages:
            for found in package.releases:
                if self._dated(package, found):
                    processes[str(found.content["ocid"])].append((package, found))
        if not processes:
            reasons = "; ".join(str(each) for fate in self.fates[:3] for each in fate.findings)
            raise InputError(f"{self.name}: not one release can be read. {reasons}".strip())
        for ocid, releases in processes.items():
            self._process(ocid, releases)
        known = max(
            moment(found.content).date() for each in processes.values() for _, found in each
        )
        case = self._case(processes, known)
        rows = {
            kind: tuple(in_order_of_correction(self.rows[kind]))
            for kind in CASE_TABLES
            if self.rows.get(kind)
        }
        return Imported(
            NAME, case, known, rows, self.places, tuple(self.fates), tuple(self.findings)
        )

    def _case(self, processes: Mapping[str, Any], known: date) -> str:
        """The id of the case: that of an export of ours, else after the prefix of the processes."""
        stated = [row for row in self.rows.get(Case, ()) if isinstance(row, Case)]
        if stated:
            if len({row.id for row in stated}) > 1:
                names = ", ".join(sorted({row.id for row in stated}))
                raise InputError(
                    f"{self.name}: exports of several cases ({names}); import them apart"
                )
            self.rows[Case] = [stated[-1]]
            return stated[-1].id
        prefixes = {"-".join(ocid.split("-")[:2]) for ocid in processes}
        prefix = prefixes.pop() if len(prefixes) == 1 else MIXED
        case = name_of(prefix)
        title = f"Contracting processes published under {prefix}"
        self.rows[Case].append(
            Case(id=case, title=title, today=known, fictional=False, known_on=NAMES_KNOWN)
        )
        return case

    def _dated(self, package: Package, found: Found) -> bool:
        """Whether a release can be placed in time; a fate says why not."""
        where = f"{package.place}#{found.pointer}"
        try:
            year = moment(found.content).year
        except InputError as problem:
            text = str(problem)
        else:
            if max(YEARS[0], NAMES_KNOWN.year + 1) <= year <= YEARS[1]:
                return True
            text = f"found a date in the year {year}"
        finding = Finding("ocds-release", f"{where}/date", text, "Ask the publisher.", "warning")
        self.fates.append(Fate(where, "refused", (), (finding,)))
        return False

    # -- one process --------------------------------------------------------------------------

    def _process(self, ocid: str, releases: Sequence[tuple[Package, Found]]) -> None:
        """Merge the releases one after another; what changes becomes a later state of its row."""
        ordered = sorted(releases, key=lambda pair: moment(pair[1].content))
        merge = Merge(with_extension())
        last: dict[str, Row] = {}
        heads: dict[str, str] = {}
        stepwise = self._stepwise(ocid, ordered)
        seen: dict[str, Any] = {}
        fates: dict[int, tuple[str, list[Fate]]] = {}
        for package, found in ordered:
            document = self._document(package, found, seen)
            origin = Origin(document.id, moment(found.content).date(), package.publisher)
            alone = State(found.content, origin, found.pointer)
            if not alone.export:
                self._keep(document, f"{package.place}#{found.pointer}")
            merge.add(found.content)
            if stepwise or found is ordered[-1][1]:
                state = State(merge.release(), origin)
                entered = self._enter(state, package, found, last, heads)
                told = {name for part in alone.parts for name in part.rows}
                # A line may change by what its contract says; the release as a whole says so.
                alone.parts[0].rows += [name for name in entered if name not in told]
            fates[id(found)] = (
                document.id,
                [self._fate(package, part, heads, document.id) for part in alone.parts],
            )
        for _, found in releases:  # in the order of the file
            name, mine = fates[id(found)]
            self.fates += [self._entered(fate, name) for fate in mine]
        self.findings += [
            replace(each, where=f"{self.name}: {each.where}") for each in merge.findings
        ]
        self._compare(ocid, releases)

    def _stepwise(self, ocid: str, ordered: Sequence[tuple[Package, Found]]) -> bool:
        """Whether every state of a process is entered; a long history only by its last one."""
        size = sum(len(write_json(found.content)) for _, found in ordered)
        if len(ordered) <= MOST_STATES and len(ordered) * size <= MOST_WORK:
            return True
        self.findings.append(
            Finding(
                "ocds-history",
                f"{self.name}: {ocid}",
                f"{len(ordered):,} releases; only what holds after the last one is entered",
                f"Histories of up to {MOST_STATES} releases are entered state by state.",
                "warning",
            )
        )
        return False

    def _entered(self, fate: Fate, document: str) -> Fate:
        """The fate with only such rows as were entered; what says nothing for long is evidence.

        Args:
            fate: with every row that the object would make by itself.
            document: id of its release.
        """
        rows = tuple(name for name in fate.rows if name in self.places)
        if rows or not fate.rows or document not in self.places:
            return replace(fate, rows=rows)
        finding = Finding(
            "ocds-evidence",
            fate.place,
            "it states nothing that holds after the release",
            "Kept as evidence: it stands in the release.",
            "note",
        )
        return Fate(fate.place, "loaded-with-finding", (document,), (*fate.findings, finding))

    def _document(self, package: Package, found: Found, seen: dict[str, Any]) -> Document:
        """The document that a release is; the same release in two packages is one."""
        content = found.content
        digits = sha256(write_json(content).encode()).hexdigest()
        ocid, mark = str(content["ocid"]), str(content.get("id"))
        name = name_of(ocid, "release", mark)
        if name in seen and seen[name] != digits:
            self.findings.append(
                Finding(
                    "ocds-release",
                    f"{package.place}#{found.pointer}/id",
                    f"two releases of {ocid} have the id {mark!r:.60} and other content",
                    "Both are read; ask the publisher which is meant.",
                    "warning",
                )
            )
            name = name_of(ocid, "release", mark, digits[:8])
        seen[name] = digits
        day = moment(content).date()
        return Document(
            id=name,
            known_on=day,
            title=f"OCDS {_ORIGINS[found.origin]} {mark} of {ocid}",
            publisher=package.publisher or "not stated",
            published=Period.day(day),
            locator=f"{ocid}, release {mark}",
            grade="A",
            note=f"SHA-256 of the release: {digits}",
        )

    def _keep(self, row: Row, place: str) -> None:
        if row.id not in self.kept:
            self.rows[type(row)].append(row)
            self.kept[row.id] = row
            self.places[row.id] = place
        elif self.kept[row.id] != row and not isinstance(row, NOUNS):
            self.findings.append(
                Finding(
                    "unique-id",
                    place,
                    f"{row.id} stands at {self.places[row.id]} with other content",
                    "The first one counts; give each row an id of its own.",
                    "warning",
                )
            )

    def _enter(
        self,
        state: State,
        package: Package,
        found: Found,
        last: dict[str, Row],
        heads: dict[str, str],
    ) -> list[str]:
        """Keep the rows of a state that say something new; the ids that the state gives them."""
        place = f"{package.place}#{found.pointer}"
        new: list[str] = []
        for name, row in state.rows.items():
            before = last.get(name)
            if before is not None and (isinstance(row, NOUNS) or same_statement(before, row)):
                continue
            last[name] = row
            entered = row if before is None else later(row, heads[name])
            heads[name] = entered.id
            new.append(name)
            self._keep(entered, place)
        return new

    def _fate(self, package: Package, part: Part, heads: Mapping[str, str], document: str) -> Fate:
        """What became of one object of a release."""
        findings = [
            replace(each, where=f"{package.place}{each.where}")
            for each in (*part.refused, *part.node.problems)
        ]
        unread = list(part.node.unread())
        if unread:
            more = f" and {len(unread) - SHOWN} more" if len(unread) > SHOWN else ""
            findings.append(
                Finding(
                    "ocds-evidence",
                    f"{package.place}#{part.node.pointer}",
                    f"no table holds {', '.join(unread[:SHOWN])}{more}",
                    "Kept as evidence: it stands in the release, under these pointers.",
                    "note",
                )
            )
        ids = tuple(dict.fromkeys(heads.get(name, name) for name in part.rows))
        word: FateWord = "loaded-with-finding" if findings else "loaded"
        if not ids:
            word = "refused" if part.refused else "loaded-with-finding" if unread else "not-data"
        if not ids and unread:
            ids = (document,)
        return Fate(f"{package.place}#{part.node.pointer}", word, ids, tuple(findings))

    def _compare(self, ocid: str, releases: Sequence[tuple[Package, Found]]) -> None:
        """Say where the publisher's own compiled release is another than ours."""
        for package in dict.fromkeys(package.place for package, _ in releases):
            mine = [(each, found) for each, found in releases if each.place == package]
            stated = mine[0][0].compiled.get(ocid)
            if stated is None:
                continue
            ours = compile_releases(found.content for _, found in mine)
            other = sorted(
                name
                for name in {*ours, *stated} - {"id", "date", "tag"}
                if ours.get(name) != stated.get(name)
            )
            if other:
                self.findings.append(
                    Finding(
                        "ocds-compiled",
                        f"{package}: {ocid}",
                        f"the compiled release of the record says otherwise in {', '.join(other)}",
                        "The releases count; they were merged anew.",
                        "note",
                    )
                )
