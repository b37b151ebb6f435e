"""Which claims of one document are parts of another: lines of a total, legs of a swap, tranches."""

import re
from collections.abc import Iterator, Sequence

from materiel.evidence.likeness import Feature, doers, larger_count, larger_sum
from materiel.evidence.proposals import Proposal

Part = tuple[Proposal, Proposal, str, tuple[Feature, ...]]

PROMISES = frozenset(("pledge", "transfer"))
FIRM = frozenset(("order", "approval", "pledge", "transfer"))
_OF = re.compile(
    (
        r"\b(?:of (?:these|those|them|which|the (?:\d|\w+ (?:tanks|systems|vehicles"
        r"|missiles|rounds)))|among them|in particular|including)\b"
    ),
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:in total|total|altogether|rises? to|rose to|bringing|comprised|in all)\b", re.IGNORECASE
)
_SUM = re.compile(
    r"\b(?:total\w*|worth|list|package|sum|adding up|altogether|orders)\b", re.IGNORECASE
)
_SHARE = re.compile(
    (
        r"\b(?:part is|share (?:is|of)|of (?:that|this|the) (?:sum|money|amount)|at first"
        r"|of which|investment is|contribution is)\b"
    ),
    re.IGNORECASE,
)
FARTHEST = 40
"""Claims between a total and its lines; farther ones are left, so time stays bounded."""
_MIXED = frozenset(("other", "funding_only", "armoured_vehicle"))


def parts_within(claims: Sequence[Proposal]) -> Iterator[Part]:
    """Proposals between the claims of one document.

    Args:
        claims: the claims of one document in the order of its text.
    """
    used: set[tuple[str, str]] = set()
    for rule in (_lines, _shares, _subsets, _options, _legs, _schedules, _talks, _overlaps):
        for part in rule(claims):
            key = part[0].id, part[1].id
            if key not in used and (key[1], key[0]) not in used:
                used.add(key)
                yield part


def _lines(claims: Sequence[Proposal]) -> Iterator[Part]:  # noqa: C901
    """Lines of a total: one decision or fund, and what it is spent on."""
    for place, whole in enumerate(claims):
        if whole.amount is None or whole.number is not None:
            continue
        near = claims[max(0, place - FARTHEST) : place + FARTHEST + 1]
        plain = whole.item_class in ("other", "funding_only")
        if not plain and whole.event != "proposal":
            continue
        if whole.event not in ("approval", "funding", "order", "proposal"):
            continue
        for part in near:
            money = (
                whole.item_class == "funding_only"
                and whole.event == "approval"
                and part.event == "funding"
            )
            if part is whole or (part.event != whole.event and not money):
                continue
            if not plain and (
                part.number is None
                or part.amount is not None
                or part.item_class != whole.item_class
            ):
                continue
            if (
                whole.item_class == "other"
                and whole.event == "approval"
                and not _SUM.search(whole.context)
            ):
                continue
            if part.amount is not None and not larger_sum(whole, part):
                continue
            if part.amount is None and whole.event == "funding":
                continue
            if not _one_pot(whole, part):
                continue
            if any(
                other is not whole
                and other.item_class == whole.item_class
                and other.event == whole.event
                and larger_sum(whole, other)
                and other.amount
                and not other.number
                and larger_sum(other, part)
                and part.event == "approval"
                for other in near
            ):
                continue
            yield (
                part,
                whole,
                "part_of",
                (Feature("a line of a total", 3), Feature("a smaller sum", 1)),
            )


def _one_pot(whole: Proposal, part: Proposal) -> bool:
    if whole.event == "funding" and part.event == "funding":
        same_payer = doers(whole) == doers(part) and bool(doers(part))
        narrower = not whole.actors.get("recipient") or len(whole.actors["recipient"]) > 1
        into = bool(re.search(r"fund", whole.evidence, re.IGNORECASE)) and not doers(whole)
        return (same_payer and narrower and bool(part.actors.get("recipient"))) or into
    if whole.event == "approval" and part.event == "funding":
        return "EU" in doers(whole) and "EU" in doers(part)
    mine, other = doers(whole), doers(part)
    return bool(mine & other)


def _shares(claims: Sequence[Proposal]) -> Iterator[Part]:
    """A smaller sum that the text calls a share of what stands right before it."""
    for place, part in enumerate(claims):
        if part.amount is None and not re.search(
            r"of (?:that|this|the) (?:sum|money|amount)", part.context
        ):
            continue
        cue = _SHARE.search(part.context)
        if cue is None:
            continue
        before = [
            each
            for each in claims[:place]
            if each.amount and (part.amount is None or larger_sum(each, part))
        ]
        if before:
            yield (
                part,
                before[-1],
                "part_of",
                (Feature(f"the text says {cue[0]!r}", 3), Feature("the larger sum before it", 1)),
            )


