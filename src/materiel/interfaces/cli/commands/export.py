"""``materiel export``: the whole log as JSON Lines, without loss."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, progress, say, say_json, write
from materiel.kernel.errors import InputError


def export(path: Path | None = None, /, *, common: Common = PLAIN) -> int:
    """Write the whole log as JSON Lines: an entry on each line, with hashes, and an end line.

    'materiel load FILE.jsonl' takes it into an empty workspace; every hash stays the same.

    Args:
        path: the file, which ends in .jsonl; else the lines are printed.
        common: the options of every command.
    """
    common.refuse("export", (*CLOCKS, "case"), "a log is exported whole, so that its hashes hold")
    with common.open() as workspace:
        if path is None:
            write(materiel.export_lines(workspace))
            return GOOD
        if path.suffix != ".jsonl":
            raise InputError(f"found {str(path)!r}; accepted: a file that ends in .jsonl")
        moved = materiel.export_log(workspace, path, progress)
    if common.json:
        say_json(moved.as_dict())
    else:
        say(f"{moved.path}: {counted(moved.entries, 'entry', 'entries')}")
    return GOOD


COMMAND = Command(
    name="export",
    group="Keep safe",
    run=export,
    example="materiel export log.jsonl\nmateriel export | gzip > log.jsonl.gz",
)
