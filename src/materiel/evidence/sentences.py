"""Sentences of a document with their offsets, and what each line is: headline, body, furniture.

>>> [each.text for each in split_sentences("On Jan. 3 the U.S. sent two. Three follow.")]
['On Jan. 3 the U.S. sent two.', 'Three follow.']
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from materiel.vocabulary.cues import TextCue
from materiel.vocabulary.reader import table

SentenceKind = Literal["headline", "body", "bullet", "furniture"]

LONGEST_SENTENCE = 2_000
"""Letters of one sentence; a longer one is read in stretches, so that time stays bounded."""
TAIL = 3 / 5
"""A heading such as "more stories" in the last two fifths ends the article."""

_LINE = re.compile(r"[^\r\n]+")
_BULLET = re.compile(
    r"\s*(?:-{1,3}|[\u2014\u2022*\u2013\u25aa\u25cf\u00b7\u25e6o]|\d{1,2}[.)]|[a-z]\))\s+"
)
_ITEM = re.compile(r"\d|:\s+\w|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b")
"""What a line without a full stop must hold to be read as one of a list."""
_SHORT = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Gen",
    "Lt",
    "Col",
    "Maj",
    "Sgt",
    "Capt",
    "Adm",
    "Brig",
    "Prof",
    "St",
    "No",
    "Nos",
    "approx",
    "ca",
    "vs",
    "Corp",
    "Inc",
    "Ltd",
    "Co",
    "Gov",
    "Sen",
    "Rep",
    "Hon",
    "Fig",
    "Art",
    "e.g",
    "i.e",
    "U.S",
    "U.K",
    "E.U",
    "D.C",
    "Nr",
    "bn",
    "mln",
    "a.m",
    "p.m",
]
_ABBREVIATION = re.compile(
    r"(?:(?:^|[\s(\u201c\"])(?:" + "|".join(map(re.escape, _SHORT)) + r"|[A-Z])|\b[A-Z]\.[A-Z])\.$"
)
_END = re.compile(
    r"[.!?]+[\"\u201d\u2019')\]]*(?=\s+[\"\u201c\u2018'(\[]?[A-Z0-9\u20ac$\u00a3\u0160\u017d\u010c])"
)
_STOPS = re.compile(r"[.!?:;][\"\u201d\u2019')\]]*\s*$")
_ENDS_IN_STATE = re.compile(r"\bU\.[SK]\.$")
HEADLINE_MAX = 160


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one line that is none.

    Attributes:
        start: offset of its first letter in the document.
        end: offset behind its last letter.
        text: the letters between.
        kind: what it is on the page.
        paragraph: number of its line.
    """

    start: int
    end: int
    text: str
    kind: SentenceKind
    paragraph: int


@cache
def _furniture() -> re.Pattern[str]:
    phrases = [row.phrase for row in table(TextCue).rows.values() if row.kind == "furniture"]
    return re.compile("|".join(phrases), re.IGNORECASE)


def split_sentences(text: str) -> list[Sentence]:
    """All sentences of a document, in order; every letter that is no space is in one of them."""
    lines = [(each.start(), each.end()) for each in _LINE.finditer(text) if each[0].strip()]
    closing = _closing(text, lines)
    body_seen = page = False
    found: list[Sentence] = []
    for number, (first, end) in enumerate(lines):
        start = first
        line = text[start:end]
        stripped = line.strip()
        kind: SentenceKind = "body"
        if closing is not None and number >= closing:
            kind = "furniture"
        elif bullet := _BULLET.match(line):
            kind = "bullet"
            start += bullet.end()
        elif _furniture().search(stripped):
            kind, page = "furniture", True
        elif not _STOPS.search(stripped) and len(stripped) < HEADLINE_MAX:
            kind = "furniture" if page else _short(stripped, body_seen)
        else:
            body_seen, page = True, False
        found += _split_line(text, start, end, kind, number)
    return found


def _short(line: str, body_seen: bool) -> SentenceKind:
    """What a line without a full stop is: the headline, one of a list, or part of the page."""
    if len(line.split()) <= 3:  # noqa: PLR2004
        return "furniture"
    if not body_seen:
        return "headline"
    return "bullet" if _ITEM.search(line) else "furniture"


def _closing(text: str, lines: list[tuple[int, int]]) -> int | None:
    """Number of the line from which on everything belongs to the page, not to the article."""
    for number, (start, end) in enumerate(lines):
        if start > TAIL * len(text) and _furniture().search(text[start:end].strip()):
            return number
    return None


def _stretches(text: str, start: int, end: int) -> Iterator[int]:
    """Where the stretches of a sentence begin, each after a space where there is one."""
    while end - start > LONGEST_SENTENCE:
        yield start
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        start = space + 1 if space > 0 else start + LONGEST_SENTENCE
    yield start


def _split_line(text: str, start: int, end: int, kind: SentenceKind, number: int) -> list[Sentence]:
    cuts = [start]
    for match in _END.finditer(text, start, end):
        before = text[max(start, match.start() - 12) : match.start() + 1]
        if match[0].startswith(".") and _ABBREVIATION.search(before):  # noqa: SIM102
            # "... for the U.S. The next" does end: a state's letters before a function word.
            if not (
                _ENDS_IN_STATE.search(before)
                and re.match(r"\s+(?:The|It|In|On|He|She|But)\b", text[match.end() :][:8])
            ):
                continue
        cuts.append(match.end())
    cuts.append(end)
    cuts = [
        each for first, last in itertools.pairwise(cuts) for each in _stretches(text, first, last)
    ]
    cuts.append(end)
    found = []
    for first, last in itertools.pairwise(cuts):
        piece = text[first:last]
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body:
            found.append(Sentence(first + lead, first + lead + len(body), body, kind, number))
    return found
