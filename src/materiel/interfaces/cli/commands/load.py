"""``materiel load``: a case folder or workbook into the log, all of it or nothing."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json, table

JSON_LINES = ".jsonl"
COLUMNS = ("loaded", "would-load", "same", "refused", "held-back")


def load(
    source: str,
    /,
    *,
    dry_run: bool = False,
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Load a case folder, a case workbook, a packaged case, or an exported log.

    All rows are loaded or none; rows that stand in the log already change nothing. A file
    that ends in .jsonl is a whole log and goes into an empty workspace, hashes unchanged.
    Where there is no workspace yet, the current folder becomes one.

    Args:
        source: a folder, a workbook (.xlsx), the name of a packaged case, or a file from
            'materiel export'.
        dry_run: say what would happen to every row, and write nothing.
        request: an id of yours for this write; the same id again answers as the first time.
        common: the options of every command.
    """
    common.refuse("load", (*CLOCKS, "case"), "the folder says which case it is, and when")
    with common.begin(dry_run=dry_run) as workspace:
        if source.endswith(JSON_LINES):
            return _import(workspace, Path(source), dry_run, common)
        report = materiel.load_case(
            workspace, source, dry_run=dry_run, request=request, progress=progress
        )
    if common.json:
        say_json(report.as_dict())
        return GOOD if report.good else FINDINGS
    table(
        ("table", *COLUMNS),
        [
            (name, *(str(counts[fate] or "") for fate in COLUMNS))
            for name, counts in report.counts().items()
        ],
        right=range(1, len(COLUMNS) + 1),
    )
    say_findings(report.findings)
    if not report.good:
        refused = counted(report.total("refused"), "row")
        say(f"{report.case or source}: nothing loaded; {refused} refused")
        return FINDINGS
    loaded, same = report.total("would-load" if dry_run else "loaded"), report.total("same")
    verb = "would be loaded" if dry_run else "loaded"
    say(f"{report.case}: {counted(loaded, 'row')} {verb}, {same:,} the same as before")
    return GOOD


def _import(workspace: "materiel.Workspace", path: Path, dry_run: bool, common: Common) -> int:
    moved = materiel.import_log(workspace, path, dry_run=dry_run, progress=progress)
    if common.json:
        say_json(moved.as_dict())
        return GOOD
    entries = counted(moved.entries, "entry", "entries")
    if moved.written:
        say(f"{path}: {entries} loaded, hashes unchanged")
    elif dry_run:
        say(f"{path}: {entries}, an unbroken chain; nothing written")
    else:
        say(f"{path}: the workspace holds this log of {entries} already")
    return GOOD


COMMAND = Command(
    name="load",
    group="Record",
    run=load,
    example=(
        "materiel load my-case --dry-run\nmateriel load my-case.xlsx\nmateriel load patriot\n"
        "materiel load log.jsonl"
    ),
)
