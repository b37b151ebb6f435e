"""What one sentence states: counted or named materiel, sums and bare counts, each with its cue."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from materiel.evidence.actors import ActorMention
from materiel.evidence.amounts import Amount, read_amounts
from materiel.evidence.casting import Group, group_actors
from materiel.evidence.ellipsis import may_count
from materiel.evidence.goods import GoodsMention, Hit, mention_goods
from materiel.evidence.happenings import Happening, find_happenings
from materiel.evidence.numbers import Number, read_numbers
from materiel.evidence.periods import Stretch, read_periods
from materiel.evidence.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Scan:
    """One sentence with everything that was found in it; offsets count from its start.

    Of the numbers without a noun, ``bare`` holds those that the rules take for a count, ``spare``
    those that may be one.
    """

    sentence: Sentence
    text: str
    goods: tuple[GoodsMention, ...]
    bare: tuple[Number, ...]
    spare: tuple[Number, ...]
    amounts: tuple[Amount, ...]
    periods: tuple[Stretch, ...]
    groups: tuple[Group, ...]
    happenings: tuple[Happening, ...]

    def local(self, start: int) -> Group | None:
        """The actors right before a place: "Norway 8", "Italy EUR 14.9 billion"."""
        for each in self.groups:
            dative = any(0 <= each.start - cue.end <= 2 for cue in self.happenings)  # noqa: PLR2004
            if (
                each.end <= start
                and not each.adjective
                and each.preposition not in ("to", "from", "with")
                and not dative
                and LOCAL.fullmatch(self.text[each.end : start])
            ):
                return each
        return None


LOCAL = re.compile(
    r"(?:'s|\u2019s)? (?:\(|with |adds |added |gets |got |gives |is giving |will get "
    r"|receives? |can count on |could get |was (?:\w+ly )?given |had |has |sends |pays"
    r" |offers |provides? |contributes? )?(?:\w+ly )?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing stated: materiel, a sum, or both.

    Attributes:
        start: offset of its first letter in the sentence.
        end: offset behind its last.
        goods: the materiel; None for a bare sum.
        amount: the sum; None without one.
        happening: the cue that governs it.
    """

    start: int
    end: int
    goods: GoodsMention | None
    amount: Amount | None
    happening: Happening | None = None


def scan(
    sentence: Sentence, hits: list[Hit], actors: list[ActorMention], today: date | None
) -> Scan:
    """Everything that the grammars find in one sentence.

    Args:
        sentence: the sentence.
        hits: families and heads of the document.
        actors: actors of the document.
        today: day of the document, or None.
    """
    first, last, text = sentence.start, sentence.end, sentence.text
    mentions = [
        replace(each, start=each.start - first, end=each.end - first)
        for each in _between(actors, first, last)
    ]
    named = [(each.start, each.end) for each in mentions if each.sort != "state"]
    mine = [Hit(hit.start - first, hit.end - first, hit.row) for hit in _between(hits, first, last)]
    mine = [hit for hit in mine if not _inside(named, hit.start, hit.end)]
    amounts = read_amounts(text)
    periods = read_periods(text, today)
    taken = [(each.start, each.end) for each in amounts]
    dated = [(each.offset, each.end_offset) for each in periods]
    families = [(hit.start, hit.end) for hit in mine if hit.row.form == "family"]
    numbers = [
        each
        for each in read_numbers(text)
        if not _inside(taken, each.start, each.end)
        and not _meets(taken, each.end - 1, each.end)
        and not _meets(families, each.end - 1, each.end)
        and not (each.digits and _meets(dated, each.start, each.end))
        and not (
            not each.digits and re.search(r"\d", each.text) and _inside(dated, each.start, each.end)
        )
    ]
    goods = mention_goods(text, mine, numbers)
    used = {each.number.start for each in goods if each.number}
    groups = group_actors(text, mentions)
    happenings = find_happenings(text)
    bare = [
        each
        for each in numbers
        if each.start not in used
        and (_bare(text, each) or _beside(text, each, groups) or _object(text, each, happenings))
    ]
    return Scan(
        sentence,
        text,
        tuple(goods),
        tuple(bare),
        tuple(
            each
            for each in numbers
            if each.start not in used and each not in bare and may_count(text, each)
        ),
        tuple(amounts),
        tuple(periods),
        tuple(groups),
        tuple(happenings),
    )


