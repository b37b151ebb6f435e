"""Which facts of a sentence become claims, and which cue an elliptic one goes on with."""

import re
from dataclasses import replace

from materiel.evidence.facts import Fact, Scan, modifies
from materiel.evidence.goods import GoodsMention
from materiel.evidence.happenings import Happening
from materiel.evidence.story import Story


def chosen(story: Story, view: Scan, facts: list[Fact]) -> list[Fact]:  # noqa: C901
    """Which facts become claims: counted ones and sums always, others once for each cue."""
    chosen: list[Fact] = []
    for each in facts:
        fact, goods = each, each.goods
        counted = goods is not None and goods.number is not None
        weak = fact.happening is None or (
            view.sentence.kind == "bullet"
            and (
                fact.happening.start >= fact.end
                or fact.happening.behaviour.endswith("phrase")
                or fact.happening.behaviour == "produce"
            )
            and not re.search(r"part is", fact.happening.word)
        )
        if fact.happening is None and fact.amount and story.bulk and view.local(fact.start):
            fact = replace(fact, happening=story.bulk)
        elif (
            weak
            and story.last
            and (counted or fact.amount)
            and not (goods and goods.loose)
            and (view.sentence.kind == "bullet" or counted)
        ):
            fact = replace(fact, happening=story.last)
        if fact.happening is None:
            continue
        if counted or fact.amount:
            if goods and goods.loose and goods.item_class == "funding_only" and fact.amount is None:
                continue
            chosen.append(fact)
    taken = {_key(fact) for fact in chosen}
    for fact in sorted(facts, key=_nearness):
        goods = fact.goods
        if fact in chosen or fact.happening is None or goods is None or goods.number or fact.amount:
            continue
        if not _worth_naming(view, goods, fact.happening) or _key(fact) in taken:
            continue
        if any(
            (
                other.happening
                and other.happening.event == fact.happening.event
                and other.happening.start == fact.happening.start
            )
            or (
                other.happening
                and other.happening.event == fact.happening.event
                and other.goods
                and other.goods.item_class == goods.item_class
            )
            for other in chosen
        ):
            continue
        taken.add(_key(fact))
        chosen.append(fact)
    return sorted(chosen, key=lambda fact: fact.start)


def _nearness(fact: Fact) -> int:
    if fact.happening is None:
        return 0
    return max(fact.start - fact.happening.end, fact.happening.start - fact.end, 0)


def _key(fact: Fact) -> tuple[str, int]:
    assert fact.happening is not None
    return fact.happening.event, fact.happening.start


_NAMEABLE = frozenset(
    (
        "pledge",
        "delivery",
        "order",
        "transfer",
        "backfill",
        "production",
        "request",
        "training",
        "export_licence",
        "approval",
        "proposal",
        "deployment",
    )
)


_INDIRECT = re.compile(
    r"\b(?:for|to|in|on|with|against|about|by|from|ability|support|into)\b", re.IGNORECASE
)


def _worth_naming(view: Scan, goods: GoodsMention, cue: Happening) -> bool:  # noqa: PLR0911
    """Whether uncounted materiel makes a claim: a named kind, a strong cue, somebody who acts."""
    if cue.event not in _NAMEABLE:
        return False
    gap = (
        view.text[cue.end : goods.core]
        if cue.end <= goods.core
        else view.text[goods.end : cue.start]
    )
    if cue.behaviour == "buy" and re.search(
        r"\b(?:initiative|scheme|plan|programme|program|fund|money|effort) to $",
        view.text[: cue.start],
        re.IGNORECASE,
    ):
        return False
    if cue.start >= goods.end and modifies(gap, cue) and not cue.passive:
        return False
    if cue.end <= goods.core and not cue.behaviour.endswith("phrase") and _INDIRECT.search(gap):
        return False
    if goods.item_class in ("aid", "funding_only"):
        return False
    if goods.item_class in ("training", "=staff"):
        return cue.event == "training"
    if (
        cue.tense == "progressive"
        and cue.behaviour in ("give", "deliver", "buy")
        and re.search(r"\bby $", view.text[: cue.start], re.IGNORECASE)
    ):
        return False
    if goods.loose and cue.event not in ("backfill", "request", "export_licence"):
        return False
    return not (not view.groups and cue.event not in ("delivery", "backfill", "production"))
