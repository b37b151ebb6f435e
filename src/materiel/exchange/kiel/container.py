"""Open a workbook safely: sizes are counted before anything is read (DESIGN §13)."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from materiel.exchange.kiel.extent import Extent, Strings
from materiel.kernel.errors import InputError

LARGEST_FILE = 64 * 2**20
LARGEST_CONTENT = 256 * 2**20
"""Bytes of all parts of a workbook together, unpacked."""
LARGEST_RATIO = 250
"""Unpacked to packed size of the whole; real releases stay below 30."""
MOST_PARTS = 5_000
_CHUNK = 1 << 16

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a workbook.

    Attributes:
        name: of the file.
        cells: sheet name to its rows, from the first row and column on.
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
        cells = {
            each: book.get_sheet_by_name(each).to_python(skip_empty_area=False)
            for each in book.sheet_names
        }
    except BaseException as problem:
        # The reader is compiled: a fault inside it arrives as a panic, no ordinary exception.
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
            raise InputError(f"{name}: damaged workbook ({reason[:120]})") from None
        raise
    return Sheets(name, cells)


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
    # The shared texts go first: a sheet is judged by the texts that its cells repeat.
    for part in sorted(parts, key=lambda each: not strings.wants(each.filename)):
        scan = strings if strings.wants(part.filename) else Extent(strings)
        left -= _unpacked(name, data, part, left, scan)
        if left < 0:
            raise InputError(f"{name}: unpacks to more than it declares; not read")
        if excess := scan.finish():
            raise InputError(f"{name}: {part.filename!r} {excess}")


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
