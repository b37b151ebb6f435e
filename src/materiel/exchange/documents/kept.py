"""Documents kept as received, each once, with the text and the reading that were made of them.

A file lies under the SHA-256 of its bytes; beside it lies ``<hash>.reading.json`` with the text
whose letters the claims count, every sentence with its mark, and the proposals as they were made.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from materiel.evidence.amounts import Amount
from materiel.evidence.intake import MarkedSentence, Reading
from materiel.evidence.numbers import Number
from materiel.evidence.periods import Stretch
from materiel.evidence.portions import Portion
from materiel.evidence.proposals import Link, Proposal
from materiel.evidence.sentences import Sentence
from materiel.kernel.errors import WorkspaceError

SHAPES: Final[Mapping[str, Any]] = {
    kind.__name__: kind
    for kind in (
        Proposal,
        Link,
        Number,
        Amount,
        Stretch,
        Portion,
        Sentence,
        MarkedSentence,
        Reading,
    )
}
"""What a reading is made of."""
PLAIN: Final[Mapping[str, Any]] = {
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "Fraction": Fraction,
}


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What was read in a kept document.

    Attributes:
        text: its words; offsets of claims count its code points.
        read_by: the title of the reader, with its version.
        reading: sentences and proposals; None when another version wrote them in another form.
    """

    text: str
    read_by: str
    reading: Reading | None


def hash_of(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def text_hash_of(text: str) -> str:
    """SHA-256 of the words of a text in one case, with one space between them."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


class KeptDocuments:
    """The folder of a workspace's documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str) -> Path:
        """Where the document of a hash lies."""
        return self.folder / name

    def keep(self, content: bytes, kept: KeptReading) -> list[Path]:
        """Put a document and its reading down; what lies there already stays as it is.

        Returns:
            The files that were new, to be taken away again if the record refuses them.

        Raises:
            WorkspaceError: the folder cannot be written.
        """
        name = hash_of(content)
        made = []
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            note = {"text": kept.text, "read_by": kept.read_by, "reading": to_plain(kept.reading)}
            text = json.dumps(note, ensure_ascii=False, indent=1).encode()
            for path, data in (
                (self.file(name), content),
                (self.file(f"{name}.reading.json"), text),
            ):
                if not path.exists():
                    made.append(path)
                    _put(path, data)
        except OSError as problem:
            self.forget(made)
            raise WorkspaceError(f"{self.folder}: {problem.strerror}") from None
        return made

    def forget(self, paths: Sequence[Path]) -> None:
        """Take files away that were kept just now."""
        for path in paths:
            path.unlink(missing_ok=True)

    def content(self, name: str) -> bytes:
        """The document of a hash, as received.

        Raises:
            WorkspaceError: it is gone, or not what was received.
        """
        try:
            content = self.file(name).read_bytes()
        except OSError as problem:
            raise WorkspaceError(f"{self.file(name)}: {problem.strerror}") from None
        if hash_of(content) != name:
            raise WorkspaceError(f"{self.file(name)}: not the file that was received")
        return content

    def reading(self, name: str) -> KeptReading:
        """What was read in the document of a hash.

        Raises:
            WorkspaceError: it is gone, or damaged.
        """
        path = self.file(f"{name}.reading.json")
        try:
            note = json.loads(path.read_bytes())
            text, read_by, plain = note["text"], note["read_by"], note["reading"]
        except OSError as problem:
            raise WorkspaceError(f"{path}: {problem.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise WorkspaceError(f"{path}: damaged; restore it from a copy") from None
        try:
            reading = from_plain(plain)
        except (TypeError, KeyError, ValueError, ArithmeticError):
            reading = None
        return KeptReading(text, read_by, reading if isinstance(reading, Reading) else None)


def _put(path: Path, data: bytes) -> None:
    """Write a file wholly, or not at all."""
    number, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def to_plain(value: Any) -> Any:
    """A reading as lists, texts and numbers; ``from_plain`` takes it back."""
    name = type(value).__name__
    if is_dataclass(value):
        named = {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
        return {"is": name, **named}
    if name in PLAIN:
        return {"is": name, "text": str(value)}
    if isinstance(value, dict):
        return {"is": "dict", "pairs": [[key, to_plain(each)] for key, each in value.items()]}
    if isinstance(value, (tuple, list)):
        return [to_plain(each) for each in value]
    return value


def from_plain(plain: Any) -> Any:
    """The reading again.

    Raises:
        TypeError, KeyError, ValueError, ArithmeticError: another version wrote it.
    """
    if isinstance(plain, list):
        return tuple(from_plain(each) for each in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain["is"]
    if kind == "dict":
        return {key: from_plain(each) for key, each in plain["pairs"]}
    if kind in PLAIN:
        return PLAIN[kind](plain["text"])
    return SHAPES[kind](**{key: from_plain(each) for key, each in plain.items() if key != "is"})
