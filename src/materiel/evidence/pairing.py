"""Which claim of a document is a part of which other one: pairs weighed by readable traits."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from materiel.evidence.likeness import Feature
from materiel.evidence.proposals import Proposal
from materiel.evidence.scales import Scales

MOST_CLAIMS = 60
"""Claims of one document that are paired each with each; later ones are left to the rules."""
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


def weighed_parts(
    claims: Sequence[Proposal], weights: Scales
) -> Iterator[tuple[Proposal, Proposal, str, tuple[Feature, ...]]]:
    """For each claim of one document the whole that it is most a part of, if any.

    Args:
        claims: the claims of one document, in the order of the text.
        weights: the packaged weights, or others.
    """
    mine = claims[:MOST_CLAIMS]
    best: dict[int, tuple[int, int]] = {}
    for place, part in enumerate(mine):
        for other, whole in enumerate(mine):
            if place == other:
                continue
            total = weights.sum("part_of", pair_traits(part, whole, place - other))
            if total > 0 and total > best.get(place, (0, 0))[0]:
                best[place] = total, other
    for place, (total, other) in best.items():
        back = best.get(other)
        if back is not None and back[1] == place and back[0] >= total:
            continue  # two that each are a part of the other: the surer one stays
        reason = Feature("weighed as a part of it", max(1, total // POINTS))
        yield mine[place], mine[other], "part_of", (reason,)


LINKED = -100
"""Hundredths of log odds from which an encoder's relation is proposed: a missed one costs more."""


def linked(
    claims: Sequence[Proposal],
) -> Iterator[tuple[Proposal, Proposal, str, tuple[Feature, ...]]]:
    """The relations of one document that an encoder sees; a part has one whole, the surest.

    Args:
        claims: the claims of one document, in the order of the text.
    """
    by_id = {claim.id: claim for claim in claims}
    wholes: dict[str, tuple[int, Proposal, Proposal]] = {}
    for claim in claims:
        for link in claim.links:
            if link.odds <= LINKED or link.other not in by_id:
                continue
            ends = (by_id[link.other], claim)
            left, right = ends if link.forward else ends[::-1]
            if link.relation == "part_of":
                if link.odds > wholes.get(left.id, (LINKED,))[0]:
                    wholes[left.id] = link.odds, left, right
            else:
                yield left, right, link.relation, (_seen(link.odds),)
    for odds, left, right in wholes.values():
        yield left, right, "part_of", (_seen(odds),)


def _seen(odds: int) -> Feature:
    return Feature("the encoder sees it so", max(1, odds // POINTS))
