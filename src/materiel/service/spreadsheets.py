"""The answer to one question as a spreadsheet: numbers that a person can go on reckoning with."""

from collections.abc import Iterator
from pathlib import Path

from materiel.exchange.spreadsheet import Cell, TableColumn, table_bytes
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.reports.table import Line, Table, shown
from materiel.reports.words import Amount
from materiel.service.sources import WORKBOOK, is_workbook

LONGEST_NAME = 31
"""Letters that a spreadsheet allows in the name of a sheet."""
RANGED = ("count", "money")
MINOR = "minor units of the currency"


def write_table(answer: Table, path: Path) -> Path:
    """Write a table as a sheet; a number with bounds fills three columns: text, low, high.

    An end that is not known is an empty cell, never 0; the last column cites the entries.

    Raises:
        InputError: the file does not end in .xlsx, or cannot be written; or a cell holds more
            text than a spreadsheet keeps.
    """
    refuse_other_files(path)
    content = table_bytes(
        answer.name[:LONGEST_NAME],
        [*_columns(answer), TableColumn("cites")],
        [[*_cells(answer, line), "; ".join(line.cites)] for line in answer.lines],
    )
    return write_workbook_file(path, content)


def refuse_other_files(path: Path) -> None:
    """Refuse a name that a spreadsheet would not open.

    Raises:
        InputError: the file does not end in .xlsx.
    """
    if not is_workbook(path.name):
        raise InputError(f"found {str(path)!r}; accepted: a file that ends in {WORKBOOK}")


def write_workbook_file(path: Path, content: bytes) -> Path:
    """Write a workbook whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return path


def _columns(answer: Table) -> Iterator[TableColumn]:
    for each in answer.columns:
        yield TableColumn(each.title, "whole" if each.kind == "whole" else "text", each.unit)
        if each.kind in RANGED:
            unit = MINOR if each.kind == "money" else each.unit
            yield TableColumn(f"{each.title}: low", "whole", unit)
            yield TableColumn(f"{each.title}: high", "whole", unit)


def _cells(answer: Table, line: Line) -> Iterator[Cell]:
    for each, cell in zip(answer.columns, line.cells, strict=True):
        yield None if cell is None else cell if isinstance(cell, int) else shown(cell)
        if each.kind in RANGED:
            bounds = cell.bounds if isinstance(cell, Amount) else cell
            if isinstance(bounds, Bounds):
                yield bounds.low if bounds.low_known else None
                yield bounds.high
            else:
                yield from (None, None)
