"""Facts of a sentence: counts, prices and pronouns joined to the materiel they belong to."""

import re
from dataclasses import replace
from itertools import islice

from materiel.evidence.amounts import Amount
from materiel.evidence.ellipsis import STANDS_FOR, as_sum, is_sum
from materiel.evidence.facts import Fact, Scan, governed
from materiel.evidence.goods import GoodsMention
from materiel.evidence.numbers import Number
from materiel.evidence.story import Story, settle_class

MOST_GOODS = 40
"""Up to so many of one sentence what it leaves out is taken too, so time stays bounded."""
_LONE_PRICE = re.compile(
    r"^[^.;,]{0,50}?(?:\bworth\b|\bfor\b|\bat\b|\bcosting?\b|\bcosts?\b|\bvalued\b"
    r"|\bvalue\b|\bprice\b|\btotall?ing\b)[^.;,]{0,30}$|^(?: from [^;]{3,60})?, $"
)


_PRICE = re.compile(
    r"^(?:[^.;]{0,60}?)(?:\bworth\b|\bfor\b|\bat\b|\bcosting?\b|\bcosts?\b|\bvalued\b"
    r"|\bvalue\b|\bprice\b|\btotall?ing\b|,|\(|\bcontract\b|\u2013|-)[^.;]{0,30}$"
)


_APART = re.compile(r";|\b(?:and|plus) (?:another |further |some |about )?$")
"""Between materiel and a sum that is an item of its own."""


def facts_of(story: Story, view: Scan, *, wide: bool = False) -> list[Fact]:
    """The facts of one sentence with their cues; sums joined to what they pay for.

    Args:
        story: what the document told before; the materiel named last is remembered in it.
        view: the sentence.
        wide: whether every pronoun and every loose word that may stand for materiel is a fact,
            for a reader that weighs them later.
    """
    goods = []
    for each in view.goods:
        if each.item_class == "=staff" and re.search(r"\btrain", view.text, re.IGNORECASE):
            each = replace(each, item_class="training")  # noqa: PLW2901
        settled = settle_class(story, each)
        if not each.loose and not each.item_class.startswith("="):
            if settled.item_class not in ("other", "facility", "funding_only"):
                story.family = settled.item_class
            story.last_goods = settled
        elif settled.number is not None and not each.loose:
            story.last_goods = settled
        goods.append(settled)
    pronoun = _stand_in(story, view, goods) if wide else _pronoun_goods(story, view)
    if pronoun is not None:
        goods.append(pronoun)
    goods += [_counted(story, each, goods) for each in view.bare if wide or story.last_goods]
    goods = _coordinated(view.text, goods)
    spare = view.spare[: max(0, MOST_GOODS - len(goods))] if wide else ()
    summed = [each for each in spare if is_sum(view.text, each, view.amounts)]
    goods += [_counted(story, each, goods) for each in spare if each not in summed]
    goods += _left_out(story, view, goods) if wide else []
    facts: list[Fact] = []
    left = list(view.amounts)
    for each in sorted(goods, key=lambda item: item.start):
        amount = _price(view.text, each, left, goods)
        if amount is not None:
            left.remove(amount)
        start = min(each.start, amount.start) if amount else each.start
        end = max(each.end, amount.end) if amount else each.end
        facts.append(Fact(start, end, each, amount))
    facts = _worth(view, facts, left)
    left += [as_sum(each, view.amounts) for each in summed]
    facts += [Fact(each.start, each.end, None, each) for each in left]
    return [replace(fact, happening=governed(view, fact)) for fact in facts]


