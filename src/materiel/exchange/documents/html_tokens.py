"""The tags and texts of HTML in time that grows with its length, whatever stands in it.

The parser of the standard library takes minutes for 100 kB of unfinished tags. Here each letter is
passed once: what is never closed (a tag, a comment, a script) takes the rest of the page with it,
as the HTML standard has it; that rest is a token of its own, so that it can be said.

>>> [each.name or each.text for each in html_tokens("<p class='a>b'>Two &amp; <b>three</b>")]
['p', 'Two & ', 'b', 'three', 'b']
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

RAW = frozenset(("script", "style", "iframe", "noscript", "xmp", "noembed", "noframes", "textarea"))
"""Elements whose content is no markup."""
LONGEST_ATTRIBUTES = 8192
"""Letters of one tag that are looked at."""
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_PLAIN = re.compile(r"[^>\"']*")
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")


@dataclass(frozen=True, slots=True)
class Token:
    """A text, the beginning or end of an element, or the rest that something unclosed took.

    Attributes:
        kind: what it is.
        name: of the element, in small letters.
        text: the letters of a text, or those between the name and the end of a tag.
    """

    kind: Literal["text", "start", "end", "rest"]
    name: str = ""
    text: str = ""

    def attributes(self) -> dict[str, str]:
        """The attributes of a beginning; the first of each name counts."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.text[:LONGEST_ATTRIBUTES]):
            value = match[2] or ""
            value = value[1:-1] if value[:1] in ('"', "'") else value
            found.setdefault(match[1].lower(), unescaped(value))
        return found


def html_tokens(source: str) -> Iterator[Token]:
    """The tokens of a page in order; comments, declarations and raw content yield none."""
    place = 0
    while (opened := source.find("<", place)) >= 0:
        if opened > place:
            yield Token("text", text=unescaped(source[place:opened]))
        place = _end(source, opened)
        if place < 0:
            yield Token("rest", text=source[opened:])
            return
        named = _NAME.match(source, opened)
        if named is None:
            if place == opened + 1:
                yield Token("text", text="<")
            continue
        name = named[1].lower()
        if source[opened + 1] == "/":
            yield Token("end", name)
            continue
        yield Token("start", name, source[named.end() : place - 1])
        if name in RAW:
            closing = _closing(name).search(source, place)
            if closing is None:
                yield Token("rest", text=source[place:])
                return
            place = closing.start()
    if place < len(source):
        yield Token("text", text=unescaped(source[place:]))


def _end(source: str, opened: int) -> int:
    """Offset behind what a ``<`` opens: a comment, a tag, or nothing; -1 where it never ends."""
    if source[opened + 1 : opened + 2] in ("!", "?"):
        mark = "-->" if source.startswith("<!--", opened) else ">"
        end = source.find(mark, opened + 2)
        return end if end < 0 else end + len(mark)
    if named := _NAME.match(source, opened):
        end = _tag_end(source, named.end())
        return end if end < 0 else end + 1
    return opened + 1


def _tag_end(source: str, place: int) -> int:
    """Offset of the ``>`` that ends a tag; -1 where none does."""
    while True:
        start = place
        place = _PLAIN.match(source, place).end()  # type: ignore[union-attr]  # matches anywhere
        if place == len(source):
            return -1
        if source[place] == ">":
            return place
        # Only behind "=" does a quotation mark begin a value that may hold a ">".
        if source[start:place].rstrip().endswith("="):
            place = source.find(source[place], place + 1)
            if place < 0:
                return -1
        place += 1


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)


def unescaped(text: str) -> str:
    """A text with its references resolved; one of a number without end stays as it is."""
    try:
        return html.unescape(text) if "&" in text else text
    except ValueError:
        return text
