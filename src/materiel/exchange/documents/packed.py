"""What a packed document holds beside its words: programs, pictures and files inside, unread."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from materiel.exchange.documents.reader import found
from materiel.exchange.workbook.package import Package, open_content
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding, Severity

ZIP = b"PK\x03\x04"
LARGEST_PART = 32 * 2**20
"""Bytes of one part that is read, unpacked; the words of a long book are a tenth of it."""
LARGEST_READ = 48 * 2**20
"""Bytes of all parts that are read, unpacked."""
_UNREAD: tuple[tuple[str, str, str, str], ...] = (
    (r".*/vbaProject.*\.bin|.*/macrosheets/.*", "macro", "macros", "never run, not read"),
    (r".*/activeX/.*\.bin", "control", "controls", "never run, not read"),
    (
        r".*/embeddings/.+|.*\.(?:zip|docx|xlsx|pptx|docm|xlsm|jar|7z|rar)",
        "embedded file",
        "embedded files",
        "not opened, not read",
    ),
    (r".*/media/.+", "picture or recording", "pictures or recordings", "not read"),
    (r".*/externalLinks/[^/]+\.xml", "link outside", "links outside", "not followed"),
    (r".*/(?:comments|threadedComments)[^/]*(?:/.*)?\.xml", "comment part", "comment parts", ""),
    (r".*/(?:charts|diagrams)/(?:chart|data)\d*\.xml", "chart", "charts", "not read"),
    (r"word/(?:header|footer)\d*\.xml", "page header or footer", "page headers or footers", ""),
)
"""Names of parts, what one and what several are called, what becomes of them."""
_NAMED = 3


def parts_of(content: bytes) -> frozenset[str]:
    """The names of the parts of a packed file; none where it is none, or breaks a bound."""
    if not content.startswith(ZIP):
        return frozenset()
    try:
        with open_content("", content, "document") as package:
            return frozenset(package.parts)
    except InputError:
        return frozenset()


def why_closed(where: str, content: bytes) -> str:
    """Why a ZIP file that no reader recognises is not read."""
    try:
        with open_content(where, content, "document") as package:
            names = sorted(package.parts)
    except InputError as problem:
        said = str(problem).removeprefix(f"{where}: ")
        return f"a ZIP container that stays closed: {said}"
    shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    return f"a ZIP container that is neither DOCX nor XLSX ({shown or 'empty'}): not unpacked"


@contextmanager
def open_document(where: str, content: bytes) -> Iterator[Package]:
    """An open package.

    Raises:
        InputError: it is none, or breaks a bound of sizes, before anything is unpacked.
    """
    with open_content(where, content, "document") as package:
        yield package


def left_unread(package: Package, where: str) -> list[Finding]:
    """One note for each sort of part that a reader of words leaves alone."""
    findings, left = [], sorted(package.parts)
    for pattern, one, several, fate in _UNREAD:
        names = [name for name in left if re.fullmatch(pattern, name, re.IGNORECASE)]
        if names:
            left = [name for name in left if name not in set(names)]
            shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            what = f"{len(names):,} {one if len(names) == 1 else several} ({shown})"
            severity: Severity = "warning" if fate.startswith("never") else "note"
            findings.append(found(where, f"{what}: {fate or 'not read'}", "", severity))
    return findings