def _worth(view: Scan, facts: list[Fact], left: list[Amount]) -> list[Fact]:
    """The only sum of a sentence about a deal, and the only count: one prices the other.

    So do the only sum and the only materiel of one line of a list. The sum is taken out of
    ``left``.
    """
    bullet = view.sentence.kind == "bullet"
    named = [each for each in facts if each.goods and not each.goods.loose]
    counted = [each for each in named if each.goods and (each.goods.number or bullet)]
    if len(left) != 1 or len(counted) != 1 or counted[0].amount is not None:
        return facts
    amount, fact = left[0], counted[0]
    worth = r"\b(?:worth|valued at|costing|price|cost) (?:\w+ ){0,3}$"
    if not re.search(worth, view.text[: amount.start]) and not (
        bullet and _one_line(view.text, fact, amount)
    ):
        return facts
    if any(each.amount for each in facts):
        return facts
    left.remove(amount)
    start, end = min(fact.start, amount.start), max(fact.end, amount.end)
    priced = replace(fact, start=start, end=end, amount=amount)
    return [priced if each is fact else each for each in facts]


def _one_line(text: str, fact: Fact, amount: Amount) -> bool:
    """Whether a sum in a line of a list prices what the line names, and is no item of its own."""
    gap = text[min(fact.end, amount.end) : max(fact.start, amount.start)]
    return not _APART.search(gap) and not re.match(
        r"\s*(?:for|to|into|goes?|of)\b", text[amount.end :]
    )


def _counted(story: Story, number: Number, goods: list[GoodsMention]) -> GoodsMention:
    before = [each for each in goods if each.end <= number.start and not each.loose]
    base = before[-1] if before else story.last_goods
    item_class, unit = (base.item_class, base.unit) if base else ("other", "item")
    return GoodsMention(
        number.start, number.end, number.start, item_class, unit, number, False, False
    )


def _coordinated(text: str, goods: list[GoodsMention]) -> list[GoodsMention]:
    """One mention for a list: "39 tanks and infantry fighting vehicles" counts both."""
    kept: list[GoodsMention] = []
    for each in sorted(goods, key=lambda item: item.start):
        gap = text[kept[-1].end : each.start] if kept else ""
        if (
            kept
            and each.number is None
            and kept[-1].number is not None
            and not each.loose
            and gap in (" and ", " or ")
        ):
            continue
        if (
            kept
            and each.number is None
            and kept[-1].number is None
            and _LISTED.fullmatch(gap)
            and "facility" not in (each.item_class, kept[-1].item_class)
            and each.item_class not in ("training", "aid", "funding_only")
            and kept[-1].item_class not in ("training", "aid", "funding_only")
        ):
            last = kept[-1]
            if last.loose != each.loose:
                kept[-1] = replace(each if last.loose else last, start=last.start, end=each.end)
                continue
            both = {last.item_class, each.item_class}
            mixed = (
                last.item_class
                if len(both) == 1 or both <= _AIR
                else "armoured_vehicle"
                if both == {"tank", "armoured_vehicle"}
                else "other"
            )
            kept[-1] = replace(
                last, end=each.end, item_class=mixed, loose=last.loose and each.loose, named=False
            )
            continue
        kept.append(each)
    return kept


_LISTED = re.compile(
    r",? (?:and |or |as well as |plus )?(?:the |other |new |more )?|, (?:including |such as )?"
)


_AIR = frozenset(("patriot_system", "other_air_defence_system"))


def _price(
    text: str, goods: GoodsMention, amounts: list[Amount], others: list[GoodsMention]
) -> Amount | None:
    if goods.item_class == "training":
        return None
    if goods.loose and goods.number is None and goods.item_class != "other":
        return None
    for amount in amounts:
        if amount.start >= goods.end:
            gap = text[goods.end : amount.start]
            rivals = [
                each
                for each in others
                if each is not goods and goods.end <= each.start < amount.start and not each.loose
            ]
            counted = any(each.number for each in rivals)
            if (
                not counted
                and not _APART.search(gap)
                and not (rivals and goods.number is None)
                and len(gap) < 90  # noqa: PLR2004
                and (_PRICE if goods.number else _LONE_PRICE).match(gap)
            ):
                return amount
        elif amount.end <= goods.start:
            gap = text[amount.end : goods.start].replace("U.S.", "US").replace("U.K.", "UK")
            rivals = [
                each
                for each in others
                if each is not goods and amount.end <= each.start < goods.start and not each.loose
            ]
            if not rivals and re.fullmatch(
                (
                    r"(?:[- ](?:\w+ ){0,3}(?:contract|deal|order|agreement|package|purchase|sale"
                    r"|plan)\b[^.;,]{0,50}| worth of (?:\w+ ){0,3}| (?:for|on|in) (?:\w+ ){0,3}| to"
                    r" (?:buy|purchase|procure|acquire|fund|finance) (?:\w+ ){0,3})\s*"
                ),
                gap,
            ):
                return amount
    return None


