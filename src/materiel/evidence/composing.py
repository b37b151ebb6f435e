"""From the facts of a sentence to proposed claims, and prices that follow a claim."""

import re
from dataclasses import replace

from materiel.evidence.choosing import chosen
from materiel.evidence.facts import Fact, Scan
from materiel.evidence.joining import facts_of
from materiel.evidence.proposals import Proposal
from materiel.evidence.proposing import propose
from materiel.evidence.story import Story, cues
from materiel.evidence.voices import speakers_of


def read_sentence(story: Story, view: Scan) -> list[Proposal]:
    """The claims that one sentence states."""
    text = view.text
    story.voices = speakers_of(text, story.speaker)
    story.speaker = story.voices or story.speaker
    if cues("noise").search(text) and not _strong(view):
        return []
    found: list[Proposal] = []
    facts = facts_of(story, view)
    for fact in chosen(story, view, facts):
        made = propose(story, view, fact)
        if made is not None:
            found += _apiece(view, fact, made)
    story.bulk = next(
        (fact.happening for fact in facts if fact.happening and fact.happening.event == "funding"),
        story.bulk,
    )
    carried = [
        fact.happening for fact in facts if fact.happening and fact.happening.event in CARRIED
    ]
    if carried and view.sentence.kind != "bullet":
        story.last = carried[0]
    elif not facts and view.sentence.kind != "bullet":
        named = [
            each for each in view.happenings if each.event in CARRIED and each.event != "production"
        ]
        story.last = named[0] if named else story.last
    return found


CARRIED = frozenset(
    ("approval", "order", "delivery", "pledge", "transfer", "proposal", "request", "option")
)
"""Events that a list in the next sentences goes on with."""


def _apiece(view: Scan, fact: Fact, made: Proposal) -> list[Proposal]:
    """One claim for each of "France and Hungary EUR 16.2 billion each"."""
    beside = view.local(fact.start)
    if beside is None or len(beside.actors) == 1 or not view.text[fact.end :].startswith(" each"):
        return [made]
    role = next((name for name, actors in made.actors.items() if actors == beside.actors), "")
    if not role:
        return [made]
    return [replace(made, actors={**made.actors, role: (actor,)}) for actor in beside.actors]


def _strong(view: Scan) -> bool:
    """Whether a sentence about combat or business still tells of a hand-over or an order."""
    events = {each.event for each in view.happenings if not each.behaviour.endswith("phrase")}
    return bool(events & {"order", "delivery", "pledge", "approval", "backfill"}) and any(
        each.number or each.named for each in view.goods
    )


PRICED = re.compile(
    r"^(?:The|This|That|Their|Its|It|They)\b(?: \w+){0,3}? ?(?:order|contract|deal"
    r"|purchase|value|agreement|cost|price|package|systems|tanks|vehicles"
    r"|procurement)?\b(?: \w+){0,3}? "
    r"(?:is worth|are worth|was worth|worth|valued at|put at|costs?|cost|is valued"
    r"|amounts to|has a value of|value of|will cost)\b",
)


def priced(story: Story, view: Scan, found: list[Proposal]) -> bool:
    """Whether a sentence prices the claim right before it; then that claim's evidence grows.

    The claim before is replaced in ``found``, and the rest of the sentence is read into it.
    """
    if (
        not found
        or len(view.amounts) != 1
        or not PRICED.match(view.text)
        or any(each.number for each in view.goods)
    ):
        return False
    last = found[-1]
    alone = sum(each.sentence == last.sentence for each in found) == 1
    near = story.text[last.end : view.sentence.start]
    if (
        not alone
        or last.amount is not None
        or len(near) > 160  # noqa: PLR2004
        or last.event not in ("order", "approval", "option", "proposal", "request")
    ):
        return False
    amount = view.amounts[0]
    end = view.sentence.start + amount.end
    merged = replace(last, amount=amount, end=end, evidence=story.text[last.start : end])
    found[-1] = merged
    found += read_sentence(story, replace(view, amounts=()))
    return True
