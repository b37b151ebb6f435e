"""A document read with weights: every candidate is weighed, and the sums decide.

The grammars find candidates; the packaged weights say which are claims, of what event, of what
class and who plays which role. The answer of the rules alone is one trait among many.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from materiel.evidence.facts import Scan
from materiel.evidence.happenings import Happening
from materiel.evidence.heads import RELATIONS
from materiel.evidence.insight import Insight, Understanding
from materiel.evidence.pairing import UNSEEN
from materiel.evidence.parts import CAST_ROLES, Company, cue_for, gather, part_traits
from materiel.evidence.proposals import Link, Proposal
from materiel.evidence.proposing import evidence_of, period_of, portion_of, stance_of
from materiel.evidence.rolecall import cast
from materiel.evidence.scales import NOTHING, Scales, scales
from materiel.evidence.story import Story, cues
from materiel.evidence.traits import Candidate, candidates, kind_of
from materiel.evidence.verdicts import UNIT, Verdicts
from materiel.evidence.voices import speakers_of

ROLES_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("pledge", "transfer", "delivery"), ("giver", "recipient")),
    **dict.fromkeys(("deployment", "training"), ("giver", "recipient")),
    **dict.fromkeys(("order", "option", "request", "proposal"), ("buyer", "supplier")),
    **dict.fromkeys(("requirement", "holding", "consumption", "other"), ("recipient",)),
    "backfill": ("giver", "supplier", "recipient"),
    "approval": ("approver", "buyer"),
    "export_licence": ("approver", "recipient"),
    "production": ("supplier",),
    "funding": ("payer", "recipient"),
}
"""The main roles of each event (annotation guidelines 6); programmes may stand beside all."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("order", "option", "request", "proposal"), ("recipient", "intermediary")),
    **dict.fromkeys(("pledge", "transfer", "delivery"), ("supplier", "intermediary")),
    "approval": ("supplier", "intermediary"),
    "export_licence": ("buyer",),
}
"""Roles that may be filled beside the main ones; for all other events the intermediary."""
USUAL = {
    "requirement": "announced",
    "request": "requested",
    "pledge": "announced",
    "proposal": "under_discussion",
    "approval": "approved",
    "export_licence": "approved",
    "order": "contracted",
    "option": "planned",
    "production": "in_production",
    "delivery": "delivered",
    "transfer": "under_discussion",
    "backfill": "planned",
    "funding": "announced",
    "training": "operational",
    "deployment": "operational",
    "holding": "operational",
    "consumption": "operational",
    "other": "announced",
}
"""The status of an event whose cue says nothing about it (annotation guidelines 4)."""
OPTIONS = re.compile(
    r"if (?:all|any)[^.]{0,20} options|options are (?:all )?exercised", re.IGNORECASE
)
"""Words that make any order an option (annotation guidelines 3 and 11)."""
DEFINITE = re.compile(r"\b(?:the|these|those|such) (?:[\w-]+ )?$", re.IGNORECASE)
"""Words before a loose noun that point back: "the weapons"."""
MOST_LINKS = 60
"""Earlier claims of a document that a claim is compared with: the nearest."""
TOLD = frozenset(("under_discussion", "cancelled", "delayed"))
"""Statuses that words say outright: where the rules have read one, it stands."""
NONE = RELATIONS[0]
NO_CUE = Happening(0, 0, "none", "past", passive=False, event="", status="", subject="", word="")


def weigh_document(
    story: Story,
    scans: Sequence[Scan],
    ruled: Sequence[Proposal],
    weights: Scales | None = None,
    understanding: Understanding | None = None,
) -> list[Proposal]:
    """The proposals of a document, in the order of the text.

    Args:
        story: a story at its beginning.
        scans: the sentences of the document.
        ruled: what the rules alone read in them.
        weights: other weights than the packaged ones, to measure them.
        understanding: an encoder whose answers are added to the weights; None: weights alone.
    """
    used = weights or scales()
    company = gather(scans)
    made = []
    voices: dict[int, tuple[str, ...]] = {}
    speaker: tuple[str, ...] = ()
    for place, view in enumerate(scans):
        voices[place] = speakers_of(view.text, speaker)
        speaker = voices[place] or speaker
    found = candidates(story, scans, ruled)
    insight = Insight(understanding, story.text, scans, found) if understanding else None
    verdicts = Verdicts(used, insight)
    taken: list[tuple[int, str]] = []
    for number, each in enumerate(found):
        event = verdicts.event(number, each)
        if event == NOTHING:
            continue
        if event in ("order", "request", "proposal") and OPTIONS.search(each.view.text):
            event = "option"
        name = class_of(verdicts, number, each, event)
        roles = roles_of(story, company, (number, each), event, verdicts)
        remember(company, roles)
        why = used.reasons(event, each.traits, each.pulls)
        one = _proposal(story, each, event, name, roles, voices[each.place], why)
        if insight is not None:
            status = one.status if one.status in TOLD else insight.status(number, event)
            # A hedge that the rules have seen stands: the encoder has seen too few of them.
            stance = insight.stance(number, event) if one.stance == "asserted" else one.stance
            one = replace(
                one,
                id=f"#{number}",
                status=status,
                stance=stance,
                links=_links(insight, taken, number, event),
                why=(*why, insight.reason(number, event)),
            )
            taken.append((number, event))
        made.append(one)
    return made


