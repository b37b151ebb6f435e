"""Plain tables as CSV and XLSX: text is never run, and sums can be followed cell by cell."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import xlsxwriter  # type: ignore[import-untyped]

from materiel.exchange.workbook.values import DIGITS
from materiel.exchange.workbook.writing import CREATED, LONGEST_CELL
from materiel.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum that a person can follow, with the value that it has now.

    Attributes:
        text: as a spreadsheet writes it, such as ``=SUM(B2:B9)``.
        value: what it computes.
    """

    text: str
    value: int | Decimal


Cell = str | int | Decimal | Formula | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet would run when it reads a CSV file."""
_QUOTED = re.compile(r'[",\r\n]')
MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of an exported table.

    Attributes:
        title: the heading.
        kind: ``text``, ``whole`` or ``decimal``.
        unit: what one unit of a number is; stands in the note of the heading.
        total: whether a last row adds the column up; such a column has one unit throughout.
    """

    title: str
    kind: Literal["text", "whole", "decimal"] = "text"
    unit: str = ""
    total: bool = False


Rows = Iterable[Sequence[Cell]]


def table_to_csv(columns: Sequence[TableColumn], rows: Rows) -> str:
    """A table as CSV; an empty cell is something that is not stated, never 0.

    A text that a spreadsheet would run gets an apostrophe before it.

    Raises:
        InputError: a row has another number of cells.
    """
    lines = [_line([each.title for each in columns])]
    for number, row in enumerate(rows, 1):
        _require_width(columns, row, number)
        lines.append(_line(row))
    return "".join(lines)


def table_to_xlsx(path: Path, name: str, columns: Sequence[TableColumn], rows: Rows) -> None:
    """Write a table as a sheet; columns with a total end in a formula that adds them up.

    Args:
        path: where to.
        name: of the sheet, at most 31 characters.
        columns: what the cells mean.
        rows: the cells; a number of more than 15 digits is stored as text, as a spreadsheet
            keeps no more, and a column that adds up then refuses it.

    Raises:
        InputError: a row has another number of cells, there are too many rows, a text is too
            long, or a number of a column with a total has more than 15 digits.
    """
    path.write_bytes(table_bytes(name, columns, rows))


def table_bytes(name: str, columns: Sequence[TableColumn], rows: Rows) -> bytes:
    """``table_to_xlsx`` as bytes; the same table gives the same bytes.

    Raises:
        InputError: see ``table_to_xlsx``.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"created": CREATED})
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for index, each in enumerate(columns):
            sheet.set_column(index, index, 24 if each.kind == "text" else 14)
            sheet.write_string(0, index, each.title, bold)
            if each.unit:
                sheet.write_comment(0, index, f"Unit: {each.unit}.")
        sums = [Decimal(0)] * len(columns)
        last = 0
        for last, row in enumerate(rows, 1):
            _require_width(columns, row, last)
            if last > MOST_ROWS:
                raise InputError(f"more than {MOST_ROWS:,} rows; write CSV")
            for index, cell in enumerate(row):
                _put(sheet, last, index, cell, columns[index])
                if columns[index].total and isinstance(cell, (int, Decimal)):
                    sums[index] += cell
        if last and any(each.total for each in columns):
            _totals(sheet, last, columns, sums, bold)
    return stream.getvalue()


def _put(sheet: Any, row: int, index: int, cell: Cell, column: TableColumn) -> None:
    if cell is None:
        return
    if isinstance(cell, Formula):
        sheet.write_formula(row, index, cell.text, None, cell.value)
    elif isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            raise InputError(f"row {row}: {column.title}: more than {LONGEST_CELL:,} characters")
        sheet.write_string(row, index, cell)
    elif _digits(cell) <= DIGITS:
        sheet.write_number(row, index, cell)
    elif column.total:
        raise InputError(
            f"row {row}: {column.title}: {cell} has more digits than a spreadsheet adds up; "
            "write CSV"
        )
    else:
        sheet.write_string(row, index, str(cell))


def _digits(number: int | Decimal) -> int:
    """Significant digits, counted generously: those of a whole number with its zeros."""
    if isinstance(number, int):
        return len(str(abs(number)))
    _, digits, exponent = number.as_tuple()
    return max(len(digits), len(digits) + int(exponent), 1 - int(exponent))


def _totals(
    sheet: Any, last: int, columns: Sequence[TableColumn], sums: Sequence[Decimal], bold: Any
) -> None:
    labelled = False
    for index, each in enumerate(columns):
        if each.total:
            letters = xlsxwriter.utility.xl_col_to_name(index)
            formula = f"=SUM({letters}2:{letters}{last + 1})"
            sheet.write_formula(last + 1, index, formula, bold, sums[index])
        elif not labelled and each.kind == "text":
            sheet.write_string(last + 1, index, "Total", bold)
            labelled = True


def _line(cells: Sequence[Cell]) -> str:
    """One line of CSV (RFC 4180); the csv module leaves a lone carriage return unquoted."""
    texts = map(_safe, cells)
    return ",".join(map(_quoted, texts)) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return _safe(cell.value)
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _require_width(columns: Sequence[TableColumn], row: Sequence[Cell], number: int) -> None:
    if len(row) != len(columns):
        raise InputError(f"row {number}: {len(row)} cells under {len(columns)} columns")
