"""PDF with a text layer: read in a process of its own, with its time and memory bounded."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from materiel.exchange.documents import pdf_process
from materiel.exchange.documents.reader import DocumentReader, Line, ReadText, found, gathered

SECONDS = 20
"""Wall-clock seconds for one document."""
_STATUS = {
    pdf_process.NO_LIBRARY: (
        "PDF cannot be read here: the library pypdfium2 is not installed",
        "Install it, or save the document as text.",
    ),
    pdf_process.BROKEN: ("the PDF is broken", "Save it again, or as text."),
    pdf_process.LOCKED: (
        "the PDF is encrypted: it opens with a password only",
        "Save it without a password.",
    ),
    pdf_process.NO_TEXT: (
        "the PDF has no text layer: its pages are pictures",
        "Run text recognition over it first.",
    ),
}
_ENDED = ("reading the PDF ended early: too much memory, or broken", "Save it again, or as text.")


def _recognises(head: bytes) -> bool:
    return b"%PDF-" in head[:1024]


def _read(content: bytes, where: str) -> ReadText:
    # Parsing happens behind a process boundary: a crash, a loop or a bomb ends there.
    command = [sys.executable, "-I", str(Path(pdf_process.__file__))]
    try:
        done = subprocess.run(  # noqa: S603  (our own program, no shell)
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        problem = f"reading the PDF took longer than {SECONDS} seconds and was stopped"
        return ReadText("", findings=(found(where, problem, "Split the document."),))
    if done.returncode:
        problem, remedy = _STATUS.get(done.returncode, _ENDED)
        return ReadText("", findings=(found(where, problem, remedy),))
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return ReadText("", findings=(found(where, *_ENDED),))
    return _gathered(said, where)


def _gathered(said: Mapping[str, Any], where: str) -> ReadText:
    """The words of all pages, each line with its page, and the pages that have none."""
    lines = [
        Line(line, f"page {number}")
        for number, text in said["pages"]
        for line in text.split("\n")
        if line.strip()
    ]
    text, findings, places = gathered(lines, where)
    for kind, problem in _PAGES.items():
        if numbers := said[kind]:
            shown = ", ".join(map(str, numbers[:_SHOWN])) + (", ..." if numbers[_SHOWN:] else "")
            words = problem.format(len(numbers), said["total"], shown)
            remedy = "Run text recognition over them first." if kind == "pictures" else ""
            findings.append(found(where, words, remedy, "warning"))
    seen = sum(len(said[kind]) for kind in ("pages", *_PAGES))
    if seen < said["total"]:
        problem = f"only the first {seen:,} of {said['total']:,} pages were read"
        findings.append(found(where, problem, "Split the document.", "warning"))
    return ReadText(text, findings=tuple(findings), places=places)


_SHOWN = 10
_PAGES = {
    "pictures": "{:,} of {:,} pages have no text layer: not read (pages {})",
    "broken": "{:,} of {:,} pages are broken: not read (pages {})",
}

PDF_PAGES = DocumentReader("pdf", (".pdf",), _recognises, _read, 3)
