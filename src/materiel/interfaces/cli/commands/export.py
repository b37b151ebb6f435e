"""``materiel export``: the whole log as JSON Lines, or a case as a workbook or a folder."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, progress, say, say_json, write
from materiel.kernel.errors import InputError

LOG = ".jsonl"


def export(path: Path | None = None, /, *, source: str = "", common: Common = PLAIN) -> int:
    """Write the whole log as JSON Lines, or one case as a workbook or a folder of tables.

    A file that ends in .jsonl is the log: an entry on each line, with hashes, and an end line;
    'materiel load FILE.jsonl' takes it into an empty workspace, every hash the same. A file
    that ends in .xlsx, or a new folder, is the case with all its rows, corrections too.

    Args:
        path: the file or the folder; else the lines of the log are printed.
        source: write this case folder, workbook or packaged case instead of one in the log.
        common: the options of every command.
    """
    common.refuse("export", CLOCKS, "all entries are written, whenever they count")
    if source:
        return _convert(source, path, common)
    if path is not None and path.suffix != LOG:
        with common.open() as workspace:
            return _said(materiel.export_case(workspace, path, common.view), common)
    common.refuse("export", ("case",), "a log is exported whole, so that its hashes hold")
    with common.open() as workspace:
        if path is None:
            write(materiel.export_lines(workspace))
            return GOOD
        moved = materiel.export_log(workspace, path, progress)
    if common.json:
        say_json(moved.as_dict())
    else:
        say(f"{moved.path}: {counted(moved.entries, 'entry', 'entries')}")
    return GOOD


def _convert(source: str, path: Path | None, common: Common) -> int:
    common.refuse("export", ("case",), "--source says which case it is")
    if path is None or path.suffix == LOG:
        raise InputError("--source: give a file that ends in .xlsx, or a folder, to write to")
    return _said(materiel.convert_case(source, path), common)


def _said(written: "materiel.Written", common: Common) -> int:
    if common.json:
        say_json(written.as_dict())
        return GOOD
    rows, tables = sum(written.rows.values()), len(written.rows)
    say(f"{written.path}: {written.case}: {counted(rows, 'row')} in {counted(tables, 'table')}")
    if written.left_out:
        say(f"{counted(written.left_out, 'decision')} of accepted plans are no rows of a case")
    return GOOD


COMMAND = Command(
    name="export",
    group="Keep safe",
    run=export,
    example="materiel export log.jsonl\nmateriel export | gzip > log.jsonl.gz\n"
    "materiel export coalition.xlsx --case coalition\n"
    "materiel export my-case.xlsx --source my-case",
)
