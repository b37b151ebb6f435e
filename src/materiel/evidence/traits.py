"""What speaks for and against a candidate being a claim: readable traits, one word each.

A candidate is a fact of a sentence (counted or named materiel, a sum, or both) before anything is
decided about it. A trait is a short text such as ``cue:before:give:future``; the weights of the
packaged table say how much each speaks for an event or for no claim at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from materiel.evidence.casting import UKRAINE
from materiel.evidence.composing import PRICED
from materiel.evidence.cueing import cue_traits, governor_traits, last_traits, pulls_of
from materiel.evidence.facts import Fact, Scan
from materiel.evidence.goods import GoodsMention
from materiel.evidence.joining import facts_of
from materiel.evidence.proposals import Proposal
from materiel.evidence.story import Story, cues, settle_class
from materiel.evidence.wording import Words

MOST_FACTS = 40
"""Candidates of one sentence; what is beyond is left unread, so time stays bounded."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that may be a claim.

    Attributes:
        place: number of its sentence among those that were scanned.
        view: the sentence and what was found in it.
        before: the sentence before it; None for the first.
        fact: what is counted, named or priced.
        family: class of the materiel that the document named last.
        classes: classes that the item may have, each with where it comes from.
        traits: what speaks for and against it.
        pulls: for each event that a cue tells of, how near and how clearly.
        answer: what the rules alone made of it; None when nothing.
        priced_until: offset in the document behind a price in the next sentence; 0 without one.
    """

    place: int
    view: Scan
    before: Scan | None
    fact: Fact
    family: str
    classes: tuple[tuple[str, str], ...]
    traits: tuple[str, ...]
    pulls: dict[str, tuple[str, ...]]
    answer: Proposal | None
    priced_until: int

    @property
    def start(self) -> int:
        """Offset of its first letter in the document."""
        return self.view.sentence.start + self.fact.start

    @property
    def figures(self) -> tuple[object, ...]:
        """Its count and sum, for telling whether another candidate repeats it."""
        number = self.fact.goods.number if self.fact.goods else None
        amount = self.fact.amount
        return (
            (number.low, number.high) if number else None,
            (amount.low, amount.high, amount.currency) if amount else None,
        )


def candidates(
    story: Story, scans: Sequence[Scan], ruled: Sequence[Proposal] = ()
) -> list[Candidate]:
    """All candidates of a document, in order.

    Args:
        story: a story at its beginning.
        scans: the sentences of the document, in order.
        ruled: what the rules alone read in the same sentences; their answer is one more trait.
    """
    answers: dict[int, list[Proposal]] = {}
    for each in ruled:
        answers.setdefault(each.sentence, []).append(each)
    story.main = _main(scans)
    raw: list[tuple[int, Fact, str, tuple[tuple[str, str], ...]]] = []
    priced: dict[int, int] = {}
    spent = -1
    for place, view in enumerate(scans):
        before = story.family
        facts = facts_of(story, view, wide=True)[:MOST_FACTS]
        if place == spent:
            facts = [each for each in facts if each.goods is not None or each.amount is None]
        behind = scans[place + 1] if place + 1 < len(scans) else None
        if behind is not None and (one := _priced_next(facts, view, behind)) is not None:
            bare, whole = one
            facts = [whole if each is bare else each for each in facts]
            priced[id(whole)] = behind.sentence.start + behind.amounts[0].end
            spent = place + 1
        raw += [(place, each, story.family, _classes(story, view, each, before)) for each in facts]
    seen = _Seen()
    made = []
    tellings = [_telling(scans[place], fact, classes) for place, fact, _, classes in raw]
    totals: dict[tuple[object, ...], int] = {}
    for told in tellings:
        totals[told] = totals.get(told, 0) + 1
    words = [Words(view) for view in scans]
    for (place, fact, family, classes), telling in zip(raw, tellings, strict=True):
        view, before_view = scans[place], scans[place - 1] if place else None
        kind = kind_of(fact.goods, priced=fact.amount is not None)
        item = classes[0][0] if fact.goods else "sum"
        traits = [
            *_of_fact(fact, classes),
            *_of_place(place, len(scans), view),
            *cue_traits(view, fact),
            *governor_traits(view, fact, kind, item),
            *words[place].around(fact),
            *_of_actors(view, fact),
            *seen.traits(telling, place, totals[telling]),
        ]
        if before_view is not None:
            traits += last_traits(before_view)
        answer = _answer(answers.get(view.sentence.start, []), view, fact)
        pulls = pulls_of(view, fact, before_view)
        if answer is not None:
            traits.append(f"rules:{answer.event}")
            first = "figured" if answer.number or answer.amount else "bare"
            pulls[answer.event] = (*pulls.get(answer.event, ()), "rules", f"rules:{first}")
            traits.append(f"rules:{first}")
        else:
            traits.append("rules:none")
        made.append(
            Candidate(
                place,
                view,
                before_view,
                fact,
                family,
                classes,
                tuple(dict.fromkeys(traits)),
                pulls,
                answer,
                priced.get(id(fact), 0),
            )
        )
        seen.add(telling, place)
    return made


def _priced_next(facts: Sequence[Fact], view: Scan, behind: Scan) -> tuple[Fact, Fact] | None:
    """The one fact that the next sentence prices ("The order is worth ..."), bare and priced."""
    goods = [each for each in facts if each.goods is not None and not each.goods.loose]
    counted = [each for each in goods if each.goods is not None and each.goods.number]
    meant = counted or goods
    if (
        len(meant) != 1
        or meant[0].amount is not None
        or view.amounts
        or view.sentence.kind != "body"
        or len(behind.amounts) != 1
        or any(each.number for each in behind.goods)
        or not PRICED.match(behind.text)
        or behind.sentence.start - view.sentence.end > NEXT
    ):
        return None
    return meant[0], replace(meant[0], amount=behind.amounts[0])


NEXT = 160
"""Letters between a claim and the sentence that prices it."""
COUNTERPARTS = {
    "patriot_system": "patriot_missile",
    "patriot_missile": "patriot_system",
    "other_air_defence_system": "other_air_defence_missile",
    "other_air_defence_missile": "other_air_defence_system",
    "artillery_system": "artillery_ammunition",
    "artillery_ammunition": "artillery_system",
    "tank": "armoured_vehicle",
    "armoured_vehicle": "tank",
}
"""Classes that one family name may stand for: the system and what it fires."""


def _answer(ruled: Sequence[Proposal], view: Scan, fact: Fact) -> Proposal | None:
    """What the rules made of the same fact; None when they made nothing of it."""
    number = fact.goods.number if fact.goods else None
    best: tuple[int, Proposal] | None = None
    first, last = view.sentence.start + fact.start, view.sentence.start + fact.end
    for each in ruled:
        shared = min(each.end, last) - max(each.start, first)
        if shared <= 0:
            continue
        same = 2 * (each.counts == ((number.low, number.high) if number else (None, None)))
        same += 2 * (each.amount == fact.amount)
        same += fact.goods is not None and each.item == view.text[fact.goods.start : fact.goods.end]
        if same >= 4 and (best is None or same > best[0]):  # noqa: PLR2004
            best = same, each
    return best[1] if best else None


def _main(scans: Sequence[Scan]) -> str:
    """The class that a document names most, in its headline above all."""
    counts: dict[str, int] = {}
    for place, view in enumerate(scans):
        for each in view.goods:
            name = each.item_class
            plain = each.named or not (each.loose or name.startswith("="))
            if plain and name not in ("other", "facility", "training", "aid", "funding_only"):
                counts[name] = counts.get(name, 0) + (3 if place < 2 else 1)  # noqa: PLR2004
    return max(counts, key=lambda each: counts[each]) if counts else ""


def _classes(story: Story, view: Scan, fact: Fact, before: str) -> tuple[tuple[str, str], ...]:
    """Classes that the item of a fact may have, each with where the reader has it from."""
    found: dict[str, str] = {}
    if fact.goods is not None:
        own = fact.goods.item_class
        if own == "aid":
            found["funding_only" if fact.amount else "other"] = "aid"
        else:
            found[own] = "own"
    named = [settle_class(story, each) for each in view.goods if not each.loose]
    named = [each for each in named if each is not fact.goods]
    if named and fact.goods is None:
        near = min(named, key=lambda each: abs(each.start - fact.start))
        found.setdefault(near.item_class, "near")
    for word, source in ((story.family, "family"), (before, "earlier")):
        if word and (fact.goods is None or fact.goods.loose or fact.goods.item_class == "other"):
            found.setdefault(word, source)
    for word in list(found):
        if word in COUNTERPARTS:
            found.setdefault(COUNTERPARTS[word], "counterpart")
    if story.main:
        found.setdefault(story.main, "main")
    for word in ("funding_only", "other"):
        found.setdefault(word, "default")
    return tuple(found.items())


def _telling(view: Scan, fact: Fact, classes: tuple[tuple[str, str], ...]) -> tuple[object, ...]:
    number = fact.goods.number if fact.goods else None
    amount = fact.amount
    del view
    return (
        classes[0][0] if fact.goods else "",
        (number.low, number.high) if number else None,
        (amount.low, amount.high) if amount else None,
    )


class _Seen:
    """What was told before in a document."""

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], list[int]] = {}
        self._classes: dict[object, int] = {}

    def traits(self, telling: tuple[object, ...], place: int, total: int) -> Iterator[str]:
        """Whether the same class with the same figures was told before, or comes again."""
        figured = telling[1] is not None or telling[2] is not None
        sort = "figured" if figured else "bare"
        times = len(self._places.get(telling, ()))
        yield f"told:{sort}:{min(times, 3)}"
        if times and self._places[telling][-1] == place:
            yield f"told-here:{sort}"
        if total > times + 1:
            yield f"again:{sort}"
        yield f"class-seen:{sort}:{min(self._classes.get(telling[0], 0), 3)}"

    def add(self, telling: tuple[object, ...], place: int) -> None:
        """Remember one."""
        self._places.setdefault(telling, []).append(place)
        self._classes[telling[0]] = self._classes.get(telling[0], 0) + 1


def _of_fact(fact: Fact, classes: tuple[tuple[str, str], ...]) -> Iterator[str]:
    goods, amount = fact.goods, fact.amount
    kind = kind_of(goods, priced=amount is not None)
    item = classes[0][0] if goods else "sum"
    yield f"kind:{kind}"
    yield f"class:{item}"
    yield f"kind:{kind}:class:{item}"
    if goods is not None and goods.number is not None:
        number = goods.number
        yield f"count:{number.qualifier}"
        high = number.high if number.high is not None else number.low
        yield f"size:{len(str(int(high or 0)))}"
        yield f"unit:{goods.unit}"
    if amount is not None:
        yield f"sum:{amount.qualifier}"
        high = amount.high if amount.high is not None else amount.low
        yield f"sum-size:{len(str(int(high or 0)))}"
        yield f"currency:{amount.currency}"
    if goods is None and len(classes) > 2:  # noqa: PLR2004
        yield f"near:{classes[0][0]}"


def kind_of(goods: GoodsMention | None, *, priced: bool) -> str:
    """What a candidate is: counted, named or loose materiel, with or without a sum, or a sum."""
    if goods is None:
        return "sum"
    count = "counted" if goods.number else ("loose" if goods.loose else "named")
    return f"{count}-priced" if priced else count


def _of_place(place: int, length: int, view: Scan) -> Iterator[str]:
    yield f"line:{view.sentence.kind}"
    yield f"at:{place if place < 3 else 'late' if place * 2 > length else 'early'}"  # noqa: PLR2004
    text = view.text
    for kind in ("noise", "reported", "possible", "denied", "delay", "cancelled"):
        if cues(kind).search(text):
            yield f"tone:{kind}"


def _of_actors(view: Scan, fact: Fact) -> Iterator[str]:
    for each in view.groups:
        side = "before" if each.end <= fact.start else "after" if each.start >= fact.end else "in"
        sort = "UKR" if UKRAINE in each.actors else "RUS" if "RUS" in each.actors else each.sorts[0]
        link = "of" if each.adjective else each.preposition or "plain"
        yield f"who:{side}:{sort}:{link}"
        yield f"who:{sort}"
        if 0 <= each.start - fact.end <= 12:  # noqa: PLR2004
            yield f"who:next:{sort}:{link}"
