"""Documents into the record: kept as received, with what they claim waiting for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from materiel.evidence.documents import GRADES, Document
from materiel.evidence.entering import claim_row, suggestion_rows
from materiel.evidence.proposals import Proposal
from materiel.exchange.documents.kept import KeptDocuments, KeptReading, hash_of, text_hash_of
from materiel.exchange.documents.opening import read_bytes
from materiel.exchange.documents.reader import LARGEST_FILE
from materiel.kernel.errors import FindingsError, InputError, WorkspaceError
from materiel.kernel.findings import Finding
from materiel.kernel.period import FIRST_DAY, LAST_DAY, Period
from materiel.kernel.stamps import Stamps
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry
from materiel.service.checking import every_row, rows_findings
from materiel.service.clock import now as clock_now
from materiel.service.ingesting import MARKS
from materiel.service.progress import Progress, quiet
from materiel.service.readers import WEIGHTS, DocumentReader
from materiel.service.workspace import Workspace, case_row
from materiel.store.reading import Reader
from materiel.store.writing import Writer

FOLDER = "documents"
"""Where a workspace keeps its documents."""
NOT_STATED = "not stated"
UNDATED = Period(FIRST_DAY, LAST_DAY, "range")
"""The day of a document that states none, and of which nobody said it."""

KeptWord = Literal["kept", "same", "copy", "held-back"]
"""``same``: stood there; ``copy``: another file with the same words, whose claims stand already."""


@dataclass(frozen=True, slots=True)
class About:
    """What a person says about documents that they do not say themselves; empty: not stated.

    Attributes:
        title: our own short name; empty: the stem of the file's name.
        publisher: who published it.
        locator: where it can be found.
        grade: how well such a source is usually informed.
        published: its day, for those that do not state it.
    """

    title: str = ""
    publisher: str = ""
    locator: str = ""
    grade: str = "C"
    published: date | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What became of one file.

    Attributes:
        file: as it was named.
        document: id of the document; empty when it could not be read.
        fate: see ``KeptWord``.
        published: its day; None when not stated.
        marks: how many sentences bear each mark.
        claims: how many claims it brought into the record.
        findings: what could not be read, and what was not taken over.
    """

    file: str
    document: str
    fate: KeptWord
    published: date | None
    marks: Mapping[str, int]
    claims: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """The file's answer as JSON."""
        return {
            "file": self.file,
            "document": self.document,
            "fate": self.fate,
            "published": str(self.published) if self.published else None,
            "sentences": dict(self.marks),
            "claims": self.claims,
            "findings": [each.as_dict() for each in self.findings],
        }


