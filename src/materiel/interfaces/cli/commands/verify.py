"""``materiel verify``: is the log what was recorded."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json


def verify(
    *,
    checkpoint: Path | None = None,
    take_checkpoint: Path | None = None,
    rebuild: bool = False,
    common: Common = PLAIN,
) -> int:
    """Check every hash of the log and every row that is derived from it.

    A log that was cut short is found only against a checkpoint that somebody else keeps.

    Args:
        checkpoint: a file with a checkpoint that was kept elsewhere.
        take_checkpoint: a file to write a new checkpoint to, when nothing is wrong.
        rebuild: make the derived tables again from the log first.
        common: the options of every command.
    """
    common.refuse("verify", (*CLOCKS, "case"), "the whole log is checked")
    with common.open() as workspace:
        report = materiel.verify(
            workspace,
            checkpoint=checkpoint,
            take=take_checkpoint,
            rebuild_first=rebuild,
            progress=progress,
        )
    if common.json:
        say_json(report.as_dict())
        return GOOD if report.good else FINDINGS
    say_findings(report.findings)
    entries = counted(report.entries, "entry", "entries")
    if report.compared is not None and report.good:
        say(f"the checkpoint at position {report.compared} holds")
    if report.taken is not None:
        where = f"position {report.taken.seq} written to {take_checkpoint}"
        say(f"checkpoint at {where}; keep it elsewhere")
    if report.good:
        say(f"good: {entries}, newest hash {report.hash or 'none'}")
        return GOOD
    say(f"not good: {entries}, {counted(len(report.findings), 'finding')}")
    return FINDINGS


COMMAND = Command(
    name="verify",
    group="Keep safe",
    run=verify,
    example=(
        "materiel verify\n"
        "materiel verify --take-checkpoint /media/stick/today.json\n"
        "materiel verify --checkpoint /media/stick/today.json"
    ),
)
