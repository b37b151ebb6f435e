"""Is the log what was recorded: check it, keep a checkpoint elsewhere, rebuild what is derived."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.service.clock import now as clock_now
from materiel.service.progress import Progress, quiet
from materiel.service.workspace import Workspace
from materiel.store.entries import head
from materiel.store.rebuilding import rebuild
from materiel.store.verifying import Checkpoint, take_checkpoint
from materiel.store.verifying import verify as verify_log


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification found.

    Attributes:
        entries: how many the log holds.
        hash: that of the newest entry; empty for an empty log.
        rebuilt: whether the derived tables were made again first.
        compared: position of the checkpoint that was kept elsewhere; None without one.
        taken: the new checkpoint; None when none was asked for.
        findings: what is wrong; empty when the log is what was recorded.
    """

    entries: int
    hash: str
    rebuilt: bool
    compared: int | None
    taken: Checkpoint | None
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "good": self.good,
            "entries": self.entries,
            "hash": self.hash,
            "rebuilt": self.rebuilt,
            "compared": self.compared,
            "checkpoint": None
            if self.taken is None
            else {"seq": self.taken.seq, "hash": self.taken.hash, "taken_at": self.taken.taken_at},
            "findings": [finding.as_dict() for finding in self.findings],
        }


def verify(
    workspace: Workspace,
    *,
    checkpoint: Path | None = None,
    take: Path | None = None,
    rebuild_first: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> VerifyReport:
    """Check the whole log and every derived table (DESIGN §4.7).

    Args:
        workspace: whose log.
        checkpoint: a file with a checkpoint that was kept elsewhere.
        take: a file to write a new checkpoint to; only when nothing is wrong.
        rebuild_first: make the derived tables again from the log before checking.
        now: the time of a new checkpoint; None: now.
        progress: told what is being done.

    Raises:
        InputError: a file cannot be read or written, or the log is empty.
    """
    kept = None
    if checkpoint is not None:
        try:
            kept = Checkpoint.parse(checkpoint.read_text(encoding="utf-8"))
        except OSError as problem:
            raise InputError(f"{checkpoint}: {problem.strerror}") from None
        except (UnicodeDecodeError, InputError) as problem:
            raise InputError(f"{checkpoint}: {problem}") from None
    database = workspace.database
    if rebuild_first:
        progress("rebuilding the derived tables")
        rebuild(database)
    progress("checking the log and the derived tables")
    findings = verify_log(database, kept)
    taken = None
    if take is not None and not findings:
        taken = take_checkpoint(database, now or clock_now())
        try:
            take.write_text(taken.as_text() + "\n", encoding="utf-8")
        except OSError as problem:
            raise InputError(f"{take}: {problem.strerror}") from None
    with database.reading() as connection:
        entries, newest = head(connection)
    return VerifyReport(
        entries,
        newest,
        rebuild_first,
        None if kept is None else kept.seq,
        taken,
        tuple(findings),
    )
