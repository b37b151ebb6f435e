"""Read a CSV file of unknown encoding and separator into rows of text, bounded in size."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from materiel.exchange.folder import lone_returns
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding

LARGEST_FILE = 64 * 2**20
LONGEST_CELL = 2**20
MOST_COLUMNS = 2_000
SEPARATORS = (",", ";", "\t")
_PREAMBLE = 20


@dataclass(frozen=True, slots=True)
class TextTable:
    """A CSV file.

    Attributes:
        name: of the file.
        rows: the cells of each row; rows[i] starts at physical line lines[i].
        lines: physical line of each row, from 1.
        findings: an encoding that had to be guessed.
    """

    name: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    findings: tuple[Finding, ...]


def read_text(path: Path, most_rows: int | None = None) -> TextTable:
    """The rows of a CSV file.

    Raises:
        InputError: cannot be read, too large, or no text.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{name}: {size:,} bytes; at most {LARGEST_FILE:,} are read")
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(f"{name}: cannot be read ({problem.strerror or problem})") from None
    text, findings = _decoded(name, data)
    if "\0" in text:
        raise InputError(f"{name}: not a text table (holds a zero byte)")
    # A line ends where a CSV file says so; a line separator of Unicode is part of its cell.
    lines = list(io.StringIO(text, newline=""))
    findings += tuple(lone_returns(name, lines, "warning"))
    separator = _separator(lines[:_PREAMBLE])
    reader = csv.reader(lines, delimiter=separator)
    rows: list[Sequence[str]] = []
    starts: list[int] = []
    start = 1
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise InputError(f"{name}:{start}: more than {MOST_COLUMNS:,} columns")
            rows.append(cells)
            starts.append(start)
            start = reader.line_num + 1
            if most_rows is not None and len(rows) >= most_rows:
                break
    except csv.Error as problem:
        raise InputError(f"{name}:{start}: not a CSV table: {problem}") from None
    finally:
        csv.field_size_limit(before)
    return TextTable(name, rows, starts, findings)


def _decoded(name: str, data: bytes) -> tuple[str, tuple[Finding, ...]]:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as problem:
        if encoding == "utf-16":
            raise InputError(f"{name}: damaged UTF-16 text (byte {problem.start})") from None
        odd = Finding(
            "encoding",
            name,
            f"not UTF-8 (byte {problem.start}); read as Windows-1252",
            "Look at names with accents.",
            "warning",
        )
        return data.decode("cp1252", errors="replace"), (odd,)


def _separator(lines: Sequence[str]) -> str:
    """The separator that the first lines use most; a comma when none is used."""
    counts = {each: sum(line.count(each) for line in lines) for each in SEPARATORS}
    return max(SEPARATORS, key=lambda each: counts[each])
