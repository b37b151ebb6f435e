"""Supply offers as a case table: who offers how many of what, at which tiers, by when, to whom.

>>> tiers("1: 4000000; 24: 3700000.50", "EUR")
(Tier(start=1, price=400000000), Tier(start=24, price=370000050))
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.kernel.table import SEPARATOR, Row, column
from materiel.procurement.amounts import BASES
from materiel.procurement.contracts import Ceiling
from materiel.procurement.pooling.values import TIERINGS, Tier

TIER_FORM = "first unit: price, rising, as 1: 4000000; 24: 3700000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply(Row):
    """What a supplier offers: one lot, ordered once by all who join it.

    A capacity is a whole number, ``none`` (nothing limits it) or ``unknown``; an offer with an
    unknown capacity or lead time joins no pool, and the pool says so.
    """

    TABLE: ClassVar[str] = "supplies"
    supplier: str = column("party", "who offers")
    item: str = column("item", "what is offered")
    prices: str = column(
        "text",
        f"net price of a unit by quantity ordered: {TIER_FORM}",
        unit="major units of the currency",
    )
    tiering: str = column(
        "choice",
        "all-units: the price reached counts for every unit; incremental: each price for the "
        "units of its tier; required with two prices or more",
        default="",
        choices=("", *TIERINGS),
    )
    currency: str = column("currency", "of all amounts")
    basis: str = column("choice", "what the price rests on", default="contract", choices=BASES)
    minimum: int = column("count", "least that is sold", default=0, unit="units of issue")
    fixed: Decimal = column(
        "decimal",
        "paid once for the lot, however large",
        default=Decimal(0),
        unit="major units of the currency",
    )
    monthly: str = column(
        "text", "most that is delivered in a month: a whole number, none or unknown"
    )
    capacity: str = column("text", "most that is sold in all: a whole number, none or unknown")
    lead_months: int | None = column(
        "count", "from order to first delivery; empty: unknown", default=None, unit="months"
    )
    origin: str = column("party", "where it is made; empty: unknown", default="")
    valid: Period = column("period", "when it can be ordered firmly")
    buyers: tuple[str, ...] = column(
        "parties", "who may buy, groups included; empty: anybody", default=()
    )
    option_units: int = column(
        "count", "most that can be ordered later as an option", default=0, unit="units of issue"
    )
    option_price: Decimal | None = column(
        "decimal",
        "net price of a unit under option",
        default=None,
        unit="major units of the currency",
    )
    option_until: date | None = column("day", "last day of the option", default=None)

    def __post_init__(self) -> None:
        for name in ("monthly", "capacity"):
            try:
                Ceiling.parse(getattr(self, name))
            except InputError as problem:
                raise InputError(str(problem).replace("ceiling", name, 1)) from None
        if len(tiers(self.prices, self.currency)) > 1 and not self.tiering:
            raise InputError(
                f"tiering: required with several prices; accepted: {', '.join(TIERINGS)}"
            )
        stated = (self.option_units > 0, self.option_price is not None, bool(self.option_until))
        if any(stated) and not all(stated):
            raise InputError(
                "option_units, option_price, option_until: accepted: all three or none"
            )


def tiers(text: str, currency: str) -> tuple[Tier, ...]:
    """The prices of an offer.

    Raises:
        InputError: a part that is not ``first unit: price``, or finer than a minor unit.
    """
    found = []
    for part in text.split(SEPARATOR):
        first, sign, price = (each.strip() for each in part.partition(":"))
        if not sign or not (first.isascii() and first.isdigit()):
            raise InputError(f"prices: found {part.strip()!r}; accepted: {TIER_FORM}")
        found.append(Tier(int(first), Money.parse(price, currency).minor))
    return tuple(found)
