"""A contract as a whole: who buys for whom, from whom, under which name, with which remedies."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.procurement.amounts import BASES, HUNDRED

FORMS = ("contract", "framework", "call-off")
CAPACITIES = ("agent", "lead-nation", "own-name", "unknown")
REMEDIES = ("stated", "none", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Row):
    """What holds for a contract as a whole; its lines and shares stand in ``contracts``."""

    TABLE: ClassVar[str] = "agreements"
    contract: str = column("id", "the contract, as its lines name it")
    title: str = column("text", "what it is called")
    form: str = column(
        "choice",
        "a framework orders nothing by itself; a call-off is an order under one",
        default="contract",
        choices=FORMS,
    )
    agent: str = column("party", "who signs for the buyers, or buys", default="")
    capacity: str = column(
        "choice",
        "as an agent of the buyers, as lead nation for them, or in its own name",
        default="unknown",
        choices=CAPACITIES,
    )
    suppliers: tuple[str, ...] = column(
        "parties",
        "who delivers; the parents of a joint venture stand in ``parties``",
        default=(),
    )
    supplier_shares: tuple[str, ...] = column(
        "texts",
        "each supplier's part of the value in the same order, in percent; empty: not stated",
        default=(),
    )
    licences: tuple[str, ...] = column(
        "texts", "licences to make under it, in words; they gate nothing by themselves", default=()
    )
    awarded: Period | None = column("period", "when it was signed; empty: unknown", default=None)
    orders: Period | None = column(
        "period", "days on which orders under it may be placed; empty: not stated", default=None
    )
    framework: str = column("id", "the framework contract that it is called off from", default="")
    initiative: str = column("text", "the initiative that it names; a label, no money", default="")
    programme: str = column("text", "the funding programme that it is made under", default="")
    value_low: Decimal | None = column(
        "decimal", "stated total, at least", default=None, unit="major units of the currency"
    )
    value_high: Decimal | None = column(
        "decimal", "stated total, at most", default=None, unit="major units of the currency"
    )
    currency: str = column("currency", "of the stated total", default="")
    basis: str = column("choice", "what the stated total rests on", default="", choices=BASES)
    remedies: str = column(
        "choice",
        "whether the buyers have remedies for delay",
        default="unknown",
        choices=REMEDIES,
    )
    remedy: str = column("text", "the remedies, in short", default="")

    def __post_init__(self) -> None:
        stated = self.value_low is not None or self.value_high is not None
        if stated and not (self.currency and self.basis):
            raise InputError("value: stated without currency and basis; accepted: all three")
        if not stated and (self.currency or self.basis):
            raise InputError("currency, basis: stated without a value; accepted: empty cells")
        low, high = self.value_low, self.value_high
        if low is not None and high is not None and low > high:
            raise InputError(f"value_low: found {low}; accepted: at most value_high, {high}")
        if bool(self.remedy) != (self.remedies == "stated"):
            raise InputError("remedy: state it when, and only when, remedies is 'stated'")
        if (self.form == "call-off") != bool(self.framework):
            raise InputError("framework: state it when, and only when, form is 'call-off'")
        if self.framework == self.contract:
            raise InputError(f"framework: {self.contract} cannot be called off from itself")
        if self.supplier_shares:
            self._check_shares()

    def _check_shares(self) -> None:
        if len(self.supplier_shares) != len(self.suppliers):
            raise InputError(
                f"supplier_shares: found {len(self.supplier_shares)} for {len(self.suppliers)} "
                "suppliers; accepted: one for each, or none"
            )
        try:
            parts = [Decimal(text) for text in self.supplier_shares]
        except ArithmeticError:
            raise InputError(
                f"supplier_shares: found {'; '.join(self.supplier_shares)!r}; accepted: percents, "
                "as 60; 40"
            ) from None
        if any(not part.is_finite() or part < 0 for part in parts) or sum(parts) != HUNDRED:
            raise InputError(
                f"supplier_shares: found {'; '.join(self.supplier_shares)!r}; accepted: percents "
                "that sum to 100"
            )
