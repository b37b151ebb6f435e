"""One fact as a proposed claim: event, status, class, stance, period and evidence."""

import re

from materiel.evidence.facts import Fact, Scan
from materiel.evidence.happenings import Happening
from materiel.evidence.periods import Stretch
from materiel.evidence.portions import Portion, read_portions
from materiel.evidence.proposals import Proposal
from materiel.evidence.rolecall import cast
from materiel.evidence.story import Story, cues, settle_class

NEAR_PORTION = 40
"""Letters between a count and a share word that speaks of it."""


def propose(story: Story, view: Scan, fact: Fact) -> Proposal | None:  # noqa: C901, PLR0912
    """The claim that one fact makes; None when it makes none."""
    cue, goods, amount = fact.happening, fact.goods, fact.amount
    assert cue is not None
    event, status = cue.event, cue.status
    text = view.text
    if (
        event == "pledge"
        and cue.behaviour == "give"
        and cue.tense == "future"
        and _dated(view, fact)
    ):
        event, status = "delivery", "planned"
    if event == "pledge" and amount and goods and amount.end <= goods.core and goods.number:
        event, status = "funding", "announced"
    if event == "pledge" and amount and goods is None:
        event, status = "funding", "announced"
    if event == "delivery" and amount and (goods is None or goods.loose):
        event, status = "funding", "delivered"
    item_class = goods.item_class if goods else _class_of_sum(story, view, fact, event)
    if (
        goods
        and goods.loose
        and event in ("order", "option")
        and re.search(r"\b(?:the|these|those) $", text[: goods.core][-6:])
        and story.family
    ):
        item_class = story.family
    if event in ("order", "request", "proposal") and re.search(
        r"if all options|options are exercised", text, re.IGNORECASE
    ):
        event, status = "option", "contracted"
    if item_class == "aid":
        item_class = "funding_only" if amount else "other"
        if amount and event in ("pledge", "delivery", "approval", "transfer"):
            event, status = "funding", ("delivered" if event == "delivery" else status)
    if event == "funding" and goods and goods.loose:
        item_class = "funding_only"
    if item_class == "funding_only" and event in (
        "pledge",
        "delivery",
        "order",
        "holding",
        "requirement",
        "production",
        "transfer",
    ):
        event = "funding"
    if item_class == "other" and amount and event == "funding":
        item_class = "funding_only"
    if event == "training":
        item_class = "training"
    stance = stance_of(view, fact)
    if (
        item_class == "other"
        and goods is None
        and event == "approval"
        and re.search(r"\b(?:loans?|aid|assistance|financ\w+|grants?|investment plans?)\b", text)
    ):
        item_class = "funding_only"
    if event == "transfer" and cues("delay").search(text):
        event, status = "delivery", "delayed"
    if event == "delivery" and cues("delay").search(text):
        status = "delayed"
    if cues("cancelled").search(text) and status != "delivered":
        status = "cancelled"
    roles = cast(story.scene, view, fact, event, cue)
    start, end = evidence_of(view, fact, cue)
    unit = (
        ""
        if event == "funding" and (goods is None or goods.number is None)
        else (goods.unit if goods else "item")
    )
    return Proposal(
        "",
        story.document,
        event,
        status,
        stance,
        story.voices,
        roles,
        text[goods.start : goods.end] if goods else text[fact.start : fact.end],
        item_class,
        goods.number if goods else None,
        unit,
        amount,
        period_of(view, fact, event),
        view.sentence.start + start,
        view.sentence.start + end,
        text[start:end],
        view.sentence.start,
        cue.word,
        view.text,
        story.today,
        *portion_of(view, fact),
    )


def portion_of(view: Scan, fact: Fact) -> tuple[Portion | None, str]:
    """A share word right behind a count, and what it says the share is."""
    if fact.goods is None or fact.goods.number is None:
        return None, ""
    for each in read_portions(view.text[fact.end :]):
        rest = view.text[fact.end + each.end :]
        if (
            each.start < NEAR_PORTION
            and not each.change
            and "," in view.text[fact.end :][: each.start]
        ):
            words = re.match(r"(?: of)? ?([^,.;]{2,80})", rest)
            return each, words[1].strip() if words else ""
    return None, ""


def _class_of_sum(story: Story, view: Scan, fact: Fact, event: str) -> str:
    """What a bare sum pays for: money alone for funding, else what the sentence or story names."""
    if event == "funding":
        return "funding_only"
    if event == "approval" and re.search(
        r"\btotal\b", view.text[max(0, fact.start - 50) : fact.start]
    ):
        return "other"
    named = [settle_class(story, each) for each in view.goods if not each.loose]
    if named:
        near = min(named, key=lambda each: abs(each.start - fact.start))
        return near.item_class
    if event in ("order", "option", "approval", "proposal") and story.family:
        return story.family
    return (
        "other" if event in ("order", "approval", "proposal", "export_licence") else "funding_only"
    )


_SOON = re.compile(
    r"in the coming|within (?:\w+ )?(?:days|weeks|months)|by the end|later this"
    r" (?:year|month)|next (?:year|month|week)|over the (?:next|following)"
    r"|\bsoon\b|in the near future|end of (?:the|this) (?:year|month)|this (?:year"
    r"|month|summer|autumn|spring|winter)|\bby (?:january|february|march|april|may"
    r"|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)


def _dated(view: Scan, fact: Fact) -> bool:
    del fact
    if _SOON.search(view.text):
        return True
    return any(
        not re.search(
            r"said|announced|told|on $", view.text[max(0, each.offset - 20) : each.offset]
        )
        and each.precision != "day"
        for each in view.periods
    )


def period_of(view: Scan, fact: Fact, event: str) -> Stretch | None:
    """The period nearest to a fact; a day of saying is no day of happening."""
    physical = event in (
        "delivery",
        "training",
        "holding",
        "production",
        "deployment",
        "consumption",
    )
    best = None
    for each in view.periods:
        said = re.search(
            r"(?:said|announced|told|confirmed|reporters|statement)[^,;]{0,25}$",
            view.text[: each.offset],
        )
        if physical and said:
            continue
        distance = min(abs(each.offset - fact.end), abs(fact.start - each.end_offset))
        if best is None or distance < best[0]:
            best = distance, each
    return best[1] if best else None


def stance_of(view: Scan, fact: Fact) -> str:
    """How the document stands to a fact."""
    text = view.text
    if cues("denied").search(text):
        return "denied"
    cue = fact.happening
    if cues("reported").search(text):
        return "reported"
    near = text[
        max(0, min(fact.start, cue.start if cue else fact.start) - 60) : max(
            fact.end, cue.end if cue else fact.end
        )
    ]
    if (cue and cue.tense == "modal") or cues("possible").search(near):
        return "possible"
    return "asserted"


def evidence_of(view: Scan, fact: Fact, cue: Happening) -> tuple[int, int]:
    """The shortest stretch with the cue and the fact, clause by clause."""
    text = view.text
    start, end = fact.start, fact.end
    if (
        view.sentence.kind != "bullet"
        and cue in view.happenings
        and abs(cue.start - fact.start) < 220  # noqa: PLR2004
    ):
        start, end = min(start, cue.start), max(end, cue.end)
    return max(0, start), min(len(text), end)
