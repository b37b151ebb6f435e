"""``materiel import``: files that others publish into the log, all of them or nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common, day
from materiel.interfaces.cli.output import counted, progress, say, say_findings, say_json, table
from materiel.kernel.findings import Finding

FATES = ("loaded", "loaded-with-finding", "refused", "not-data")
CHANGES = (("corrected", "corrected"), ("new", "new"), ("vanished", "vanished"))
"""The parts of a change report, and their headings."""
SHOWN = 20
"""Lines of one list that are printed; ``--json`` has all of them."""
CELL = 28
"""Letters of a cell of a change that are printed."""


def import_(
    *files: Path,
    format: str = "",  # noqa: A002  (the word a person types)
    keep_vanished: bool = False,
    dry_run: bool = False,
    known_on: str = "",
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Import files that others publish, such as releases of the Ukraine Support Tracker.

    What a file is is told by its content. All files are written or none; the fate of every row
    is counted, and listed with --json; a row that is refused holds no other one back, and ends
    the command with exit code 1. A later release supersedes what it corrects. Where
    there is no workspace yet, the current folder becomes one.

    Args:
        files: one or several files, or folders of the files of one release.
        format: the format, where the content leaves it open.
        keep_vanished: keep money and units in force that a later release no longer has; else
            they count until its day. For a file that is only a part of its release.
        dry_run: say what would happen to every row, and write nothing.
        known_on: the day on which the file was public, YYYY-MM-DD, where it does not say so.
        request: an id of yours for this write; the same id again answers as the first time.
        common: the options of every command.
    """
    common.refuse("import", (*CLOCKS, "case"), "the file says which case it is, and when")
    with common.begin(dry_run=dry_run) as workspace:
        report = materiel.import_files(
            workspace,
            files,
            format_name=format,
            keep_vanished=keep_vanished,
            dry_run=dry_run,
            request=request,
            known_on=day(known_on, "--known-on"),
            progress=progress,
        )
    if common.json:
        say_json(report.as_dict())
        return GOOD if report.good and not report.refused else FINDINGS
    table(
        ("file", "format", "known on", *FATES),
        [
            (Path(each.file).name, each.format, each.known_on, *map(str, each.counts().values()))
            for each in report.files
        ],
        right=range(3, 3 + len(FATES)),
    )
    for each in report.files:
        _say_findings([*each.findings, *(more for fate in each.fates for more in fate.findings)])
        if each.changes is not None:
            _say_changes(each.changes)
    for each in report.files:
        name = Path(each.file).name
        if report.good:
            verb = "would be written" if dry_run else "written"
            new = counted(each.new, "entry", "entries")
            say(f"{name}: {each.case}: {new} {verb}, {each.same:,} the same as before")
            if refused := each.counts()["refused"]:
                say(f"{name}: {counted(refused, 'row')} refused; mend and import again")
        else:
            say(f"{name}: {each.case}: nothing written")
    return GOOD if report.good and not report.refused else FINDINGS


def _say_findings(findings: Sequence[Finding]) -> None:
    """Print errors whole, then the first of the others, and how many more of which check."""
    errors = [each for each in findings if each.severity == "error"]
    others = [each for each in findings if each.severity != "error"]
    others.sort(key=lambda each: each.severity == "note")
    say_findings([*errors, *others[:SHOWN]])
    if rest := others[SHOWN:]:
        by_check = ", ".join(
            f"{count:,} {check}" for check, count in Counter(each.check for each in rest).items()
        )
        say(f"{counted(len(rest), 'more finding')} ({by_check}); --json lists all")


def _say_changes(changes: Sequence[Mapping[str, str]]) -> None:
    """Print what the later release corrected, added and dropped, each apart."""
    for fate, title in CHANGES:
        mine = [each for each in changes if each["fate"] == fate]
        say("", f"{title}: {len(mine):,}")
        table(
            ("row", "about", "column", "from", "to"),
            [
                (
                    each["after"] or each["before"],
                    *(each[name][:CELL] for name in ("subject", "column", "from", "to")),
                )
                for each in mine[:SHOWN]
            ],
        )
        if len(mine) > SHOWN:
            say(f"and {len(mine) - SHOWN:,} more; --json lists all")
    say("")


COMMAND = Command(
    name="import",
    group="Record",
    run=import_,
    example="materiel import release-7.xlsx --dry-run\n"
    "materiel import release-7.xlsx release-8.xlsx --as registrar\n"
    "materiel import website-files",
)
