"""From the bytes of a SIPRI file to its lines: encoding, size, and where the table starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; a larger file is refused rather than read into memory (DESIGN §13)."""
LONGEST_PREAMBLE = 60
"""Lines in which the header must stand."""
BLANK = " "
"""What the register names a column of marks; it belongs to the column before it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text.

    Attributes:
        name: of the file.
        lines: without their ends.
        findings: what is odd about its encoding.
    """

    name: str
    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def place(self, index: int) -> str:
        """``file:line`` of the line with this index."""
        return f"{self.name}:{index + 1}"


def read_text(path: Path) -> Text:
    """The lines of a file.

    SIPRI writes ISO 8859-1. UTF-8 is taken where the bytes are valid UTF-8 beyond ASCII, and
    Windows-1252 where control codes stand that only it prints; both are noted.

    Raises:
        InputError: the file is larger than ``LARGEST_FILE``, or no text.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise InputError(
            f"{path.name}: {size:,} bytes; accepted: up to {LARGEST_FILE // 2**20} MiB"
        )
    return decode(path.name, path.read_bytes())


def decode(name: str, raw: bytes) -> Text:
    """The lines of a file's bytes; see ``read_text``.

    Raises:
        InputError: the bytes hold a zero: a package or a picture, no text.
    """
    if b"\0" in raw:
        raise InputError(f"{name}: no text: a zero byte stands at {raw.index(0):,}")
    encoding = "iso-8859-1"
    if not raw.isascii():
        if _is_utf8(raw):
            encoding = "utf-8-sig"
        elif any(0x80 <= byte <= 0x9F for byte in raw):  # noqa: PLR2004  (C1 control codes)
            encoding = "cp1252"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "iso-8859-1", raw.decode("iso-8859-1")
    findings: tuple[Finding, ...] = ()
    if encoding != "iso-8859-1":
        problem = f"read as {encoding.removesuffix('-sig').upper()}, where SIPRI writes ISO 8859-1"
        findings = (Finding("encoding", name, problem, "Compare a name with accents.", "note"),)
    # Not splitlines: the codes 0x85 and 0x1c to 0x1e end no line of such a file.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return Text(name, tuple(lines), findings)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns.

    Attributes:
        line: its index.
        width: how many columns there are.
        at: name to index of each known column.
        marks: name to the index of the column of marks that belongs to it.
        score: how many of the wanted columns were found.
        findings: unknown and missing columns, each with its nearest.
    """

    line: int
    width: int
    at: dict[str, int]
    marks: dict[str, int]
    score: int
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether no wanted column is missing."""
        return all(finding.severity != "error" for finding in self.findings)


def find_header(name: str, lines: Sequence[str], wanted: Sequence[str]) -> Header | None:
    """The line among the first that names the most wanted columns; None when none names half.

    Args:
        name: of the file, for findings.
        lines: of the file.
        wanted: the names of the columns; marks are not among them.
    """
    known = {each.casefold() for each in wanted}

    def score(line: str) -> int:
        return len({_plain(cell).casefold() for cell in line.split(",")} & known)

    first = list(lines[:LONGEST_PREAMBLE])
    scores = [score(line) for line in first]
    if not scores or 2 * max(scores) < len(wanted):
        return None
    best = scores.index(max(scores))
    return _header(f"{name}:{best + 1}", best, first[best].split(","), wanted)


def _plain(cell: str) -> str:
    return cell.strip().strip('"').strip()


def _header(where: str, line: int, cells: Sequence[str], wanted: Sequence[str]) -> Header:
    known = {each.casefold(): each for each in wanted}
    at: dict[str, int] = {}
    marks: dict[str, int] = {}
    strange: list[str] = []
    findings: list[Finding] = []
    last = ""
    for index, text in enumerate(map(_plain, cells)):
        named = known.get(text.casefold(), "")
        if not text and last and last not in marks:
            marks[last] = index
        elif not named:
            strange.append(text)
        elif named in at:
            findings.append(Finding("columns", where, f"column {named!r} stands twice"))
        else:
            at[named] = index
        last = named
    missing = [each for each in wanted if each not in at]
    findings += [_strange(where, text, missing or wanted) for text in strange if text]
    if nameless := sum(not text for text in strange):
        problem = f"columns without a name: {nameless}, beside the columns of marks"
        findings.append(Finding("columns", where, problem, "They are not read.", "warning"))
    findings += [_missing(where, text, [each for each in strange if each]) for text in missing]
    return Header(line, len(cells), at, marks, len(at), tuple(findings))


def _strange(where: str, text: str, missing: Sequence[str]) -> Finding:
    near = nearest(text, missing, 1)
    hint = f"Did you mean {near[0]!r}?" if near else "It is not read."
    return Finding("columns", where, f"column {text!r} is new", hint, "warning")


def _missing(where: str, text: str, strange: Sequence[str]) -> Finding:
    near = nearest(text, strange, 1)
    hint = f"The nearest column is {near[0]!r}." if near else "No column is like it."
    return Finding("columns", where, f"column {text!r} is missing", hint)
