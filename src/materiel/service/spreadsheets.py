"""The answer to one question as a spreadsheet: numbers that a person can go on reckoning with."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from materiel.exchange.spreadsheet import Cell, Formula, TableColumn, table_bytes
from materiel.exchange.workbook.sheets import column_letters
from materiel.kernel.errors import InputError
from materiel.reports.table import Line, Table, ends, shown
from materiel.reports.words import Amount
from materiel.service.sources import WORKBOOK, is_workbook

LONGEST_NAME = 31
"""Letters that a spreadsheet allows in the name of a sheet."""
RANGED = ("count", "money")
MAJOR = "major units of the currency"
FIRST = 2
"""The first row below the header, as a spreadsheet counts."""


def write_table(answer: Table, path: Path) -> Path:
    """Write a table as a sheet; a number with bounds fills three columns: text, low, high.

    An end that is not known is an empty cell, never 0; money is major units, its currency in a
    column of its own; the last column cites the entries. Sums are live formulas: in the rows
    that the report has for them, and below the rows for columns that add up, one sum for each
    group and currency.

    Raises:
        InputError: the file does not end in .xlsx, or cannot be written; or a cell holds more
            text than a spreadsheet keeps.
    """
    refuse_other_files(path)
    columns = [*_columns(answer), TableColumn("cites")]
    rows = [[*_cells(answer, line), "; ".join(line.cites)] for line in answer.lines]
    for place, line in enumerate(answer.lines):
        if line.strong:
            _follow(rows, [each.strong for each in answer.lines], place)
    content = table_bytes(answer.name[:LONGEST_NAME], columns, [*rows, *_sums(answer, rows)])
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
            money = each.kind == "money"
            unit = (each.unit or MAJOR) if money else each.unit
            yield TableColumn(f"{each.title}: low", "decimal" if money else "whole", unit)
            yield TableColumn(f"{each.title}: high", "decimal" if money else "whole", unit)
            if money:
                yield TableColumn(f"{each.title}: currency")


def _cells(answer: Table, line: Line) -> Iterator[Cell]:
    for each, cell in zip(answer.columns, line.cells, strict=True):
        yield None if cell is None else cell if isinstance(cell, int) else shown(cell)
        if each.kind in RANGED:
            yield from ends(cell)
            if each.kind == "money":
                yield cell.currency if isinstance(cell, Amount) else None


def _follow(rows: Sequence[list[Cell]], strong: Sequence[bool], place: int) -> None:
    """Turn the numbers of a total row into sums of the rows above it, where they are just that.

    A total may be tighter than the sum of its parts, whose ends need not come together
    (DESIGN §4.6); such a number stays as it is.
    """
    begin = max((at + 1 for at in range(place) if strong[at]), default=0)
    for index, cell in enumerate(rows[place]):
        parts = [row[index] for row in rows[begin:place]]
        numbers = [each for each in parts if isinstance(each, (int, Decimal))]
        if isinstance(cell, (int, Decimal)) and numbers and sum(numbers) == cell:
            letters = column_letters(index)
            text = f"=SUM({letters}{FIRST + begin}:{letters}{FIRST + place - 1})"
            rows[place][index] = Formula(text, cell)


def _sums(answer: Table, rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """A row of sums for each group and currency, for the columns that add up.

    An end that one of the rows does not have is no sum: its cell stays empty.
    """
    if not rows or not any(each.adds for each in answer.columns):
        return
    at = 0
    starts = []
    for each in answer.columns:
        starts.append(at)
        at += 1 + (2 if each.kind in RANGED else 0) + (each.kind == "money")
    group = starts[answer.index(answer.group)] if answer.group else None
    adding = [
        (start, each) for start, each in zip(starts, answer.columns, strict=True) if each.adds
    ]
    coins = [start + 3 for start, each in adding if each.kind == "money"]
    keys = dict.fromkeys(
        (None if group is None else row[group], *(row[coin] for coin in coins)) for row in rows
    )
    last = FIRST + len(rows) - 1
    for key in keys:
        line: list[Cell] = [None] * len(rows[0])
        where = [(group, key[0])] if group is not None else []
        where += list(zip(coins, key[1:], strict=True))
        for index, word in where:
            line[index] = word
        if group != 0:
            line[0] = "Total"
        mine = [row for row in rows if all(row[index] == word for index, word in where)]
        for start, each in adding:
            for index in (start + 1, start + 2) if each.kind in RANGED else (start,):
                numbers = [cell for row in mine if isinstance(cell := row[index], (int, Decimal))]
                if len(numbers) == len(mine):
                    line[index] = Formula(_sum_text(index, where, last), sum(numbers))
        yield line


def _sum_text(index: int, where: Sequence[tuple[int, Cell]], last: int) -> str:
    """The formula that adds a column up where other columns hold some words."""

    def reach(place: int) -> str:
        letters = column_letters(place)
        return f"{letters}${FIRST}:{letters}${last}"

    if not where:
        return f"=SUM({reach(index)})"
    rules = "".join(f',{reach(place)},"{_quoted(word)}"' for place, word in where)
    return f"=SUMIFS({reach(index)}{rules})"


def _quoted(word: Cell) -> str:
    """A word as a condition of its own: signs of comparison and wildcards mean themselves."""
    text = "" if word is None else str(word)
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return "=" + text.replace('"', '""')