def _pronoun_goods(story: Story, view: Scan) -> GoodsMention | None:
    """What a sentence without materiel of its own goes on about: "They are due in May"."""
    if (
        story.last_goods is None
        or any(not each.loose for each in view.goods)
        or view.bare
        or view.amounts
    ):
        return None
    cue = next(
        (
            each
            for each in view.happenings
            if _ANAPHORIC.get(each.behaviour) and each.tense in _ANAPHORIC[each.behaviour]
        ),
        None,
    )
    if cue is None or not (
        view.periods or (cue.behaviour == "order-phrase" and "contract" in cue.word)
    ):
        return None
    if cue.behaviour == "order-phrase" and not any("company" in each.sorts for each in view.groups):
        return None
    found = re.search(
        r"\b(?:they|it|these|those|the first|deliver(?:y|ies)|them|the contract|contracts?)\b",
        view.text,
        re.IGNORECASE,
    )
    if found is None:
        return None
    return replace(
        story.last_goods,
        start=found.start(),
        end=found.end(),
        core=found.start(),
        number=None,
        loose=False,
        named=False,
    )


_STANDS_IN = re.compile(
    r"\b(?:they|it|these|those|them|both|everything|the figure|output|production|"
    r"all of (?:them|it|these)|(?:a |the )?(?:large |first |"
    r"small |bigger |good |other )?(?:part|half|rest|remainder|majority|bulk|some|most|one|first|"
    r"second|third|last|newest|next|others?)(?: of (?:them|it|these|those|the \w+))?|"
    r"(?:further |first |new )?(?:deliver(?:y|ies)|shipments?|suppl(?:y|ies)|transfers?|"
    r"replacements?|handovers?|purchases?|donations?)|the (?:contracts?|order|systems?|package))\b",
    re.IGNORECASE,
)


def _stand_in(story: Story, view: Scan, goods: list[GoodsMention]) -> GoodsMention | None:
    """A pronoun or loose noun that may stand for the materiel named last."""
    if any(not each.loose for each in goods) or view.amounts or view.bare:
        return None
    if not (view.happenings or view.groups or view.periods):
        return None
    for found in _STANDS_IN.finditer(view.text):
        if not any(each.start <= found.start() < each.end for each in goods):
            base = story.last_goods
            return GoodsMention(
                found.start(),
                found.end(),
                found.start(),
                base.item_class if base else "other",
                base.unit if base else "item",
                None,
                False,
                False,
            )
    return None


def _left_out(story: Story, view: Scan, goods: list[GoodsMention]) -> list[GoodsMention]:
    """Materiel that a sentence does not name again, and acts about it that it names instead."""
    base = story.last_goods
    item_class, unit = (base.item_class, base.unit) if base else ("other", "item")
    room = max(0, MOST_GOODS - len(goods))
    return [
        GoodsMention(
            found.start(), found.end(), found.start(), item_class, unit, None, False, False
        )
        for found in islice(STANDS_FOR.finditer(view.text), room)
        if not any(each.start < found.end() and found.start() < each.end for each in goods)
    ]


_ANAPHORIC = {
    "deliver": ("future", "modal"),
    "arrive": ("future", "modal", "past"),
    "delivery-phrase": ("past", "future", "modal", "present"),
    "order-phrase": ("past", "present", "future"),
}
