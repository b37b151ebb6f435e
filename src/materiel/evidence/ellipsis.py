"""What a text leaves out: counts without a noun, sums without a currency, words that stand in.

The rules take few of these for facts; a reader that weighs takes all, and decides later.
"""

import re
from collections.abc import Sequence

from materiel.evidence.amounts import Amount
from materiel.evidence.numbers import Number

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MEASURED = re.compile(
    r"[\s-]*(?:%|per ?cent|percentage|points?\b|mm\b|cm\b|m\b|km\b|kilomet\w+|met(?:re|er)s?\b"
    r"|miles?\b|feet\b|inch(?:es)?\b|kg\b|kilograms?\b|tonnes?\b|tons?\b|lit(?:re|er)s?\b"
    r"|degrees|horsepower|hp\b|kW\b|MW\b"
    r"|knots|mph\b|calib(?:re|er)|years?\b|months?\b|weeks?\b|days?\b|hours?\b|minutes?\b"
    r"|seconds?\b|times\b|fold\b|a\.?m\b|p\.?m\b|o'clock|min(?:ute)? read|words\b"
    rf"|(?-i:(?:of )?{_MONTH})\b|members?\b states?"
    r"|(?:other |different |European |NATO |EU |partner |member )?(?:countries|nations|states"
    r"|allies)\b|partners\b|companies\b|firms\b|employees|jobs\b|workers|ministers\b|votes\b"
    r"|lawmakers|people\b|civilians|\d|[-/]\d|th\b|st\b|nd\b|rd\b)",
    re.IGNORECASE,
)
"""What follows a number that measures, dates, or counts states and people."""
_POINTS_BACK = re.compile(rf"\b(?:{_MONTH}\.?|until|[Tt]hese|[Tt]hose) $")
"""What stands before the day of a month, or before a count that was told already."""
_SCALED = re.compile(r"(?:million|mln|mn|billion|bln|bn)(?: or more)?$", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"\s*(?:$|[.,;)]|(?:from|to|for|by|of (?:it|them|this|that)|in|and|is|are|was|were|will|has"
    r"|have|comes?|goes?|jointly)\b)"
)
STANDS_FOR = re.compile(
    r"\b(?:the (?:rest|others?|remainder|remaining \w+)"
    r"(?: of (?:them|it|these|those|which))?|others|(?:the )?new ones|all of them|theirs"
    r"|the (?:first|last)(?: of (?:them|it|these|those|which)|(?= ?[.,;)]|$| (?:of|is|are|was|were"
    r"|will|has|have|had|should|would|could|can|may|might|must|in|by|to|from|on|c[ao]mes?"
    r"|arrives?d?|follows?|reached|left|went|goes|go)\b))"
    r"|some of (?:them|these|those|which)|another(?: one)?(?= ?[.,;)]|$| (?:will|is|was|has|had"
    r"|from|to|for|in|by)\b)"
    r"|more(?= ?[.,;)]|$| (?:will|are|is|were|was|have|has|had|from|to|for|in|by|of)\b)"
    r"|(?:a )?(?:(?:proper|suitable|modern|new|like) )?(?:replacements?|substitutes?|compensation)"
    r"|(?:(?:an?|the|all|its|their|such|further|necessary|required) ){0,4}(?:(?:re-)?export )?"
    r"(?:permits?|permissions?|licen[cs]es?|go-ahead)"
    r"|the (?:sale|deal|delivery|deliveries|transfer|export)|delivery|deliveries|training)\b"
    r"|(?<=fill )(?:\w+ ){0,3}(?:stocks|stockpiles?|arsenals?|depots)\b"
    r"|\b(?:(?:their|its|our|own|national|the) ){0,4}(?:stockpiles?|arsenals?|inventor(?:y|ies))\b",
    re.IGNORECASE,
)
"""Words that may stand for materiel named before, or for an act about it."""


def may_count(text: str, number: Number) -> bool:
    """Whether a number with no materiel beside it may still count some.

    >>> from materiel.evidence.numbers import read_numbers
    >>> text = "Of the tanks four go to Austria on 16 July, after nine months."
    >>> [each.text for each in read_numbers(text) if may_count(text, each)]
    ['four']
    """
    if number.digits and re.fullmatch(r"(?:19|20)\d\d", number.text):
        return False
    after = text[number.end : number.end + 30]
    before = text[max(0, number.start - 20) : number.start]
    return not (_MEASURED.match(after) or _POINTS_BACK.search(before))


def is_sum(text: str, number: Number, amounts: Sequence[Amount]) -> bool:
    """Whether a number is a sum whose currency was said before: "$5 billion, 2 billion of it".

    Args:
        text: the sentence.
        number: one of its numbers.
        amounts: its sums, in order.
    """
    return bool(
        _SCALED.search(number.text)
        and amounts
        and amounts[0].start < number.start
        and _NO_NOUN.match(text, number.end)
    )


def as_sum(number: Number, amounts: Sequence[Amount]) -> Amount:
    """The sum that a number is, in the currency of the last sum before it."""
    before = next(each for each in reversed(amounts) if each.start < number.start)
    return Amount(
        *(number.start, number.end, number.low, number.high), before.currency, number.qualifier
    )
