"""HTML: the words of the article; scripts, styles, forms and navigation yield nothing."""

import re
from datetime import date
from html.parser import HTMLParser

from materiel.exchange.documents.reader import (
    LONGEST_TEXT,
    DocumentReader,
    ReadText,
    bounded,
    found,
)
from materiel.exchange.documents.readers.plain_text import decode

_SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "iframe",
        "object",
        "head",
        "figcaption",
        "canvas",
        "video",
        "audio",
    )
)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "br",
        "hr",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "main",
        "figure",
        "dd",
        "dt",
        "dl",
        "pre",
    )
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_DATED = frozenset(
    (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "pubdate",
        "parsely-pub-date",
        "sailthru.date",
    )
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p)[\s>]", re.IGNORECASE)
_HEAD = 4096
DEEPEST = 400
"""Open elements that are followed; deeper nesting is no page for people."""


class _Words(HTMLParser):
    """Collects the words outside silent elements, one line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.letters = 0
        self.silent: list[str] = []
        self.heading = False
        self.title = ""
        self.published: date | None = None
        self.left_out = 0
        self.truncated = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self.heading = True
        if tag in ("meta", "time"):
            self._date(dict(attrs), tag)
        if tag in _SILENT and tag not in _VOID and len(self.silent) < DEEPEST:
            self.silent.append(tag)
            self.left_out += tag in ("script", "iframe", "object")
        elif tag in _BLOCKS and not self.silent:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.heading = False
        if tag in _SILENT and tag in self.silent:
            # Whatever was left open inside ends with it.
            while self.silent.pop() != tag:
                pass
        elif tag in _BLOCKS and not self.silent:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self.heading:
            self.title += data
        if self.silent or self.truncated:
            return
        self.pieces.append(re.sub(r"[\s\u00a0]+", " ", data))
        self.letters += len(self.pieces[-1])
        self.truncated = self.letters > 2 * LONGEST_TEXT

    def _date(self, attributes: dict[str, str | None], tag: str) -> None:
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        name = name or (attributes.get("itemprop") or "").lower()
        stated = attributes.get("content") or attributes.get("datetime") or ""
        if self.published is None and (tag == "time" or name in _DATED):
            day = _DAY.match(stated)
            try:
                self.published = date.fromisoformat(day[0]) if day else None
            except ValueError:
                self.published = None


def _recognises(head: bytes) -> bool:
    return bool(_MARKUP.search(head[:_HEAD]))


def _read(content: bytes, where: str) -> ReadText:
    source, remark = decode(content)
    parser = _Words()
    parser.feed(source)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    text, findings = bounded("\n".join(line for line in lines if line not in ("", "-")), where)
    if remark:
        findings.insert(0, found(where, remark, "", "warning"))
    if parser.left_out:
        problem = f"{parser.left_out:,} scripts and embedded objects were left out, unread"
        findings.append(found(where, problem, "", "note"))
    if not text.strip():
        remedy = "A page that a script fills must be saved as text or PDF."
        findings.append(found(where, "the page holds no text", remedy))
    title = " ".join(parser.title.split())
    return ReadText(text, parser.published, title, tuple(findings))


HTML_PAGE = DocumentReader("html", (".html", ".htm"), _recognises, _read, 2)
