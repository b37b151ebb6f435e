"""Which claim of a document is a part of which other one: pairs weighed by readable traits."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from materiel.evidence.components import Part
from materiel.evidence.likeness import Feature
from materiel.evidence.proposals import Proposal
from materiel.evidence.scales import Scales

MOST_CLAIMS = 60
"""Claims of one document that are paired each with each; of later ones, those pairs that the rules
or an encoder propose."""
POINTS = 100
"""Hundredths of log odds to one point of a relation's score."""
_PART = re.compile(
    r"\b(?:of (?:them|these|those|which|this)|among|includ\w+|contains?|consists?|part of|first"
    r"|under (?:the|it|this)|within|out of|from (?:the|this)|also|another|each|remaining|rest)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:total\w*|altogether|overall|packages?|contracts?|agreements?|programmes?|programs?"
    r"|initiative|list|drawdown|framework|deal|fund|all|so far|since|plan|order)\b",
    re.IGNORECASE,
)


def pair_traits(part: Proposal, whole: Proposal, apart: int) -> tuple[str, ...]:
    """What speaks for one claim being a part of another one.

    Args:
        part: the claim that may be a part.
        whole: the claim that may be the whole.
        apart: how many claims the part stands behind the whole; negative when before it.
    """
    return tuple(dict.fromkeys(_traits(part, whole, apart)))


