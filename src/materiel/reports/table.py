"""An answer as a table: its question, its columns, and rows that each cite what they rest on."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.kernel.money import Money
from materiel.reports.words import NOT_STATED, Amount, count_words

Kind = Literal["text", "count", "money", "whole"]
Cell = str | int | Bounds | Amount | None
ASSUMPTION = "assumption"
"""What a row cites that rests on no entry (DESIGN §14: no number without one or the other)."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet would run."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: kebab-case key, as in JSON and CSV.
        title: the heading.
        kind: ``count`` holds bounds, ``money`` an amount, ``whole`` a signed number, else text.
        unit: what one unit of a number is; empty where the row says it.
        adds: whether its rows may be added up, those of each group of the table apart.
    """

    name: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row.

    Attributes:
        cells: one for each column; None where nothing is on record, which is never 0.
        cites: ids of entries, or ``assumption``.
        strong: whether it is a total of rows before it.
    """

    cells: tuple[Cell, ...]
    cites: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one question at some stamps.

    Attributes:
        name, title, question: see ``Report``.
        columns: what the cells mean.
        lines: the rows; each has a cell for every column and at least one citation.
        group: name of a column by whose value a page may part the rows; empty for none.
        empty: what to say when there are no rows.
        notes: how to read it.
    """

    name: str
    title: str
    question: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    group: str = ""
    empty: str = "The record holds nothing about it."
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in self.lines:
            if len(line.cells) != len(self.columns):
                raise InternalError(
                    f"report {self.name}: {len(line.cells)} cells under {len(self.columns)} columns"
                )
            if not line.cites:
                raise InternalError(f"report {self.name}: the row {line.cells[:3]} cites nothing")

    def index(self, column: str) -> int:
        """The place of a column by name."""
        return [each.name for each in self.columns].index(column)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, in order."""
        at = self.index(name)
        return [line.cells[at] for line in self.lines]

    def as_json(self) -> dict[str, Any]:
        """The table as JSON-like content; bounds keep their ends and their text."""
        return {
            "report": self.name,
            "title": self.title,
            "question": self.question,
            "columns": [
                {"name": each.name, "title": each.title, "kind": each.kind, "unit": each.unit}
                for each in self.columns
            ],
            "rows": [
                {
                    **{
                        each.name: _plain(cell)
                        for each, cell in zip(self.columns, line.cells, strict=True)
                    },
                    "cites": list(line.cites),
                }
                for line in self.lines
            ],
            "notes": list(self.notes),
        }

    def as_csv(self) -> str:
        """The table as CSV; a number with bounds fills three columns: its text and its ends.

        The ends of money are major units; a fourth column names the currency.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        header: list[str] = []
        for each in self.columns:
            header.append(each.name)
            header += [f"{each.name}-low", f"{each.name}-high"] if _ranged(each) else []
            header += [f"{each.name}-currency"] if each.kind == "money" else []
        writer.writerow([*header, "cites"])
        for line in self.lines:
            cells: list[object] = []
            for each, cell in zip(self.columns, line.cells, strict=True):
                cells.append(shown(cell) if isinstance(cell, Bounds | Amount) else _safe(cell))
                cells += ends(cell) if _ranged(each) else ()
                if each.kind == "money":
                    cells.append(cell.currency if isinstance(cell, Amount) else "")
            writer.writerow([*cells, "; ".join(line.cites)])
        return stream.getvalue()


def shown(cell: Cell) -> str:
    """A cell as a person reads it; a dash where nothing is on record."""
    if cell is None:
        return NOT_STATED
    if isinstance(cell, Bounds):
        return count_words(cell)
    return f"{cell:,}" if isinstance(cell, int) else cell if isinstance(cell, str) else str(cell)


def _ranged(column: Column) -> bool:
    return column.kind in ("count", "money")


def _plain(cell: Cell) -> object:
    if isinstance(cell, Bounds):
        return {**cell.as_dict(), "text": count_words(cell)}
    return cell.as_dict() if isinstance(cell, Amount) else cell


def _safe(cell: Cell) -> object:
    """Text that a spreadsheet does not run (DESIGN §13)."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def ends(cell: Cell) -> tuple[int | Decimal | None, int | Decimal | None]:
    """The low and the high end of a number: units, or major units of money; None is not known."""
    bounds = cell.bounds if isinstance(cell, Amount) else cell
    if not isinstance(bounds, Bounds):
        return None, None
    low, high = bounds.low if bounds.low_known else None, bounds.high
    if not isinstance(cell, Amount):
        return low, high
    major = [None if end is None else Money(end, cell.currency).decimal for end in (low, high)]
    return major[0], major[1]


def cited(ids: Sequence[str]) -> tuple[str, ...]:
    """Each id once, in order; the word *assumption* when there is none."""
    return tuple(dict.fromkeys(ids)) or (ASSUMPTION,)
