"""One order or one delivery as a SIPRI file prints it, before it becomes rows of a case."""

from dataclasses import dataclass
from decimal import Decimal

from materiel.exchange.sipri.number import Number, Years

STATUSES = ("New", "Second hand", "Second hand but modernized")


@dataclass(frozen=True, slots=True)
class Order:
    """A record of the register (one order, with what was delivered of it so far).

    Attributes:
        line: index of its (first) line in the file.
        lines: how many physical lines it was broken over.
        key: short digest of its cells; equal rows of a file get ``-2``, ``-3`` behind it.
        recipient, supplier: as printed.
        year: of the order.
        ordered: how many.
        designation, description: of the weapon, as printed.
        delivered: how many so far.
        years: of deliveries; None where there were none.
        status: one of ``STATUSES``.
        comment: as printed.
        unit_value, order_value, delivered_value: SIPRI trend-indicator values in millions; None
            where not stated. They measure the volume of transfers and are no money.
    """

    line: int
    lines: int
    key: str
    recipient: str
    supplier: str
    year: Years
    ordered: Number
    designation: str
    description: str
    delivered: Number
    years: Years | None
    status: str
    comment: str
    unit_value: Decimal | None
    order_value: Decimal | None
    delivered_value: Decimal | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the delivery download: what was delivered of one deal in one year.

    Attributes:
        line: its index in the file.
        deal: SIPRI's number of the deal.
        year: of the order.
        years: of the delivery.
        unit_value, deal_value, delivered_value: SIPRI trend-indicator values in millions: of a
            new unit, of a unit of this deal, of this delivery.
        local: whether it was produced or assembled at the recipient.
    """

    line: int
    deal: str
    recipient: str
    supplier: str
    designation: str
    description: str
    category: str
    year: Years
    delivered: Number
    years: Years
    status: str
    unit_value: Decimal | None
    deal_value: Decimal | None
    delivered_value: Decimal | None
    local: bool
