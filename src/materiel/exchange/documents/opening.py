"""A file as text: its kind is told by its content, and what cannot be read is said."""

from functools import cache
from pathlib import Path

from materiel.exchange.documents import readers
from materiel.exchange.documents.reader import LARGEST_FILE, DocumentReader, ReadText, found
from materiel.kernel.collect import collect
from materiel.kernel.errors import InputError

_HEAD = 8192
_CONTAINERS = {
    b"PK\x03\x04": "a ZIP container (DOCX, XLSX, ODT)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
}


@cache
def document_readers() -> tuple[DocumentReader, ...]:
    """All readers in the order in which they are asked."""
    known = collect(readers, DocumentReader, "materiel.documents").values()
    return tuple(sorted(known, key=lambda each: each.order))


def read_file(path: Path) -> ReadText:
    """The text of a file, and what is wrong with it as findings.

    Raises:
        InputError: there is no such file, or it may not be read.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path}: is a folder; accepted: files")
        if size > LARGEST_FILE:
            problem = f"{size:,} bytes; at most {LARGEST_FILE:,} are read"
            return ReadText("", findings=(found(path.name, problem, "Split the document."),))
        content = path.read_bytes()
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    return read_bytes(content, path.name)


def read_bytes(content: bytes, where: str) -> ReadText:
    """As ``read_file``, for bytes that are at hand.

    Args:
        content: the whole file.
        where: the place that findings name.
    """
    head = content[:_HEAD]
    for mark, what in _CONTAINERS.items():
        if head.startswith(mark):
            # Never unpacked: a bomb in it stays closed.
            remedy = "Save it as text, HTML or PDF."
            return ReadText("", findings=(found(where, f"{what}: not read", remedy),))
    for reader in document_readers():
        if reader.recognises(head):
            return reader.read(content, where)
    kinds = ", ".join(each.name for each in document_readers())
    problem = f"none of the kinds that are read ({kinds})"
    return ReadText("", findings=(found(where, problem, "Save it as text, HTML or PDF."),))
