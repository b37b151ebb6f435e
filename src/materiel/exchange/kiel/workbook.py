"""A release of the tracker as a workbook: which sheet is what, and all of them as case rows."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from materiel.exchange.format import Evidence, Imported
from materiel.exchange.kiel.apart import claims_apart
from materiel.exchange.kiel.container import Cells, is_workbook, read_sheets
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.making import make_rows
from materiel.exchange.kiel.packaged import mapping, normal
from materiel.exchange.kiel.rates import make_rates, rate_fates, read_rates
from materiel.exchange.kiel.records import MainTable, lacking, main_heading, read_main
from materiel.exchange.kiel.release import find_release
from materiel.exchange.kiel.summaries import (
    Cell,
    count_funds,
    misfits,
    read_summary,
    row_sums,
    weapon_misfits,
)
from materiel.exchange.kiel.unread import sheet_fates
from materiel.kernel.errors import InputError, MaterielError, nearest
from materiel.kernel.findings import Finding

FORMAT = "kiel-workbook"
_NOTES = 80
"""Rows of a sheet that are searched for what the release is."""
LONGEST_NOTE = 400
"""Characters; a longer text is no statement of the release."""


def detect(path: Path) -> Evidence:
    """Whether a file is a workbook with a main table of the tracker."""
    if not is_workbook(path):
        return Evidence(certain=False, possible=False, why="no XLSX workbook")
    try:
        cells = read_sheets(path).cells
        mains = _mains(path.name, cells)
        named = [sheet for sheet in cells if _role(sheet) == "main"]
        short = "" if mains else _lacking(path.name, cells, named)
    except MaterielError as problem:
        return Evidence(certain=False, possible=False, why=str(problem))
    if not mains and (named or short):
        why = short or f"a sheet is called {named[0]!r}, but lacks columns of the tracker"
        return Evidence(certain=False, possible=True, why=why)
    if not mains:
        why = "no sheet has the tracker's columns (donor, date, kind of aid, value in euros)"
        return Evidence(certain=False, possible=False, why=why)
    why = f"sheet {mains[0]!r} has the columns of the tracker's main table"
    return Evidence(certain=True, possible=True, why=why)


def read(path: Path) -> Imported:
    """Read a release.

    Raises:
        InputError: no workbook, too large, no main table, or no day that it stands for.
    """
    sheets = read_sheets(path)
    name = path.name
    roles = {sheet: _role(sheet) for sheet in sheets.cells}
    main, findings = _main(name, sheets.cells, roles)
    release = find_release(
        _notes(sheets.cells, roles), name, _dates(main, sheets.cells), f"{name}:{main}"
    )
    if release is None:
        raise InputError(f"{name}: neither its notes nor its rows state a day that it stands for")
    gathering = Gathering(release, name, digest=hashlib.sha256(path.read_bytes()).hexdigest())
    table = read_main(sheets.cells[main], f"{name}:{main}")
    gathering.findings += [*findings, *release.findings, *table.heading.findings]
    rates = _rates(gathering, name, sheets.cells, roles)
    _check_and_make(gathering, name, sheets.cells, roles, table, rates)
    _settle(gathering, name, sheets.cells, main, table)
    return gathering.imported(FORMAT)


def _lacking(name: str, cells: Mapping[str, Cells], named: Sequence[str]) -> str:
    """Which columns the likeliest main table lacks; empty where no sheet has most of them."""
    others = [sheet for sheet in cells if _role(sheet) == ""]
    found = (lacking(cells[sheet], f"{name}:{sheet}") for sheet in (*named, *others))
    return next(filter(None, found), "")


def _role(sheet: str) -> str:
    found = normal(sheet)
    return next((row["role"] for row in mapping("sheets") if row["spelling"] == found), "")


def _mains(name: str, cells: Mapping[str, Cells]) -> list[str]:
    """Sheets with the columns of a main table; the one called so first, then the longest."""
    called = [sheet for sheet in cells if _role(sheet) == "main"]
    others = [sheet for sheet in cells if _role(sheet) not in ("main", "apart")]
    found: list[str] = []
    for sheets in (called, others):
        # The others are read, and take memory, only where no sheet is called so.
        found = found or [each for each in sheets if main_heading(cells[each], f"{name}:{each}")]
    order = [row["spelling"] for row in mapping("sheets") if row["role"] == "main"]

    def rank(sheet: str) -> tuple[int, int]:
        title = normal(sheet)
        return (order.index(title) if title in order else len(order)), -len(cells[sheet])

    return sorted(found, key=rank)


def _main(
    name: str, cells: Mapping[str, Cells], roles: Mapping[str, str]
) -> tuple[str, list[Finding]]:
    """The sheet of the main table, and what had to be concluded.

    Raises:
        InputError: none; says which columns the likeliest sheet lacks.
    """
    mains = _mains(name, cells)
    if mains:
        chosen = mains[0]
        if roles[chosen] == "main":
            return chosen, []
        others = f"; also possible: {', '.join(map(repr, mains[1:]))}" if mains[1:] else ""
        known = next(row["spelling"] for row in mapping("sheets") if row["role"] == "main")
        problem = f"no sheet is called {known!r}; {chosen!r} has its columns{others}"
        return chosen, [
            Finding("sheets", name, problem, "Look whether it is the right one.", "warning")
        ]
    for sheet in cells:
        if roles[sheet] == "main":
            read_main(cells[sheet], f"{name}:{sheet}")  # raises and names the missing columns
    if short := _lacking(name, cells, ()):
        raise InputError(short)
    likely = nearest("Bilateral Assistance, MAIN DATA", list(cells), 1)
    if likely:
        read_main(cells[likely[0]], f"{name}:{likely[0]}")
    raise InputError(
        f"{name}: no sheet has the columns of the tracker's main table; sheets: "
        f"{', '.join(list(cells)[:12]) or 'none'}"
    )


def _notes(cells: Mapping[str, Cells], roles: Mapping[str, str]) -> list[str]:
    """Texts in which a release says what it is: its notes, then the top of every sheet."""
    first = [sheet for sheet in cells if roles[sheet] == "readme"]
    others = [sheet for sheet in cells if roles[sheet] == ""]
    return [
        str(cell)
        for sheet in (*first, *others[:3])
        for row in cells[sheet][:_NOTES]
        for cell in row[:4]
        if isinstance(cell, str) and "release" in cell.casefold() and len(cell) <= LONGEST_NOTE
    ]


def _dates(main: str, cells: Mapping[str, Cells]) -> Sequence[object]:
    heading = main_heading(cells[main], main)
    if heading is None:
        return ()
    index = heading.at["date"]
    return [row[index] for row in cells[main][heading.row + 1 :] if index < len(row)]


def _rates(
    gathering: Gathering, name: str, cells: Mapping[str, Cells], roles: Mapping[str, str]
) -> Mapping[str, Decimal]:
    """The release's own rates, as claims; how far they are from the central bank's is told."""
    for sheet in cells:
        if roles[sheet] == "rates":
            return make_rates(gathering, read_rates(cells[sheet], f"{name}:{sheet}"))
    return {}


def _check_and_make(
    gathering: Gathering,
    name: str,
    cells: Mapping[str, Cells],
    roles: Mapping[str, str],
    table: MainTable,
    rates: Mapping[str, Decimal],
) -> None:
    sums = row_sums(table.records, gathering.names)
    summary: dict[Cell, Decimal] = {}
    where = table.where
    for sheet in cells:
        if not summary and (roles[sheet] == "summary" or "country summary" in normal(sheet)):
            where = f"{name}:{sheet}"
            summary = read_summary(cells[sheet], gathering.names, where)
    funds, how = count_funds(summary, sums)
    gathering.findings.append(Finding("joint-funds", where, f"{funds}: {how}", "", "note"))
    gathering.findings += misfits(summary, sums, gathering.names, funds, where)
    for sheet in cells:
        if roles[sheet] in ("committed", "delivered"):
            delivered = roles[sheet] == "delivered"
            gathering.findings += weapon_misfits(
                cells[sheet], table.records, delivered, f"{name}:{sheet}"
            )
    make_rows(gathering, table.records, rates, funds)


def _settle(
    gathering: Gathering, name: str, cells: Mapping[str, Cells], main: str, table: MainTable
) -> None:
    """The fate of each row of each sheet; what is worked out from the main one is no data."""
    for sheet, rows in cells.items():
        if _role(sheet) == "apart" and claims_apart(gathering, f"{name}:{sheet}", rows):
            continue
        if _role(sheet) == "rates" and rate_fates(gathering, f"{name}:{sheet}", rows):
            continue
        if sheet == main:
            by_line = {record.line: record.place for record in table.records}
            for line in range(1, len(rows) + 1):
                if line in by_line:
                    gathering.settle([by_line[line]])
                else:
                    gathering.fates.append(table.fates[line])
            continue
        gathering.fates += sheet_fates(name, sheet, rows)
