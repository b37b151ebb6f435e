"""The parts of an XLSX file, unpacked within bounds: no bomb, no lie of its directory hurts."""

import io
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from materiel.kernel.errors import InputError

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of the packed file."""
LARGEST_WHOLE = 512 * 1024 * 1024
"""Bytes of all parts unpacked. Parts are read as a stream; only shared strings stay in memory."""
LARGEST_STRINGS = 64 * 1024 * 1024
"""Bytes of the part with the shared strings, unpacked."""
LARGEST_SMALL = 4 * 1024 * 1024
"""Bytes of a part that says how the others hang together, unpacked."""
MOST_PARTS = 2000
RATIO = 200
"""Unpacked to packed. Spreadsheets reach 10 to 50; deflate at its worst a thousand."""
SMALL_ENOUGH = 1024 * 1024
"""Bytes up to which the ratio does not matter."""
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Package:
    """An open package.

    Attributes:
        name: of the file.
        parts: name to its entry in the directory.
    """

    name: str
    archive: zipfile.ZipFile
    parts: Mapping[str, zipfile.ZipInfo]

    def chunks(self, part: str, largest: int = LARGEST_WHOLE) -> Generator[bytes, None, None]:
        """The bytes of a part, never more of them than its directory entry says.

        Close it where it may not be read to its end.

        Raises:
            InputError: there is no such part, it is too large, or it is damaged.
        """
        info = self.parts.get(part)
        if info is None:
            raise InputError(f"{self.name}: the package has no part {part}")
        if info.file_size > largest:
            raise InputError(
                f"{self.name}: {part} unpacks to {info.file_size:,} bytes; "
                f"accepted: up to {largest:,}"
            )
        try:
            # ZipExtFile stops at the stated size, and its checksum fails where that was a lie.
            with self.archive.open(info) as stream:
                yield from _pieces(stream)
        except _DAMAGE as problem:
            raise InputError(f"{self.name}: {part} is damaged ({problem})") from None

    def read(self, part: str) -> bytes:
        """A small part as a whole.

        Raises:
            InputError: as for ``chunks``.
        """
        return b"".join(self.chunks(part, LARGEST_SMALL))


_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, OSError, ValueError, LookupError),
)
"""What the standard library raises on a damaged, encrypted or oddly packed part."""


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The package at a path, its directory checked.

    Raises:
        InputError: it is no ZIP package, or breaks a bound; says which.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise InputError(
            f"{path.name}: {size:,} bytes; accepted: up to {LARGEST_FILE // 2**20} MiB"
        )
    with _opened(path.name, path, "workbook") as package:
        yield package


@contextmanager
def open_content(name: str, content: bytes, what: str) -> Iterator[Package]:
    """The package in some bytes, its directory checked.

    Args:
        name: of the file, for errors.
        content: the packed bytes.
        what: what it shall be ("document"), for errors.

    Raises:
        InputError: it is no ZIP package, or breaks a bound; says which.
    """
    if len(content) > LARGEST_FILE:
        raise InputError(
            f"{name}: {len(content):,} bytes; accepted: up to {LARGEST_FILE // 2**20} MiB"
        )
    # Each entry of a directory begins so: a directory without end is refused unparsed.
    entries = content.count(b"PK\x01\x02")
    if entries > MOST_PARTS:
        raise InputError(f"{name}: {entries:,} parts; accepted: up to {MOST_PARTS:,}")
    with _opened(name, io.BytesIO(content), what) as package:
        yield package


@contextmanager
def _opened(name: str, file: Path | IO[bytes], what: str) -> Iterator[Package]:
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE as problem:
        raise InputError(f"{name}: no {what}: {problem}") from None
    with archive:
        yield Package(name, archive, _directory(name, archive))


def _directory(name: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    parts: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MOST_PARTS:
        raise InputError(f"{name}: {len(infos):,} parts; accepted: up to {MOST_PARTS:,}")
    for info in infos:
        if info.filename in parts:
            raise InputError(f"{name}: the part {info.filename} stands twice")
        if info.flag_bits & 1:
            raise InputError(f"{name}: {info.filename} is encrypted; save it without a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(f"{name}: {info.filename} is packed in a way that no workbook is")
        if info.file_size > max(SMALL_ENOUGH, RATIO * info.compress_size):
            raise InputError(
                f"{name}: {info.filename} would unpack {info.compress_size:,} bytes to "
                f"{info.file_size:,}; accepted: up to {RATIO} times as many"
            )
        parts[info.filename] = info
    whole = sum(info.file_size for info in parts.values())
    if whole > LARGEST_WHOLE:
        raise InputError(
            f"{name}: its parts unpack to {whole:,} bytes; accepted: up to {LARGEST_WHOLE:,}"
        )
    return parts