def _subsets(claims: Sequence[Proposal]) -> Iterator[Part]:
    """Counted parts of a counted whole: "of these, twelve", "in total 120"."""
    for place, part in enumerate(claims):
        if part.number is None:
            continue
        for other_place, whole in enumerate(claims):
            if whole is part or whole.number is None or not larger_count(whole, part):
                continue
            if part.item_class != whole.item_class and whole.item_class not in _MIXED:
                continue
            alike = part.event == whole.event and part.status == whole.status
            if doers(part) and doers(whole) and not doers(part) & doers(whole):
                continue
            cue = _OF.search(part.context) or _TOTAL.search(whole.context)
            if alike and cue and abs(place - other_place) <= 6:  # noqa: PLR2004
                yield (
                    part,
                    whole,
                    "part_of",
                    (Feature(f"the text says {cue[0]!r}", 3), Feature("a smaller number", 1)),
                )
            elif (
                part.event == "delivery"
                and whole.event in FIRM
                and part.item_class == whole.item_class
                and part.sentence == whole.sentence
            ):
                yield (
                    part,
                    whole,
                    "part_of",
                    (Feature("both in one clause", 2), Feature("handed over out of a promise", 2)),
                )


def _options(claims: Sequence[Proposal]) -> Iterator[Part]:
    for part in claims:
        if part.event == "option":
            orders = [each for each in claims if each.event == "order"]
            priced = [each for each in orders if each.amount] or orders
            if priced:
                whole = max(priced, key=lambda each: each.sums[0] or each.sums[1] or 0)
                yield part, whole, "part_of", (Feature("an option inside the contract", 4),)


def _legs(claims: Sequence[Proposal]) -> Iterator[Part]:
    """The leg of a swap that goes to the donor belongs to what the donor gives."""
    for part in claims:
        if part.event != "backfill":
            continue
        before = [
            each
            for each in claims
            if each.event in (*PROMISES, "delivery", "request")
            and each.item_class == part.item_class
            and not (each.status == "delivered" and each.number is None)
        ]
        open_ = [each for each in before if each.status != "delivered"] or before
        if open_:
            whole = min(open_, key=lambda each: abs(each.start - part.start))
            yield (
                part,
                whole,
                "part_of",
                (Feature("replaces what is given", 3), Feature("the nearest gift", 1)),
            )


def _schedules(claims: Sequence[Proposal]) -> Iterator[Part]:
    """When what was ordered or promised will come."""
    for part in claims:
        if part.event != "delivery" or (
            part.status not in ("planned", "delayed") and part.number is not None
        ):
            continue
        if part.status == "delivered" and not part.period:
            continue
        before = [
            each
            for each in claims
            if each.event in FIRM
            and (
                each.item_class == part.item_class
                or (part.item_class == "other" and each.amount is not None)
            )
            and each.start <= part.start + 200
            and not (each.number and part.number and each.counts != part.counts)
        ]
        if before and not (
            part.status == "delivered" and all(each.event == "pledge" for each in before)
        ):
            whole = min(
                before,
                key=lambda each: (each.item_class != part.item_class, abs(each.start - part.start)),
            )
            yield (
                part,
                whole,
                "part_of",
                (Feature("when it comes", 3), Feature(f"the {whole.event} before it", 1)),
            )


def _talks(claims: Sequence[Proposal]) -> Iterator[Part]:
    """A counted offer beside talks about an uncounted one: whether it is a part is left open."""
    for part in claims:
        if part.event == "transfer" and part.number is not None:
            for whole in claims:
                if (
                    whole.event == "transfer"
                    and whole.number is None
                    and whole.item_class == part.item_class
                ):
                    yield (
                        part,
                        whole,
                        "possibly_part_of",
                        (Feature("both in talks", 2), Feature("one is counted", 2)),
                    )


def _overlaps(claims: Sequence[Proposal]) -> Iterator[Part]:
    """A buyer's own request or approval beside a joint order: the overlap is open."""
    for part in claims:
        if part.event not in ("request", "approval") or part.number is None:
            continue
        for whole in claims:
            joint = len(whole.actors.get("buyer", ())) > 1
            mine = set(part.actors.get("buyer", ()))
            if (
                whole.event == "order"
                and joint
                and whole.item_class == part.item_class
                and mine
                and mine <= set(whole.actors["buyer"])
            ) and (
                whole.amount is not None
                or not any(each.event == "order" and each.amount for each in claims)
            ):
                yield (
                    part,
                    whole,
                    "possibly_part_of",
                    (Feature("one of the joint buyers", 2), Feature("the same item", 2)),
                )
