"""``materiel init``: make a workspace, or the template of a case."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import counted, say, say_json, warn
from materiel.kernel.errors import InputError


def init(
    folder: Path | None = None,
    /,
    *,
    database: str = "",
    xlsx: Path | None = None,
    common: Common = PLAIN,
) -> int:
    """Make a folder a workspace, or bring its database up to date.

    With --case FOLDER it writes the commented template of a case folder instead, with --xlsx
    FILE that of a case workbook. Entries are recorded under --as NAME, else under the name of
    your login; materiel.toml holds it.

    Args:
        folder: the workspace; else the current folder.
        database: where the log is kept: postgresql+psycopg://USER@HOST/NAME; else a SQLite
            file in the folder.
        xlsx: write the template of a case as a workbook, with lists, units and notes.
        common: the options of every command.
    """
    common.refuse("init", CLOCKS, "nothing is read")
    if common.case and xlsx:
        raise InputError("init: give --case FOLDER or --xlsx FILE, not both")
    if common.case or xlsx:
        return _template(xlsx or Path(common.case), folder, database, common)
    place = folder or common.workspace or Path()
    made = materiel.create_workspace(place, database=database, actor=common.who())
    if common.json:
        say_json(made.as_dict())
        return GOOD
    what = "new workspace" if made.new else "workspace up to date"
    say(f"{what}: {made.folder}", f"database: {made.database}")
    if made.borrowed:
        warn(
            "this database is named by MATERIEL_DATABASE_URL; materiel.toml names another, which "
            "counts wherever that variable is not set"
        )
    return GOOD


def _template(place: Path, folder: Path | None, database: str, common: Common) -> int:
    if folder is not None or database:
        raise InputError("init: give a workspace, or the place of a template, not both")
    if not common.case and place.suffix != ".xlsx":
        raise InputError(f"--xlsx: found {str(place)!r}; accepted: a file that ends in .xlsx")
    paths = materiel.write_case_template(place)
    if common.json:
        say_json({"folder": str(place), "files": [path.name for path in paths]})
        return GOOD
    if paths == [place]:
        say(f"a sheet for each table in {place}; fill in the sheet 'case' first")
    else:
        say(f"{counted(len(paths), 'table')} in {place}; fill in case.csv first")
    return GOOD


COMMAND = Command(
    name="init",
    group="Begin",
    run=init,
    example=(
        "materiel init my-workspace --as registrar\nmateriel init --case my-case\n"
        "materiel init --xlsx my-case.xlsx"
    ),
)
