"""``materiel check``: is the data right, before it is loaded or as the workspace holds it."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, say, say_findings, say_json


def check(
    source: str | None = None,
    /,
    *,
    only: tuple[str, ...] = (),
    common: Common = PLAIN,
) -> int:
    """Check a case folder, workbook or packaged case; without one, the case of the workspace.

    Nothing is written. Notes are shown and are no finding for the exit code.

    Args:
        source: a folder, a workbook (.xlsx), or the name of a packaged case.
        only: the name of a check; repeat it for several.
        common: the options of every command.
    """
    if source is None:
        with common.open() as workspace:
            report = materiel.check_workspace(workspace, common.view, only)
    else:
        common.refuse("check", (*CLOCKS, "case"), "a folder is checked at the date of its case")
        report = materiel.check_folder(source, only)
    if common.json:
        say_json(report.as_dict())
    else:
        say_findings(report.findings)
        where = report.source or report.case
        found = counted(len(report.findings), "finding") if report.findings else "no findings"
        say(f"{where}: {counted(report.rows, 'row')}, {found}")
    return GOOD if report.good else FINDINGS


COMMAND = Command(
    name="check",
    group="Record",
    run=check,
    example="materiel check my-case\nmateriel check --case patriot --only consent",
)
