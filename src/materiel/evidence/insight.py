"""One document as an encoder understands it: events, classes, roles and what belongs together."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.evidence.casting import OUTSIDE, UKRAINE
from materiel.evidence.contexts import encode
from materiel.evidence.encoder import Encoder, Floats
from materiel.evidence.facts import Scan
from materiel.evidence.heads import (
    CLASSES,
    RELATIONS,
    STANCES,
    STATUSES,
    Heads,
    Told,
    alike,
    best,
    marks_of,
    named,
    sort_marks,
    standing,
)
from materiel.evidence.proposals import ROLES
from materiel.evidence.scales import EVENTS, NOTHING
from materiel.evidence.traits import Candidate, kind_of

LEAST = -20.0
"""Log odds of a role below which none is told apart."""
HEDGE = 0.7
"""Log odds by which plain assertion is handicapped: a hedge lost is worse than one too many."""
MOST_MENTIONS = 80
"""Mentions that are weighed for one claim: the nearest; further actors are left to the weights."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """An encoder with its vocabulary and its trained read-out.

    Attributes:
        encoder: the encoder.
        vocabulary: number of each known piece.
        heads: the read-out.
        name: what it is called in answers.
    """

    encoder: Encoder
    vocabulary: Mapping[str, int]
    heads: Heads
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of an actor: offsets in the document, sort, and whether it only qualifies."""

    actor: str
    sort: str
    start: int
    end: int
    of: bool


class Insight:
    """The answers for one document.

    Args:
        understanding: the encoder with its read-out.
        text: the document.
        scans: its scanned sentences.
        found: its candidates.
    """

    def __init__(
        self,
        understanding: Understanding,
        text: str,
        scans: Sequence[Scan],
        found: Sequence[Candidate],
    ) -> None:
        """Encode the document once; every answer is read out of that."""
        self._heads = understanding.heads
        self._found = found
        self._mentions = mentions_of(scans)
        if not found:
            return
        stretches = [extent(each) for each in found]
        stretches += [(each.start, each.end) for each in self._mentions]
        context = encode(text, stretches, understanding.encoder, understanding.vocabulary)
        self._passages = self._heads.passages(context.spans(0, len(found)))
        marks = np.stack([grammar_marks(each) for each in found])
        self._events = self._heads.events(self._passages, marks)
        self._classes = self._heads.classes(self._passages, marks)
        if self._mentions:
            self._named = self._heads.mentions(context.spans(len(found), len(stretches)))

    def events(self, number: int) -> Floats:
        """Logarithms of the shares of all events for one candidate, in the order of ``EVENTS``."""
        made: Floats = self._events[number]
        return made

    def reason(self, number: int, event: str) -> str:
        """What the encoder adds for an event against no claim: "encoder (+214)", in hundredths."""
        odds = self._events[number]
        more = float(odds[EVENTS.index(event)]) - float(odds[EVENTS.index(NOTHING)])
        return f"encoder ({round(100 * more):+d})"

    def classes(self, number: int) -> Mapping[str, float]:
        """Logarithms of the shares of all classes for one candidate."""
        return named(CLASSES, self._classes[number])

    def status(self, number: int, event: str) -> str:
        """The most likely status of a candidate that is this event."""
        return best(STATUSES, self._heads.status(self._passages[number], event))

    def stance(self, number: int, event: str) -> str:
        """The most likely stance of a candidate that is this event."""
        odds = self._heads.stance(self._passages[number], event).copy()
        odds[STANCES.index("asserted")] -= HEDGE
        return best(STANCES, odds)

    def roles(self, number: int, event: str) -> Mapping[str, Mapping[str, float]]:
        """For each actor the log odds of each role: the best of its mentions counts."""
        if not self._mentions:
            return {}
        each = self._found[number]
        near = self._near(each.start)
        sentence = each.view.sentence.start, each.view.sentence.end
        marks = np.stack(
            [
                sort_marks(
                    one.sort,
                    standing(extent(each), sentence, (one.start, one.end), of=one.of),
                )
                for one in self._mentions[near]
            ]
        )
        rows = self._heads.roles(self._passages[number], event, self._named[near], marks)
        odds: dict[str, Floats] = {}
        for one, row in zip(self._mentions[near], rows, strict=True):
            odds[one.actor] = np.maximum(odds.get(one.actor, np.float32(LEAST)), row)
        return {actor: named(ROLES, row) for actor, row in odds.items()}

    def _near(self, start: int) -> slice:
        """The mentions around a place, so that a claim of a long text costs what one does."""
        middle = bisect_left(self._mentions, start, key=lambda one: one.start)
        first = max(0, min(middle - MOST_MENTIONS // 2, len(self._mentions) - MOST_MENTIONS))
        return slice(first, first + MOST_MENTIONS)

    def relations(
        self, earlier: Sequence[tuple[int, str]], number: int, event: str
    ) -> list[Mapping[str, float]]:
        """Logarithms of the shares of all relations of a claim with each of the earlier ones.

        Args:
            earlier: candidates before it with their events, the nearest first.
            number: the candidate.
            event: its event.
        """
        if not earlier:
            return []
        mine = told(self._found[number])
        marks = np.stack(
            [
                alike(told(self._found[other]), mine, apart)
                for apart, (other, _) in enumerate(earlier, 1)
            ]
        )
        rows = self._heads.relations(
            self._passages[[other for other, _ in earlier]],
            self._passages[number],
            [(name, event) for _, name in earlier],
            marks,
        )
        return [named(RELATIONS, row) for row in rows]


def extent(candidate: Candidate) -> tuple[int, int]:
    """First and last letter (exclusive) of a candidate in its document."""
    return candidate.start, candidate.view.sentence.start + candidate.fact.end


def mentions_of(scans: Sequence[Scan]) -> list[Mention]:
    """Every mention of every actor of a document."""
    return [
        Mention(
            actor,
            _sort(actor, sort),
            view.sentence.start + group.start,
            view.sentence.start + group.end,
            group.adjective,
        )
        for view in scans
        for group in view.groups
        for actor, sort in zip(group.actors, group.sorts, strict=True)
    ]


def _sort(actor: str, sort: str) -> str:
    return "UKR" if actor == UKRAINE else "RUS" if actor in OUTSIDE else sort


def grammar_marks(each: Candidate) -> Floats:
    """What the grammars know of a candidate, as numbers."""
    goods, amount = each.fact.goods, each.fact.amount
    return marks_of(
        kind_of(goods, priced=amount is not None),
        each.classes[0][0] if goods else "sum",
        each.view.sentence.kind,
        each.answer.event if each.answer else NOTHING,
    )


def told(each: Candidate) -> Told:
    """What a candidate tells, for comparing it with another one."""
    number = each.fact.goods.number if each.fact.goods else None
    amount = each.fact.amount
    return Told(
        None if number is None else (_float(number.low), _float(number.high)),
        None if amount is None else (_float(amount.low), _float(amount.high), amount.currency),
        each.classes[0][0] if each.fact.goods else "sum",
        each.view.sentence.start,
        each.start,
        each.place,
    )


def _float(number: object) -> float | None:
    return None if number is None else float(str(number))
