"""XLSX as a document: each row of a visible sheet is one line, each cell beside its heading."""

from materiel.exchange.documents.packed import (
    LARGEST_PART,
    LARGEST_READ,
    left_unread,
    open_document,
    parts_of,
)
from materiel.exchange.documents.reader import (
    DocumentReader,
    Lines,
    ReadText,
    found,
    gathered,
)
from materiel.exchange.documents.tabling import table_lines
from materiel.exchange.workbook.package import Package
from materiel.exchange.workbook.sheets import Book, Sheet, SheetRow, book_of, column_letters
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

BOOK = "xl/workbook.xml"
LARGEST_STRINGS = 16 * 2**20
MOST_CELLS = 200_000
"""Cells of one sheet; their letters are far beyond what is read of one document."""
WIDEST = 200
"""Columns that are read; what stands further right is said."""
_SHOWN = 5


def _recognises(content: bytes) -> bool:
    return BOOK in parts_of(content)


def _read(content: bytes, where: str) -> ReadText:
    try:
        with open_document(where, content) as package:
            return _rows_of(package, where)
    except InputError as problem:
        said = str(problem).removeprefix(f"{where}: ")
        return ReadText("", findings=(found(where, said, "Save it again, or as text."),))


def _rows_of(package: Package, where: str) -> ReadText:
    book = book_of(package, LARGEST_STRINGS)
    lines, remarks = Lines(), []
    budget = LARGEST_READ
    for sheet in book.sheets:
        if sheet.hidden:
            remarks.append(found(f"{where}:{sheet.name}", "a hidden sheet: not read", "", "note"))
            continue
        info = package.parts.get(sheet.part)
        size = info.file_size if info else 0
        if lines.full or size > budget:
            remarks.append(
                found(f"{where}:{sheet.name}", "not read: the workbook is too large", _SPLIT)
            )
            continue
        budget -= size
        remarks += _sheet(book, sheet, where, lines)
    text, findings, places = gathered(lines.kept, where)
    if not text.strip():
        findings.append(found(where, "the workbook holds no text in a visible sheet", ""))
    findings += [*remarks, *left_unread(package, where)]
    return ReadText(text, None, "", tuple(findings), places)


_SPLIT = "Split the workbook."


def _sheet(book: Book, sheet: Sheet, where: str, lines: Lines) -> list[Finding]:
    """Add the rows of a sheet; what cannot be read of them."""
    place = f"{where}:{sheet.name}"
    before = book.cells_left
    rows = book.rows(sheet, enough=MOST_CELLS, largest=LARGEST_PART)
    findings = []
    if before - book.cells_left > MOST_CELLS:
        problem = f"only about the first {MOST_CELLS:,} cells were read"
        findings.append(found(place, problem, _SPLIT, "warning"))
    findings += _problems(rows, place)
    if rows:
        lines.add(sheet.name, sheet.name)
    for block in _blocks(rows):
        cells = [[row.cells.get(at, "") for at in range(_width(row))] for row in block]
        made = table_lines(cells, "{}")
        numbers = [row.number for row in block]
        for line in made:
            if lines.full:
                return findings
            lines.add(line.text, f"{sheet.name}!{numbers[int(line.place) - 1]}")
    return findings


def _width(row: SheetRow) -> int:
    return min(WIDEST, max(row.cells, default=-1) + 1)


def _blocks(rows: list[SheetRow]) -> list[list[SheetRow]]:
    """Rows without an empty one between them: a sheet may hold several tables."""
    blocks: list[list[SheetRow]] = []
    for row in rows:
        if blocks and row.number == blocks[-1][-1].number + 1:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _problems(rows: list[SheetRow], place: str) -> list[Finding]:
    findings: list[Finding] = []
    bad = [(row.number, at, text) for row in rows for at, text in sorted(row.problems.items())]
    for number, at, text in bad[:_SHOWN]:
        cell = f"{place}:{column_letters(at)}{number}"
        findings.append(found(cell, text, "Mend the cell.", "warning"))
    if len(bad) > _SHOWN:
        problem = f"{len(bad) - _SHOWN:,} more cells could not be read"
        findings.append(found(place, problem, "", "warning"))
    computed = sum(len(row.formulas) for row in rows)
    if computed:
        problem = f"{computed:,} cells were computed by formulas; their last values were read"
        findings.append(found(place, problem, "", "note"))
    wide = sum(max(row.cells, default=-1) >= WIDEST for row in rows)
    if wide:
        problem = f"{wide:,} rows go beyond column {column_letters(WIDEST - 1)}; that is not read"
        findings.append(found(place, problem, "", "warning"))
    return findings


SPREADSHEET = DocumentReader("xlsx", (".xlsx", ".xlsm"), _recognises, _read, 2, packed=True)
