"""Names in a passage that stand where a party would, and that nobody knows.

The reader of documents only sees parties that it knows; of "Germany and Velland have given" it
reads Germany. A name found here is a question to a person, and never a reading.
"""

import re
from calendar import day_name, month_name
from collections.abc import Iterator
from typing import Final

from materiel.evidence.actors import find_actors
from materiel.evidence.goods import find_hits
from materiel.evidence.numbers import TENS, UNITS
from materiel.evidence.periods import read_periods
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.vocabulary.vocabulary import Vocabulary

_NAME: Final = re.compile(r"\b[A-Z\u00c0-\u017d][\w\u2019'-]*[a-z](?: [A-Z\u00c0-\u017d][\w'-]+)*")
_BEFORE: Final = re.compile(r"(?<!according )\b(?:to|from|by|with|between)(?: the)? $")
"""A giver or a receiver."""
_AFTER: Final = re.compile(
    r" (?:(?:has|have|had|will|would|may)(?! (?:said|told|reported|been told))|gave|sent|bought"
    r"|delivered|donated|handed|ordered|pledged|promised|provided|purchased|received|requested"
    r"|transferred)\b"
)
"""Who does something."""
_BESIDE: Final = re.compile(r"(?:,|,? and|,? or)(?: the)? ")
"""Between two that are named in one breath."""
_NO_NAME: Final = re.compile(
    (
        r"all|another|army|before|both|defen[cs]e|each|everything|finance|foreign|he|however|in|it"
        r"|many|minister|ministry|more|most|none|nothing|officials|on|only|others|president|prime"
        r"|production|she|some|that|the|there|these|they|this|those|we|what|which|who|"
        + "|".join((*UNITS, *TENS))
    ),
    re.IGNORECASE,
)
_DAYS: Final = frozenset((*month_name, *day_name))


def passed_over(text: str, words: Vocabulary) -> Iterator[UnknownNameError]:
    """The unknown names of one sentence, each once, with the nearest known ones."""
    actors = find_actors(text)
    spans = [(each.start, each.end) for each in actors]
    spans += [(each.start, each.end) for each in find_hits(text)]
    spans += [(each.offset, each.end_offset) for each in read_periods(text)]
    told = set[str]()
    for match in _NAME.finditer(text):
        start, end = match.span()
        name = match[0].removesuffix("'s").removesuffix("\u2019s")
        parts = name.split()
        if name in told or any(map(_NO_NAME.fullmatch, parts)) or parts[0] in _DAYS:
            continue
        if any(first < end and start < last for first, last in spans):
            continue
        beside = any(
            _BESIDE.fullmatch(text, each.end, start) or _BESIDE.fullmatch(text, end, each.start)
            for each in actors
            if each.sort == "state"
        )
        if not (beside or _BEFORE.search(text[:start]) or _AFTER.match(text, end)):
            continue
        told.add(name)
        try:
            words.match_party(name)
        except UnknownNameError as problem:
            yield problem
        except InputError:
            continue
