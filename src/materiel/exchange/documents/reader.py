"""What a reader of documents is, what it gives, and the bounds that every reader keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from materiel.kernel.findings import Finding, Severity

LARGEST_FILE = 64 * 2**20
"""Bytes of one file that are looked at; a larger one is refused unread."""
LONGEST_TEXT = 300_000
"""Letters of one document that are read, about a book chapter of a hundred pages."""
LONGEST_LINE = 20_000
"""Letters of one line; a longer one is no prose."""
CHECK = "document"


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a document.

    Attributes:
        text: its words, lines ended by one line feed; empty when nothing could be read.
        published: the day that the document states of itself, where its kind has a place for it.
        title: its title, where its kind has a place for it.
        findings: what was left out or could not be read.
    """

    text: str
    published: date | None = None
    title: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """One kind of document.

    Attributes:
        name: kebab-case name.
        suffixes: endings of file names, for the help.
        recognises: whether the first bytes of a file are of this kind.
        read: bytes and a place for findings to text; never raises for what the bytes hold.
        order: readers are asked in this order; plain text comes last.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], ReadText]
    order: int


def found(where: str, problem: str, remedy: str = "", severity: Severity = "error") -> Finding:
    """A finding about a document."""
    return Finding(CHECK, where, problem, remedy, severity)


def bounded(text: str, where: str) -> tuple[str, list[Finding]]:
    """The text that is read, and what is said about the rest.

    Lines end in one line feed, control characters become spaces (so that nothing moves), a text
    or a line over the bounds is cut.
    """
    findings = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        findings.append(
            found(
                where,
                f"only the first {LONGEST_TEXT:,} of {len(text):,} letters were read",
                "Split the document.",
                "warning",
            )
        )
        text = text[:LONGEST_TEXT]
    lines = text.split("\n")
    long = [at for at, line in enumerate(lines) if len(line) > LONGEST_LINE]
    for at in long:
        findings.append(
            found(
                f"{where}:{at + 1}",
                f"a line of {len(lines[at]):,} letters; only the first {LONGEST_LINE:,} were read",
                "",
                "warning",
            )
        )
        lines[at] = lines[at][:LONGEST_LINE]
    return "\n".join(lines).translate(_CONTROLS), findings


_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\t"} | {0x7F: " ", 0xFEFF: " "}
