"""``materiel report``: the whole workspace as one page, or one named question as a table."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, cells
from materiel.interfaces.cli.output import counted, say, say_json, table, write
from materiel.interfaces.cli.tables import say_table
from materiel.kernel.errors import InputError
from materiel.reports.table import Table


def report(
    name: str = "",
    /,
    *,
    out: Path | None = None,
    plan: str = "",
    set: tuple[str, ...] = (),  # noqa: A002  (the word a person types)
    csv: bool = False,
    xlsx: Path | None = None,
    list: bool = False,  # noqa: A002  (the word a person types)
    common: Common = PLAIN,
) -> int:
    """Write the report of every case as one page; or answer one named question as a table.

    Args:
        name: a question, see --list; without one the page is written.
        out: the page to write; else report.html in the workspace.
        plan: for a question about a plan: its name; else the first plan of the case.
        set: an option of the question, as name=value; --list names them; repeat it for several.
        csv: print the table as CSV.
        xlsx: write the table as a spreadsheet, to a file that ends in .xlsx.
        list: list the questions.
        common: the options of every command.
    """
    if list:
        return _questions(common)
    if not name:
        if csv or plan or xlsx:
            raise InputError("report: --csv, --xlsx and --plan are about one question; name it")
        if set:
            raise InputError("report: --set is about one question; name it")
        return _page(out, common)
    if out is not None:
        raise InputError("report: --out is for the page; a table is printed")
    forms = [flag for flag, on in (("csv", csv), ("xlsx", xlsx), ("json", common.json)) if on]
    if len(forms) > 1 and "csv" in forms:
        raise InputError(f"report: --csv and --{forms[1]} are two forms of one answer; choose one")
    chosen = cells(set)
    with common.open() as workspace:
        if forms == ["json"]:
            say_json(
                materiel.report_records(
                    workspace, name, view=common.view, plan=plan, options=chosen
                )
            )
            return GOOD
        answer = materiel.answer_report(
            workspace, name, view=common.view, plan=plan, options=chosen
        )
    if xlsx is not None:
        _spreadsheet(answer, xlsx, common)
    elif csv:
        write([answer.as_csv()])
    else:
        say_table(answer)
    return GOOD


def _questions(common: Common) -> int:
    found = materiel.list_reports()
    if common.json:
        say_json(found)
    else:
        table(("report", "question"), found.items())
        options = [
            (name, option, meaning)
            for name, known in materiel.report_options().items()
            for option, meaning in known.items()
        ]
        say("")
        table(("report", "--set", "meaning"), options)
    return GOOD


def _page(out: Path | None, common: Common) -> int:
    with common.open() as workspace:
        written = materiel.write_report(workspace, view=common.view, path=out)
    if common.json:
        say_json(written.as_dict())
    else:
        say(f"written to {written.path}: {', '.join(written.cases)}")
    return GOOD


def _spreadsheet(answer: Table, path: Path, common: Common) -> None:
    written = materiel.write_table(answer, path)
    if common.json:
        say_json({"path": str(written), "rows": len(answer.lines)})
    else:
        say(f"{written}: {counted(len(answer.lines), 'row')}")


COMMAND = Command(
    name="report",
    group="Ask",
    run=report,
    example=(
        "materiel report\nmateriel report --list\nmateriel report ladder --case patriot --csv\n"
        "materiel report ladder --case patriot --xlsx ladder.xlsx\n"
        "materiel report refill-gaps --case patriot --set leads=12 --set rivals=0..6"
    ),
)
