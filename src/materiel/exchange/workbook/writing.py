"""Write a case as one workbook: a sheet for each table, with notes, units and drop-down lists."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from materiel.exchange.tables import CASE_TABLES
from materiel.exchange.template import table_doc
from materiel.exchange.workbook.layout import FIRST_DATA_ROW, LISTS
from materiel.exchange.workbook.values import DIGITS
from materiel.kernel.errors import InputError
from materiel.kernel.table import Column, Row, columns, to_cells
from materiel.ledger.rows import Event
from materiel.vocabulary.events import Event as LedgerEvent
from materiel.vocabulary.items import Item
from materiel.vocabulary.money import Currency
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import packaged

LONGEST_CELL = 32_767
"""Characters that a spreadsheet keeps in a cell."""
SPARE_ROWS = 1000
"""Rows below the last one that have drop-down lists too."""
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (the file format has no zone)
"""The same for every workbook, so that the same case gives the same bytes."""
MOST_IN_MEMORY = 10_000
"""Rows up to which a workbook is built in memory."""
EVENT = "event"
"""The column of events that takes a word of the vocabulary."""
_NUMBERS = ("count", "whole")
_WIDTH = 18
_NOT_IN_XML = frozenset("\ufffe\uffff")

Rows = Mapping[type[Row], Sequence[Row]]


def write_workbook(path: Path, rows: Rows) -> None:
    """Write the tables of a case; ``read_workbook`` gives the same rows back.

    Text is always stored as text, so that nothing is run as a formula; whole numbers of up to
    15 digits are stored as numbers, all others as text, as a spreadsheet keeps no more.

    Raises:
        InputError: a cell holds more than 32,767 characters, or one that XML cannot.
    """
    path.write_bytes(workbook_bytes(rows))


def write_template(path: Path) -> None:
    """Write an empty workbook with every table.

    Raises:
        InputError: something stands there already.
    """
    if path.exists():
        raise InputError(f"{path} exists already; choose another name")
    write_workbook(path, {})


def workbook_bytes(rows: Rows) -> bytes:
    """The workbook of a case as bytes; the same rows give the same bytes.

    Raises:
        InputError: see ``write_workbook``.
    """
    stream = io.BytesIO()
    # Many rows go through temporary files row by row; few are faster in memory.
    many = sum(map(len, rows.values())) > MOST_IN_MEMORY
    way = {"constant_memory": True} if many else {"in_memory": True}
    with xlsxwriter.Workbook(stream, way) as book:
        book.set_properties({"created": CREATED})
        looks = _Looks(book)
        lists = _lists(rows)
        for kind in CASE_TABLES:
            _sheet(book, looks, kind, rows.get(kind, ()), lists)
        _write_lists(book, lists)
    return stream.getvalue()


class _Looks:
    """The cell formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.required = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        self.optional = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
        self.need = book.add_format({"italic": True, "font_color": "#595959"})
        # "@" keeps a spreadsheet from turning 2024-04 into a day of its own.
        self.text = book.add_format({"num_format": "@"})


def _sheet(
    book: Any, looks: _Looks, kind: type[Row], rows: Sequence[Row], lists: Mapping[str, list[str]]
) -> None:
    sheet = book.add_worksheet(kind.TABLE)
    sheet.freeze_panes(FIRST_DATA_ROW, 1)
    wanted = columns(kind)
    for index, each in enumerate(wanted):
        numeric = each.kind.name in _NUMBERS
        sheet.set_column(index, index, _WIDTH, None if numeric else looks.text)
    for index, each in enumerate(wanted):
        sheet.write_string(0, index, each.name, looks.required if each.required else looks.optional)
        sheet.write_comment(0, index, _note(kind, each, first=not index), {"x_scale": 2})
    for index, each in enumerate(wanted):
        sheet.write_string(1, index, ("# " if not index else "") + _need(each), looks.need)
    for number, row in enumerate(rows, FIRST_DATA_ROW):
        cells = to_cells(row)
        for index, each in enumerate(wanted):
            if text := cells[each.name]:
                _write(sheet, number, index, each, text, looks, row)
    last = FIRST_DATA_ROW + len(rows) + SPARE_ROWS
    for index, each in enumerate(wanted):
        if rule := _rule(kind, each, lists):
            sheet.data_validation(FIRST_DATA_ROW, index, last, index, rule)