def _traits(part: Proposal, whole: Proposal, apart: int) -> Iterator[str]:
    events = f"{part.event}>{whole.event}"
    kind = "same" if part.item_class == whole.item_class else "other"
    counts = _compare(part.counts, whole.counts)
    sums = (
        _compare(part.sums[:2], whole.sums[:2]) if part.sums[2] == whole.sums[2] else "currencies"
    )
    side = "behind" if apart > 0 else "before"
    far = min(abs(apart), 6)
    yield f"events:{events}"
    yield f"events:{events}:{side}"
    yield f"events:{events}:class:{kind}"
    yield f"events:{events}:counts:{counts}"
    yield f"events:{events}:sums:{sums}"
    yield f"same-event:{part.event == whole.event}:class:{kind}:{counts}:{sums}"
    yield f"class:{kind}"
    yield f"whole-class:{whole.item_class}"
    yield f"classes:{part.item_class}>{whole.item_class}"
    yield f"counts:{counts}"
    yield f"sums:{sums}"
    yield f"counts:{counts}:sums:{sums}:class:{kind}"
    yield f"{side}:{far}"
    yield f"statuses:{part.status}>{whole.status}"
    yield f"stance:{part.stance}>{whole.stance}"
    near = "same" if part.sentence == whole.sentence else "next"
    gap = abs(part.start - whole.start)
    if near != "same":
        near = str(min(gap // 200, 5))
    yield f"near:{near}"
    yield f"near:{near}:{side}"
    yield f"near:{near}:{events}"
    if _PART.search(part.context or part.evidence):
        yield "words:part"
        yield f"words:part:{side}"
    if _WHOLE.search(whole.context or whole.evidence):
        yield "words:whole"
        yield f"words:whole:{events}"
    for role in ("giver", "payer", "buyer", "supplier", "recipient"):
        left, right = set(part.actors.get(role, ())), set(whole.actors.get(role, ()))
        if left or right:
            shared = "same" if left == right else "some" if left & right else "apart"
            if not (left and right):
                shared = "one"
            yield f"{role}:{shared}"
    if part.period and whole.period:
        yield "dated:both"


Ends = tuple[Decimal | None, Decimal | None]


def _compare(part: Ends, whole: Ends) -> str:
    """How two numbers stand: equal, less, more, or which of them is missing."""
    left = part[1] if part[1] is not None else part[0]
    right = whole[1] if whole[1] is not None else whole[0]
    if left is None or right is None:
        return "none" if left is right else "part" if right is None else "whole"
    return "equal" if left == right else "less" if left < right else "more"


@dataclass(frozen=True, slots=True)
class PartMix:
    """How much counts for one claim being a part of another one, in hundredths.

    Attributes:
        weights: of the packaged weights.
        encoder: of an encoder's log odds.
        rule: hundredths of log odds that a rule's proposal adds.
        least: the sum from which a part is proposed: a missed one costs more than a wrong one.
    """

    weights: int
    encoder: int
    rule: int
    least: int


WEIGHED = PartMix(weights=60, encoder=0, rule=95, least=-40)
SEEN = PartMix(weights=40, encoder=48, rule=80, least=-60)
"""Fitted to the claims that are read in the check part of the corpus; see decision 0018."""
UNSEEN = -500
"""Hundredths of log odds of a pair that an encoder has not compared, or holds apart."""
LINKED = 100
"""Hundredths of log odds above which an encoder's other relations are proposed."""


def weighed_parts(
    claims: Sequence[Proposal],
    ruled: Iterable[Part],
    weights: Scales,
    same: Collection[tuple[str, str]] = (),
) -> Iterator[Part]:
    """For each claim of one document the whole that it is most a part of, if any.

    What a rule proposes, what the weights say and what an encoder sees, where the claims bear its
    links, are summed; the surest whole stands, unless a surer part closes a circle with it.

    Args:
        claims: the claims of one document, in the order of the text.
        ruled: what the rules propose among them; proposals other than parts are passed on.
        weights: the packaged weights, or others.
        same: pairs of ids that the rules see as one event: no rule, no part.
    """
    seen = {
        (link.other, claim.id) if link.forward else (claim.id, link.other): link.odds
        for claim in claims
        for link in claim.links
        if link.relation == "part_of"
    }
    mix = SEEN if any(claim.links for claim in claims) else WEIGHED
    rules: dict[tuple[str, str], tuple[Feature, ...]] = {}
    for left, right, relation, features in ruled:
        if relation == "part_of":
            rules[left.id, right.id] = features
        else:
            yield left, right, relation, features
    far = {pair for pair, odds in seen.items() if odds > LINKED} | rules.keys()
    place = {claim.id: number for number, claim in enumerate(claims)}
    first = range(min(len(claims), MOST_CLAIMS))
    pairs = {(part, whole) for part in first for whole in first if part != whole}
    pairs |= {(place[left], place[right]) for left, right in far if {left, right} <= place.keys()}
    best: dict[int, tuple[int, int, tuple[Feature, ...]]] = {}
    for part, whole in sorted(pairs):
        ends = claims[part], claims[whole]
        told = weights.sum("part_of", pair_traits(*ends, part - whole))
        ids = ends[0].id, ends[1].id
        if ids not in rules and (ids in same or ids[::-1] in same):
            continue
        odds = seen.get(ids, UNSEEN)
        total = mix.weights * told + mix.encoder * odds + (POINTS * mix.rule if ids in rules else 0)
        if total > POINTS * mix.least and (part not in best or total > best[part][0]):
            reasons = (*rules.get(ids, ()), *_reasons(mix.weights * told, mix.encoder * odds))
            best[part] = total, whole, reasons or (Feature("weak: please check", 0),)
    above: dict[int, int] = {}
    for part, (_, whole, reasons) in sorted(
        best.items(), key=lambda each: (each[1][0], each[0]), reverse=True
    ):
        over: int | None = whole
        while over is not None and over != part:
            over = above.get(over)
        if over is None:
            above[part] = whole
            yield claims[part], claims[whole], "part_of", reasons


def _reasons(told: int, odds: int) -> Iterator[Feature]:
    """What weights and encoder add, in points; only what speaks for it is named."""
    for words, share in (("weighed as a part of it", told), ("the encoder sees it so", odds)):
        if share > 0:
            yield Feature(words, max(1, share // POINTS**2))


def linked(claims: Sequence[Proposal]) -> Iterator[Part]:
    """The relations of one document that an encoder sees, other than parts.

    Args:
        claims: the claims of one document, in the order of the text.
    """
    by_id = {claim.id: claim for claim in claims}
    for claim in claims:
        for link in claim.links:
            if link.odds <= LINKED or link.other not in by_id or link.relation == "part_of":
                continue
            ends = (by_id[link.other], claim)
            left, right = ends if link.forward else ends[::-1]
            reason = Feature("the encoder sees it so", max(1, link.odds // POINTS))
            yield left, right, link.relation, (reason,)
