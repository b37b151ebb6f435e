"""Verbs and phrases that announce an event, read with their tense and voice."""

import re
from dataclasses import dataclass
from functools import cache

from materiel.vocabulary.cues import EventCue, EventReading
from materiel.vocabulary.reader import table

FORMS = ("base", "third", "past", "participle", "ing")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|be|being|get|got)(?: (?:\w+ly|also|now|already|not"
    r"|then|still|to be|jointly|being|meant to be|put|only|first))* $"
)
_PERFECT = re.compile(
    r"\b(?:has|have|had|having)(?: \w+ly| also| now| already| so far| recently| since|"
    r" just| not| been| not yet)* $"
)
_FUTURE = re.compile(
    r"(?:\b(?:will|would|shall|should|'ll|going to|is to|are to|was to|were to|to be"
    r"|due to|plans? to|planned to|intends? to|expected to|set to"
    r"|wants? to|aims? to|about to|has to|scheduled to|able to|counts on|expects? to"
    r"|hopes? to|want to|wish(?:es)? to|intention to|ready to|decided to|agreed to"
    r"|willing to"
    r"|prepared to|decision to|committed to|promised to|pledged to|deal to|agreement"
    r" to|contract to|order to|in order to|continue to|expected|planned|planning to"
    r"|steps? to|underway to|effort to)|\bto)"
    r"(?: \w+ly| also| now| jointly| only| then| first| soon| not| be| have| later| again)* $"
)
_MODAL = re.compile(
    r"\b(?:could|may|might|can|considering|considers|whether to|possibly|talks (?:on"
    r"|about)|discussions? to|discussing|debating|negotiating|explor\w+)(?: \w+ly|"
    r" also| be| have| in future)* $"
)
_PROGRESSIVE = re.compile(
    r"\b(?:is|are|was|were|been|be)(?: \w+ly| also| now| already| currently| not)* $"
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One cue of an event in a sentence.

    Attributes:
        start: offset of the cue.
        end: offset behind it.
        behaviour: the behaviour of the cue's row.
        tense: past, present, progressive, future or modal.
        passive: whether the subject is what the event happens to.
        event: event of the guidelines.
        status: status of the guidelines.
        subject: role of the one that acts.
        word: the cue as written.
    """

    start: int
    end: int
    behaviour: str
    tense: str
    passive: bool
    event: str
    status: str
    subject: str
    word: str


@cache
def _verbs() -> tuple[re.Pattern[str], dict[str, list[tuple[str, str]]]]:
    forms: dict[str, list[tuple[str, str]]] = {}
    for row in table(EventCue).rows.values():
        for name, form in zip(FORMS, row.forms, strict=False):
            forms.setdefault(form.lower(), []).append((row.behaviour, name))
    words = sorted(forms, key=len, reverse=True)
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w])", re.IGNORECASE
    ), forms


@cache
def governing_forms() -> frozenset[str]:
    """Forms that are no adjectives: "delivers", "make", "buying", never "donated"."""
    return frozenset(
        form.lower()
        for row in table(EventCue).rows.values()
        for name, form in zip(FORMS, row.forms, strict=False)
        if name in ("base", "third", "ing") and form.lower() not in _NOUNS
    ) - {"training", "building"}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w])(?:{row.phrase})(?![\w])", re.IGNORECASE), row.behaviour)
        for row in table(EventCue).rows.values()
        if row.phrase
    )


@cache
def _readings() -> dict[tuple[str, str], EventReading]:
    return {(row.behaviour, row.tense): row for row in table(EventReading).rows.values()}


def find_happenings(text: str) -> list[Happening]:
    """All cues of one sentence in order; a verb and a phrase at one place are both kept."""
    pattern, forms = _verbs()
    found = []
    for match in pattern.finditer(text):
        word = match[0].lower()
        meanings = forms[word]
        names = {name for _, name in meanings}
        tense, passive = tense_of(text, match.start(), match.end(), names)
        if (
            word in _NOUNS
            and not _VERBAL.search(text[: match.start()][-24:].lower())
            and not re.search(r"(?:[A-Z][\w]+|U\.S\.) $", text[: match.start()][-16:])
        ):
            continue
        if tense:
            found += _made(match, dict(meanings), tense, passive)
    for pattern, behaviour in _phrases():
        for match in pattern.finditer(text):
            tense, passive = tense_of(text, match.start(), match.end(), {"past", "phrase"})
            found += _made(match, {behaviour: ""}, tense or "past", passive)
    whole = [
        each for each in found if each.behaviour == "licence-refused" or _TAKEN.match(each.word)
    ]
    found = [
        each
        for each in found
        if each in whole
        or not any(other.start <= each.start and each.end <= other.end for other in whole)
    ]
    return sorted(found, key=lambda each: (each.start, -each.end))


_TAKEN = re.compile(
    r"(?:receiv|won|win|secur|land|been award|was award|got).*(?:order|contract)", re.IGNORECASE
)
"""A phrase that says more than the verb inside it."""


def _made(
    match: re.Match[str], behaviours: dict[str, str], tense: str, passive: bool
) -> list[Happening]:
    made = []
    for behaviour in behaviours:
        reading = _readings().get((behaviour, tense)) or _readings().get((behaviour, "any"))
        if reading is not None:
            made.append(
                Happening(
                    match.start(),
                    match.end(),
                    behaviour,
                    tense,
                    passive,
                    reading.event,
                    reading.status,
                    reading.subject,
                    match[0],
                )
            )
    return made


def tense_of(text: str, start: int, end: int, names: set[str]) -> tuple[str, bool]:  # noqa: C901, PLR0911
    """Tense and voice of a verb form from the words before it; no tense: it is no verb here."""
    before = text[max(0, start - 48) : start].lower()
    after = text[end : end + 8].lower()
    participle = bool(names & {"participle", "past"})
    passive = (
        participle
        and "phrase" not in names
        and bool(_PASSIVE.search(before) or after.startswith(" by "))
    )
    clean = _PASSIVE.sub("", before) if passive else before
    if _MODAL.search(before) or (passive and _MODAL.search(clean)):
        return "modal", passive
    if passive and re.search(
        r"\b(?:will|to|should|would|shall) (?:\w+ )?(?:be|have been) (?:\w+ )?$", before
    ):
        return "future", True
    if "ing" in names:
        if re.search(r"\b(?:by|without|mine|in) $", before):
            return "", False
        return ("progressive", False)
    if "base" in names and not (names & {"past"} and not _FUTURE.search(before)):
        if _FUTURE.search(before):
            return "future", False
        if re.search(
            r"\b(?:the|a|an|its|their|this|that|of|for|new|first|joint|no|any|in|such|under"
            r"|military|defen[cs]e|by)(?: \w+)? $",
            before,
        ) and not names & {"past"}:
            return "", False
        return "present", False
    if "third" in names:
        return "present", False
    if "phrase" in names and _FUTURE.search(before):
        return "future", False
    if (
        names == {"past", "participle"}
        and not passive
        and _ATTRIBUTE.search(before)
        and not _PERFECT.search(before)
        and re.match(r" [a-z0-9]*[a-z]", after)
    ):
        return "", False
    return "past", passive


_ATTRIBUTE = re.compile(
    r"\b(?:the|a|an|of|for|with|its|their|some|previously|already|newly|recently|these"
    r"|those|any|more|in)(?: \w+ly)? $"
)
_NOUNS = frozenset(
    [
        "supply",
        "supplies",
        "order",
        "orders",
        "request",
        "requests",
        "need",
        "needs",
        "contract",
        "contracts",
        "transfer",
        "transfers",
        "fund",
        "funds",
        "use",
        "uses",
        "award",
        "awards",
        "offer",
        "offers",
        "build",
        "finance",
        "export",
        "hand",
        "hands",
        "pledge",
        "pledges",
        "train",
        "trains",
        "ship",
        "ships",
        "purchase",
        "purchases",
        "station",
        "stations",
        "block",
        "finances",
        "promise",
        "promises",
        "deploy",
        "produce",
        "own",
        "lack",
        "ask",
        "return",
        "returns",
        "gift",
        "gifts",
        "spend",
        "vow",
        "vows",
        "commission",
    ]
)
"""Forms that are nouns as often as verbs: verbs only behind a subject, "to" or an auxiliary."""
_VERBAL = re.compile(
    r"(?:\b(?:to|will|would|may|might|could|should|must|can|not|it|they|he|she|we|who"
    r"|which|that|also|jointly|ministry|government|country|countries|states|nations"
    r"|allies)|[a-z]+ly) $"
)
