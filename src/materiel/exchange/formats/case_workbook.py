"""The case folder as one workbook: a sheet for each table."""

from pathlib import Path

from materiel.exchange.format import Evidence, Format, Imported
from materiel.exchange.workbook.layout import LISTS
from materiel.exchange.workbook.reading import TABLES, read_with_fates
from materiel.exchange.workbook.sheets import sheet_names
from materiel.kernel.errors import FindingsError, InputError
from materiel.ledger.case import Case

NAME = "case-workbook"
MAGIC = b"PK\x03\x04"


def detect(path: Path) -> Evidence:
    """Certain when every sheet is a table of a case and one says what the case is."""
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            return Evidence(certain=False, possible=False, why="no workbook (XLSX)")
    try:
        names = [name for name in sheet_names(path) if name != LISTS]
    except InputError as problem:
        return Evidence(certain=False, possible=False, why=str(problem))
    known = [name for name in names if name in TABLES]
    why = f"{len(known)} of {len(names)} sheets are tables of a case"
    if Case.TABLE not in known:
        return Evidence(
            certain=False, possible=False, why=f"{why}; no sheet {Case.TABLE!r} among them"
        )
    return Evidence(certain=len(known) == len(names), possible=2 * len(known) > len(names), why=why)


def read(path: Path) -> Imported:
    """The rows of a case workbook.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound of size.
        FindingsError: no row says what the case is, or a column is missing.
    """
    found = read_with_fates(path)
    of_rows = {finding for fate in found.fates for finding in fate.findings}
    own = [finding for finding in found.folder.findings if finding not in of_rows]
    wrong = [finding for finding in own if finding.severity == "error"]
    if wrong:
        raise FindingsError("; ".join(map(str, wrong)), wrong)
    folder = found.folder
    return Imported(
        NAME, folder.name, folder.case.today, folder.rows, folder.places, found.fates, tuple(own)
    )


FORMAT = Format(
    name=NAME,
    meaning="a case as a workbook (XLSX) with a sheet for each table",
    detect=detect,
    read=read,
    licence="the user's own",
)
