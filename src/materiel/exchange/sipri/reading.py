"""The records of a SIPRI file with the fate of each of its lines."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Generic, TypeVar

from materiel.exchange.format import FateWord
from materiel.exchange.sipri.deal import Delivery, Order
from materiel.exchange.sipri.text import Header, Text
from materiel.kernel.errors import FindingsError, InputError
from materiel.kernel.findings import Finding

Record = TypeVar("Record", Order, Delivery)


@dataclass(frozen=True, slots=True)
class LineFate(Generic[Record]):
    """What became of one physical line.

    Attributes:
        line: its index.
        record: what was read from it, or what it continues.
    """

    line: int
    word: FateWord
    record: Record | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record]):
    """A file's records.

    Attributes:
        text: the file.
        header: its line of column names.
        records: in the order of the file.
        fates: one for each line, in order.
        findings: about the file itself.
    """

    text: Text
    header: Header
    records: tuple[Record, ...]
    fates: tuple[LineFate[Record], ...]
    findings: tuple[Finding, ...]


def require_columns(text: Text, header: Header | None, what: str) -> Header:
    """The header when no column is missing.

    Raises:
        InputError: no line is a header.
        FindingsError: columns are missing; each is named with the nearest.
    """
    if header is None:
        raise InputError(f"{text.name}: no line names the columns of {what}")
    wrong = [finding for finding in header.findings if finding.severity == "error"]
    if wrong:
        raise FindingsError("; ".join(map(str, wrong)), wrong)
    return header


def cells_of(header: Header, line: str) -> list[str]:
    """The cells of one physical line; quotes hold commas together inside a line only."""
    if '"' not in line:
        return line.split(",")
    cells, rest = [], line
    while True:
        if rest.startswith('"'):
            cell, rest = _quoted(rest)
            cells.append(cell)
            if not rest:
                return cells
            rest = rest[1:]
        else:
            cell, comma, rest = rest.partition(",")
            cells.append(cell)
            if not comma:
                return cells
        if len(cells) > 4 * header.width:
            return cells


def _quoted(rest: str) -> tuple[str, str]:
    """A quoted cell, and what stands behind it, beginning with its comma."""
    parts, at = [], 1
    while True:
        end = rest.find('"', at)
        if end < 0:
            raise InputError("a quote is not closed on its line")
        parts.append(rest[at:end])
        if rest.startswith('""', end):
            parts.append('"')
            at = end + 2
            continue
        behind = rest[end + 1 :]
        if behind and not behind.startswith(","):
            raise InputError("text stands behind a closing quote")
        return "".join(parts), behind


class Keys:
    """Digests of rows: equal rows get a number behind it, so that each has a key of its own."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, cells: Sequence[str]) -> str:
        """The key of the next row with these cells."""
        joined = "\x1f".join(cell.strip() for cell in cells)
        key = sha256(joined.encode()).hexdigest()[:12]
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}-{self._seen[key]}"


def cell_readers(
    cells: Sequence[str], header: Header
) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """How to get the cell of a column, and the mark beside it, by the column's name."""

    def cell(name: str) -> str:
        return cells[header.at[name]].strip()

    def mark(name: str) -> str:
        at = header.marks.get(name)
        return "" if at is None else cells[at]

    return cell, mark


def arithmetic(
    where: str, what: str, value: Decimal | None, unit: Decimal | None, count: int | None
) -> list[Finding]:
    """A finding where a trend value is not the unit's times the number, to rounding.

    The value of a unit is printed to two decimals, so the product is off by up to 0.005 a unit.
    """
    if value is None or unit is None or count is None:
        return []
    if abs(unit * count - value) <= Decimal("0.005") * (count + 1):
        return []
    problem = f"{what} is {value}, but {count:,} units at {unit} are {unit * count}"
    return [Finding("arithmetic", where, problem, "Compare the source.", "warning")]
