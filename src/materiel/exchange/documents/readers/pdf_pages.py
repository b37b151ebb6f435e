"""PDF with a text layer: read in a process of its own, with its time and memory bounded."""

import subprocess
import sys
from pathlib import Path

from materiel.exchange.documents import pdf_process
from materiel.exchange.documents.reader import DocumentReader, ReadText, bounded, found

SECONDS = 20
"""Wall-clock seconds for one document."""
_STATUS = {
    pdf_process.NO_LIBRARY: (
        "PDF cannot be read here: the library pypdfium2 is not installed",
        "Install it, or save the document as text.",
    ),
    pdf_process.BROKEN: ("the PDF is broken or encrypted", "Save it again, or as text."),
    pdf_process.NO_TEXT: (
        "the PDF has no text layer: its pages are pictures",
        "Run text recognition over it first.",
    ),
}


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
        problem, remedy = _STATUS.get(
            done.returncode,
            (
                "reading the PDF ended early: too much memory, or broken",
                "Save it again, or as text.",
            ),
        )
        return ReadText("", findings=(found(where, problem, remedy),))
    text, findings = bounded(done.stdout.decode("utf-8", errors="replace"), where)
    return ReadText(text, findings=tuple(findings))


PDF_PAGES = DocumentReader("pdf", (".pdf",), _recognises, _read, 1)