@dataclass(frozen=True, slots=True)
class KeptReport:
    """What became of all files.

    Attributes:
        case: the case that the claims went into.
        files: one answer each.
        suggestions: how many relations are proposed with them.
    """

    case: str
    files: tuple[KeptFile, ...]
    suggestions: int

    @property
    def good(self) -> bool:
        """Whether every file could be read; else nothing was kept."""
        return not any(one.severity == "error" for each in self.files for one in each.findings)

    @property
    def claims(self) -> int:
        """How many claims came into the record."""
        return sum(each.claims for each in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "good": self.good,
            "case": self.case,
            "files": [each.as_dict() for each in self.files],
            "claims": self.claims,
            "suggestions": self.suggestions,
        }


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that was read."""

    path: Path
    content: bytes
    row: Document
    kept: KeptReading
    findings: tuple[Finding, ...]
    places: tuple[str, ...]

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        return self.kept.reading.claims if self.kept.reading else ()


def documents_of(workspace: Workspace) -> KeptDocuments:
    """The kept documents of a workspace."""
    return KeptDocuments(workspace.folder / FOLDER)


def keep_documents(
    workspace: Workspace,
    files: Sequence[Path],
    about: About | None = None,
    *,
    case: str = "",
    reader: DocumentReader = WEIGHTS,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> KeptReport:
    """Keep documents and record what they claim, all of it or nothing; again is a no-op.

    A claim is no event of the ledger and moves no total there. A file that stands already, by its
    content, changes nothing; one with the same words as another is kept, and claims nothing anew.

    Args:
        workspace: where to.
        files: documents of the kinds that are read.
        about: what a person says about them.
        case: which case.
        reader: who reads; see ``document_reader``.
        now: the recording time; None: now.
        progress: told of each file.

    Raises:
        InputError: a file is missing, or a title for several files.
        FindingsError: the checks find an error that was not there before.
        WorkspaceError: the folder of the documents cannot be written.
    """
    about = about or About()
    _refuse(files, about)
    moment, name = now or clock_now(), workspace.case(case)
    actor, store = workspace.actor, documents_of(workspace)
    opened: dict[str, _Opened] = {}
    order: list[tuple[Path, str]] = []
    for path in files:
        progress(f"reading {path.name}")
        content = _content(path)
        key = hash_of(content)
        order.append((path, key))
        if key not in opened:
            opened[key] = _open(path, content, about, moment.date(), reader)
    if any(each.severity == "error" for one in opened.values() for each in one.findings):
        return KeptReport(name, tuple(_held(path, opened[key]) for path, key in order), 0)
    made: list[Path] = []
    try:
        with workspace.database.writing() as connection:
            newest = Reader(connection, name, Stamps(LAST_DAY, LAST_DAY))
            stored = {row.hash: row for row in newest.rows(Document) if row.hash}
            fresh = _with_copies([one for key, one in opened.items() if key not in stored], stored)
            for one in fresh:
                made += store.keep(one.content, one.kept)
            rows, notes = _rows(fresh, stored, store, reader, moment.date())
            _record(connection, actor, newest, rows, moment)
    except BaseException:
        store.forget(made)
        raise
    news = {one.row.hash: one for one in fresh}
    answers, told = [], set[str]()
    for path, key in order:
        one = opened[key]
        if key in news and key not in told:
            answers.append(_answer(path, news[key], notes))
        else:
            standing = stored.get(key) or news[key].row
            answers.append(_same(path, one, standing, about))
        told.add(key)
    count = sum(each.TABLE == "suggestions" for each in rows)
    return KeptReport(name, tuple(answers), count)


def _refuse(files: Sequence[Path], about: About) -> None:
    if not files:
        raise InputError("no file is named; accepted: one or several files")
    if len(files) > 1 and about.title:
        raise InputError("title: one title for several files; name them one by one")
    if about.grade not in GRADES:
        raise InputError(f"grade: found {about.grade!r}; accepted: {', '.join(GRADES)}")


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; accepted: files")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{path}: {size:,} bytes; at most {LARGEST_FILE:,} are kept")
        return path.read_bytes()
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None


def _open(path: Path, content: bytes, about: About, today: date, reader: DocumentReader) -> _Opened:
    text = read_bytes(content, path.name)
    key = hash_of(content)
    name = f"d-{key[:16]}"
    reading = reader.read(name, text.text, text.published or about.published)
    day = reading.published
    row = Document(
        id=name,
        title=about.title or " ".join(path.stem.split()) or name,
        publisher=about.publisher or NOT_STATED,
        published=Period.day(day) if day else UNDATED,
        locator=about.locator or NOT_STATED,
        grade=about.grade,
        file=" ".join(path.name.split()),
        hash=key,
        text_hash=text_hash_of(text.text),
        known_on=min(day or today, today),
        note="" if day else "the day of publication is not stated",
    )
    return _Opened(
        path,
        content,
        row,
        KeptReading(text.text, reader.title, reading),
        text.findings,
        tuple(text.place(each.start) for each in reading.claims),
    )


def _with_copies(fresh: Sequence[_Opened], stored: Mapping[str, Document]) -> list[_Opened]:
    """The new files, those marked that have the words of another document."""
    texts = {row.text_hash: row.id for row in stored.values() if not row.copy_of}
    found = []
    for one in sorted(fresh, key=lambda each: each.row.id):
        first = texts.setdefault(one.row.text_hash, one.row.id)
        if first != one.row.id:
            found.append(replace(one, row=replace(one.row, copy_of=first)))
        else:
            found.append(one)
    return found


def _rows(
    fresh: Sequence[_Opened],
    stored: Mapping[str, Document],
    store: KeptDocuments,
    reader: DocumentReader,
    today: date,
) -> tuple[list[Row], dict[str, list[Finding]]]:
    """The rows of the new documents, and what is said about those that cannot be compared."""
    own = [one for one in fresh if not one.row.copy_of]
    claims: list[Row] = [
        claim_row(each, reader.title, one.row.known_on or today, place)
        for one in own
        for each, place in zip(one.proposals, one.places, strict=True)
    ]
    notes: dict[str, list[Finding]] = {}
    old: list[tuple[Proposal, ...]] = []
    for row in sorted(stored.values(), key=lambda each: each.id) if own else ():
        if row.copy_of:
            continue
        problem = "was read by another version; its claims are not compared"
        try:
            reading = store.reading(row.hash).reading
        except WorkspaceError as lost:
            reading, problem = None, str(lost)
        if reading is None:
            remedy = "Relate its claims by hand."
            found = Finding("document", row.id, problem, remedy, "warning")
            notes.setdefault(own[0].row.hash, []).append(found)
        else:
            old.append(reading.claims)
    suggested = suggestion_rows(
        [one.proposals for one in own], old, reader.title, today, weighed=reader.weighed
    )
    return [*(one.row for one in fresh), *claims, *suggested], notes


def _record(
    connection: Connection, actor: str, newest: Reader, rows: Sequence[Row], moment: datetime
) -> None:
    """Append the rows, unless the checks find an error that was not there before."""
    if not rows:
        return
    about = case_row(newest)
    entries = [
        Entry(newest.case, row, row.known_on or moment.date(), about.default_marking)
        for row in rows
    ]
    at = max(about.today, moment.date())
    stamps = Stamps(at, at)
    before = set(rows_findings(every_row(newest), stamps=stamps))
    Writer(connection, actor, moment).append(entries, "")
    after = rows_findings(every_row(newest), stamps=stamps)
    errors = [each for each in after if each.severity == "error" and each not in before]
    if errors:
        raise FindingsError(str(errors[0]), errors)


def _held(path: Path, one: _Opened) -> KeptFile:
    return KeptFile(str(path), "", "held-back", None, _marks(one), 0, one.findings)


def _answer(path: Path, one: _Opened, notes: Mapping[str, list[Finding]]) -> KeptFile:
    findings = (*one.findings, *notes.get(one.row.hash, ()))
    day = one.kept.reading.published if one.kept.reading else None
    if one.row.copy_of:
        problem = f"has the words of {one.row.copy_of}; its claims stand already"
        copy = Finding("document", path.name, problem, "", "note")
        return KeptFile(str(path), one.row.id, "copy", day, _marks(one), 0, (*findings, copy))
    return KeptFile(str(path), one.row.id, "kept", day, _marks(one), len(one.proposals), findings)


def _same(path: Path, one: _Opened, standing: Document, about: About) -> KeptFile:
    """A file that stands; what is said about it now and stands otherwise is not taken over."""
    findings = []
    for name in ("title", "publisher", "locator", "grade"):
        now = getattr(about, name)
        stands = getattr(standing, name)
        if now and now != stands and (name != "grade" or now != About().grade):
            problem = f"{name} stands as {stands!r}, and {now!r} is not taken over"
            remedy = f"Use 'materiel correct {standing.id} {name}=...'."
            findings.append(Finding("document", path.name, problem, remedy, "note"))
    day = None if standing.published == UNDATED else standing.published.start
    return KeptFile(str(path), standing.id, "same", day, _marks(one), 0, tuple(findings))


def _marks(one: _Opened) -> dict[str, int]:
    sentences = one.kept.reading.sentences if one.kept.reading else ()
    return {mark: sum(each.mark == mark for each in sentences) for mark in MARKS}
