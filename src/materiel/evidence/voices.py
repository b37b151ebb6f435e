"""Who says it: the speaker of a sentence, and through whom the words reached the document.

>>> speakers_of("Two will follow, the ministry told Reuters.", ())
('Reuters', 'the ministry')
"""

import re

_SAYS = (
    r"(?:said|says|told|stated|announced|confirmed|added|noted|stressed|explained|reported|reports"
    r"|informed|informs|revealed|recalled|argued|insisted|emphasized|emphasised|wrote|disclosed"
    r"|claims|claimed|declared|conceded|remarked|pointed out|made known|underscored)"
)
_WHO = (
    r"(?:the |an? )?(?:[A-Z\u2018\u201c][^,.;:\u201d\"]{0,70}?"
    r"|(?:[a-z]+ ){0,3}(?:minist(?:ry|er)|president|government|agency|spokes\w+|statement"
    r"|sources?|people|outlet|officials?|alliance|chancellor|commander))"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>(?:the |an? )?[^,.;\u201c]{2,60})")
_BEHIND = re.compile(
    rf"[,\u201d\"] (?P<who>{_WHO}|he|she|it) {_SAYS}\b(?: (?P<via>[A-Z][\w ]+?))?(?=[ ,.;]|$)"
)
_BEFORE = re.compile(
    rf"^(?P<who>{_WHO}|He|She|It)(?: also| has| had)? {_SAYS}\b(?! (?:\d|an? (?:new|aid|support)))"
)
_SAID_BY = re.compile(r"\bsaid (?P<who>the [a-z ]{3,30}|[A-Z][^,.;]{2,50})[.,]")
_PRONOUNS = frozenset(("he", "she", "it", "they"))
_OUTLETS = re.compile(r"\btold (?P<via>(?:[A-Z][\w.]+ ?){1,3}|reporters)")


def speakers_of(text: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """The voices of a sentence, outermost first; empty for the document's own voice.

    Args:
        text: the sentence.
        before: the voices of the last sentence that had any, for "he said".
    """
    for pattern in (_ACCORDING, _BEHIND, _SAID_BY, _BEFORE):
        if found := pattern.search(text):
            who = found["who"].strip()
            outlet = _OUTLETS.search(text)
            through = (
                (outlet["via"].strip(" ."),) if outlet and outlet["via"] != "reporters" else ()
            )
            if who.lower() in _PRONOUNS:
                return (*through, *before[-1:]) if before else through
            return (*through, who)
    return ()
