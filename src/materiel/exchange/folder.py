"""Read a case folder: every cell is loaded or found wrong, with file, row, column and remedy."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path

from materiel.exchange.cells import check_header, read_row
from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding, Severity
from materiel.kernel.marking import Marking
from materiel.kernel.table import Row, columns, to_cells
from materiel.ledger.case import Case
from materiel.ledger.entry import Entry

COMMENT = "#"
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a larger table is refused rather than read into memory (DESIGN §13)."""


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """What a folder holds.

    Attributes:
        name: the id of the case; empty when its ``case`` table could not be read.
        rows: the rows of each table that could be read, in file order.
        places: id to ``file:line``.
        findings: what is wrong with the files themselves.
        counts: rows found in each file, readable or not.
    """

    name: str
    rows: Mapping[type[Row], Sequence[Row]]
    places: Mapping[str, str]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The row of the ``case`` table.

        Raises:
            InputError: the folder has none that can be read.
        """
        for row in self.rows.get(Case, ()):
            if isinstance(row, Case):
                return row
        raise InputError("case.csv: the folder needs one row that says what the case is")

    def entries(self) -> list[Entry]:
        """The rows as entries, in loading order, with the case's defaults filled in."""
        case = self.case
        return [
            Entry(case.id, row, row.known_on or case.today, _marking(row, case.default_marking))
            for kind in CASE_TABLES
            for row in self.rows.get(kind, ())
        ]


def _marking(row: Row, default: Marking) -> Marking:
    return default if row.marking is None else row.marking


def read_folder(folder: Path) -> CaseFolder:
    """Read every table of a case folder.

    Raises:
        InputError: the folder does not exist.
    """
    if not folder.is_dir():
        raise InputError(f"no case folder at {folder}; 'materiel init --case {folder}' writes one")
    findings: list[Finding] = []
    rows: dict[type[Row], list[Row]] = {}
    places: dict[str, str] = {}
    counts: dict[str, int] = {}
    known = {f"{kind.TABLE}.csv": kind for kind in CASE_TABLES}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv" and path.name not in known:
            near = nearest(path.name, list(known), 1)
            findings.append(
                Finding(
                    "files",
                    path.name,
                    "no table has this name",
                    f"Rename it to {near[0]}." if near else f"Accepted: {', '.join(known)}.",
                )
            )
    for name, kind in known.items():
        path = folder / name
        if path.is_file():
            rows[kind], counts[name] = _read_table(path, kind, findings, places)
    cases = rows.get(Case, [])
    if len(cases) != 1:
        findings.append(
            Finding(
                "case",
                "case.csv",
                f"found {len(cases)} readable rows",
                "It needs exactly one row that says what the case is.",
            )
        )
    return CaseFolder(cases[0].id if cases else "", rows, places, tuple(findings), counts)


def _read_table(
    path: Path, kind: type[Row], findings: list[Finding], places: dict[str, str]
) -> tuple[list[Row], int]:
    if path.stat().st_size > LARGEST_FILE:
        findings.append(
            Finding(
                "files",
                path.name,
                f"larger than {LARGEST_FILE // 2**20} MiB",
                "Split it into several cases.",
            )
        )
        return [], 0
    try:
        # Only line ends of the file itself part its lines: a cell keeps those that it holds.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError as problem:
        findings.append(
            Finding("files", path.name, f"not UTF-8 text (byte {problem.start})", "Save as UTF-8.")
        )
        return [], 0
    found: list[Row] = []
    count = 0
    try:
        for line, cells in _records(path.name, text, kind, findings):
            count += 1
            row = read_row(kind, cells, partial(_place, f"{path.name}:{line}"), findings)
            if row is None:
                continue
            if row.id in places:
                findings.append(
                    Finding(
                        "unique-id",
                        f"{path.name}:{line}:id",
                        f"{row.id} stands at {places[row.id]} already",
                        "Give each row of the case an id of its own.",
                    )
                )
                continue
            places[row.id] = f"{path.name}:{line}"
            found.append(row)
    except csv.Error as problem:
        findings.append(
            Finding("files", path.name, f"not a CSV table: {problem}", "Mend the quotes.")
        )
    return found, count


def _place(line: str, column: str) -> str:
    """The place of a cell from its line and column; of the line for no column."""
    return f"{line}:{column}" if column else line


def lone_returns(name: str, lines: Sequence[str], severity: Severity = "error") -> list[Finding]:
    """A finding where carriage returns alone break lines of a file whose lines end otherwise.

    A cell that holds one outside quotes falls apart into two rows, and nothing else would say so.
    One before a line end, as some mailers write them, breaks nothing.
    """
    if not any(line.endswith("\n") for line in lines):
        return []  # the line end of old files
    broken = []
    quoted = False
    for number, line in enumerate(lines, 1):
        quoted ^= line.count('"') % 2 == 1
        follows = lines[number].strip() if number < len(lines) else ""
        if not quoted and line.endswith("\r") and line.strip() and follows:
            broken.append(number)
    if not broken:
        return []
    more = f", and {len(broken) - 1:,} more" if broken[1:] else ""
    return [
        Finding(
            "files",
            f"{name}:{broken[0]}",
            f"a carriage return alone ends this line{more}; the others end in a line feed",
            "Take it out, or put the cell that holds it in double quotes.",
            severity,
        )
    ]


def _records(
    name: str, text: str, kind: type[Row], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each data row with its line number, keyed by the columns that the table knows."""
    lines = list(StringIO(text, newline=""))
    skipped = 0
    while skipped < len(lines) and (
        lines[skipped].startswith(COMMENT) or not lines[skipped].strip()
    ):
        skipped += 1
    findings += lone_returns(name, lines)
    reader = csv.reader(lines[skipped:], strict=True)
    header = next(reader, None)
    if header is None:
        return
    names = [cell.strip() for cell in header]
    findings += check_header(f"{name}:{skipped + 1}", names, columns(kind))
    known = {each.name for each in columns(kind)}
    start = skipped + reader.line_num + 1
    for cells in reader:
        line, start = start, skipped + reader.line_num + 1
        if not any(cell.strip() for cell in cells) or cells[0].startswith(COMMENT):
            continue
        if len(cells) > len(names):
            findings.append(
                Finding(
                    "files",
                    f"{name}:{line}",
                    f"{len(cells)} cells under {len(names)} columns",
                    "Put a cell that holds a comma in double quotes.",
                )
            )
            continue
        yield line, {key: cell for key, cell in zip(names, cells, strict=False) if key in known}


def write_folder(folder: Path, rows: Mapping[type[Row], Sequence[Row]]) -> None:
    """Write the tables of a case; columns that are empty in every row are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in CASE_TABLES:
        mine = rows.get(kind, ())
        if not mine:
            continue
        cells = [to_cells(row) for row in mine]
        names = [
            each.name
            for each in columns(kind)
            if each.required or any(row[each.name] for row in cells)
        ]
        with (folder / f"{kind.TABLE}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([row[name] for name in names] for row in cells)
