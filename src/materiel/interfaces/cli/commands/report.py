"""``materiel report``: the whole workspace as one page, or one named question as a table."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import say, say_json, table, write
from materiel.kernel.errors import InputError
from materiel.reports.table import Table, shown


def report(
    name: str = "",
    /,
    *,
    out: Path | None = None,
    plan: str = "",
    csv: bool = False,
    list: bool = False,  # noqa: A002  (the word a person types)
    common: Common = PLAIN,
) -> int:
    """Write the report of every case as one page; or answer one named question as a table.

    Args:
        name: a question, see --list; without one the page is written.
        out: the page to write; else report.html in the workspace.
        plan: for a question about a plan: its name; else the first plan of the case.
        csv: print the table as CSV.
        list: list the questions.
        common: the options of every command.
    """
    if list:
        found = materiel.list_reports()
        if common.json:
            say_json(found)
        else:
            table(("report", "question"), found.items())
        return GOOD
    if not name:
        if csv or plan:
            raise InputError("report: --csv and --plan are about one question; name it")
        with common.open() as workspace:
            written = materiel.write_report(workspace, view=common.view, path=out)
        if common.json:
            say_json(written.as_dict())
        else:
            say(f"written to {written.path}: {', '.join(written.cases)}")
        return GOOD
    if csv and common.json:
        raise InputError("report: --csv and --json are two forms of one answer; choose one")
    if out is not None:
        raise InputError("report: --out is for the page; a table is printed")
    with common.open() as workspace:
        answer = materiel.answer_report(workspace, name, view=common.view, plan=plan)
    if csv:
        write([answer.as_csv()])
    elif common.json:
        say_json(answer.as_json())
    else:
        _show(answer)
    return GOOD


def _show(answer: Table) -> None:
    say(answer.question, "")
    if answer.lines:
        numbers = [at for at, each in enumerate(answer.columns) if each.kind != "text"]
        table(
            [each.title for each in answer.columns],
            [[shown(cell) for cell in line.cells] for line in answer.lines],
            right=numbers,
        )
    else:
        say(answer.empty)
    if answer.notes:
        say("", *answer.notes)


COMMAND = Command(
    name="report",
    group="Ask",
    run=report,
    example="materiel report\nmateriel report --list\nmateriel report ladder --case patriot --csv",
)
