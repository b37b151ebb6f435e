"""Sheets whose numbers follow from each other by formulas that a person can trace cell by cell."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from materiel.exchange.spreadsheet import Cell, TableColumn
from materiel.exchange.workbook.values import DIGITS
from materiel.exchange.workbook.writing import CREATED, LONGEST_CELL
from materiel.kernel.errors import InputError, InternalError

TWO_PLACES = "#,##0.00"
WHOLE = "#,##0"


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed from others.

    Attributes:
        text: as a spreadsheet reads it, with the sign of equality before it.
        value: what it comes to; kept in the file for readers that do not compute.
    """

    text: str
    value: int | Decimal

    def __post_init__(self) -> None:
        if not self.text.startswith("="):
            raise InternalError(f"a formula begins with =: {self.text!r}")


Working = Cell | Formula


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: at most 31 letters; formulas of other sheets name it.
        columns: what the cells mean.
        rows: row 1 of the sheet is the heading, so the first of these is row 2.
        strong: places among ``rows`` that are shown bold.
    """

    name: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Working, ...], ...]
    strong: frozenset[int] = frozenset()


def workings_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a workbook; the same sheets give the same bytes.

    Text is stored as text, so that only what is a ``Formula`` here is ever run.

    Raises:
        InputError: a text is too long for a cell, or a number has more digits than a spreadsheet
            keeps.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        formats = {
            (bold, number): book.add_format(
                {"bold": bold, **({"num_format": number} if number else {})}
            )
            for bold in (False, True)
            for number in ("", WHOLE, TWO_PLACES)
        }
        heading = book.add_format({"bold": True, "bottom": 1})
        for each in sheets:
            _write(book.add_worksheet(each.name), each, formats, heading)
    return stream.getvalue()


def _write(sheet: Any, each: Sheet, formats: dict[tuple[bool, str], Any], heading: Any) -> None:
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(each.columns):
        sheet.set_column(index, index, 30 if column.kind == "text" else 18)
        sheet.write_string(0, index, column.title, heading)
        if column.unit:
            sheet.write_comment(0, index, f"Unit: {column.unit}.")
    for number, row in enumerate(each.rows, 1):
        if len(row) != len(each.columns):
            raise InternalError(f"{each.name}: row {number} has {len(row)} cells")
        bold = number - 1 in each.strong
        for index, cell in enumerate(row):
            kind = each.columns[index].kind
            form = {"text": "", "whole": WHOLE, "decimal": TWO_PLACES}[kind]
            _put(sheet, number, index, cell, formats[bold, form])


def _put(sheet: Any, row: int, index: int, cell: Working, form: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, Formula):
        sheet.write_formula(row, index, cell.text, form, cell.value)
    elif isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            raise InputError(f"row {row}: more than {LONGEST_CELL:,} characters in a cell")
        sheet.write_string(row, index, cell, form)
    else:
        digits = len(str(cell).replace("-", "").replace(".", ""))
        if digits > DIGITS:
            raise InputError(f"row {row}: {cell} has more digits than a spreadsheet reckons with")
        sheet.write_number(row, index, cell, form)
