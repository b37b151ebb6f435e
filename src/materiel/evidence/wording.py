"""The words of a sentence as stems and kinds of meaning, with their side and distance."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from materiel.evidence.casting import UKRAINE
from materiel.evidence.facts import Fact, Scan
from materiel.vocabulary.cues import WordKind
from materiel.vocabulary.reader import table

NEAR = 5
"""Words on each side of a candidate that are traits of their own."""
BREAKS = re.compile(
    r"[;()\u2013\u2014]|: |, (?:and|but|while|with|which|who|where|after|as|said)\b"
    r"|\b(?:while|whereas|but|although|after|before|because|that|who|which)\b|,"
)
_WORD = re.compile(
    r"[A-Za-z\u00c0-\u017f][\w'\u2019-]*|\d[\d.,]*|[$\u20ac\u00a3%:;()\"\u201c\u201d,]"
)
_PLAIN = frozenset(
    [
        *("a", "an", "the", "of", "and", "in", ",", "to", "for", "on", "at", "by", "with"),
        *("is", "was", "as", "it", "its", "has"),
    ]
)


class Words:
    """The words of a sentence as stems, actors and numbers as their sorts."""

    def __init__(self, view: Scan) -> None:
        text = view.text
        covers = [(each.start, each.end, sort_of(each.actors, each.sorts)) for each in view.groups]
        self.places: list[int] = []
        self.stems: list[str] = []
        done = -1
        for match in _WORD.finditer(text):
            name = next((sort for s, e, sort in covers if s <= match.start() < e), "")
            if name:
                if self.stems and self.stems[-1] == name and done >= match.start():
                    continue
                done = next(e for s, e, _ in covers if s <= match.start() < e)
                self.stems.append(name)
            else:
                self.stems.append(stem(match[0]))
            self.places.append(match.start())
        self.kinds = _kinds_of(self.stems)
        self.cuts = [match.start() for match in BREAKS.finditer(text)]
        self.bag = sorted({each for each in self.stems if each not in _PLAIN})[:60]

    def around(self, fact: Fact) -> Iterator[str]:
        """Words near a fact, each with its side, pairs of the nearest, and all of the sentence."""
        left = [s for p, s in zip(self.places, self.stems, strict=True) if p < fact.start]
        right = [s for p, s in zip(self.places, self.stems, strict=True) if p >= fact.end]
        inside = [
            s for p, s in zip(self.places, self.stems, strict=True) if fact.start <= p < fact.end
        ]
        for word in left[-NEAR:]:
            if word not in _PLAIN:
                yield f"left:{word}"
        for word in right[:NEAR]:
            if word not in _PLAIN:
                yield f"right:{word}"
        yield "left2:" + " ".join(left[-2:])
        yield "right2:" + " ".join(right[:2])
        if left:
            yield f"left1:{left[-1]}"
        if right:
            yield f"right1:{right[0]}"
        for word in dict.fromkeys(inside):
            yield f"in:{word}"
        for word in self.bag:
            yield f"has:{word}"
        yield from self._meanings(fact, len(left), len(left) + len(inside))

    def _meanings(self, fact: Fact, first: int, last: int) -> Iterator[str]:
        """Kinds of meaning in the sentence: side, distance and what stands right before them."""
        before: tuple[int, str] | None = None
        for place, kind in self.kinds:
            if place >= last:
                side, gap = "after", place - last
                low, high = fact.end, self.places[place]
            elif place < first:
                side, gap = "before", first - place - 1
                low, high = self.places[place], fact.start
            else:
                side, gap, low, high = "within", 0, 0, 0
            cut = min(sum(low <= each < high for each in self.cuts), 2)
            far = 0 if gap < 2 else 1 if gap < 5 else 2 if gap < 10 else 3  # noqa: PLR2004
            yield f"k:{kind}"
            yield f"k:{side}:{kind}:{far}"
            yield f"k:{side}:{kind}:cut{cut}"
            if before is not None and place - before[0] < 4 and before[0] != place:  # noqa: PLR2004
                yield f"kk:{before[1]}>{kind}"
                yield f"kk:{side}:{before[1]}>{kind}:cut{min(cut, 1)}"
            before = place, kind


@cache
def _meaning() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for row in table(WordKind).rows.values():
        kind = row.id.removeprefix("kind:")
        for words in row.words:
            key = tuple(stem(match[0]) for match in _WORD.finditer(words))
            found.setdefault(key, {})[kind] = None
    return {key: tuple(kinds) for key, kinds in found.items()}


def _kinds_of(stems: Sequence[str]) -> list[tuple[int, str]]:
    """Kinds of meaning with the place of their first word."""
    meaning = _meaning()
    found = []
    for place in range(len(stems)):
        here: dict[str, None] = {}
        for length in (3, 2, 1):
            for kind in meaning.get(tuple(stems[place : place + length]), ()):
                here[kind] = None
            if here and length > 1:
                break
        found += [(place, kind) for kind in here]
    return found


def sort_of(actors: tuple[str, ...], sorts: tuple[str, ...]) -> str:
    """What stands for named actors among the words: two of them by name, else their sort."""
    if UKRAINE in actors:
        return "@ukr"
    if "RUS" in actors:
        return "@rus"
    return f"@{sorts[0]}"


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A crude stem: forms of one word mostly share it; numbers become their length.

    >>> [stem(each) for each in ("deliveries", "delivered", "delivering", "supplies", "1,200")]
    ['deliver', 'deliver', 'deliver', 'suppl', '#4']
    """
    if word[0].isdigit():
        return f"#{sum(each.isdigit() for each in word)}"
    word = word.lower().rstrip("'\u2019")
    for end in ("'s", "\u2019s"):
        word = word.removesuffix(end)
    if len(word) > 4:  # noqa: PLR2004
        for end in ("ies", "ied", "ing", "es", "ed", "s", "y", "e"):
            if word.endswith(end) and len(word) - len(end) >= 3:  # noqa: PLR2004
                word = word[: -len(end)]
                break
    return word[:7]
