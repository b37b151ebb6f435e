"""Numbers as news prints them: digits, words, ranges, vague words and the words before them.

>>> [(each.text, str(each.low), str(each.high), each.qualifier) for each in read_numbers(
...     "up to 1,000 missiles, some 30 000 drones, tens of thousands of rounds, the 21st time")]
[('up to 1,000', 'None', '1000', 'up_to'), ('some 30 000', '30000', '30000', 'about'), \
('tens of thousands', '20000', '99999', 'tens_of')]
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from materiel.vocabulary.reader import table
from materiel.vocabulary.vague import VagueWord

Qualifier = Literal["exact", "about", "up_to", "at_least", "tens_of", "hundreds_of", "unspecified"]

UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bln": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
LETTERS = {"k": 1_000, "m": 10**6, "M": 10**6, "B": 10**9, "b": 10**9}
LONGEST = 24
"""Digits of one number that are read; a longer run is a code, never a count."""

_DIGITS = (
    r"\d+,\d{1,2}(?=\s(?:million|billion)\b)"
    r"|\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?|\d{1,3}(?:"
    r" \d{3})+(?![\d,.]*\d)|\d+(?:\.\d+)?"
)
_SCALE = "|".join(SCALES)
_WORD = "|".join([*sorted((*UNITS, *TENS), key=len, reverse=True)])
_WRITTEN = (
    rf"(?:(?:half )?a(?=[- ](?:hundred|thousand|million|billion|dozen)\b)|{_WORD})"
    rf"(?:[- ](?:{_WORD}|hundred|thousand|million|billion|dozen)\b)*(?:[- ]and[- ](?:{_WORD})\b)?"
)
NUMBER = rf"(?:(?:{_DIGITS})(?:[ \u00a0-]?(?:{_SCALE})\b|[kKmMbB](?![\w]))?|\b(?:{_WRITTEN})\b)"
"""One number without the words before it."""

_VAGUE_NAMES = {20: "tens_of", 200: "hundreds_of"}
_BEFORE: dict[str, Qualifier] = {
    r"(?<!add )(?<!adding )(?<!amounts )(?<!adds )up to|as many as|a maximum of|at"
    r" most|no more than|not more than|maximum|a potential|potential"
    r"|(?<!no )less than|(?<!no )(?<!not )fewer than|under|below|a ceiling of|capped at": "up_to",
    r"at least|more than|(?<!hand )(?<!hands )(?<!handing )(?<!handed )(?<!took"
    r" )(?<!take )over|upwards of|in excess of|no fewer than|no less than|not less"
    r" than"
    r"|exceeding|exceeds|exceeded|above|a minimum of|minimum|beyond|well over": "at_least",
    r"just over|just under|about|around|some|roughly|approximately|nearly|almost|close to"
    r"|an estimated|estimated|circa|ca\.|approx\.|in the region of|an estimated cost of"
    r"|~|somewhere around|an approximate": "about",
}
_QUALIFIERS = [
    (re.compile(rf"(?:(?<=\W)|^)({words})\s*(?:a\s+total\s+of\s*)?$", re.IGNORECASE), name)
    for words, name in sorted(_BEFORE.items(), key=lambda item: "just over" not in item[0])
]
_AFTER = re.compile(r"\s+or more\b|\+(?=\s|$)|[- ]plus\b|\s+and more\b")
_RANGE = re.compile(
    rf"(?:\b(between)\s+)?({NUMBER})(\s*[-\u2013]\s*|\s+(?:to|and|or)\s+)({NUMBER})", re.IGNORECASE
)
_SINGLE = re.compile(NUMBER, re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_NOT_BEFORE = re.compile(r"(?:[A-Za-z]+-|[A-Za-z]/|#|No\. |№ ?|\d[.,:/-]|\u00d7|\bx)$")
"""Codes ("PAC-3", "RQ-35"), clocks and dates: the number belongs to a name."""
_NOT_AFTER = re.compile(
    r"[- ]?(?:%|percent\b|per cent\b|pct\b)|[-/:.]\d|-to-\d|\u00d7\d|x\d|[A-Za-z]{1,3}\d|:\d"
    r"|[- ]?(?:mm|millimet\w+|km\w*|kilomet\w+|met(?:er|re)s?|cm|kg|tonnes?|tons?|miles|°)\b"
)
_SPAN = re.compile(
    r"[- ](?:to \S+ )?(?:more |consecutive |next |straight )?(?:days?|weeks?|months?"
    r"|years?|hours?|minutes?"
    r"|decades?|o'clock|a\.?m\b|p\.?m\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text with the bounds that its words allow.

    Attributes:
        start: offset of the first letter, words before it included.
        end: offset behind the last letter.
        text: the words.
        low: at least; None when nobody says ("up to").
        high: at most; None when nobody says ("more than").
        qualifier: how the words hedge.
        digits: whether it is a bare run of digits, such as a year.
        change: whether it is the first of "from six to ten".
    """

    start: int
    end: int
    text: str
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    digits: bool = False


