"""How a reading by rules agrees with the claim that a case keeps of the same passage."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from materiel.evidence.claims import Claim
from materiel.evidence.proposals import Proposal
from materiel.evidence.told import Teller
from materiel.kernel.errors import UnknownNameError
from materiel.vocabulary.vocabulary import Vocabulary

CHANNELS: Final = frozenset({"intermediary"})
"""Roles that a claim keeps in its note: through whom, not from whom or to whom."""
Verdict = Literal["agrees", "differs", "left open", "only read"]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing in which the two are compared.

    Attributes:
        name: event, number, sum or parties.
        verdict: ``left open`` when the reading says nothing about what the claim states, and
            ``only read`` when it says something that the claim leaves open.
    """

    name: str
    verdict: Verdict


def agreement(read: Proposal, held: Claim, vocabulary: Vocabulary) -> tuple[Aspect, ...]:
    """The aspects in the order event, number, sum, parties; without those that neither states."""
    found = [Aspect("event", _event(read, held, vocabulary))]
    ends = (_decimal(held.low), _decimal(held.high))
    if any(end is not None for end in (*read.counts, *ends)):
        found.append(Aspect("number", _ends(read.counts, ends)))
    amounts = (held.amount_low, held.amount_high)
    low, high, currency = read.sums
    if any(end is not None for end in (low, high, *amounts)):
        verdict = _ends((low, high), amounts)
        if verdict == "agrees" and currency != held.currency:
            verdict = "differs"
        found.append(Aspect("sum", verdict))
    told = Teller(vocabulary).told(held)
    teller = Teller(vocabulary)
    mine = {
        teller.party(name)
        for role, names in read.actors.items()
        if role not in CHANNELS
        for name in names
    }
    if told is not None and (mine or told.parties):
        found.append(Aspect("parties", _parties(mine, told.parties)))
    return tuple(found)


def nearest(
    reads: Iterable[Proposal], held: Claim, vocabulary: Vocabulary
) -> tuple[Proposal, tuple[Aspect, ...]] | None:
    """The reading that agrees with a claim in most aspects, the first of several; None of none."""
    rated = [(each, agreement(each, held, vocabulary)) for each in reads]
    return max(rated, key=lambda pair: _points(pair[1]), default=None)


def _points(aspects: Iterable[Aspect]) -> int:
    worth = {"agrees": 2, "left open": 0, "only read": 0, "differs": -1}
    return sum(worth[each.verdict] for each in aspects)


def _event(read: Proposal, held: Claim, vocabulary: Vocabulary) -> Verdict:
    try:
        mine = vocabulary.event_word("claims", read.event, read.status)
        other = vocabulary.event_word("facts", held.event, held.status)
    except UnknownNameError:
        return "agrees" if read.event == held.event else "differs"
    same = (mine.feeds, mine.event) == (other.feeds, other.event)
    return "agrees" if same else "differs"


def _decimal(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


def _ends(
    mine: tuple[Decimal | None, Decimal | None], other: tuple[Decimal | None, Decimal | None]
) -> Verdict:
    if mine == other:
        return "agrees"
    if other == (None, None):
        return "only read"
    return "left open" if mine == (None, None) else "differs"


def _parties(mine: set[str], other: frozenset[str]) -> Verdict:
    if mine == other:
        return "agrees"
    return "left open" if mine < other else "differs"
