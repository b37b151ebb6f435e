"""A file as text: its kind is told by its content, and what cannot be read is said."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from materiel.exchange.documents import readers
from materiel.exchange.documents.packed import ZIP, why_closed
from materiel.exchange.documents.reader import LARGEST_FILE, DocumentReader, ReadText, found
from materiel.kernel.collect import collect
from materiel.kernel.errors import InputError

_CONTAINERS = {
    b"\xd0\xcf\x11\xe0": "an old Office file, or an encrypted one",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an XZ file",
}
_SAVE = "Save it as text, HTML, PDF, DOCX or XLSX."


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
    if not content:
        return _unread(where, "an empty file")
    if content.startswith(ZIP):
        able = [each for each in document_readers() if each.packed and each.recognises(content)]
        if not able:
            return _unread(where, why_closed(where, content))
        return _named(able[0], able[0].read(content, where), where)
    for mark, what in _CONTAINERS.items():
        if content.startswith(mark):
            # Never unpacked: a bomb in it stays closed.
            return _unread(where, f"{what}: not read")
    for reader in document_readers():
        if not reader.packed and reader.recognises(content):
            return _named(reader, reader.read(content, where), where)
    kinds = ", ".join(each.name for each in document_readers())
    holds = "holds NUL characters and is " if b"\0" in content[:_HEAD] else ""
    return _unread(where, f"{holds}none of the kinds that are read ({kinds})")


_HEAD = 4096
_PROSE = frozenset((".txt", ".md", ".csv", ".tsv"))
"""Endings that say no more than that a file is text."""


def _unread(where: str, problem: str) -> ReadText:
    return ReadText("", findings=(found(where, problem, _SAVE),))


def _named(reader: DocumentReader, read: ReadText, where: str) -> ReadText:
    """What was read, and a word about a name that says another kind than the content."""
    suffix = Path(where).suffix.lower()
    known = {each for other in document_readers() for each in other.suffixes}
    if suffix not in known or suffix in reader.suffixes:
        return read
    if suffix in _PROSE and reader.suffixes[0] in _PROSE:
        return read
    problem = f"named {suffix}, but its content is {reader.name}; read as {reader.name}"
    said = found(where, problem, "Give it the name of its kind.", "warning")
    return replace(read, findings=(said, *read.findings))