def value_of(text: str) -> Decimal | None:
    """The value of one number in digits or words; None when it is none.

    >>> [str(value_of(text)) for text in ("1,000", "two hundred and six", "half a million")]
    ['1000', '206', '500000.0']
    """
    text = text.strip().replace("\u00a0", " ")
    if found := re.fullmatch(rf"({_DIGITS})[ -]?({_SCALE})?([kKmMbB])?", text, re.IGNORECASE):
        if re.fullmatch(r"\d+,\d{1,2}", found[1]):
            found_digits = found[1].replace(",", ".")
        else:
            found_digits = found[1]
        digits = re.sub(r"[,\s\u202f\u2009]", "", found_digits)
        if len(digits) > LONGEST:
            return None
        scale = SCALES[found[2].lower()] if found[2] else LETTERS.get(found[3] or "", 1)
        return Decimal(digits) * scale
    return _written(re.split(r"[\s-]+", text.lower()))


def _written(words: list[str]) -> Decimal | None:
    total, part, seen = Decimal(0), Decimal(0), False
    if words[:2] == ["half", "a"]:
        part, seen, words = Decimal("0.5"), True, words[2:]
    for place, word in enumerate(words):
        if word in UNITS or word in TENS:
            part += UNITS.get(word, TENS.get(word, 0))
            seen = True
        elif word == "dozen":
            part, seen = (part or Decimal(1)) * 12, True
        elif word == "hundred":
            part, seen = (part or Decimal(1)) * 100, True
        elif word in SCALES:
            total, part, seen = total + (part or Decimal(1)) * SCALES[word], Decimal(0), True
        elif not (word == "and" or (word in {"a", "an"} and place == 0)):
            return None
    return total + part if seen else None


@cache
def _vague() -> re.Pattern[str]:
    words = sorted((row.words for row in table(VagueWord).rows.values()), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


@cache
def _vague_rows() -> dict[str, VagueWord]:
    return {row.words: row for row in table(VagueWord).rows.values()}


def read_numbers(text: str) -> list[Number]:
    """All counts of a text in order; ordinals, shares, spans of time and codes are none."""
    found = [*_vague_numbers(text)]
    taken = [(each.start, each.end) for each in found]
    place = 0
    while match := _RANGE.search(text, place):
        made = _range(text, match)
        if made is not None and not _meets(taken, made.start, made.end):
            found.append(made)
            taken.append((made.start, made.end))
            place = match.end()
        else:
            place = match.end(2)
    for match in _SINGLE.finditer(text):
        if _meets(taken, match.start(), match.end()) or not _counts(
            text, match.start(), match.end()
        ):
            continue
        value = value_of(match[0])
        if value is None:
            continue
        found.append(_qualified(text, match.start(), match.end(), value))
    return sorted(found, key=lambda each: each.start)


def _meets(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)


def _vague_numbers(text: str) -> list[Number]:
    found = []
    for match in _vague().finditer(text):
        row = _vague_rows()[match[1].lower()]
        name: Qualifier = "at_least"
        if row.high is not None:
            name = (
                "hundreds_of"
                if str(row.low).startswith("2") and "hundred" in row.words
                else "tens_of"
            )
        low, high = Decimal(row.low), None if row.high is None else Decimal(row.high)
        found.append(Number(match.start(), match.end(), match[0], low, high, name))
    return found


def _counts(text: str, start: int, end: int) -> bool:
    """Whether the number at this place counts something."""
    before, after = text[max(0, start - 12) : start], text[end : end + 24]
    if before[-1:].isalnum() or _NOT_BEFORE.search(before):
        return False
    if re.match(r"[A-Za-z]", after) or _ORDINAL.match(after) or _NOT_AFTER.match(after):
        return False
    if text[start:end].lower() in ("a", "an", "half a"):
        return False
    return not _SPAN.match(after)


def _range(text: str, match: re.Match[str]) -> Number | None:  # noqa: PLR0911
    between, left, sign, right = match.groups()
    word = sign.strip().lower()
    if word == "and" and not between:
        return None
    if word == "to" and re.search(r"\bfrom\s+$", text[max(0, match.start() - 8) : match.start()]):
        return None  # "from six to ten" is a change: two numbers
    if not _counts(
        text, match.start(2), match.end(2) if word not in ("-", "\u2013", "") else match.end(4)
    ):
        return None
    if not _counts(
        text, match.start(4) if word in ("to", "and", "or") else match.start(2), match.end(4)
    ):
        return None
    high = value_of(right)
    low = value_of(left)
    if low is None or high is None:
        return None
    scale = re.search(rf"({_SCALE})$", right.lower())
    if (
        scale
        and low < high
        and not re.search(rf"({_SCALE})$", left.lower())
        and low < SCALES[scale[1]]
    ):
        low *= SCALES[scale[1]]
    if low >= high:
        return None
    return Number(match.start(), match.end(), match[0], low, high, "about")


def _qualified(text: str, start: int, end: int, value: Decimal) -> Number:
    before = text[max(0, start - 40) : start]
    digits = text[start:end].isdigit()
    for pattern, name in _QUALIFIERS:
        if hedge := pattern.search(before):
            start -= len(before) - hedge.start(1)
            low = None if name == "up_to" else value
            high = None if name == "at_least" else value
            return Number(start, end, text[start:end], low, high, name)
    if more := _AFTER.match(text, end):
        return Number(start, more.end(), text[start : more.end()], value, None, "at_least")
    return Number(start, end, text[start:end], value, value, "exact", digits)
