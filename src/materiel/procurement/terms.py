"""What a contract line says beside its price: price by quantity, capacity by volume, content."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.procurement.amounts import BASES, HUNDRED, Price

DESIGN_AUTHORITY = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Row):
    """One row of a price table: the price of a unit from so many ordered units on."""

    TABLE: ClassVar[str] = "tiers"
    contract: str = column("id", "the contract")
    line: str = column("id", "its line item")
    units: int = column("count", "from so many units on", unit="units of issue")
    price: Decimal = column(
        "decimal", "price of each unit without VAT", unit="major units of the currency"
    )
    currency: str = column("currency", "of the price")
    basis: str = column("choice", "what the price rests on", default="contract", choices=BASES)
    valid: Period | None = column(
        "period", "orders of which days it holds for; empty: all", default=None
    )
    most: int | None = column(
        "count",
        "most that may be ordered in those days; empty: not stated",
        default=None,
        unit="units of issue",
    )

    def __post_init__(self) -> None:
        if self.price < 0:
            raise InputError(f"price: found {self.price}; accepted: 0 or more")
        if self.most is not None and self.valid is None:
            raise InputError("most: stated without the days it counts for; accepted: valid as well")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Row):
    """Capacity that the supplier adds once so many units are on order."""

    TABLE: ClassVar[str] = "thresholds"
    contract: str = column("id", "the contract")
    line: str = column("id", "the line whose units count")
    units: int | None = column(
        "count", "from so many ordered units on; empty: unknown", default=None
    )
    site: str = column("text", "the line or site that grows", default="")
    adds: int | None = column(
        "count", "units more in each month; empty: unknown", default=None, unit="units a month"
    )
    relative: str = column("text", "the growth in the source's words, as +150 %", default="")
    lead_months: int | None = column(
        "count", "from the order to the growth; empty: unknown", default=None, unit="months"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Row):
    """A part of a line's cost by where it comes from."""

    TABLE: ClassVar[str] = "contents"
    contract: str = column("id", "the contract")
    line: str = column("id", "its line item")
    origin: str = column("party", "where this part is made")
    supplier: str = column("party", "who makes it", default="")
    part: str = column("text", "what it is", default="")
    share_low: Decimal | None = column(
        "decimal", "at least; empty: not stated", default=None, unit="percent of the line's cost"
    )
    share_high: Decimal | None = column(
        "decimal", "at most; empty: not stated", default=None, unit="percent of the line's cost"
    )
    design_authority: str = column(
        "choice",
        "whether whoever may change the design of the item sits there",
        default="unknown",
        choices=DESIGN_AUTHORITY,
    )

    def __post_init__(self) -> None:
        for name, share in (("share_low", self.share_low), ("share_high", self.share_high)):
            if share is not None and not 0 <= share <= HUNDRED:
                raise InputError(f"{name}: found {share}; accepted: 0 to 100 (percent)")
        low, high = self.share_low, self.share_high
        if low is not None and high is not None and low > high:
            raise InputError(f"share_low: found {low}; accepted: at most share_high, {high}")


@dataclass(frozen=True, slots=True)
class Span:
    """A percentage between two ends, both included."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:f} %"
        return f"{self.low:f} to {self.high:f} %"


def content_of(contents: Sequence[Content], origins: Collection[str]) -> Span:
    """How much of a line's cost comes from some origins, as far as the rows say.

    At least what these origins state; at most what the others leave of the whole, as what no
    row states may come from anywhere.

    Args:
        contents: the rows of one contract line.
        origins: ids of parties.

    Raises:
        InputError: the rows state more than the whole.
    """
    none, whole = Decimal(0), Decimal(HUNDRED)
    inside = [row for row in contents if row.origin in origins]
    outside = [row for row in contents if row.origin not in origins]
    low = sum((row.share_low or none for row in inside), none)
    other = sum((row.share_low or none for row in outside), none)
    if low + other > whole:
        where = f"{contents[0].contract}/{contents[0].line}"
        raise InputError(f"{where}: its contents are at least {low + other} % of its cost")
    return Span(low, whole - other)


def tier_price(tiers: Iterable[Tier], units: Bounds, day: Period | None = None) -> Price | None:
    """The price of a unit when ``units`` are ordered in all; None when that is not certain.

    Args:
        tiers: the price table of one line.
        units: what is ordered, between two ends.
        day: the day of the order; None takes only rows that hold on every day.
    """
    least = tier_at(tiers, units.low, day)
    if units.exact is not None:
        return _price(least)
    most = tier_at(tiers, 10**15 if units.high is None else units.high, day)
    return _price(least) if least is not None and least == most else None


def tier_at(tiers: Iterable[Tier], units: int, day: Period | None = None) -> Tier | None:
    """The row of a price table that holds for a whole number of units; None when none does."""
    open_ = [
        row
        for row in tiers
        if row.units <= units
        and (row.valid is None or (day is not None and _inside(day, row.valid)))
    ]
    return max(open_, key=lambda row: row.units, default=None)


def _inside(day: Period, valid: Period) -> bool:
    return valid.start <= day.start and day.end <= valid.end


def _price(tier: Tier | None) -> Price | None:
    return None if tier is None else Price(tier.price, tier.currency, tier.basis)


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a threshold stands.

    Attributes:
        threshold: the row.
        state: ``reached``, ``not reached`` or ``unknown``.
        missing: units still to order; None when unknown.
    """

    threshold: Threshold
    state: str
    missing: Bounds | None


def reached(threshold: Threshold, ordered: Bounds) -> Reached:
    """Whether so many ordered units have reached a threshold."""
    if threshold.units is None:
        return Reached(threshold, "unknown", None)
    high = max(0, threshold.units - ordered.low)
    low = 0 if ordered.high is None else max(0, threshold.units - ordered.high)
    state = "reached" if high == 0 else "not reached" if low > 0 else "unknown"
    return Reached(threshold, state, Bounds(low, high))
