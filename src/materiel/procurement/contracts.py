"""The lines, milestones and options of a contract as case tables, and what each line firmly buys.

>>> line = ContractLine(id="c1", contract="C", line="1", item="missile", ceiling="1000")
>>> str(line.firm), str(line.limit)
('at most 1,000', '1,000')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.procurement.amounts import BASES, HUNDRED, Price

POOLED = ""
"""The buyer of a share that is pooled or undisclosed."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that may ever be ordered: a number, none, or unknown (DESIGN §4.5).

    Attributes:
        state: ``none`` says that no ceiling exists, ``unknown`` that nobody states one.
        units: units of issue when the state is ``number``, else None.
    """

    state: Literal["number", "none", "unknown"]
    units: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Ceiling":
        """Read a whole number, ``none`` or ``unknown``.

        Raises:
            InputError: another text.
        """
        if text == "none":
            return cls("none")
        if text == "unknown":
            return cls("unknown")
        digits = text.replace(",", "").replace("_", "")
        if not (digits.isascii() and digits.isdigit()):
            raise InputError(
                f"ceiling: found {text!r}; accepted: a whole number (0 or more), none, unknown"
            )
        return cls("number", int(digits))

    def __str__(self) -> str:
        return f"{self.units:,}" if self.units is not None else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine(Row):
    """What one buyer firmly buys under one line of a contract, or what the line holds in all."""

    TABLE: ClassVar[str] = "contracts"
    contract: str = column("id", "the contract")
    line: str = column("id", "its line item")
    title: str = column("text", "what the line is called", default="")
    agent: str = column("party", "contracting agent or lead nation", default="")
    supplier: str = column("party", "who delivers", default="")
    item: str = column("item", "what is bought")
    buyer: str = column("party", "whose share; empty: pooled or undisclosed", default=POOLED)
    scope: str = column(
        "choice",
        "share: this buyer's part; whole: the line for all its buyers together",
        default="share",
        choices=("share", "whole"),
    )
    firm_low: int | None = column(
        "count", "least that is firm; empty: not stated", default=None, unit="units of issue"
    )
    firm_high: int | None = column(
        "count", "most that is firm; empty: not stated", default=None, unit="units of issue"
    )
    ceiling: str = column(
        "text",
        "most that may ever be ordered, options included: a whole number, none or unknown",
        default="unknown",
        unit="units of issue",
    )
    price: Decimal | None = column(
        "decimal", "price of a unit without VAT", default=None, unit="major units of the currency"
    )
    currency: str = column("currency", "of the price", default="")
    basis: str = column("choice", "what the price rests on", default="", choices=BASES)
    vat_rate: Decimal | None = column(
        "decimal", "VAT on this line; empty: not stated", default=None, unit="percent"
    )
    starts: Period | None = column("period", "when the line takes effect", default=None)
    delivery: Period | None = column("period", "delivery window", default=None)
    site: str = column("text", "line or site that makes it", default="")
    origin: str = column("party", "where it is made", default="")
    advance: Decimal | None = column(
        "decimal", "share paid in advance", default=None, unit="percent of the gross total"
    )
    commitment: str = column(
        "id", "the promise that it belongs to", default="", refers="commitments"
    )

    def __post_init__(self) -> None:
        Ceiling.parse(self.ceiling)
        if self.scope == "whole" and self.buyer:
            raise InputError(
                f"buyer: found {self.buyer!r} in a row of scope whole; accepted: an empty cell"
            )
        if self.firm_low is not None and self.firm_high is not None:
            Bounds.between(self.firm_low, self.firm_high)
        _check_price(self.price, self.currency, self.basis)
        _check_percent("vat_rate", self.vat_rate)
        _check_percent("advance", self.advance)

    @property
    def limit(self) -> Ceiling:
        """The ceiling as a value."""
        return Ceiling.parse(self.ceiling)

    @property
    def firm(self) -> Bounds:
        """What is firm; without a stated high end the ceiling is one (DESIGN §2.4)."""
        high = self.firm_high if self.firm_high is not None else self.limit.units
        if self.firm_low is None:
            return Bounds(0, high, low_known=False)
        # A low end above the ceiling is a fact that breaks a rule: reported, not clipped.
        return Bounds(self.firm_low, None if high is None else max(high, self.firm_low))

    @property
    def unit_price(self) -> Price | None:
        """The price as a value, None when not stated."""
        if self.price is None:
            return None
        return Price(self.price, self.currency, self.basis, self.vat_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Row):
    """A payment under a contract; without share and amount it takes what the others leave."""

    TABLE: ClassVar[str] = "milestones"
    contract: str = column("id", "the contract")
    title: str = column("text", "what is due")
    due: Period | None = column("period", "when it is due; empty: unknown", default=None)
    share: Decimal | None = column(
        "decimal", "share of the contract's total", default=None, unit="percent"
    )
    amount: Decimal | None = column(
        "decimal", "fixed amount", default=None, unit="major units of the currency"
    )
    currency: str = column("currency", "of the amount", default="")
    kind: str = column(
        "choice", "what is paid for", default="milestone", choices=("advance", "milestone", "final")
    )

    def __post_init__(self) -> None:
        if self.share is not None and self.amount is not None:
            raise InputError(
                f"share {self.share} and amount {self.amount}: accepted: one of the two, or "
                "neither for the remainder"
            )
        if (self.amount is None) != (not self.currency):
            raise InputError("amount and currency: accepted: both or neither")
        _check_percent("share", self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Row):
    """A unilateral right to order more under one line of a contract (DESIGN §2.11)."""

    TABLE: ClassVar[str] = "options"
    contract: str = column("id", "the contract")
    line: str = column("id", "the line item that it adds to")
    quantity: int | None = column(
        "count", "most it can add; empty: unknown", default=None, unit="units of issue"
    )
    minimum: int = column(
        "count",
        "least that must be ordered once it is used, earlier uses counted",
        default=0,
        unit="units of issue",
    )
    price: Decimal | None = column(
        "decimal", "price of a unit without VAT", default=None, unit="major units of the currency"
    )
    price_after: Decimal | None = column(
        "decimal",
        "price of a unit ordered after the last day; empty: not stated",
        default=None,
        unit="major units of the currency",
    )
    currency: str = column("currency", "of both prices", default="")
    basis: str = column("choice", "what the price rests on", default="", choices=BASES)
    opens: date | None = column("day", "first day; empty: from the award", default=None)
    expires: date | None = column("day", "last day; empty: unknown", default=None)
    after: str = column("id", "option that must be used before", default="", refers="options")
    ladder: str = column(
        "id", "option that must be used as well, whenever", default="", refers="options"
    )
    every_months: int = column(
        "count",
        "it can be used in its first month and every so many after",
        default=1,
        unit="months",
    )
    holders: tuple[str, ...] = column(
        "parties", "who may exercise it; empty: not stated", default=()
    )
    buyer: str = column("party", "for whom; empty: pooled", default=POOLED)
    lead_months: int | None = column(
        "count", "from exercise to first delivery; empty: unknown", default=None, unit="months"
    )
    index: str = column("text", "price formula in the contract's words", default="")
    commitment: str = column(
        "id", "the promise that it belongs to", default="", refers="commitments"
    )

    def __post_init__(self) -> None:
        if self.quantity is not None and self.minimum > self.quantity:
            raise InputError(
                f"minimum: found {self.minimum}; accepted: at most the quantity, {self.quantity}"
            )
        if self.opens and self.expires and self.opens > self.expires:
            raise InputError(
                f"expires: found {self.expires}; accepted: {self.opens}, when it opens, or later"
            )
        if self.after == self.id:
            raise InputError(f"after: option {self.id} cannot be its own predecessor")
        if self.ladder == self.id:
            raise InputError(f"ladder: option {self.id} cannot stand on itself")
        if self.every_months < 1:
            raise InputError(f"every_months: found {self.every_months}; accepted: 1 or more")
        _check_price(self.price, self.currency, self.basis)
        if self.price_after is not None and self.price is None:
            raise InputError("price_after: stated without a price; accepted: both or neither")

    @property
    def unit_price(self) -> Price | None:
        """The price up to the last day as a value, None when not stated."""
        return None if self.price is None else Price(self.price, self.currency, self.basis)


def _check_price(price: Decimal | None, currency: str, basis: str) -> None:
    if price is None:
        if basis:
            raise InputError(f"basis: found {basis!r} without a price; accepted: an empty cell")
        return
    if price < 0:
        raise InputError(f"price: found {price}; accepted: 0 or more")
    if not currency:
        raise InputError("currency: required with a price; accepted: an ISO 4217 code")
    if not basis:
        raise InputError(f"basis: required with a price; accepted: {', '.join(BASES)}")


def _check_percent(name: str, percent: Decimal | None) -> None:
    if percent is not None and not 0 <= percent <= HUNDRED:
        raise InputError(f"{name}: found {percent}; accepted: 0 to 100 (percent)")


@dataclass(frozen=True, slots=True)
class LineShares:
    """How a line's firm quantity lies with its buyers, as bounds that fit the whole.

    Attributes:
        buyers: what is firm for each buyer; ``POOLED`` is a share nobody names.
        rest: the part of the whole that no share row covers; None when the whole is not stated.
        whole: what is firm under the line.
        findings: where the shares and the whole contradict; then nothing is tightened.
    """

    buyers: Mapping[str, Bounds]
    rest: Bounds | None
    whole: Bounds
    findings: tuple[Finding, ...] = ()


def line_shares(lines: Sequence[ContractLine]) -> LineShares:
    """Fit the shares of one line into its whole.

    Args:
        lines: all rows of one contract line, at most one of them of scope ``whole``.

    Raises:
        InputError: the rows are of several lines, or two state the whole.
    """
    name = line_name(lines)
    buyers: dict[str, Bounds] = {}
    for row in lines:
        if row.scope == "share":
            buyers[row.buyer] = buyers.get(row.buyer, Bounds.exactly(0)) + row.firm
    stated = [row.firm for row in lines if row.scope == "whole"]
    shares = sum(buyers.values(), Bounds.exactly(0))
    if not stated:
        return LineShares(buyers, None, shares)
    whole = stated[0]
    if whole.high is not None and shares.low > whole.high:
        problem = f"the buyers' shares are at least {shares.low:,}, the whole is {whole}."
        finding = Finding(
            "contract-shares", name, problem, "Correct a share or the whole.", "warning"
        )
        return LineShares(buyers, None, whole.hull(shares), (finding,))
    whole = Bounds(
        max(whole.low, shares.low), whole.high, whole.low_known or whole.low < shares.low
    )
    fitted = {
        buyer: replace(own, high=_least(own.high, _less(whole.high, shares.low - own.low)))
        for buyer, own in buyers.items()
    }
    rest_low = 0 if shares.high is None else max(0, whole.low - shares.high)
    rest = Bounds(rest_low, _less(whole.high, shares.low), low_known=rest_low > 0)
    if rest.high == 0:
        rest = Bounds.exactly(0)
    return LineShares(fitted, rest, whole)


def _less(high: int | None, taken: int) -> int | None:
    return None if high is None else high - taken


def _least(left: int | None, right: int | None) -> int | None:
    ends = [end for end in (left, right) if end is not None]
    return min(ends) if ends else None


def line_name(lines: Sequence[ContractLine]) -> str:
    """``contract/line`` of rows that all belong to one line, checked.

    Raises:
        InputError: no row, rows of several lines, or two rows that state the whole.
    """
    names = sorted({f"{row.contract}/{row.line}" for row in lines})
    if len(names) != 1:
        raise InputError(f"rows of {len(names)} lines ({', '.join(names)}); accepted: of one line")
    wholes = [row.id for row in lines if row.scope == "whole"]
    if len(wholes) > 1:
        raise InputError(f"{names[0]}: rows {', '.join(wholes)} all state the whole; accepted: one")
    return names[0]


def line_ceiling(lines: Sequence[ContractLine]) -> Ceiling:
    """The ceiling of a line: that of its whole, or else the sum of its shares' ceilings.

    One share without a ceiling leaves the line without one; one unknown leaves it unknown.
    """
    line_name(lines)
    rows = [row for row in lines if row.scope == "whole"] or lines
    limits = [row.limit for row in rows]
    if any(limit.state == "none" for limit in limits):
        return Ceiling("none")
    if any(limit.state == "unknown" for limit in limits):
        return Ceiling("unknown")
    return Ceiling("number", sum(limit.units or 0 for limit in limits))
