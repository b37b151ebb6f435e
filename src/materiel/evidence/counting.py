"""The count of a noun phrase: before it, behind it, or one of a kind."""

import re
from decimal import Decimal

from materiel.evidence.happenings import governing_forms
from materiel.evidence.numbers import Number
from materiel.evidence.words import TOKEN, stops

ONE = Decimal(1)


WEAPONS = frozenset(
    (
        "patriot_system",
        "other_air_defence_system",
        "tank",
        "armoured_vehicle",
        "artillery_system",
        "aircraft",
        "helicopter",
    )
)


_OPENERS = "\"\u201c\u2018('"


def modifiers(text: str, start: int) -> int:
    """Where the adjectives before a noun phrase begin."""
    place = start
    for token in reversed(list(TOKEN.finditer(text, max(0, start - 60), start))[-5:]):
        word = token[0]
        if (
            word.lower() in stops()
            or word.lower() in governing_forms()
            or word in ",;:.!?)\u2013\u2014"
            or text[token.end() : place].strip(" -“\"'") != ""
        ):
            break
        if word in _OPENERS:
            continue
        place = token.start()
    return place


def count_before(text: str, start: int, numbers: list[Number], used: set[int]) -> Number | None:  # noqa: PLR0911
    """The count right before a noun phrase; years and codes are none."""
    near = [
        each
        for each in numbers
        if each.end <= start + 1 and each.start not in used and start - each.end < 60  # noqa: PLR2004
    ]
    if not near:
        return None
    number = near[-1]
    if number.end > start:
        return None
    gap = text[number.end : start]
    if gap.startswith("%"):
        return None
    body = re.sub(
        r"^\s*(?:of (?:the |these |those |its |their |all )?|more (?:of )?(?:the )?)", " ", gap
    )
    tokens = TOKEN.findall(body)
    if len(tokens) > 6 or any(  # noqa: PLR2004
        (token.lower() in stops() and token.lower() != "more") or token in ",;:.!?)"  # noqa: S105
        for token in tokens
    ):
        return None
    if number.digits and re.fullmatch(r"(?:19|20)\d\d", number.text) and not body.strip(" "):
        return None if len(number.text) == 4 and _yearlike(text, number) else number  # noqa: PLR2004
    if number.digits and _yearlike(text, number) and re.fullmatch(r"20\d\d", number.text):
        return None
    return number


def _yearlike(text: str, number: Number) -> bool:
    before = text[max(0, number.start - 14) : number.start].lower()
    return bool(
        re.search(
            (
                r"(?:in|since|by|of|until|from|for|year|early|late|mid|end|january|february|march"
                r"|april|may|june|july|august|september|october|november|december|,|country's"
                r"|spring|summer|autumn|fall|winter)[ -]$"
            ),
            before,
        )
    )


_BEHIND = re.compile(
    r"(?: \([^)]*\))?,? (?:[-\u2013] )?(?:all of )?$|(?: \([^)]*\))?(?: from"
    r" [^,]{3,40})?, $| (?:at present |now )?(?:rises?|rose|increases?|increased"
    r"|grows?|to rise|stands?|was|is) (?:\w+ )?(?:to|at) $|: $"
)


def count_behind(text: str, end: int, numbers: list[Number], used: set[int]) -> Number | None:
    """The count behind a noun phrase: "tanks, 105 more", "rises to 50"."""
    for number in numbers:
        if number.start < end or number.start in used or number.start - end > 70:  # noqa: PLR2004
            continue
        gap = text[end : number.start]
        after = text[number.end : number.end + 12]
        if (
            re.search(
                r"(?:rises?|rose|increases?|increased|grows?|rising|brought|up) (?:\w+ )?to $", gap
            )
            and "," not in gap
        ):
            return number
        if re.fullmatch(r"(?: from [^,]{3,40})?, ", gap) and re.match(
            r" (?:more|of them|units?|pieces|in all|in total)\b", after
        ):
            return number
        if gap in (": ", " - ", " \u2013 ", " x ") and re.match(r"\s*(?:$|[,;.(])", after):
            return number
        return None
    return None


_SINGULAR = re.compile(
    (
        r"(?:^|[\s(\u201c\"])(an?|another|one|(?:its |the )?(?:third|second|fourth|fifth"
        r"|sixth|first)) [^,;]*$"
    ),
    re.IGNORECASE,
)


def single(text: str, first: int, start: int, end: int, item_class: str) -> Number | None:
    """A count of one: "a Patriot system", "another IRIS-T", "the third battery"."""
    if item_class not in WEAPONS and item_class not in ("=system", "=battery", "=launcher"):
        return None
    head = text[start:end].lower()
    if head.endswith("s") and not head.endswith(("nasams", "himars", "caesars", "mlrs", "ss")):
        return None
    if re.match(
        (
            r"[ -](?:missiles?|defen[cs]e|interceptors?|manufactur|production|user|launch"
            r"|family|deal|request|transfer|purchase|crew|train|support pack|aid pack|service"
            r" pack|package|coalition|brigade|user)"
        ),
        text[end : end + 14].lower(),
    ):
        return None
    before = text[max(0, first - 14) : first]
    match = _SINGULAR.search(before + text[first:start])
    if match and len(TOKEN.findall(match[0])) <= 6:  # noqa: PLR2004
        return Number(first, end, match[1], ONE, ONE, "exact")
    return None