def _object(text: str, number: Number, happenings: list[Happening]) -> bool:
    """Whether a count without a noun is the object of a verb: "had already supplied four."."""
    if not re.match(
        r"\s*(?:[.,;)]|and\b|in\b|from\b|of (?:the )?(?:\d|\w+ promised)|$)", text[number.end :]
    ):
        return False
    return any(
        each.behaviour in ("give", "deliver", "receive", "buy", "pledge")
        and text[each.end : number.start].strip() in ("", "another", "only")
        for each in happenings
    )


def _beside(text: str, number: Number, groups: list[Group]) -> bool:
    """Whether a count without a noun stands right behind an actor: "Canada adds 8, Norway 8"."""
    if not re.match(r"\s*(?:[,.;)]|and\b|to the\b|$)", text[number.end :]):
        return False
    return any(
        each.end <= number.start
        and not each.adjective
        and LOCAL.fullmatch(text[each.end : number.start])
        for each in groups
    )


Placed = TypeVar("Placed", Hit, ActorMention)


def _between(found: list[Placed], first: int, last: int) -> list[Placed]:
    """Those of a sorted list that lie inside a stretch."""
    begin = bisect_left(found, first, key=lambda each: each.start)
    end = bisect_left(found, last, lo=begin, key=lambda each: each.start)
    return [each for each in found[begin:end] if each.end <= last]


