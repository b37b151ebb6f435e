"""Import files that others publish: all of them or nothing, with the fate of every row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.exchange.detection import import_file
from materiel.exchange.format import Fate, FateWord, Imported
from materiel.exchange.ocds.reading import NAME as OCDS
from materiel.exchange.ocds.succession import follow as after_releases
from materiel.exchange.succession import NO_LONGER
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.case import Assumption, Case
from materiel.ledger.entry import Entry
from materiel.ledger.postings import Derived
from materiel.service.bulk import many_rows
from materiel.service.checking import every_row, typed_rows
from materiel.service.clock import now as clock_now
from materiel.service.following import FOLLOWS, added, logged, same_day, stands, stated
from materiel.service.progress import Progress, quiet
from materiel.service.stored import differences, stored_entries
from materiel.service.workspace import Workspace
from materiel.store.reading import Reader
from materiel.store.writing import Writer
from materiel.vocabulary.bodies import Body
from materiel.vocabulary.items import Item
from materiel.vocabulary.parties import Party

Rows = Mapping[type[Row], Sequence[Row]]
SHARED = (Assumption, Party, Item, Body)
"""Rows that name things: whoever was named first keeps the row."""
WORDS: tuple[FateWord, ...] = ("loaded", "loaded-with-finding", "refused", "not-data")
_NEWEST = Stamps(LAST_DAY, LAST_DAY)


@dataclass(frozen=True, slots=True)
class FileImport:
    """What became of one file.

    Attributes:
        file: its path.
        format: how it was read.
        case: the case that its rows belong to.
        known_on: the day on which it was public.
        fates: one for each row of the file, in its order.
        new: entries that it brings.
        same: entries that stood in the log already, or say nothing new.
        changes: against the release before it, a line for each corrected column, each new and
            each vanished row (``exchange.succession``); None where it follows none.
        findings: about the file and its rows as part of the case; an error holds all back.
    """

    file: str
    format: str
    case: str
    known_on: str
    fates: tuple[Fate, ...]
    new: int
    same: int
    changes: tuple[Mapping[str, str], ...] | None
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing in it holds the write back; a refused row alone does not."""
        return all(finding.severity != "error" for finding in self.findings)

    def counts(self) -> dict[str, int]:
        """How many rows of the file met which fate."""
        found = Counter(fate.word for fate in self.fates)
        return {word: found[word] for word in WORDS}

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "file": self.file,
            "format": self.format,
            "case": self.case,
            "known_on": self.known_on,
            "good": self.good,
            "counts": self.counts(),
            "new": self.new,
            "same": self.same,
            "changes": None if self.changes is None else [dict(each) for each in self.changes],
            "rows": [
                {
                    "place": fate.place,
                    "fate": fate.word,
                    "ids": list(fate.rows),
                    "findings": [finding.as_dict() for finding in fate.findings],
                }
                for fate in self.fates
            ],
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        dry_run: whether nothing was to be written.
        files: what became of each, in the order of their days.
    """

    dry_run: bool
    files: tuple[FileImport, ...]

    @property
    def good(self) -> bool:
        """Whether no file held the write back."""
        return all(each.good for each in self.files)

    @property
    def refused(self) -> int:
        """How many rows of the files were refused; the others came in without them."""
        return sum(each.counts()["refused"] for each in self.files)

    @property
    def written(self) -> bool:
        """Whether the log holds the files now."""
        return self.good and not self.dry_run

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "dry_run": self.dry_run,
            "good": self.good,
            "written": self.written,
            "refused": self.refused,
            "files": [each.as_dict() for each in self.files],
        }


class _NothingKeptError(Exception):
    """Rolls a dry run, or files with errors, back."""


def _keep_if(kept: bool) -> None:
    if not kept:
        raise _NothingKeptError


@many_rows()
def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    format_name: str = "",
    keep_vanished: bool = False,
    dry_run: bool = False,
    request: str = "",
    known_on: date | None = None,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> ImportReport:
    """Import files of known formats in the order of their days: all of them or nothing.

    A release of the Ukraine Support Tracker that follows another one is related to it: what it
    states otherwise supersedes, what it states again stands. The same file again is a no-op.

    Args:
        workspace: where to.
        paths: files, or folders of the files of one release.
        format_name: the format, where a person says it; empty: by content.
        keep_vanished: keep money and units in force that a later release no longer has, as where
            a file is only a part of its release; else they count until its day.
        dry_run: say what would happen, and write nothing.
        request: the client's id for this write, for a single file; see ``Writer``.
        known_on: the day on which a single file was public, where it does not say so itself.
        now: the recording time; None: now.
        progress: told what is being done.

    Raises:
        InputError: no such file, none or several formats read it, a release does not follow the
            one that stands, or nobody is set to record entries.
        FindingsError: the structure of a file is wrong.
        WorkspaceError: the database cannot be reached.
    """
    if not paths:
        raise InputError("import: no file is named")
    if request and len(paths) > 1:
        raise InputError("import: --request is the id of one write; import the files one by one")
    if known_on and len(paths) > 1:
        raise InputError("import: --known-on is the day of one file; import the files one by one")
    actor, moment = workspace.actor, now or clock_now()
    read: list[tuple[Path, Imported]] = []
    for path in paths:
        progress(f"reading {path}")
        read.append((path, import_file(path, format_name, known_on)))
    read.sort(key=lambda pair: pair[1].known_on)
    done: list[FileImport] = []
    try:
        with workspace.database.writing() as connection:
            writer = Writer(connection, actor, moment)
            for path, imported in read:
                progress(f"checking and writing {path}")
                done.append(
                    _import(
                        connection,
                        writer,
                        path,
                        imported,
                        keep_vanished=keep_vanished,
                        request=request,
                    )
                )
            _keep_if(not dry_run and all(each.good for each in done))
    except _NothingKeptError:
        pass
    return ImportReport(dry_run, tuple(done))


def _import(
    connection: Connection,
    writer: Writer,
    path: Path,
    imported: Imported,
    *,
    keep_vanished: bool,
    request: str,
) -> FileImport:
    """Relate one file to what stands, check it, and write it where nothing is wrong."""
    reader = Reader(connection, imported.case, _NEWEST)
    total = sum(map(len, imported.rows.values()))
    blank = FileImport(
        file=str(path),
        format=imported.format,
        case=imported.case,
        known_on=str(imported.known_on),
        fates=imported.fates,
        new=0,
        same=total,
        changes=None,
        findings=imported.findings,
    )
    standing = typed_rows(reader.records())
    same_again = stands(imported, standing)
    if same_again or (imported.format != OCDS and logged(connection, imported)):
        return blank
    coming, changes = imported, None
    follow = FOLLOWS.get(imported.case)
    if follow and standing and not same_day(imported, standing):
        before = stated(standing)
        succession = follow(before, imported)
        coming, changes = succession.imported, tuple(succession.report())
        if not keep_vanished:
            coming = added(coming, succession.withdrawn(before), path.name)
    elif imported.format == OCDS and standing:
        coming = after_releases(imported, standing, _written(connection, imported))
    coming = _without_known(coming, standing)
    found, derived = _checked(reader, coming)
    findings = [*imported.findings, *found]
    entries = _entries(coming, standing)
    findings += _conflicts(connection, coming, entries)
    blank = replace(blank, changes=changes, findings=tuple(findings))
    if not blank.good:
        return blank
    try:
        appended = writer.append(entries, request, derived)
    except InputError as problem:
        # What only the write can see, such as a day of knowledge after the recording day.
        name = str(problem).split(": ", 1)[0]
        place = coming.places.get(name, path.name)
        refused = Finding("ledger", place, str(problem), "Mend the row.")
        return replace(blank, findings=(*findings, refused))
    written = sum(not each.startswith(NO_LONGER) for each in appended.new)
    return replace(blank, new=len(appended.new), same=total - written)


def _written(connection: Connection, imported: Imported) -> frozenset[str]:
    """Ids of rows that the log holds with the very same content, whether they count or not."""
    entries = _entries(imported, {})
    stored = stored_entries(connection, imported.case, [entry.id for entry in entries])
    return frozenset(
        entry.id
        for entry in entries
        if entry.id in stored and not differences(entry, stored[entry.id])
    )


def _without_known(coming: Imported, standing: Rows) -> Imported:
    """The rows less those that only name what is named already."""
    rows = dict(coming.rows)
    for kind in SHARED:
        known = {row.id for row in standing.get(kind, ())}
        if kind in rows:
            rows[kind] = [row for row in rows[kind] if row.id not in known]
    cases = [row for row in standing.get(Case, ()) if isinstance(row, Case)]
    if cases and Case in rows:
        rows[Case] = _moved_on(coming, cases[-1], [*rows[Case]])
    return replace(coming, rows=rows)


def _moved_on(coming: Imported, before: Case, cases: Sequence[Row]) -> list[Row]:
    """The rows about the case itself that say more than the one that stands: a later date."""
    found: list[Row] = []
    for row in cases:
        if not isinstance(row, Case) or row.supersedes:
            found.append(row)
        elif row.today > before.today:
            name = f"asof-{coming.known_on}:case"
            known = max(row.known_on or row.today, before.known_on or before.today)
            found.append(replace(row, id=name, supersedes=before.id, known_on=known))
    return found


def _checked(reader: Reader, coming: Imported) -> tuple[list[Finding], Mapping[str, Derived]]:
    """What the checks find in the case with the new rows, as far as it is about these.

    Where the case is new, also what they derived, by id: the ledger would derive the same.
    """
    rows = {kind: [*mine] for kind, mine in every_row(reader).items()}
    before = {row.id for mine in rows.values() for row in mine}
    for kind, mine in coming.rows.items():
        rows.setdefault(kind, []).extend(row for row in mine if row.id not in before)
    case = CaseRows.gather(rows, None, coming.places)
    found = run_checks(case)
    if not before:
        return found, dict(case.journal.derived())
    places = set(coming.places.values())
    told = [
        finding
        for finding in found
        if any(part in places for part in _ends(finding.where)) or finding.severity == "error"
    ]
    return told, {}


def _ends(where: str) -> list[str]:
    """A place, and the place less its last parts: findings name the cell of a row."""
    parts = where.split(":")
    return [":".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _entries(coming: Imported, standing: Rows) -> list[Entry]:
    """The rows as entries, in loading order, with the case's defaults filled in."""
    cases = [
        row
        for rows in (standing, coming.rows)
        for row in rows.get(Case, ())
        if isinstance(row, Case)
    ]
    if not cases:
        raise InputError(f"{coming.case}: no row says what the case is")
    case = cases[-1]
    return [
        Entry(
            coming.case,
            row,
            row.known_on or coming.known_on,
            case.default_marking if row.marking is None else row.marking,
        )
        for kind in CASE_TABLES
        for row in coming.rows.get(kind, ())
    ]


def _conflicts(connection: Connection, coming: Imported, entries: Sequence[Entry]) -> list[Finding]:
    """Rows whose id stands in the log with other content."""
    stored = stored_entries(connection, coming.case, [entry.id for entry in entries])
    return [
        Finding(
            "conflict",
            coming.places.get(entry.id, entry.id),
            f"{entry.id} stands in the log with another {' and '.join(changed)}",
            "It comes from another version of this file; correct it with 'materiel correct', or "
            "import into a workspace of its own.",
        )
        for entry in entries
        if entry.id in stored and (changed := differences(entry, stored[entry.id]))
    ]
