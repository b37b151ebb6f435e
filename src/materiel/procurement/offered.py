"""What givers offer, line by line, and what each offer waits for."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

TERM_KINDS = ("given", "refilled", "stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine(Row):
    """Units of one item that a giver offers; the lines of one offer share its conditions.

    Spares, training and transport are items like any other.
    """

    TABLE: ClassVar[str] = "offers"
    offer: str = column("id", "the offer; the same in all its lines")
    giver: str = column("party", "who offers it")
    item: str = column("item", "of what")
    low: int | None = column("count", "at least so many", default=None, unit="units of issue")
    high: int | None = column("count", "at most so many", default=None, unit="units of issue")
    valid: Period = column("period", "from when until when it can be handed over, and not before")
    receivers: tuple[str, ...] = column("parties", "for whom it is; empty: for anybody", default=())
    commitment: str = column(
        "id", "the promise that it belongs to", default="", refers="commitments"
    )
    wording: str = column("text", "the source's words for the number", default="")

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(f"low: found {self.low}; accepted: at most {self.high}, the high end")

    @property
    def bounds(self) -> Bounds:
        """What is stated about the number."""
        return Bounds(self.low or 0, self.high, self.low is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerm(Row):
    """What an offer waits for; a consent stands in ``gates``, a first day in the offer's window.

    ``given``: ``units`` of the other ``offers`` are used in the same match. ``refilled``:
    ``units`` of the giver's own ``need`` are met in it. ``stated``: what ``terms`` say, until
    a person enters the day on which it came true.
    """

    TABLE: ClassVar[str] = "offer_terms"
    offer: str = column("id", "the offer that waits")
    kind: str = column("choice", "what it waits for", choices=TERM_KINDS)
    offers: tuple[str, ...] = column("ids", "given: offers of others", default=())
    need: str = column("id", "refilled: the line of a need list of the giver", default="")
    units: int = column("count", "how many of them", default=1, unit="units of issue")
    met: date | None = column("day", "stated: when it came true; empty: open", default=None)
    terms: str = column("text", "the condition in words", default="")

    def refuse_contradiction(self) -> None:
        """Refuse a condition that says too little, or what has no meaning for its kind.

        Raises:
            InputError: names the row, the column and what is accepted.
        """
        asked = {"given": "offers", "refilled": "need", "stated": "terms"}[self.kind]
        if not getattr(self, asked):
            raise InputError(f"{self.id}: {asked}: required where kind is {self.kind}")
        strange = {
            "offers": self.kind != "given" and bool(self.offers),
            "need": self.kind != "refilled" and bool(self.need),
            "met": self.kind != "stated" and self.met is not None,
        }
        for name, wrong in strange.items():
            if wrong:
                raise InputError(f"{self.id}: {name}: has no meaning where kind is {self.kind}")
        if self.units < 1:
            raise InputError(f"{self.id}: units: found {self.units}; accepted: 1 or more")
        if self.offer in self.offers:
            raise InputError(f"{self.id}: offers: {self.offer} cannot wait for itself")
