"""Sections of a text that stand under the name of a state: "Germany" on a line, then what it gave.

A round-up of many states names each once, as a heading, and then tells of it without a subject.
Whoever heads a section acts in its claims, where the text names nobody else for that part.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from materiel.evidence.actors import ActorMention
from materiel.evidence.casting import OUTSIDE, UKRAINE
from materiel.evidence.proposals import Proposal
from materiel.evidence.sentences import Sentence

ACTING = {
    **dict.fromkeys(("pledge", "transfer", "delivery", "training"), "giver"),
    **dict.fromkeys(("order", "option", "request"), "buyer"),
    "funding": "payer",
    "approval": "approver",
}
"""The role of who acts, for each event that a round-up tells of."""
LEAST = 2
"""So many states head sections in a round-up; a lone name on a line is a tag of the page."""


def headings(
    sentences: Sequence[Sentence], actors: Sequence[ActorMention]
) -> list[tuple[int, str]]:
    """Where sections begin and which state heads each, in the order of the text.

    A line that is no sentence and names no state ends a section, with an empty name.

    Args:
        sentences: the sentences of the document.
        actors: its mentions of actors.
    """
    states = {(each.start, each.end): each.actor for each in actors if each.sort == "state"}
    found: list[tuple[int, str]] = []
    for place, line in enumerate(sentences):
        name = states.get((line.start, line.start + len(line.text.rstrip(" :"))), "")
        last = place + 1 == len(sentences) or sentences[place + 1].kind in ("headline", "furniture")
        if name and not last:
            found.append((line.start, name))
        elif line.kind in ("headline", "furniture"):
            found.append((line.start, ""))
    return found if len({name for _, name in found if name}) >= LEAST else []


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
    """The claims, with who heads their section where the section names nobody else who acts.

    Args:
        claims: what was read.
        begins: the sections, from :func:`headings`.
        actors: the mentions of actors in the document.
    """
    starts = [start for start, _ in begins]
    named: dict[int, set[str]] = defaultdict(set)
    for mention in actors:
        named[bisect_right(starts, mention.start)].add(mention.actor)
    made = []
    for each in claims:
        place = bisect_right(starts, each.sentence)
        name = begins[place - 1][1] if place else ""
        role = ACTING.get(each.event, "")
        kept = set(each.actors.get(role, ())) & named[place]
        others = {actor for part, who in each.actors.items() if part != role for actor in who}
        if name and role and not kept and name not in {UKRAINE, *OUTSIDE, *others}:
            each = replace(each, actors={**each.actors, role: (name,)})  # noqa: PLW2901
        made.append(each)
    return made
