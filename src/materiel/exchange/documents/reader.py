"""What a reader of documents is, what it gives, and the bounds that every reader keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
        places: number of a line, from 1, to its place in the file where that is no line of it:
            ``Deliveries!7`` of a workbook, ``table 2, row 3`` of a page, ``page 4``.
    """

    text: str
    published: date | None = None
    title: str = ""
    findings: tuple[Finding, ...] = ()
    places: Mapping[int, str] = field(default_factory=dict)

    def place(self, offset: int) -> str:
        """Where a letter of the text stands in the file."""
        line = self.text.count("\n", 0, offset) + 1
        return self.places.get(line, f"line {line}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text and its place in the file; the place is empty where none is known."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """One kind of document.

    Attributes:
        name: kebab-case name.
        suffixes: endings of file names, for the help.
        recognises: whether the bytes of a file are of this kind; looks at few of them.
        read: bytes and a place for findings to text; never raises for what the bytes hold.
        order: readers are asked in this order; plain text comes last.
        packed: whether files of this kind are ZIP packages; others are never asked about one.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], ReadText]
    order: int
    packed: bool = False


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
    text = "\n".join(lines)
    if "\0" in text:
        problem = f"{text.count(chr(0)):,} NUL characters were read as spaces"
        findings.append(found(where, problem, "Save it as UTF-8 text.", "warning"))
    return text.translate(_CONTROLS), findings


def gathered(lines: Sequence[Line], where: str) -> tuple[str, list[Finding], dict[int, str]]:
    """Lines with their places as one text within the bounds, what is said of it, and the places."""
    text, findings = bounded("\n".join(each.text for each in lines), where)
    kept = text.count("\n") + 1
    places = {number: each.place for number, each in enumerate(lines[:kept], 1) if each.place}
    return text, findings, places


class Lines:
    """Lines of a document, collected until there are more letters than are read."""

    def __init__(self) -> None:
        self.kept: list[Line] = []
        self.letters = 0

    def add(self, text: str, place: str = "") -> None:
        """Add a line with its spaces made single; an empty one is none."""
        text = " ".join(text.split())
        if text:
            self.kept.append(Line(text, place))
            self.letters += len(text) + 1

    @property
    def full(self) -> bool:
        """Whether the rest would be cut anyway."""
        return self.letters > LONGEST_TEXT


_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\t"} | {0x7F: " ", 0xFEFF: " "}
