"""Share words: "mostly", "a third", "+150 %" as exact fractions of something else.

>>> [(each.text, str(each.low), str(each.high)) for each in read_portions("mostly A, a third of B")]
[('mostly', '1/2', '1'), ('a third', '1/3', '1/3')]
"""

import re
from dataclasses import dataclass
from fractions import Fraction

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_WORDS: dict[str, tuple[Fraction, Fraction, bool]] = {
    r"mostly|mainly|predominantly|the majority|a majority|most of|more than half|over half": (
        Fraction(1, 2),
        Fraction(1),
        True,
    ),
    r"less than half|a minority": (Fraction(0), Fraction(1, 2), True),
    r"all of|entirely|exclusively": (Fraction(1), Fraction(1), False),
}
_WORD = re.compile(
    "|".join(f"(?P<w{place}>\\b(?:{words})\\b)" for place, words in enumerate(_WORDS)),
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?P<hedge>nearly|almost|about|around|roughly|more than|over|at least|up to) )?"
    r"(?:(?P<count>a|one|two|three|four)[ -](?P<part>third|quarter|fifth|tenth|half)s?"
    r"|(?P<half>half) (?:of|the|its))\b"
    r"(?! time| of (?:the )?(?:year|month|week|hour))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?P<sign>[+-])?(?P<number>\d+(?:\.\d+)?)[- ]?(?:%|percent\b|per cent\b)")
_NEAR = Fraction(1, 20)
"""Convention: "nearly a third" is a third less or more a twentieth of the whole."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A share of something that the words name.

    Attributes:
        start: offset of the first letter.
        end: offset behind the last one.
        text: the words.
        low: at least; above 1 for a growth ("+150 %" adds one and a half of the base).
        high: at most.
        strict: whether the ends themselves are excluded ("mostly": more than a half).
        change: whether it is added to the base instead of being a part of it.
    """

    start: int
    end: int
    text: str
    low: Fraction
    high: Fraction
    strict: bool = False
    change: bool = False


def read_portions(text: str) -> list[Portion]:
    """All share words of a text, in order."""
    values = list(_WORDS.values())
    found = []
    for match in _WORD.finditer(text):
        low, high, strict = values[int(str(match.lastgroup)[1:])]
        found.append(Portion(match.start(), match.end(), match[0], low, high, strict))
    for match in _FRACTION.finditer(text):
        if any(each.start < match.end() and match.start() < each.end for each in found):
            continue
        share = (
            Fraction(1, 2)
            if match["half"]
            else Fraction(_COUNTS[match["count"].lower()], _PARTS[match["part"].lower()])
        )
        found.append(_hedged(match, share))
    for match in _PERCENT.finditer(text):
        share = Fraction(match["number"]) / 100
        change = match["sign"] is not None
        share = -share if match["sign"] == "-" else share
        found.append(Portion(match.start(), match.end(), match[0], share, share, False, change))
    return sorted(found, key=lambda each: each.start)


def _hedged(match: re.Match[str], share: Fraction) -> Portion:
    hedge = (match["hedge"] or "").lower()
    low = high = share
    strict = False
    if hedge in ("nearly", "almost", "about", "around", "roughly"):
        low, high = max(Fraction(0), share - _NEAR), min(Fraction(1), share + _NEAR)
    elif hedge in ("more than", "over"):
        high, strict = Fraction(1), True
    elif hedge == "at least":
        high = Fraction(1)
    elif hedge == "up to":
        low = Fraction(0)
    return Portion(match.start(), match.end(), match[0], low, high, strict)
