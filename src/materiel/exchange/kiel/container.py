"""Open a workbook safely: sizes are counted before anything is read (DESIGN §13)."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from materiel.exchange.kiel.extent import MOST_CELLS, MOST_TEXT, Extent, Strings
from materiel.kernel.errors import InputError

LARGEST_FILE = 64 * 2**20
LARGEST_CONTENT = 256 * 2**20
"""Bytes of all parts of a workbook together, unpacked."""
LARGEST_RATIO = 250
"""Unpacked to packed size of the whole; real releases stay below 30."""
MOST_PARTS = 5_000
MOST_SHEETS = 250
"""Real releases have about 40."""
_CHUNK = 1 << 16
_TOO_MANY = (
    f"its sheets together span more than {MOST_CELLS:,} cells or repeat more than "
    f"{MOST_TEXT:,} bytes of text; not read"
)

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a workbook.

    Attributes:
        name: of the file.
        cells: sheet name to its rows, from the first row and column on; a sheet is read when
            it is first asked for.
    """

    name: str
    cells: Mapping[str, Cells]


def is_workbook(path: Path) -> bool:
    """Whether the file is a ZIP container with the parts of a workbook."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_FILE:
            return False
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return False
        with zipfile.ZipFile(path) as archive:
            return any(name.casefold() == "xl/workbook.xml" for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_sheets(path: Path) -> Sheets:
    """Every sheet of a workbook as rows of cells.

    Raises:
        InputError: no workbook, damaged, or larger than the limits of this module.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{name}: {size:,} bytes; at most {LARGEST_FILE:,} are read")
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(f"{name}: cannot be read ({problem.strerror or problem})") from None
    _refuse_bombs(name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(dict.fromkeys(book.sheet_names))
    except BaseException as problem:
        if reason := _damage(problem):
            raise InputError(f"{name}: {reason}") from None
        raise
    if len(names) > MOST_SHEETS:
        raise InputError(f"{name}: {len(names):,} sheets; at most {MOST_SHEETS:,} are read")
    return Sheets(name, _Lazily(name, book, names))


class _Lazily(Mapping[str, Cells]):
    """The sheets of an open workbook, each read when it is first asked for and then kept."""

    def __init__(self, name: str, book: CalamineWorkbook, names: Sequence[str]) -> None:
        self._name, self._book, self._names = name, book, names
        self._read: dict[str, Cells] = {}
        self._left = MOST_CELLS

    def __getitem__(self, sheet: str) -> Cells:
        if sheet not in self._read:
            if sheet not in self._names:
                raise KeyError(sheet)
            try:
                found = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except BaseException as problem:
                if reason := _damage(problem):
                    raise InputError(f"{self._name}: {reason}") from None
                raise
            # Several sheets may be one part of the file, which was counted once.
            self._left -= len(found) * max(map(len, found), default=0)
            if self._left < 0:
                raise InputError(f"{self._name}: {_TOO_MANY}")
            self._read[sheet] = found
        return self._read[sheet]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _damage(problem: BaseException) -> str:
    """What a fault of the reader of workbooks says; empty for a fault of another kind.

    It is compiled: a fault inside it arrives as a panic, no ordinary exception.
    """
    if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        return f"damaged workbook ({reason[:120]})"
    return ""


def _refuse_bombs(name: str, data: bytes) -> None:
    """Unpack every part in small pieces, count them, and look how far each sheet reaches.

    The declared sizes are not trusted: a part is unpacked to its real end.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise InputError(f"{name}: not a workbook ({problem})") from None
    if len(parts) > MOST_PARTS:
        raise InputError(f"{name}: {len(parts):,} parts; at most {MOST_PARTS:,} are read")
    declared = sum(part.file_size for part in parts)
    allowed = min(LARGEST_CONTENT, LARGEST_RATIO * max(len(data), 4096))
    if declared > allowed:
        raise InputError(f"{name}: unpacks to {declared:,} bytes; at most {allowed:,} are read")
    left = allowed
    strings = Strings()
    cells = text = 0
    # The shared texts go first: a sheet is judged by the texts that its cells repeat.
    for part in sorted(parts, key=lambda each: not strings.wants(each.filename)):
        scan = strings if strings.wants(part.filename) else Extent(strings)
        left -= _unpacked(name, data, part, left, scan)
        if left < 0:
            raise InputError(f"{name}: unpacks to more than it declares; not read")
        if excess := scan.finish():
            raise InputError(f"{name}: {part.filename!r} {excess}")
        if isinstance(scan, Extent) and scan.holds_cells:
            cells, text = cells + scan.span, text + scan.text
        if cells > MOST_CELLS or text > MOST_TEXT:
            raise InputError(f"{name}: {_TOO_MANY}")


def _unpacked(
    name: str, data: bytes, part: zipfile.ZipInfo, most: int, scan: Strings | Extent
) -> int:
    """The real size of a part, fed to what looks at it; stops when it is over ``most``.

    Raises:
        InputError: damaged, or of an unknown packing.
    """
    start = part.header_offset
    head = data[start : start + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":  # noqa: PLR2004  (length of a local header)
        raise InputError(f"{name}: damaged workbook (part {part.filename!r})")
    start += 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = memoryview(data)[start : start + part.compress_size]
    total = 0
    if part.compress_type == zipfile.ZIP_STORED:
        scan.feed(bytes(packed))
        total = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        engine = zlib.decompressobj(-15)
        pending: bytes = bytes(packed)
        try:
            while pending and not engine.eof:
                piece = engine.decompress(pending, _CHUNK)
                pending = engine.unconsumed_tail
                total += len(piece)
                if total > most:
                    return total
                scan.feed(piece)
                if not piece and not pending:
                    break
        except zlib.error as problem:
            raise InputError(f"{name}: damaged workbook ({part.filename!r}: {problem})") from None
    else:
        raise InputError(f"{name}: part {part.filename!r} is packed in an unknown way")
    return total
