"""Load a case: all of its rows or none, with the fate of every row (DESIGN §11, §13)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from materiel.exchange.folder import CaseFolder
from materiel.exchange.tables import ALL_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.ledger.entry import Entry
from materiel.service.checking import folder_findings
from materiel.service.clock import now as clock_now
from materiel.service.progress import Progress, quiet
from materiel.service.sources import read_case
from materiel.service.stored import differences, stored_entries
from materiel.service.workspace import Workspace
from materiel.store.writing import Appended, Writer

FateWord = Literal["loaded", "would-load", "same", "refused", "held-back"]
"""``same``: stands in the log with the same content; ``held-back``: good, but others are not."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one row of a case folder.

    Attributes:
        table: the case table.
        id: its id; empty where it could not be read.
        place: ``file:line``; in a workbook ``file:sheet:row``.
        fate: see ``FateWord``.
    """

    table: str
    id: str
    place: str
    fate: FateWord


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did.

    Attributes:
        case: the id of the case; empty when the folder does not say it.
        source: the folder or packaged case.
        dry_run: whether nothing was to be written.
        rows: the fate of every row, in loading order.
        findings: what is wrong, odd or worth knowing; an error holds everything back.
    """

    case: str
    source: str
    dry_run: bool
    rows: tuple[Fate, ...]
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether no row was refused."""
        return all(finding.severity != "error" for finding in self.findings)

    def counts(self) -> dict[str, Counter[str]]:
        """Table to how many of its rows met which fate."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            found.setdefault(row.table, Counter())[row.fate] += 1
        return found

    def total(self, fate: FateWord) -> int:
        """How many rows met a fate."""
        return sum(row.fate == fate for row in self.rows)

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "case": self.case,
            "source": self.source,
            "dry_run": self.dry_run,
            "good": self.good,
            "counts": {table: dict(counts) for table, counts in self.counts().items()},
            "rows": [asdict(row) for row in self.rows],
            "findings": [finding.as_dict() for finding in self.findings],
        }


_CELL = re.compile(r":[A-Z]{1,3}(\d+)$")
"""The end of the place of a cell in a workbook: ``:B12`` of row 12."""


class _NothingKeptError(Exception):
    """Rolls a dry run back."""


def _keep_unless(dry_run: bool) -> None:
    if dry_run:
        raise _NothingKeptError


def load_case(
    workspace: Workspace,
    source: str,
    *,
    dry_run: bool = False,
    request: str = "",
    now: datetime | None = None,
    progress: Progress = quiet,
) -> LoadReport:
    """Load a case folder, workbook or packaged case: all of it or nothing; again is a no-op.

    Args:
        workspace: where to.
        source: a folder, a workbook, or the name of a packaged case.
        dry_run: say what would happen, and write nothing.
        request: the client's id for this write; the same id again answers as the first time.
        now: the recording time; None: now.
        progress: told what is being done.

    Returns:
        The fate of every row. With an error among its findings nothing was written.

    Raises:
        InputError: no such folder or workbook, or nobody is set to record entries.
        ConflictError: the request id was used for something else.
        WorkspaceError: the database cannot be reached.
    """
    actor = workspace.actor
    progress(f"reading {source}")
    folder = read_case(source)
    progress(f"checking {sum(folder.counts.values()):,} rows")
    findings = folder_findings(folder)
    blank = LoadReport(folder.name, source, dry_run, (), tuple(findings))
    if not blank.good or not folder.name:
        return replace(blank, rows=_held_back(folder, findings))
    entries = folder.entries()
    progress(f"writing {len(entries):,} entries")
    appended: Appended | None = None
    try:
        with workspace.database.writing() as connection:
            findings += _conflicts(connection, folder, entries)
            if all(finding.severity != "error" for finding in findings):
                writer = Writer(connection, actor, now or clock_now())
                appended = writer.append(entries, request)
            _keep_unless(dry_run)
    except _NothingKeptError:
        pass
    except InputError as problem:
        # What only the write can see, such as a day of knowledge after the recording day.
        findings.append(_refusal(folder, str(problem)))
    blank = replace(blank, findings=tuple(findings))
    if appended is None:
        return replace(blank, rows=_held_back(folder, findings))
    same = set(appended.same)
    new: FateWord = "would-load" if dry_run else "loaded"
    rows = _fates(folder, {entry.id: "same" if entry.id in same else new for entry in entries})
    return replace(blank, rows=rows)


def _conflicts(
    connection: Connection, folder: CaseFolder, entries: Sequence[Entry]
) -> list[Finding]:
    """Rows whose id stands in the log with other content."""
    stored = stored_entries(connection, folder.name, [entry.id for entry in entries])
    return [
        Finding(
            "conflict",
            folder.places[entry.id],
            f"{entry.id} stands in the log with another {' and '.join(changed)}",
            "Give the new version an id of its own and let it supersede this one, "
            "or use 'materiel correct'.",
        )
        for entry in entries
        if entry.id in stored and (changed := differences(entry, stored[entry.id]))
    ]


def _refusal(folder: CaseFolder, said: str) -> Finding:
    """A refusal of the ledger as a finding at the row that it names."""
    name = said
    while name and name not in folder.places:
        name = name.rpartition(":")[0]
    place = folder.places.get(name) or folder.places[folder.name].rpartition(":")[0]
    problem = said.removeprefix(f"{name}: ") if name else said
    return Finding("ledger", place, problem, "Mend the row.")


def _held_back(folder: CaseFolder, findings: Sequence[Finding]) -> tuple[Fate, ...]:
    """The rows when nothing was written: those with an error are refused."""
    names = {place: name for name, place in folder.places.items()} | {
        name: name for name in folder.places
    }
    refused: set[str] = set()
    unread: dict[str, None] = {}
    for finding in findings:
        if finding.severity != "error":
            continue
        place = _CELL.sub(r":\1", finding.where)
        while place and place not in names:
            if place.rpartition(":")[2].isdigit() and _table(place) in ALL_TABLES:
                unread[place] = None
            place = place.rpartition(":")[0]
        if place:
            refused.add(names[place])
    fates = _fates(
        folder, {name: "refused" if name in refused else "held-back" for name in folder.places}
    )
    lost = tuple(Fate(_table(place), "", place, "refused") for place in unread)
    return fates + lost


def _table(place: str) -> str:
    """The table of a row by its place: the file of a folder, the sheet of a workbook."""
    return place.rpartition(":")[0].rpartition(":")[2].removesuffix(".csv")


def _fates(folder: CaseFolder, fates: Mapping[str, FateWord]) -> tuple[Fate, ...]:
    return tuple(
        Fate(kind.TABLE, row.id, folder.places[row.id], fates[row.id])
        for kind, rows in folder.rows.items()
        for row in rows
    )
