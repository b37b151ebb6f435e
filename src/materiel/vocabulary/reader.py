"""Reads the packaged tables: one CSV file for each row type, each row with its source."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from materiel.kernel.errors import InputError, InternalError, UnknownNameError
from materiel.kernel.table import Column, Row, columns, from_cells

SOURCE = "source"
"""The column of a packaged table that cites where the row comes from."""

RowKind = TypeVar("RowKind", bound=Row)


@dataclass(frozen=True, slots=True)
class Described:
    """One column of a packaged table as the reference page shows it."""

    name: str
    meaning: str
    accepted: str
    required: bool


@dataclass(frozen=True, slots=True)
class Table(Generic[RowKind]):
    """A packaged table.

    Attributes:
        kind: the row type.
        rows: rows by id, in the order of the file.
        sources: the citation of each row, by id.
        header: the columns that the file has.
    """

    kind: type[RowKind]
    rows: Mapping[str, RowKind]
    sources: Mapping[str, str]
    header: tuple[str, ...]

    def __getitem__(self, name: str) -> RowKind:
        """The row with this id.

        Raises:
            UnknownNameError: there is none.
        """
        try:
            return self.rows[name]
        except KeyError:
            raise UnknownNameError(self.noun, name, list(self.rows)) from None

    @property
    def noun(self) -> str:
        """The row type as words for a message: ``decision rule``."""
        letters = (f" {each.lower()}" if each.isupper() else each for each in self.kind.__name__)
        return "".join(letters).strip()

    def describe(self) -> list[Described]:
        """The columns of the file with their meaning, in order; the source last."""
        known = {each.name: each for each in _columns(self.kind)}
        shown = [_described(known[name]) for name in self.header if name != SOURCE]
        return [*shown, Described(SOURCE, "where the row comes from", "any text", True)]


def table(kind: type[RowKind]) -> Table[RowKind]:
    """The packaged table of a row type; read once.

    Raises:
        InternalError: the file breaks its own schema.
    """
    key: Any = kind  # the types of a cached function lose the row type anyway
    return cast("Table[RowKind]", _read(key))


@cache
def _read(kind: Any) -> Table[Any]:
    path = files("materiel.vocabulary") / "tables" / f"{kind.TABLE}.csv"
    return parse(kind, path.read_bytes().decode())


def parse(kind: type[RowKind], text: str) -> Table[RowKind]:
    """A table from the text of its file.

    Raises:
        InternalError: a column is unknown, a cell is not accepted, an id is repeated, or a
            source is missing; names the file and line.
    """
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    header = tuple(reader.fieldnames or ())
    place = f"vocabulary/tables/{kind.TABLE}.csv"
    known = {each.name for each in _columns(kind)} | {SOURCE}
    if unknown := set(header) - known:
        raise InternalError(f"{place}: unknown columns {', '.join(sorted(unknown))}")
    rows: dict[str, RowKind] = {}
    sources: dict[str, str] = {}
    for cells in reader:
        where = f"{place}:{reader.line_num}"
        if None in cells or None in cells.values():
            raise InternalError(f"{where}: not {len(header)} cells")
        try:
            row = cast("RowKind", from_cells(kind, cells))
        except InputError as problem:
            raise InternalError(f"{where}: {problem}") from problem
        if row.id in rows:
            raise InternalError(f"{where}: the id {row.id!r} is repeated")
        if not cells.get(SOURCE, "").strip():
            raise InternalError(f"{where}: {row.id} has no source")
        rows[row.id] = row
        sources[row.id] = cells[SOURCE].strip()
    return Table(kind, MappingProxyType(rows), MappingProxyType(sources), header)


def _columns(kind: Any) -> tuple[Column, ...]:
    return tuple(columns(kind))


def _described(each: Column) -> Described:
    return Described(each.name, each.meaning, each.accepted, each.required)
