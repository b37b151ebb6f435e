"""Sections of a text that stand under the name of a state: "Germany" on a line, then what it gave.

A round-up of many states names each once, as a heading, and then tells of it without a subject.
Whoever heads a section acts in its claims, where the text names nobody else for that part.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from materiel.evidence.actors import ActorMention, find_actors
from materiel.evidence.casting import OUTSIDE, UKRAINE
from materiel.evidence.proposals import Proposal
from materiel.evidence.sentences import Sentence

ACTING = {
    **dict.fromkeys(("pledge", "transfer", "delivery", "training"), "giver"),
    **dict.fromkeys(("order", "option"), "buyer"),
    "funding": "payer",
    "approval": "approver",
}
"""The role of who acts, for each event that a round-up tells of."""
LEAST = 2
"""So many states head sections in a round-up; a lone name on a line is a tag of the page."""
LONGEST = 40
"""Letters of a line that may be a heading."""
WORDS = 4
"""Words from which a line that is no sentence ends a section; shorter ones caption a picture."""
_EDGES = re.compile(r"^[\s#*\u2022]+|[\s#*:\u2013\u2014-]+$|\s*\([^()]*\)[\s:*]*$")
_CLOSING = re.compile(r"(?:In (?:all|total|sum)|Altogether|All told|Overall|So far|Together)\b")
_RECEIVING = re.compile(r"\b(?:receiv|arriv|got\b|took delivery|(?:was|were|been) given)")


def headings(sentences: Sequence[Sentence]) -> list[tuple[int, str]]:
    """Where sections begin and which state heads each, in the order of the text.

    A longer line that is no sentence, and a sentence that sums up, end a section: an empty name.

    Args:
        sentences: the sentences of the document.
    """
    names = [_name(each) for each in sentences]
    told = _told(sentences, names)
    found: list[tuple[int, str]] = []
    for place, line in enumerate(sentences):
        if names[place] and told[place]:
            found.append((line.start, names[place]))
            continue
        if (_aside(line) and len(line.text.split()) >= WORDS) or _CLOSING.match(line.text):
            found.append((line.start, ""))
    return found if len({name for _, name in found if name}) >= LEAST else []


def _told(sentences: Sequence[Sentence], names: Sequence[str]) -> list[bool]:
    """For each line whether a sentence follows it before the next line that is only a name."""
    follows, found = False, [False] * len(sentences)
    for place in range(len(sentences) - 1, -1, -1):
        found[place] = follows
        if names[place]:
            follows = False
        elif not _aside(sentences[place]):
            follows = True
    return found


def _aside(line: Sentence) -> bool:
    return line.kind in ("headline", "furniture")


def _name(line: Sentence) -> str:
    """The state, or the Union, that a line names, if it is nothing but that name."""
    text = line.text
    if len(text) > LONGEST:
        return ""
    while (less := _EDGES.sub("", text)) != text:
        text = less
    text = re.sub(r"^the ", "", text, flags=re.IGNORECASE)
    text = text.title() if text.isupper() and len(text) > LEAST + 1 else text
    heads = [each for each in find_actors(text) if each.sort == "state" or each.actor == "EU"]
    whole = [each for each in heads if (each.start, each.end) == (0, len(text))]
    return whole[0].actor if len(whole) == 1 and not whole[0].adjective else ""


def read_headings(
    sentences: Sequence[Sentence], begins: Sequence[tuple[int, str]]
) -> list[Sentence]:
    """The sentences, with the lines that head a section read like any other: they name an actor."""
    heads = {start for start, name in begins if name}
    return [replace(each, kind="body") if each.start in heads else each for each in sentences]


def under_headings(
    claims: Sequence[Proposal],
    begins: Sequence[tuple[int, str]],
    actors: Sequence[ActorMention],
) -> list[Proposal]:
    """The claims, with who heads their section where nobody named in it before them acts.

    Who is carried over from another section acts no more. Whoever heads a section gives only what
    goes to somebody else.

    Args:
        claims: what was read.
        begins: the sections, from :func:`headings`.
        actors: the mentions of actors in the document.
    """
    starts = [start for start, _ in begins]
    named: dict[int, list[ActorMention]] = defaultdict(list)
    for mention in actors:
        named[bisect_right(starts, mention.start)].append(mention)
    made = []
    for each in claims:
        place = bisect_right(starts, each.sentence)
        name = begins[place - 1][1] if place else ""
        role = ACTING.get(each.event, "")
        end = each.sentence + len(each.context)
        before = {one.actor for one in named[place] if one.start < end} if name else set()
        if name and role and not set(each.actors.get(role, ())) & before:
            rest = {part: who for part, who in each.actors.items() if part != role}
            if _acts(name, role, each, rest):
                rest[role] = (name,)
            each = replace(each, actors=rest)  # noqa: PLW2901
        made.append(each)
    return made


def _acts(name: str, role: str, claim: Proposal, rest: Mapping[str, Sequence[str]]) -> bool:
    others = {actor for who in rest.values() for actor in who}
    if name in {UKRAINE, *OUTSIDE, *others}:
        return False
    return role != "giver" or (bool(rest.get("recipient")) and not _RECEIVING.search(claim.context))
