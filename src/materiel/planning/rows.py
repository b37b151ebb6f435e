"""The case tables that a plan is made from: capacities, routes, requirements, floors, backfills."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

CAPACITY_KINDS = ("line", "component", "slot", "training", "budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Row):
    """What can be made, taught or paid in a month.

    ``line``: units of the items together that one production line finishes a month, from
    ``rate`` growing evenly to ``rate_to`` over ``ramp_months``. ``component``: units of one
    component item a month, shared by all lines whose items contain it. ``slot``: ``rate``
    units that arrive once, in the month of ``valid``. ``training``: systems of the items that
    ``party`` can make operational a month. ``budget``: major units of ``currency`` that
    ``party`` can pay in each calendar year of ``valid``.
    """

    TABLE: ClassVar[str] = "capacities"
    kind: str = column("choice", "what is limited", choices=CAPACITY_KINDS)
    name: str = column(
        "text", "the line, site or budget; of a slot, the contract it fulfils", default=""
    )
    party: str = column("party", "line: who makes; slot, training, budget: whose")
    items: tuple[str, ...] = column("items", "what is made or taught", default=())
    valid: Period = column("period", "when it can be used")
    rate: Decimal = column("decimal", "per month at the start", unit="units a month")
    rate_to: Decimal | None = column("decimal", "per month after the ramp", default=None)
    ramp_months: int = column("count", "how long the ramp takes", default=0, unit="months")
    currency: str = column("currency", "of a budget", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Row):
    """How a giver can hand over to a receiver, and how long the way takes."""

    TABLE: ClassVar[str] = "routes"
    giver: str = column("party", "from whom")
    receiver: str = column("party", "to whom")
    items: tuple[str, ...] = column("items", "what may be handed over this way")
    lead_months: int = column("count", "sent in month m, arrives in m + lead", unit="months")
    valid: Period = column("period", "when it can be used")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill(Row):
    """That a giver shall be refilled after a hand-over, and by when."""

    TABLE: ClassVar[str] = "backfills"
    party: str = column("party", "who shall be refilled")
    item: str = column("item", "an item or a family")
    percent: int = column("count", "how much of what was handed over", unit="percent")
    window_months: int = column("count", "within how many months after it", unit="months")
    payer: str = column("party", "who pays for it", default="")
