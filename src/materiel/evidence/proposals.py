"""A proposed claim: what a passage says, in the form of the annotation guidelines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from materiel.evidence.amounts import Amount
from materiel.evidence.numbers import Number
from materiel.evidence.periods import Stretch
from materiel.evidence.portions import Portion

ROLES = ("giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver")


@dataclass(frozen=True, slots=True)
class Link:
    """How a claim may belong to an earlier one of its document, as an encoder sees it.

    Attributes:
        other: id of the earlier claim.
        relation: same_event, part_of, possibly_part_of, updates or contradicts.
        forward: whether the earlier claim is the part, or the later state.
        odds: hundredths of natural log odds.
    """

    other: str
    relation: str
    forward: bool
    odds: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """One assertion as read by rules (DESIGN §5.2); a person decides about it.

    Attributes:
        id: name of the claim.
        document: stem of the document's file name.
        event: event of the guidelines.
        status: how far it has come.
        stance: asserted, reported, possible or denied.
        speaker: who says so, outermost first, empty for the document's own voice.
        actors: role to names.
        item: the words that name the item.
        item_class: class of the guidelines.
        number: the count, or None.
        unit: unit of the count; empty when counting makes no sense.
        amount: the sum, or None.
        period: when, or None.
        start: offset of the evidence.
        end: offset behind it.
        evidence: the letters between.
        sentence: number of the first sentence of the evidence.
        cue: the word that announced the event, so that the reading explains itself.
        portion: a share word about it ("mostly"); None without one.
        portion_of: the words that the share word goes with.
        context: the whole first sentence of the evidence.
        published: the document's day, where it is known.
        why: the traits that spoke most for the event, with their weights; empty for rules alone.
        links: how it may belong to earlier claims of its document; empty without an encoder.
    """

    id: str
    document: str
    event: str
    status: str
    stance: str
    speaker: tuple[str, ...]
    actors: dict[str, tuple[str, ...]]
    item: str
    item_class: str
    number: Number | None
    unit: str
    amount: Amount | None
    period: Stretch | None
    start: int
    end: int
    evidence: str
    sentence: int = 0
    cue: str = ""
    context: str = ""
    published: date | None = None
    portion: Portion | None = None
    portion_of: str = ""
    why: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def counts(self) -> tuple[Decimal | None, Decimal | None]:
        """Bounds of the count."""
        return (None, None) if self.number is None else (self.number.low, self.number.high)

    @property
    def sums(self) -> tuple[Decimal | None, Decimal | None, str]:
        """Bounds of the sum and its currency."""
        if self.amount is None:
            return None, None, ""
        return self.amount.low, self.amount.high, self.amount.currency

    def as_dict(self) -> dict[str, Any]:
        """The claim in the schema of the guidelines, with what goes beyond it at the end."""
        quantity = None
        if self.unit:
            low, high = self.counts
            name = self.number.qualifier if self.number else "unspecified"
            quantity = {
                "low": plain(low),
                "high": plain(high),
                "qualifier": name,
                "unit": self.unit,
            }
        money = printed = None
        if self.amount is not None:
            money = _money(self.amount)
            printed = _money(self.amount.printed) if self.amount.printed else None
        return {
            "claim_id": self.id,
            "doc_id": self.document,
            "event": self.event,
            "status": self.status,
            "modality": self.stance,
            "actors": {role: list(self.actors.get(role, ())) for role in ROLES},
            "item": self.item,
            "item_class": self.item_class,
            "quantity": quantity,
            "money": money,
            "date": self.period.as_dict() if self.period else None,
            "evidence": self.evidence,
            "evidence_start": self.start,
            "evidence_end": self.end,
            "speaker": list(self.speaker),
            "conversion": printed,
            "share": self._share(),
            "cue": self.cue,
            "why": list(self.why),
        }

    def _share(self) -> dict[str, Any] | None:
        if self.portion is None:
            return None
        return {
            "words": self.portion.text,
            "low": str(self.portion.low),
            "high": str(self.portion.high),
            "strict": self.portion.strict,
            "of": self.portion_of,
        }


def plain(number: Decimal | None) -> int | str | None:
    """A whole number as such, any other as text: JSON has no exact decimals."""
    if number is None:
        return None
    return int(number) if number == int(number) else str(number)


def _money(amount: Amount) -> dict[str, Any]:
    return {
        "low": plain(amount.low),
        "high": plain(amount.high),
        "currency": amount.currency,
        "qualifier": amount.qualifier,
    }
