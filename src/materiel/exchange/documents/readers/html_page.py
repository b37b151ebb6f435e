"""HTML: the words of the article and its tables; what a person does not see yields nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from materiel.exchange.documents.html_tokens import Token, html_tokens
from materiel.exchange.documents.reader import (
    DocumentReader,
    Line,
    Lines,
    ReadText,
    found,
    gathered,
)
from materiel.exchange.documents.readers.plain_text import decode
from materiel.exchange.documents.tabling import header_row, table_lines
from materiel.kernel.findings import Severity

LARGEST_PAGE = 8 * 2**20
"""Letters of markup that are read."""
MOST_TAGS = 400_000
DEEPEST = 400
"""Open elements that are followed; deeper nesting is no page for people."""
_SILENT = frozenset(
    [
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
        "textarea",
        "noembed",
        "noframes",
        "xmp",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "caption",
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
    ]
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
_EMPTY = _VOID - {"br", "hr"}
_CELLS = ("td", "th")
LONGEST_TITLE = 1000
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_DATED = frozenset(
    [
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "pubdate",
        "parsely-pub-date",
        "sailthru.date",
    ]
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|table|script|meta)[\s>]", re.IGNORECASE
)
_HEAD = 4096


@dataclass(slots=True)
class _Table:
    """A table that is being read.

    Attributes:
        begin: number of lines before it.
        layout: whether another table or merged cells in it make it no plain table.
    """

    number: int
    begin: int
    rows: list[list[str]] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)
    layout: bool = False


class _Page:
    """Collects the words outside silent and hidden elements, one line for each block."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.pieces: list[str] = []
        self.bullet = ""
        self.silent: list[str] = []
        self.hidden: list[str] = []
        self.tables: list[_Table] = []
        self.counted = 0
        self.heading = False
        self.title = ""
        self.published: date | None = None
        self.left_out = {"embedded": 0, "hidden": 0, "merged": 0, "rest": 0}

    def take(self, token: Token) -> None:
        """Take the next token of the page."""
        if token.kind == "text":
            self._text(token.text)
        elif token.kind == "start":
            self._start(token)
        elif token.kind == "rest":
            self.left_out["rest"] = len(token.text)
        else:
            self._end(token.name)

    def close(self) -> None:
        """The page ends, and all that is open with it."""
        self._break()

    def _start(self, token: Token) -> None:
        name = token.name
        if name == "title":
            self.heading = "svg" not in self.silent
        if name in ("meta", "time"):
            self._date(token.attributes(), name)
        if self.silent == ["head"] and (name == "body" or name in _BLOCKS):
            self.silent.clear()  # a head that nobody closed
        if self._hides(token) or name in _EMPTY:
            return
        if name in _SILENT:
            if len(self.silent) < DEEPEST:
                self.silent.append(name)
            self.left_out["embedded"] += name in ("script", "iframe", "object")
        elif not self.silent:
            if name in ("table", "tr", *_CELLS):
                self._table(token)
            if name in _BLOCKS:
                self._break()
                self.bullet = "- " if name == "li" else ""

    def _hides(self, token: Token) -> bool:
        """Whether the element, or one around it, is not shown to a person."""
        name = token.name
        if self.hidden:
            if name in ("p", "li", "tr", "td", "th") and self.hidden == [name]:
                self.hidden.clear()  # these end where the next one begins
            elif name not in _VOID and len(self.hidden) < DEEPEST:
                self.hidden.append(name)
                return True
        if name in _VOID or not token.text or self.hidden:
            return bool(self.hidden)
        attributes = token.attributes()
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            self.hidden.append(name)
        return bool(self.hidden)

    def _end(self, name: str) -> None:
        if name == "title":
            self.heading = False
        if self.hidden:
            if name in self.hidden:
                # Whatever was left open inside ends with it.
                while self.hidden.pop() != name:
                    pass
        elif name in _SILENT and name in self.silent:
            while self.silent.pop() != name:
                pass
        elif not self.silent and name in _BLOCKS:
            self._break()
            if self.tables and name == "caption":
                self.tables[-1].captions = self.lines.kept[self.tables[-1].begin :]
            elif self.tables and name == "table":
                self._close(self.tables.pop())

    def _text(self, text: str) -> None:
        if self.heading:
            self.title = (self.title + text)[:LONGEST_TITLE]
        elif self.hidden:
            self.left_out["hidden"] += len("".join(text.split()))
        elif not self.silent:
            self.pieces.append(text)
            if self.tables and self.tables[-1].rows and self.tables[-1].rows[-1]:
                self.tables[-1].rows[-1][-1] += text

    def _break(self) -> None:
        if self.tables and self.tables[-1].rows and self.tables[-1].rows[-1]:
            self.tables[-1].rows[-1][-1] += " "
        if self.pieces:
            text = "".join(self.pieces)
            self.pieces.clear()
            if text.strip():
                self.lines.add(self.bullet + text.strip())
                self.bullet = ""

    def _table(self, token: Token) -> None:
        if token.name == "table":
            self._break()
            for outer in self.tables:
                outer.layout = True
            self.counted += 1
            if len(self.tables) < DEEPEST:
                self.tables.append(_Table(self.counted, len(self.lines.kept)))
        elif self.tables and token.name == "tr":
            self.tables[-1].rows.append([])
        elif self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].append("")
            self.pieces.append(" ")
            spans = token.attributes() if token.text else {}
            if any(spans.get(each, "1") not in ("", "0", "1") for each in ("colspan", "rowspan")):
                self.tables[-1].layout = True
                self.left_out["merged"] += 1

    def _close(self, table: _Table) -> None:
        if table.layout or header_row([_tidy(row) for row in table.rows]) is None:
            return
        # The rows stand among the lines already, without their headings: they are put again.
        for line in self.lines.kept[table.begin :]:
            self.lines.letters -= len(line.text) + 1
        del self.lines.kept[table.begin :]
        place = f"table {table.number}, row {{}}"
        for line in (*table.captions, *table_lines(table.rows, place)):
            self.lines.add(line.text, line.place)

    def _date(self, attributes: dict[str, str], tag: str) -> None:
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        name = name or attributes.get("itemprop", "").lower()
        stated = attributes.get("content") or attributes.get("datetime") or ""
        if self.published is None and (tag == "time" or name in _DATED):
            day = _DAY.match(stated)
            try:
                self.published = date.fromisoformat(day[0]) if day else None
            except ValueError:
                self.published = None


