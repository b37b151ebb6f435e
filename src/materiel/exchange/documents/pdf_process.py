"""The program that reads one PDF from its input and writes its words; run apart, with limits."""

import contextlib
import importlib
import re
import sys

NO_LIBRARY, BROKEN, NO_TEXT = 11, 12, 13
"""Exit codes that the parent turns into findings."""
MEMORY = 2**30
CPU_SECONDS = 15
PAGES_MAX = 600
LETTERS_MAX = 400_000
_HYPHEN = re.compile(r"(\w)[\u00ad\u0002-]\n(?=[a-z])")
_WRAPPED = re.compile(r"(?<![.!?:;\u201d\"])\n(?=[a-z0-9(\u20ac$\u00a3])")


def limit() -> None:
    """Bound memory and time of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def words(content: bytes) -> str:
    """The text layer of all pages; lines that were wrapped are joined again.

    Raises:
        ValueError: it is no PDF that can be opened.
    """
    pypdfium2 = importlib.import_module("pypdfium2")  # missing: an exit code of its own

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise ValueError(str(problem)) from problem
    pages, letters = [], 0
    for number in range(min(len(document), PAGES_MAX)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            continue
        pages.append(text.replace("\r\n", "\n"))
        letters += len(text)
        if letters > LETTERS_MAX:
            break
    joined = _HYPHEN.sub(r"\1", "\n\n".join(pages))
    return _WRAPPED.sub(" ", joined)


def main() -> int:
    """Read the input, write the words."""
    limit()
    try:
        text = words(sys.stdin.buffer.read())
    except ImportError:
        return NO_LIBRARY
    except (ValueError, MemoryError):
        return BROKEN
    if not text.strip():
        return NO_TEXT
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