def _write(
    sheet: Any, number: int, index: int, each: Column, text: str, looks: _Looks, row: Row
) -> None:
    if len(text) > LONGEST_CELL:
        raise InputError(
            f"{row.TABLE}: {row.id}: {each.name}: {len(text):,} characters; "
            f"a spreadsheet keeps {LONGEST_CELL:,}"
        )
    if not _NOT_IN_XML.isdisjoint(text):
        raise InputError(f"{row.TABLE}: {row.id}: {each.name}: a character that no text has")
    if each.kind.name in _NUMBERS and len(text.lstrip("-")) <= DIGITS:
        sheet.write_number(number, index, int(text))
    else:
        sheet.write_string(number, index, text, looks.text)


def _note(kind: type[Row], each: Column, *, first: bool) -> str:
    lines = [f"{'Required' if each.required else 'Optional'}: {each.meaning}."]
    if each.unit:
        lines.append(f"Unit: {each.unit}.")
    if each.refers:
        lines.append(f"An id of {each.refers}.")
    lines.append(f"Accepted: {each.accepted}.")
    if first:
        lines.append(table_doc(kind))
    return "\n".join(lines)


def _need(each: Column) -> str:
    parts = ["required" if each.required else "optional", each.unit or each.kind.name]
    return ", ".join(parts)


# -- drop-down lists ---------------------------------------------------------------------------


def _lists(rows: Rows) -> dict[str, list[str]]:
    """Every list by name: the words of each choice, and the ids of the vocabulary and the case."""
    lists = {
        "flag": ["yes", "no"],
        "party": _ids(packaged().parties, rows.get(Party, ())),
        "item": _ids(packaged().items, rows.get(Item, ())),
        "currency": sorted(table(Currency).rows),
        EVENT: list(table(LedgerEvent).rows),
    }
    for kind in CASE_TABLES:
        for each in columns(kind):
            if each.choices:
                lists[_choice(each)] = list(each.choices)
    return lists


def _ids(known: Iterable[str], own: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys((*(row.id for row in own), *known)))


def _choice(each: Column) -> str:
    """The name of a list of choices, the same for the same words."""
    return "choice: " + " ".join(each.choices)


def _rule(kind: type[Row], each: Column, lists: Mapping[str, list[str]]) -> dict[str, Any] | None:
    name = _choice(each) if each.choices else each.kind.name
    if (kind.TABLE, each.name) == (Event.TABLE, EVENT):
        name = EVENT
    if name not in lists:
        return None
    # Names are accepted where ids are listed, so only a choice or a flag is enforced.
    strict = bool(each.choices) or name == "flag"
    return {
        "validate": "list",
        "source": _range(list(lists).index(name), len(lists[name])),
        "error_type": "stop" if strict else "information",
        "error_title": each.name[:32],
        "error_message": "Not on the list. An id or a name is accepted."
        if not strict
        else "Not on the list.",
    }


def _range(index: int, count: int) -> str:
    letters = xlsxwriter.utility.xl_col_to_name(index, True)
    return f"={LISTS}!{letters}$2:{letters}${count + 1}"


def _write_lists(book: Any, lists: Mapping[str, list[str]]) -> None:
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    names = list(lists)
    for index, name in enumerate(names):
        sheet.write_string(0, index, name.partition(":")[0])
    for number in range(max(map(len, lists.values()))):
        for index, name in enumerate(names):
            if number < len(lists[name]):
                sheet.write_string(number + 1, index, lists[name][number])
