"""What is known about one contract line, as a funding programme asks: facts, each possibly not."""

from dataclasses import dataclass
from decimal import Decimal

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.kernel.period import Period

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class OriginShare:
    """Which share of a line's cost has its origin with a party: percent, both ends included.

    Attributes:
        origin: a state, or a group when the source says no more.
        low, high: percent of the cost, 0 to 100.
    """

    origin: str
    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= HUNDRED:
            raise InputError(
                f"content from {self.origin}: found {self.low} to {self.high}; accepted: 0 to 100 "
                "(percent), the low end first"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What is known about one contract line; every empty value means: not known.

    Attributes:
        name: ``contract/line``.
        buyers: ids of the states that buy under it.
        buyers_known: whether these are all of them.
        sort: ``purchase``, ``capacity`` or ``gift``.
        for_parties: for whom it is.
        for_known: whether these are all of them.
        made_in: the state of the maker.
        signed: when it was signed; when it takes effect is no signature.
        contents: shares of its cost by origin.
        contents_known: whether together they cover the whole cost.
        design_authority: the party that may change the design.
        complex_item: whether it is one of the categories that ask for design authority.
        cash_before_order: whether the money is in before the order.
        derogation: whether a documented exception from the buying order is on record.
        granted, refused: bodies or parties that granted or refused it.
        value: what it costs, without VAT.
        cites: ids of the rows it is read from.
    """

    name: str
    buyers: tuple[str, ...] = ()
    buyers_known: bool = False
    sort: str = ""
    for_parties: tuple[str, ...] = ()
    for_known: bool = False
    made_in: str = ""
    signed: Period | None = None
    contents: tuple[OriginShare, ...] = ()
    contents_known: bool = False
    design_authority: str = ""
    complex_item: bool | None = None
    cash_before_order: bool | None = None
    derogation: bool | None = None
    granted: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    value: Money | None = None
    cites: tuple[str, ...] = ()
