"""The whole log out as JSON Lines, and into an empty workspace with its hashes as they were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from materiel.exchange.jsonlines import End, dump, parse
from materiel.kernel.errors import ConflictError, FindingsError, InputError
from materiel.kernel.findings import Finding
from materiel.ledger.entry import CONTENT, GENESIS, Record, chain_hash, content_hash, encode
from materiel.service.progress import Progress, quiet
from materiel.service.workspace import Workspace
from materiel.store.derived import insert_rows
from materiel.store.entries import head
from materiel.store.rebuilding import log_records, rebuild_on
from materiel.store.schema import LOG


@dataclass(frozen=True, slots=True)
class Moved:
    """What an export or an import did.

    Attributes:
        path: the file.
        entries: how many it holds.
        hash: that of the newest one; empty for none.
        written: False when the workspace held exactly this log already, or on a dry run.
        dry_run: whether nothing was to be written.
    """

    path: Path
    entries: int
    hash: str
    written: bool
    dry_run: bool = False

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "path": str(self.path),
            "entries": self.entries,
            "hash": self.hash,
            "written": self.written,
            "dry_run": self.dry_run,
        }


def export_lines(workspace: Workspace) -> Iterator[str]:
    """The log, one line for each entry, in order, and one that ends it."""
    with workspace.database.reading() as connection:
        yield from dump(log_records(connection))


def export_log(workspace: Workspace, path: Path, progress: Progress = quiet) -> Moved:
    """Write the whole log to a file; an older file is replaced at the end, or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    count, newest = 0, ""
    part = path.with_name(f".{path.name}.part")
    try:
        with (
            part.open("w", encoding="utf-8", newline="\n") as stream,
            workspace.database.reading() as connection,
        ):
            told = _Told(progress)
            stream.writelines(dump(told.passing(log_records(connection))))
            count, newest = told.count, told.newest
        part.replace(path)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return Moved(path, count, newest, written=True)


class _Told:
    """Counts the records that pass and says so now and then."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.count, self.newest = progress, 0, ""

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records."""
        for record in records:
            yield record
            self.count, self.newest = self.count + 1, record.hash
            if self.count % 10_000 == 0:
                self.progress(f"{self.count:,} entries")


def import_log(
    workspace: Workspace, path: Path, *, dry_run: bool = False, progress: Progress = quiet
) -> Moved:
    """Take an exported log into an empty workspace; every hash stays as it was.

    Raises:
        InputError: the file cannot be read, a line is no entry, or it was cut short.
        FindingsError: the chain of hashes in the file is broken.
        ConflictError: the workspace holds another log.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            exported = parse(stream)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    except (UnicodeDecodeError, InputError) as problem:
        raise InputError(f"{path}: {problem}") from None
    records = list(exported.records)
    progress(f"checking {len(records):,} entries")
    if findings := _broken(path, records):
        raise FindingsError(str(findings[0]), findings)
    newest = records[-1].hash if records else ""
    if exported.end != End(len(records), newest):
        raise InputError(
            f"{path}: it ends with {exported.end.entries:,} entries and the hash "
            f"{exported.end.hash or 'none'}, and holds {len(records):,} up to {newest or 'none'}; "
            "export the log again"
        )
    with workspace.database.writing() as connection:
        seq, found = head(connection)
        if seq:
            if found == newest:
                return Moved(path, len(records), newest, written=False, dry_run=dry_run)
            raise ConflictError(
                f"the workspace {workspace.folder} holds another log of {seq:,} entries; "
                "an export goes into an empty workspace ('materiel init FOLDER')"
            )
        if not dry_run:
            progress(f"writing {len(records):,} entries")
            names = [column.name for column in LOG.columns]
            rows = [tuple(getattr(record, name) for name in names) for record in records]
            insert_rows(connection, LOG, rows)
            rebuild_on(connection)
    return Moved(path, len(records), newest, written=not dry_run, dry_run=dry_run)


def _broken(path: Path, records: list[Record]) -> list[Finding]:
    """The first place where the file is not a whole chain."""
    previous = GENESIS
    for number, record in enumerate(records, 1):
        content = content_hash(record.salt, encode([getattr(record, name) for name in CONTENT]))
        problem = ""
        if record.seq != number:
            problem = f"position {number} is missing: entries were deleted or moved"
        elif content != record.content_hash:
            problem = f"the content of {record.kind} {record.id} is not what was recorded"
        elif chain_hash(previous, record.seq, content) != record.hash:
            problem = f"the hash of {record.kind} {record.id} does not follow from the one before"
        if problem:
            where = f"{path.name}:{number}"
            return [Finding("chain", where, problem, "Export the log again.")]
        previous = record.hash
    return []
