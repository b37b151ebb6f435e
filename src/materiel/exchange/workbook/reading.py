"""Read a case workbook: the same rows and findings as from a case folder, placed by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from materiel.exchange.cells import check_header, read_row
from materiel.exchange.folder import COMMENT, CaseFolder
from materiel.exchange.format import Fate, FateWord
from materiel.exchange.tables import CASE_TABLES
from materiel.exchange.workbook.layout import LISTS
from materiel.exchange.workbook.sheets import (
    Book,
    Sheet,
    SheetRow,
    column_letters,
    open_book,
)
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, columns
from materiel.ledger.case import Case

TABLES: Mapping[str, type[Row]] = {kind.TABLE: kind for kind in CASE_TABLES}


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """A case workbook with the fate of each of its rows.

    Attributes:
        folder: what a folder with the same tables would have given.
        fates: one for each row of each sheet that holds something, in order.
    """

    folder: CaseFolder
    fates: tuple[Fate, ...]


def read_workbook(path: Path) -> CaseFolder:
    """The case in a workbook; what is wrong with it is among its findings.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound of size.
    """
    return read_with_fates(path).folder


def read_with_fates(path: Path) -> ReadWorkbook:
    """The case in a workbook, and what became of every row.

    Raises:
        InputError: it is no workbook, is damaged, or breaks a bound of size.
    """
    if not path.is_file():
        raise InputError(f"no workbook at {path}")
    reading = _Reading(path.name)
    with open_book(path) as book:
        for sheet in book.sheets:
            reading.sheet(book, sheet)
    return reading.result()


class _Reading:
    """What was read of one workbook so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[type[Row], list[Row]] = {}
        self.places: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.counts: dict[str, int] = {}
        self.fates: list[Fate] = []

    def sheet(self, book: Book, sheet: Sheet) -> None:
        """Read one sheet, or say that no table has its name."""
        if sheet.name == LISTS and sheet.hidden:
            return
        kind = TABLES.get(sheet.name)
        if kind is None:
            near = nearest(sheet.name, list(TABLES), 1)
            hint = f"Rename it to {near[0]}." if near else f"Accepted: {', '.join(TABLES)}."
            problem = "no table has this name"
            self.findings.append(Finding("files", f"{self.name}:{sheet.name}", problem, hint))
            return
        if kind in self.rows:
            problem = "two sheets have this name"
            self.findings.append(
                Finding("files", f"{self.name}:{sheet.name}", problem, "Drop one.")
            )
            return
        self.rows[kind] = []
        self.counts[sheet.name] = 0
        names: list[str] | None = None
        for row in book.rows(sheet):
            place = f"{self.name}:{sheet.name}:{row.number}"
            if row.cells.get(0, "").startswith(COMMENT):
                self.fates.append(Fate(place, "not-data"))
            elif names is None:
                names = _names(row)
                where = f"{self.name}:{sheet.name}:A{row.number}"
                self.findings += check_header(where, names, columns(kind))
                self.fates.append(Fate(place, "not-data"))
            elif not any(text.strip() for text in row.cells.values()) and not row.problems:
                self.fates.append(Fate(place, "not-data"))
            else:
                self.fates.append(self._row(sheet.name, kind, names, row))

    def _row(self, sheet: str, kind: type[Row], names: Sequence[str], row: SheetRow) -> Fate:
        self.counts[sheet] += 1
        at = {name: index for index, name in reversed(list(enumerate(names))) if name}
        place = f"{self.name}:{sheet}:{row.number}"

        def cell(column: str) -> str:
            return _cell(self.name, sheet, row.number, at[column]) if column in at else place

        before = len(self.findings)
        for index in sorted(row.cells.keys() | row.problems.keys()):
            where = _cell(self.name, sheet, row.number, index)
            if index in row.problems:
                self.findings.append(Finding("cells", where, row.problems[index], "Mend the cell."))
            elif index >= len(names) or not names[index]:
                if row.cells[index].strip():
                    problem = "stands under no column"
                    self.findings.append(Finding("cells", where, problem, "Name it in the header."))
            elif index in row.formulas:
                problem = "a formula computed it; its last value is read"
                self.findings.append(Finding("formula", where, problem, severity="warning"))
        refused = any(finding.severity == "error" for finding in self.findings[before:])
        known = {each.name for each in columns(kind)}
        cells = {name: row.cells.get(index, "") for name, index in at.items() if name in known}
        read = None if refused else read_row(kind, cells, cell, self.findings)
        if read is not None and read.id in self.places:
            problem = f"{read.id} stands at {self.places[read.id]} already"
            remedy = "Give each row of the case an id of its own."
            self.findings.append(Finding("unique-id", cell("id"), problem, remedy))
            read = None
        mine = tuple(self.findings[before:])
        if read is None:
            return Fate(place, "refused", (), mine)
        self.places[read.id] = place
        self.rows[kind].append(read)
        word: FateWord = "loaded-with-finding" if mine else "loaded"
        return Fate(place, word, (read.id,), mine)

    def result(self) -> ReadWorkbook:
        """The case, once all sheets are read."""
        cases = self.rows.get(Case, [])
        if len(cases) != 1:
            problem = f"found {len(cases)} readable rows"
            remedy = "It needs exactly one row that says what the case is."
            self.findings.append(Finding("case", f"{self.name}:{Case.TABLE}", problem, remedy))
        name = cases[0].id if cases else ""
        # In loading order, whatever the order of the sheets.
        rows = {kind: self.rows[kind] for kind in CASE_TABLES if kind in self.rows}
        folder = CaseFolder(name, rows, self.places, tuple(self.findings), self.counts)
        return ReadWorkbook(folder, tuple(self.fates))


def _names(row: SheetRow) -> list[str]:
    return [row.cells.get(index, "").strip() for index in range(max(row.cells, default=-1) + 1)]


def _cell(file: str, sheet: str, row: int, index: int) -> str:
    return f"{file}:{sheet}:{column_letters(index)}{row}"