def _inside(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _meets(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


_BARE = re.compile(
    r"^\s*(?:more\b(?! than)|others?\b|of (?:them|these|those|which|(?:the )?\d+|the"
    r" \w+ (?:have|has|were|are))\b|to (?!\d)(?=[A-Z])|(?:have|has|had|were|was|are|is"
    r"|will|went|remains?|came|comes?|arrived|should|could|can|must|may|might|would|follows?|gets?"
    r"|go|goes|from (?=[A-Z]))\b|additional\b(?= ?[,.]|$)"
    r"|units?\b|in (?:total|all)\b|\(?each\b|pieces\b|[.,)]|$)",
    re.IGNORECASE,
)


def _bare(text: str, number: Number) -> bool:
    """Whether a count without a noun may count what was named before."""
    if number.digits and re.fullmatch(r"(?:19|20)\d\d", number.text):
        return False
    after, before = (
        text[number.end : number.end + 30],
        text[max(0, number.start - 24) : number.start],
    )
    if re.search(
        r"(?:rises? to|rose to|to|from|total of|total to|bringing [^.]*|increased? (?:\w+"
        r" )?to|at|only|another|all) $",
        before,
        re.IGNORECASE,
    ) and re.match(r"\s*(?:[.,;)]|$|to \d|more)", after):
        return True
    return bool(_BARE.match(after)) and not re.match(r"\s*[.,)]", after)


_BREAKS = re.compile(
    r"[;()\u2013\u2014]|: |, (?:while|whereas|but|and|which|who|where|with|after|as"
    r"|said)\b|\b(?:while|whereas|but|although|after|before|because|that|who|which)\b"
    r"|,"
)
RANK = {
    "backfill": 0,
    "option": 0,
    "proposal": 1,
    "request": 1,
    "export_licence": 0,
    "approval": 0,
    "training": 2,
    "delivery": 3,
    "order": 3,
    "transfer": 3,
    "pledge": 3,
    "funding": 5,
    "production": 4,
    "deployment": 4,
    "holding": 5,
    "requirement": 3,
    "consumption": 1,
    "other": 9,
}


def governed(view: Scan, fact: Fact) -> Happening | None:
    """The cue that governs a fact: the nearest that fits, cheaper when it is more specific."""
    best: tuple[float, Happening] | None = None
    for each in view.happenings:
        price = cost(view.text, fact, each, _matrix(view, each))
        if price is not None and (best is None or price < best[0]):
            best = price, each
    return best[1] if best else None


def modifies(gap: str, cue: Happening) -> bool:
    """Whether a cue behind materiel only says which: "shells bought under", "that X sent"."""
    if re.fullmatch(r"\s*", gap) and cue.tense == "past":
        return True
    return bool(re.match(r",? (?:that|which|who) (?!are |is |will |were |was )", gap))


def _matrix(view: Scan, cue: Happening) -> Happening | None:
    """The request, plan or talks on which an infinitive hangs: "a request to buy"."""
    above = [
        each
        for each in view.happenings
        if each.event in MATRIX and each.end <= cue.start and each.event != cue.event
    ]
    return above[-1] if above else None


MATRIX = frozenset(("request", "proposal", "approval", "transfer", "export_licence"))
WEAK = frozenset(
    (
        "order-phrase",
        "funding-phrase",
        "delivery-phrase",
        "deployment-phrase",
        "production-phrase",
        "holding-phrase",
    )
)


def cost(text: str, fact: Fact, cue: Happening, matrix: Happening | None = None) -> float | None:  # noqa: C901, PLR0911, PLR0912, PLR0915
    """How far a cue is from governing a fact; None when it cannot."""
    goods, amount = fact.goods, fact.amount
    item_class = goods.item_class if goods else ""
    people = item_class in ("training", "=staff")
    if cue.event == "training" and not people:
        return None
    if people and item_class == "training" and cue.event not in ("training", "deployment"):
        return None
    if item_class == "=staff" and cue.event not in ("deployment", "training"):
        return None
    counted = goods is not None and goods.number is not None
    if cue.event in ("holding", "consumption") and not counted:
        return None
    if cue.event == "funding" and not (amount or counted):
        return None
    if cue.event == "holding" and amount:
        return None
    if cue.event == "deployment" and amount and goods is None:
        return None
    if cue.behaviour == "training-phrase" and not people:
        return None
    first, last = (cue.end, fact.start) if cue.end <= fact.start else (fact.end, cue.start)
    gap = text[first:last] if first < last else ""
    price = len(gap) / 14 + 2.2 * len(_BREAKS.findall(gap)) + 1.3 * RANK.get(cue.event, 5)
    if cue.start >= fact.end and not cue.passive and cue.subject != "item":
        price += 3 if cue.behaviour.endswith("phrase") else 5
    if goods and amount and counted:
        price += (
            -4
            if cue.behaviour == "order-phrase" and "contract" in cue.word.lower()
            else 2
            if cue.event == "delivery"
            else 0
        )
    if (
        cue.start >= fact.end
        and goods
        and modifies(text[fact.end : cue.start], cue)
        and not cue.passive
    ):
        price += 4
    if (
        amount
        and goods is None
        and cue.event == "funding"
        and re.search(
            r"\b(?:aid|assistance|support)\b",
            text[max(0, fact.start - 50) : fact.end + 40],
            re.IGNORECASE,
        )
    ):
        price -= 3
    if (
        cue.behaviour == "fund"
        and goods
        and not goods.loose
        and amount is None
        and cue.end <= fact.start <= cue.end + 8
    ):
        price -= 7
    if cue.word.lower().startswith(("in exchange", "in return")) and cue.start < 3:  # noqa: PLR2004
        # "In exchange for A, B comes": what follows the comma is the leg that comes back.
        price += 9 if fact.start - cue.end < 8 else -6  # noqa: PLR2004
    if cue.start >= fact.end and not text[fact.end : cue.start].strip() and cue.passive:
        price += 3
    if cue.passive and cue.end <= fact.start:
        price += 2
    if cue.behaviour in WEAK:
        price += 1.5
    if (
        cue.start >= fact.end
        and cue.tense == "progressive"
        and cue.behaviour in ("give", "deliver")
    ):
        price += 2
    if (
        matrix is not None
        and cue.start > matrix.end
        and cue.tense in ("future", "progressive", "modal")
        and not _BREAKS.search(text[matrix.end : cue.start])
        and cue.start - matrix.end < 70  # noqa: PLR2004
    ):
        price += 6
    if cue.word.lower().startswith("announc"):
        price += 5
    if amount and goods is None and cue.event == "funding":
        price -= 4
    if amount and cue.event in ("delivery", "production", "deployment") and goods is None:
        price += 5
    if item_class == "facility":
        price += -4 if cue.event in ("production", "deployment") else 4
    elif cue.event == "production" and counted:
        price += 2
    if cue.event == "deployment" and amount:
        price += 4
    if goods and cue.event == "funding" and goods.item_class not in ("aid", "funding_only"):
        price += 3
    return price
