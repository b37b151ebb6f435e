"""What is agreed about units that are delivered: repair, conversion, shelf life."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import add_months
from materiel.kernel.table import Row, column
from materiel.procurement.amounts import BASES

SUSTAINMENT_KINDS = ("repair", "conversion", "shelf-life")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sustainment(Row):
    """Terms about delivered units; that units moved is said by events of its promise."""

    TABLE: ClassVar[str] = "sustainment"
    contract: str = column("id", "the contract that says so", default="")
    line: str = column("id", "its line item; empty: the whole contract", default="")
    kind: str = column(
        "choice",
        "units go out and come back; become another item; or run out of life",
        choices=SUSTAINMENT_KINDS,
    )
    item: str = column("item", "of which units")
    owner: str = column("party", "whose units; empty: every buyer's", default="")
    provider: str = column("party", "who repairs or converts", default="")
    becomes: str = column("item", "conversion: what they become", default="")
    takes: int = column(
        "count", "conversion: units that go into one new unit", default=1, unit="units of issue"
    )
    turn_months: int | None = column(
        "count", "from sending to getting back; empty: unknown", default=None, unit="months"
    )
    life_months: int | None = column(
        "count", "shelf life from receipt; empty: unknown", default=None, unit="months"
    )
    price: Decimal | None = column(
        "decimal",
        "price of each unit without VAT",
        default=None,
        unit="major units of the currency",
    )
    currency: str = column("currency", "of the price", default="")
    basis: str = column("choice", "what the price rests on", default="", choices=BASES)
    commitment: str = column(
        "id",
        "the service under which units move; conversion: that of the old item",
        default="",
        refers="commitments",
    )
    result: str = column(
        "id", "conversion: the service of the new item", default="", refers="commitments"
    )

    def __post_init__(self) -> None:
        if (self.kind == "conversion") != bool(self.becomes):
            raise InputError("becomes: state it when, and only when, kind is 'conversion'")
        if self.result and self.kind != "conversion":
            raise InputError("result: only a conversion has one; accepted: an empty cell")
        if self.takes < 1:
            raise InputError(f"takes: found {self.takes}; accepted: 1 or more")
        if self.life_months is not None and self.kind != "shelf-life":
            raise InputError("life_months: only a shelf life has it; accepted: an empty cell")
        if self.price is not None and not (self.currency and self.basis):
            raise InputError("price: stated without currency and basis; accepted: all three")


def life_ends(received: date, months: int) -> date:
    """The last day on which a unit is within its shelf life.

    Convention: it runs from the day of receipt to the day before the same day of the month in
    which it ends, or to the month's last day where that month is shorter.
    """
    first = add_months(received, months)
    following = add_months(received, months + 1)
    length = (following - first).days
    if received.day > length:
        return date.fromordinal(following.toordinal() - 1)
    return date.fromordinal(first.replace(day=received.day).toordinal() - 1)
