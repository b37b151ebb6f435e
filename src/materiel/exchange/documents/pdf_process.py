"""The program that reads one PDF from its input and writes its words; run apart, with limits."""

import contextlib
import importlib
import json
import re
import sys

NO_LIBRARY, BROKEN, NO_TEXT, LOCKED = 11, 12, 13, 14
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


def pages(content: bytes) -> dict[str, object]:
    """The text layer of each page; lines that were wrapped are joined again.

    Returns:
        ``pages``: numbers, from 1, with their texts; ``pictures``: pages without words;
        ``broken``: pages that cannot be read; ``total``: how many there are.

    Raises:
        ValueError: it is no PDF that can be opened.
        PermissionError: it wants a password.
    """
    pypdfium2 = importlib.import_module("pypdfium2")  # missing: an exit code of its own

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        if "assword" in str(problem):
            raise PermissionError(str(problem)) from problem
        raise ValueError(str(problem)) from problem
    read: list[tuple[int, str]] = []
    pictures: list[int] = []
    broken: list[int] = []
    letters = 0
    for number in range(1, min(len(document), PAGES_MAX) + 1):
        try:
            text = document[number - 1].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            broken.append(number)
            continue
        text = _WRAPPED.sub(" ", _HYPHEN.sub(r"\1", text.replace("\r\n", "\n")))
        if text.strip():
            read.append((number, text))
        else:
            pictures.append(number)
        letters += len(text)
        if letters > LETTERS_MAX:
            break
    return {"pages": read, "pictures": pictures, "broken": broken, "total": len(document)}


def main() -> int:
    """Read the input, write the words."""
    limit()
    try:
        found = pages(sys.stdin.buffer.read())
    except ImportError:
        return NO_LIBRARY
    except PermissionError:
        return LOCKED
    except (ValueError, MemoryError):
        return BROKEN
    if not found["pages"]:
        return NO_TEXT
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
