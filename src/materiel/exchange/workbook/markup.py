"""A stream of XML elements from bytes; documents that define types or entities are refused."""

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from materiel.kernel.errors import InputError

DEEPEST = 64
"""Levels of elements; a spreadsheet has fewer than ten."""
LONGEST_TEXT = 1024 * 1024
"""Characters in one piece of text; a cell holds 32,767."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str, str], None]


def parse(where: str, chunks: Iterable[bytes], start: Start, end: End) -> None:
    """Tell of every element: its local name and attributes, then its name and its own text.

    The text of an element is what stands in it directly before its end or its next child.

    Args:
        where: the part, for errors.
        chunks: its bytes.
        start: called at the beginning of an element.
        end: called at its end, with the text since the last beginning of an element.

    Raises:
        InputError: not well-formed, too deep, or with a document type.
    """
    _Stream(where, start, end).feed(chunks)


class _Stream:
    """One parser with its state."""

    def __init__(self, where: str, start: Start, end: End) -> None:
        self.where, self.start, self.end = where, start, end
        self.locals: dict[str, str] = {}
        self.text: list[str] = []
        self.length = self.depth = 0
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        self.parser = parser

    def feed(self, chunks: Iterable[bytes]) -> None:
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
            self.parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            # The latter two: an encoding that does not exist, or that the parser does not know.
            raise InputError(f"{self.where}: not well-formed ({problem})") from None

    def _local(self, name: str) -> str:
        found = self.locals.get(name)
        if found is None:
            found = name.rpartition("|")[2]
            if len(self.locals) < 1000:  # noqa: PLR2004  (a cache, never a memory of a bad file)
                self.locals[name] = found
        return found

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(f"{self.where}: elements lie deeper than {DEEPEST} levels")
        self.text.clear()
        self.length = 0
        self.start(self._local(name), attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.end(self._local(name), "".join(self.text))
        self.text.clear()
        self.length = 0

    def _characters(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            raise InputError(f"{self.where}: a text is longer than {LONGEST_TEXT:,} characters")
        self.text.append(text)

    def _doctype(self, *_: object) -> None:
        raise InputError(f"{self.where}: defines a document type or entities; none is accepted")


def attribute(attributes: Mapping[str, str], local: str) -> str:
    """An attribute by its local name, whatever its namespace; empty when absent."""
    if local in attributes:
        return attributes[local]
    for name, value in attributes.items():
        if name.endswith(f"|{local}"):
            return value
    return ""
