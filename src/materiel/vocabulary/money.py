"""Words about money: stages, bases of value, currencies, and gross domestic product."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyStage(Row):
    """One of the words for money that are never mixed (DESIGN §2.8, §9)."""

    TABLE: ClassVar[str] = "money_stages"
    order: int = column("count", "its usual place, 1 the earliest")
    description: str = column("text", "what has happened when money has reached it")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuationBasis(Row):
    """What a value is measured by; bases are never mixed unasked (DESIGN §2.8)."""

    TABLE: ClassVar[str] = "valuation_bases"
    description: str = column("text", "what it measures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency(Row):
    """An ISO 4217 currency; its id is the code."""

    TABLE: ClassVar[str] = "currencies"
    name: str = column("text", "its name")
    minor_digits: int = column("count", "decimal digits of its minor unit")
    parties: tuple[str, ...] = column("parties", "parties whose own currency it is", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class GrossProduct(Row):
    """Gross domestic product of a state in one year at the official exchange rate."""

    TABLE: ClassVar[str] = "gdp"
    party: str = column("id", "party id of the state")
    year: int = column("count", "the year measured")
    usd_million: int = column("count", "gross domestic product", unit="million US dollars")
