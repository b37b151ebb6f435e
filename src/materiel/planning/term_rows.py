"""The case tables of what nations agree beyond a hand-over: funds, keys, companions, measures.

Hubs and what a producer keeps for its own forces are capacities; arrears are backfills; exchanges
and conditional offers are the swaps and conditions of ``procurement``.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

KEYS = ("agreed", "equal", "gdp", "gni", "population")
"""The cost-share keys whose figures a case has without a purchase to weigh by."""
WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow(Row):
    """A common fund that pays for all that some parties receive in a stretch of months.

    In these months they have no budget of their own, and what the fund does not pay for is not
    delivered to them. Givers may pay into it in its first month, out of their own budgets.
    """

    TABLE: ClassVar[str] = "funds"
    parties: tuple[str, ...] = column("parties", "for whom it pays")
    valid: Period = column("period", "in which months it pays")
    amount: Decimal = column("decimal", "its own money", unit="major units of the currency")
    currency: str = column("currency", "of its money")
    givers: tuple[str, ...] = column("parties", "who may pay into it", default=())
    origins: tuple[str, ...] = column(
        "parties", "where it may buy, as `contracts` says `origin`; empty: anywhere", default=()
    )

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise InputError(f"amount: found {self.amount}; accepted: 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow(Row):
    """A burden key: what part of all that is given each party should carry.

    A party carries what it pays into funds and the worth of what it hands over (``measures``).
    Nothing is forbidden: what the parties are short of the key is made small.
    """

    TABLE: ClassVar[str] = "burden_keys"
    parties: tuple[str, ...] = column("parties", "who shares")
    key: str = column("choice", "what their shares are in proportion to", choices=KEYS)
    year: int | None = column("count", "the year of the figures", default=None)
    part_percent: int = column(
        "count", "how much of its share a party must carry", default=WHOLE, unit="percent"
    )
    credit_percent: int = column(
        "count", "how much of the worth of a unit counts", default=WHOLE, unit="percent"
    )

    def __post_init__(self) -> None:
        measured = self.key in ("gdp", "gni", "population")
        if measured and self.year is None:
            raise InputError(f"year: required with {self.key}; accepted: the year measured")
        if not measured and self.year is not None:
            raise InputError(f"year: found {self.year} with {self.key}; accepted: an empty cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion(Row):
    """What a unit is of no use without: it arrives with the unit or before it, never after.

    Unlike a bundle nothing is put together: both arrive, each from wherever it comes.
    """

    TABLE: ClassVar[str] = "companions"
    party: str = column("party", "at whom they arrive")
    item: str = column("item", "what is of no use alone")
    part: str = column("item", "what must be there")
    units: int = column("count", "how many for each unit", unit="units of the part")

    def __post_init__(self) -> None:
        if self.units < 1:
            raise InputError(f"units: found {self.units}; accepted: 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Row):
    """What one unit of an item counts for in a plan; an item without a row counts for 1."""

    TABLE: ClassVar[str] = "measures"
    item: str = column("item", "of what")
    weight: Decimal = column(
        "decimal", "for how many units of its family", default=Decimal(1), unit="units of issue"
    )
    load: Decimal = column("decimal", "how much of a hub it takes", default=Decimal(1), unit="load")
    training: Decimal = column(
        "decimal",
        "how many training slots, where training limits it",
        default=Decimal(1),
        unit="slots",
    )
    worth: Decimal | None = column(
        "decimal",
        "what a burden key counts for it; empty: nothing",
        default=None,
        unit="major units of the currency",
    )
    currency: str = column("currency", "of its worth", default="")

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise InputError(f"weight: found {self.weight}; accepted: more than 0")
        for name in ("load", "training", "worth"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InputError(f"{name}: found {value}; accepted: 0 or more")
        if (self.worth is None) != (not self.currency):
            raise InputError("currency: stated with a worth, and with it only; accepted: both")
