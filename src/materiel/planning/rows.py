"""The case tables that a plan is made from: capacities, routes, requirements, floors, backfills."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

CAPACITY_KINDS = ("line", "component", "slot", "training", "budget", "hub", "reserve")
BACKFILL_RULES = ("backfill", "arrear")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Row):
    """What can be made, taught, paid or passed on in a month.

    ``line``: units of the items together that one production line finishes a month, from
    ``rate`` growing evenly to ``rate_to`` over ``ramp_months``. ``component``: units of one
    component item a month, shared by all lines whose items contain it. ``slot``: ``rate``
    units that arrive once, in the month of ``valid``. ``training``: systems of the items that
    ``party`` can make operational a month. ``budget``: major units of ``currency`` that
    ``party`` can pay in each calendar year of ``valid``. ``hub``: load that a port, a railhead or
    a lift fleet passes on a month; routes name the hubs they pass. ``reserve``: units of the line
    ``name`` a month that only ``party`` may use, used or not.
    """

    TABLE: ClassVar[str] = "capacities"
    kind: str = column("choice", "what is limited", choices=CAPACITY_KINDS)
    name: str = column(
        "text",
        "the line, site, hub or budget; of a slot, the contract it fulfils; of a reserve, its line",
        default="",
    )
    party: str = column(
        "party", "line: who makes; hub: who runs it; slot, training, budget, reserve: whose"
    )
    items: tuple[str, ...] = column("items", "what is made or taught", default=())
    valid: Period = column("period", "when it can be used")
    rate: Decimal = column("decimal", "per month at the start", unit="units a month")
    rate_to: Decimal | None = column("decimal", "per month after the ramp", default=None)
    ramp_months: int = column("count", "how long the ramp takes", default=0, unit="months")
    currency: str = column("currency", "of a budget", default="")
    counted: str = column(
        "choice",
        "hub: whether a unit takes its load when it is sent or when it arrives",
        default="arrived",
        choices=("sent", "arrived"),
    )

    def __post_init__(self) -> None:
        if self.kind in ("hub", "reserve") and not self.name:
            raise InputError(f"name: required for a {self.kind}; accepted: any text")
        if self.kind != "hub" and self.counted != "arrived":
            raise InputError(f"counted: found {self.counted} of a {self.kind}; accepted: of a hub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Row):
    """How a giver can hand over to a receiver, and how long the way takes."""

    TABLE: ClassVar[str] = "routes"
    giver: str = column("party", "from whom")
    receiver: str = column("party", "to whom")
    items: tuple[str, ...] = column("items", "what may be handed over this way")
    lead_months: int = column("count", "sent in month m, arrives in m + lead", unit="months")
    valid: Period = column("period", "when it can be used")
    hubs: tuple[str, ...] = column(
        "texts", "hubs that it passes, as `capacities` names them", default=()
    )
    diverts: bool = column(
        "flag",
        "only what arrives at the giver from its dated slots in that month may be sent",
        default=False,
    )
    condition: str = column(
        "id",
        "the conditional offer that it serves: nothing is sent before that has come true",
        default="",
        refers="conditions",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Row):
    """A need of a party, with its priority: it belongs to the need, not to the ladder."""

    TABLE: ClassVar[str] = "requirements"
    party: str = column("party", "who needs them")
    item: str = column("item", "an item or a family")
    units: int = column("count", "how many more than today", unit="units of issue")
    priority: int = column("count", "1 is the most urgent")
    due: Period = column("period", "needed from the end of this month on")
    accepts: tuple[str, ...] = column(
        "items", "models that its owner accepts; empty: any of the family", default=()
    )
    ratios: tuple[str, ...] = column(
        "texts",
        "for how many units of the need one of each counts, in the same order, as 1, 0.5 or 2/3; "
        "empty: 1 each",
        default=(),
    )
    importance: Decimal = column(
        "decimal", "what one unmet unit-month weighs beside others of its priority", default=ONE
    )

    def __post_init__(self) -> None:
        if self.ratios and len(self.ratios) != len(self.accepts):
            raise InputError(
                f"ratios: found {len(self.ratios)} for {len(self.accepts)} accepted models; "
                "accepted: one for each, in the same order"
            )
        for text in self.ratios:
            ratio_of(text)
        _not_negative(self.importance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor(Row):
    """Units below which a holding shall not fall, with a permitted shortfall."""

    TABLE: ClassVar[str] = "floors"
    parties: tuple[str, ...] = column("parties", "one party, or several for a regional floor")
    item: str = column("item", "an item or a family")
    units: int = column("count", "the floor", unit="units of issue")
    depth: int = column("count", "how far below it may fall", default=0, unit="units of issue")
    duration: int = column("count", "for how many months in a row", default=0, unit="months")
    valid: Period = column("period", "when it holds")
    importance: Decimal = column("decimal", "what one unit-month below it weighs", default=ONE)

    def __post_init__(self) -> None:
        _not_negative(self.importance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill(Row):
    """That a giver shall be refilled after a hand-over, and by when.

    ``backfill``: owed at the hand-over, late once the window is over, and what comes early counts.
    ``arrear``: falls due when the window is over; what comes before fills nothing.
    """

    TABLE: ClassVar[str] = "backfills"
    party: str = column("party", "who shall be refilled")
    item: str = column("item", "an item or a family")
    percent: int = column("count", "how much of what was handed over", unit="percent")
    window_months: int = column("count", "within how many months after it", unit="months")
    payer: str = column("party", "who pays for it", default="")
    rule: str = column("choice", "how it is counted", default="backfill", choices=BACKFILL_RULES)
    importance: Decimal = column("decimal", "what one unit-month in arrears weighs", default=ONE)

    def __post_init__(self) -> None:
        _not_negative(self.importance)
        if self.rule == "backfill" and self.importance != 1:
            raise InputError(f"importance: found {self.importance}; accepted: 1, or an arrear")


def ratio_of(text: str) -> Fraction:
    """A ratio of an accept-list.

    Raises:
        InputError: it is no number above 0.
    """
    try:
        ratio = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"ratios: found {text!r}; accepted: numbers as 1, 0.5 or 2/3") from None
    if ratio <= 0:
        raise InputError(f"ratios: found {text!r}; accepted: numbers above 0")
    return ratio


def _not_negative(importance: Decimal) -> None:
    if importance < 0:
        raise InputError(f"importance: found {importance}; accepted: 0 or more")
