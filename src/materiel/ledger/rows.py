"""The case tables that move the ledger: commitments, events, holdings, money, gates."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

COMMITMENT_KINDS = ("gift", "loan", "sale", "order", "option", "request", "backfill", "service")
"""A service moves units of the receiver that stay its own: repair, conversion, storage."""
GATE_KINDS = (
    "export-licence",
    "transfer-consent-government-sale",
    "transfer-consent-commercial-sale",
    "end-use-re-export",
    "parliament",
    "budget",
    "agency",
)
GATE_STATES = ("pending", "granted", "refused", "expired")
CEILING_KINDS = ("number", "none", "unknown")
MONEY_STAGES = (
    "pledged",
    "appropriated",
    "committed",
    "allocated",
    "obligated",
    "cash-called",
    "paid",
    "handed-over",
)
"""DESIGN §2.8; ``allocated`` and ``handed-over`` are trackers' own measures, see the vocabulary."""
PLANNED_ACTS = ("hand-over", "exercise", "delivery")
MONEY_BASES = ("contract", "ceiling", "book", "replacement", "market", "package")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Row):
    """The identity of a promise, order or request: what is counted, not the press release."""

    TABLE: ClassVar[str] = "commitments"
    kind: str = column("choice", "what it is", choices=COMMITMENT_KINDS)
    title: str = column("text", "our own short name for it")
    giver: str = column("party", "who hands over or supplies")
    receiver: str = column("party", "who receives; a group when shares are not published")
    item: str = column("item", "of what")
    payer: tuple[str, ...] = column("parties", "who pays, where stated", default=())
    producer: str = column("party", "who makes it, where it is made anew", default="")
    programme: str = column("text", "the programme or occasion it belongs to", default="")
    parent: str = column("id", "the commitment it is a part of", default="", refers="commitments")
    refills: str = column(
        "id", "backfill: the gift that it makes good", default="", refers="commitments"
    )
    ceiling: str = column(
        "choice", "whether a most is agreed", default="unknown", choices=CEILING_KINDS
    )
    ceiling_units: int | None = column("count", "the most", default=None, unit="units of issue")
    due: Period | None = column("period", "when it shall be fulfilled", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Row):
    """Something that happened to a commitment, counted once (DESIGN §4.9).

    Quantity: ``low`` and ``high``; only ``high`` for "up to"; both empty when nobody gave a
    number; or ``same_as`` another event, whose unknown it then shares.
    """

    TABLE: ClassVar[str] = "events"
    commitment: tuple[str, ...] = column(
        "ids", "the promise; several when the source leaves open which", refers="commitments"
    )
    event: str = column("text", "a ledger event of the vocabulary, as pledged or handed-over")
    valid: Period = column("period", "when it happened, as precisely as stated")
    low: int | None = column("count", "at least so many", default=None, unit="units of issue")
    high: int | None = column("count", "at most so many", default=None, unit="units of issue")
    same_as: str = column("id", "the event whose number this is", default="", refers="events")
    wording: str = column("text", "the source's words for the number", default="")
    by: str = column("party", "who acted, where it is stated: who exercised the option", default="")

    @property
    def bounds(self) -> Bounds:
        """What is stated about the number."""
        return Bounds(self.low or 0, self.high, self.low is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Row):
    """How many a party holds on a day, as stated: the opening balance of its stock."""

    TABLE: ClassVar[str] = "holdings"
    party: str = column("party", "who holds them")
    item: str = column("item", "of what")
    valid: Period = column(
        "period", "the day of the count; it opens the record, so nothing entered moved before it"
    )
    low: int | None = column("count", "at least so many", default=None, unit="units of issue")
    high: int | None = column("count", "at most so many", default=None, unit="units of issue")
    wording: str = column("text", "the source's words for the number", default="")

    @property
    def bounds(self) -> Bounds:
        """What is stated about the number."""
        return Bounds(self.low or 0, self.high, self.low is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Row):
    """Money of a commitment at one of the stages that are never mixed (DESIGN §2.8)."""

    TABLE: ClassVar[str] = "money"
    commitment: str = column("id", "what it pays for", refers="commitments")
    stage: str = column("choice", "how far the money has come", choices=MONEY_STAGES)
    payer: str = column("party", "from whom")
    payee: str = column("party", "to whom")
    valid: Period = column("period", "when")
    low: Decimal | None = column("decimal", "at least", default=None, unit="major units")
    high: Decimal | None = column("decimal", "at most", default=None, unit="major units")
    currency: str = column("currency", "of the amount")
    basis: str = column("choice", "what the value is based on", choices=MONEY_BASES)
    printed: str = column(
        "text", "a conversion printed by the source, as USD 600000000", default=""
    )
    wording: str = column("text", "the source's words for the amount", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Row):
    """A consent or approval without which an act of ours is refused (DESIGN §2.6)."""

    TABLE: ClassVar[str] = "gates"
    commitment: str = column("id", "the promise it opens", default="", refers="commitments")
    giver: str = column("party", "or: whose hand-overs it opens", default="")
    receiver: str = column("party", "to whom", default="")
    item: str = column("item", "of what", default="")
    kind: str = column("choice", "what sort of consent", choices=GATE_KINDS)
    grantor: str = column("party", "who grants it")
    state: str = column("choice", "how it stands", choices=GATE_STATES)
    cap: str = column("choice", "whether it limits the number", choices=CEILING_KINDS)
    cap_units: int | None = column("count", "the limit", default=None, unit="units of issue")
    valid: Period = column("period", "the window in which it is open, or is expected to be")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Row):
    """A decision of an accepted plan: it stands in a book of its own, never among facts."""

    TABLE: ClassVar[str] = "planned"
    plan: str = column("id", "the accepted plan")
    act: str = column("choice", "what is to be done", choices=PLANNED_ACTS)
    giver: str = column("party", "who hands over, supplies or exercises")
    receiver: str = column("party", "who receives")
    item: str = column("item", "of what")
    units: int = column("count", "how many", unit="units of issue")
    valid: Period = column("period", "in which month")
    subject: str = column("id", "the contract, option or slot it uses", default="")
