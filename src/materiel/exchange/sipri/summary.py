"""What a SIPRI file adds up to as its printed numbers say: a check of the reading, no balance."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from materiel.exchange.sipri.deal import Delivery, Order
from materiel.exchange.sipri.reading import Reading


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """Sums of a register; uncertain numbers count as printed, missing ones not at all.

    Attributes:
        records: orders that were read.
        broken: orders among them that stand on two physical lines.
        refused: lines that no order could be read from.
        units_ordered, units_delivered: units of all kinds added up, as a checksum only.
        ordered_value, delivered_value: trend-indicator values in millions, of the orders that
            stand on one line; a reader that cannot mend broken lines sees these.
        broken_ordered_value, broken_delivered_value: those of the broken orders.
        ordered_missing: orders without a number.
        ordered_uncertain: orders whose number is marked.
    """

    records: int
    broken: int
    refused: int
    units_ordered: int
    units_delivered: int
    ordered_value: Decimal
    delivered_value: Decimal
    broken_ordered_value: Decimal
    broken_delivered_value: Decimal
    ordered_missing: int
    ordered_uncertain: int


def register_summary(reading: Reading[Order]) -> RegisterSummary:
    """Sums of a register as read."""
    orders = reading.records
    whole = [each for each in orders if each.lines == 1]
    broken = [each for each in orders if each.lines > 1]
    return RegisterSummary(
        records=len(orders),
        broken=len(broken),
        refused=sum(fate.word == "refused" for fate in reading.fates),
        units_ordered=sum(each.ordered.value or 0 for each in orders),
        units_delivered=sum(each.delivered.value or 0 for each in orders),
        ordered_value=_values(whole, lambda each: each.order_value),
        delivered_value=_values(whole, lambda each: each.delivered_value),
        broken_ordered_value=_values(broken, lambda each: each.order_value),
        broken_delivered_value=_values(broken, lambda each: each.delivered_value),
        ordered_missing=sum(each.ordered.value is None for each in orders),
        ordered_uncertain=sum(each.ordered.marked for each in orders),
    )


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """Sums of a delivery download.

    Attributes:
        rows: deliveries that were read.
        deals: distinct deals among them.
        units: units of all kinds added up, as a checksum only.
        value: trend-indicator values in millions.
    """

    rows: int
    deals: int
    units: int
    value: Decimal


def delivery_summary(reading: Reading[Delivery], recipient: str = "") -> DeliverySummary:
    """Sums of a download as read, of all rows or of those to one recipient as printed."""
    rows = [each for each in reading.records if recipient in ("", each.recipient)]
    return DeliverySummary(
        rows=len(rows),
        deals=len({each.deal for each in rows}),
        units=sum(each.delivered.value or 0 for each in rows),
        value=sum((each.delivered_value or Decimal(0) for each in rows), Decimal(0)),
    )


def _values(orders: Iterable[Order], of: Callable[[Order], Decimal | None]) -> Decimal:
    return sum((of(each) or Decimal(0) for each in orders), Decimal(0))