def _tidy(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _recognises(content: bytes) -> bool:
    head = content[: 2 * _HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = decode(head)[0].encode()
    return bool(_MARKUP.search(head[:_HEAD]))


def _read(content: bytes, where: str) -> ReadText:
    source, remark = decode(content)
    page, remarks = _Page(), []
    for count, token in enumerate(html_tokens(source[:LARGEST_PAGE])):
        page.take(token)
        if page.lines.full or count > MOST_TAGS:
            if not page.lines.full:
                problem = f"more than {MOST_TAGS:,} tags and texts; the rest was not read"
                remarks.append(found(where, problem, "Save it as text.", "warning"))
            break
    page.close()
    if len(source) > LARGEST_PAGE:
        problem = f"only the first {LARGEST_PAGE:,} of {len(source):,} letters of markup were read"
        remarks.append(found(where, problem, "Save it as text.", "warning"))
    text, findings, places = gathered(page.lines.kept, where)
    if remark:
        findings.insert(0, found(where, remark, "", "warning"))
    findings += remarks
    findings += [
        found(where, problem.format(page.left_out[name]), "", _SEVERITY.get(name, "note"))
        for name, problem in _REMARKS.items()
        if page.left_out[name]
    ]
    if not text.strip():
        remedy = "A page that a script fills must be saved as text or PDF."
        findings.append(found(where, "the page holds no text", remedy))
    title = " ".join(page.title.split())
    return ReadText(text, page.published, title, tuple(findings), places)


_REMARKS = {
    "embedded": "{:,} scripts and embedded objects were left out, unread",
    "hidden": "{:,} letters of hidden text were left out",
    "merged": "{:,} cells are merged: the rows of their tables are read without headings",
    "rest": "the last {:,} letters stand in markup that never ends: not read",
}
_SEVERITY: Mapping[str, Severity] = {"rest": "warning"}

HTML_PAGE = DocumentReader("html", (".html", ".htm"), _recognises, _read, 4)
