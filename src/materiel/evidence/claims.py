"""One assertion of one document, in its words and in our reading (DESIGN §5.2)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

STANCES = ("asserted", "reported", "possible", "denied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Row):
    """What somebody said about an event, a number or a price.

    The quantity is what the words allow: both cells empty when no number was given, only
    ``high`` for "up to", only ``low`` for "more than".
    """

    TABLE: ClassVar[str] = "claims"
    document: str = column("id", "where it stands", refers="documents")
    place: str = column("text", "where in the document: a section, a line", default="")
    event: str = column("text", "the source's word for what happened")
    status: str = column("text", "the source's word for how far it has come", default="")
    stance: str = column("choice", "how the document stands to it", choices=STANCES)
    speaker: str = column("text", "whose words, and through whom", default="")
    giver: str = column("text", "from whom, as printed", default="")
    receiver: str = column("text", "to whom, as printed", default="")
    item: str = column("text", "of what, as printed", default="")
    low: int | None = column("count", "at least so many", default=None, unit="the printed unit")
    high: int | None = column("count", "at most so many", default=None, unit="the printed unit")
    wording: str = column("text", "the qualifying words, a few at most", default="")
    amount_low: Decimal | None = column("decimal", "money, at least", default=None)
    amount_high: Decimal | None = column("decimal", "money, at most", default=None)
    currency: str = column("currency", "of the amounts", default="")
    when: Period | None = column("period", "when it happened or shall happen", default=None)
    paraphrase: str = column("text", "the assertion in our own words")
    event_kind: str = column("text", "event of the guidelines, as order or delivery", default="")
    item_class: str = column("text", "class of the item in the guidelines", default="")
    unit: str = column("text", "what low and high count; empty: nothing is counted", default="")
    payer: str = column("text", "who pays, as printed", default="")
    buyer: str = column("text", "who buys, as printed", default="")
    supplier: str = column("text", "who supplies, as printed", default="")
    intermediary: str = column("text", "through whom, as printed", default="")
    approver: str = column("text", "who approves, as printed", default="")
    start: int | None = column(
        "count", "where the passage begins in the kept text", default=None, unit="letters"
    )
    end: int | None = column("count", "where it ends", default=None, unit="letters")
    read_by: str = column(
        "text", "the reader with its version, or a model; empty: a person read it", default=""
    )

    @property
    def bounds(self) -> Bounds | None:
        """What the words allow; None when no number was given."""
        if self.low is None and self.high is None:
            return None
        return Bounds(self.low or 0, self.high, self.low is not None)