def _links(
    insight: Insight, taken: Sequence[tuple[int, str]], number: int, event: str
) -> tuple[Link, ...]:
    """How a claim may belong to those before it: as a part either way, and as is likeliest."""
    earlier = taken[-MOST_LINKS:][::-1]
    made = []
    for (other, _), shares in zip(earlier, insight.relations(earlier, number, event), strict=True):
        parts = [name for name in shares if name.startswith("part_of")]
        likeliest = max((name for name in shares if name != NONE), key=lambda each: shares[each])
        for name in dict.fromkeys((*parts, likeliest)):
            odds = max(UNSEEN, round((shares[name] - shares[NONE]) * UNIT))
            made.append(Link(f"#{other}", name.rstrip("<>"), not name.endswith("<"), odds))
    return tuple(made)


def class_of(verdicts: Verdicts, number: int, candidate: Candidate, event: str) -> str:
    """The class of the item: the one of the possible ones that weighs most."""
    traits = [class_traits(candidate, event, *each) for each in candidate.classes]
    return verdicts.item_class(number, [name for name, _ in candidate.classes], traits)


def class_traits(candidate: Candidate, event: str, name: str, source: str) -> list[str]:
    """What speaks for one of the classes that an item may have."""
    fact = candidate.fact
    kind = kind_of(fact.goods, priced=fact.amount is not None)
    own = candidate.classes[0][0]
    known = ""
    if fact.goods is not None and fact.goods.loose:
        known = "definite" if DEFINITE.search(candidate.view.text[: fact.goods.core]) else "vague"
    return [
        f"known:{known}:{source}",
        f"known:{known}:{source}:{event}",
        f"from:{source}",
        f"from:{source}:{event}",
        f"class:{name}",
        f"class:{name}:{event}",
        f"from:{source}:{kind}",
        f"from:{source}:{name}",
        f"from:{source}:{name}:{kind}",
        f"from:{source}:{kind}:{event}",
        f"own:{own}:{name}",
        f"own:{own}:{name}:{event}",
    ]


def roles_of(
    story: Story,
    company: Company,
    numbered: tuple[int, Candidate],
    event: str,
    verdicts: Verdicts,
) -> dict[str, tuple[str, ...]]:
    """Who plays which role: every actor of the document is weighed for every main role."""
    number, candidate = numbered
    ruled = ruled_roles(story, candidate, event)
    found = part_traits(company, candidate, event, ruled, story.scene)
    joined = {actor: role_traits(traits, event) for actor, traits in found.items()}
    stated = company.stated[candidate.place]
    odds = verdicts.insight.roles(number, event) if verdicts.insight is not None else {}
    roles = {}
    for role in roles_for(event):
        who = tuple(
            actor for actor in joined if verdicts.plays(role, joined[actor], odds.get(actor))
        )
        if verdicts.insight is None:
            who = _agreed(who, ruled.get(role, ()))
        who = stated.get(role, who)
        if who:
            roles[role] = who
    return roles


def _agreed(weighed: tuple[str, ...], ruled: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the rules where weights and rules differ only in how many: so it measured better."""
    mine, theirs = set(weighed), set(ruled)
    return ruled if mine and theirs and (mine < theirs or theirs < mine) else weighed


def roles_for(event: str) -> tuple[str, ...]:
    """The roles that are cast in a claim of this event."""
    return (*ROLES_OF[event], *BESIDE.get(event, ("intermediary",)))


def role_traits(traits: Sequence[str], event: str) -> list[str]:
    """The traits of an actor alone, and each together with the event."""
    return [*traits, *(f"{event}|{trait}" for trait in traits)]


def ruled_roles(story: Story, candidate: Candidate, event: str) -> dict[str, tuple[str, ...]]:
    """Whom the rules alone would cast, were the event as told."""
    cue = replace(cue_for(candidate, event) or NO_CUE, event=event)
    return cast(story.scene, candidate.view, candidate.fact, event, cue)


def remember(company: Company, roles: Mapping[str, Sequence[str]]) -> None:
    """Keep the cast of a claim for the claims that follow it in the document."""
    company.last = {role: tuple(roles[role]) for role in CAST_ROLES if roles.get(role)}
    for role, actors in company.last.items():
        for actor in actors:
            company.roles.setdefault(actor, Counter())[role] += 1


def _proposal(
    story: Story,
    candidate: Candidate,
    event: str,
    name: str,
    roles: dict[str, tuple[str, ...]],
    voices: tuple[str, ...],
    why: tuple[str, ...],
) -> Proposal:
    view, fact = candidate.view, candidate.fact
    goods, text = fact.goods, candidate.view.text
    cue = cue_for(candidate, event)
    start, end = evidence_of(view, fact, cue) if cue else (fact.start, fact.end)
    unit = "" if event == "funding" and (goods is None or goods.number is None) else "item"
    if unit and goods is not None:
        unit = goods.unit
    first = view.sentence.start + start
    last = max(view.sentence.start + end, candidate.priced_until)
    said = replace(fact, happening=cue)
    return Proposal(
        "",
        story.document,
        event,
        _status(view, event, cue),
        stance_of(view, said),
        voices,
        roles,
        text[goods.start : goods.end] if goods else text[fact.start : fact.end],
        name,
        goods.number if goods else None,
        unit,
        fact.amount,
        period_of(view, fact, event),
        first,
        last,
        story.text[first:last],
        view.sentence.start,
        cue.word if cue else "",
        text,
        story.today,
        *portion_of(view, fact),
        why,
    )


def _status(view: Scan, event: str, cue: Happening | None) -> str:
    if cue is not None and cue.event == event:
        status = cue.status
    elif event == "delivery" and cue is not None and cue.tense in ("future", "modal"):
        status = "planned"
    else:
        status = USUAL[event]
    if event == "delivery" and cues("delay").search(view.text):
        return "delayed"
    if status != "delivered" and cues("cancelled").search(view.text):
        return "cancelled"
    return status
