"""The parts of a planning problem: what is held, promised, needed, built and allowed.

Months count from 1 to the horizon and stocks are read at the end of a month. Units are whole
units of issue; units of a *family* are units times the item's weight. Money is whole minor units
of the problem's one currency. ``Number`` is a whole number or an exact fraction.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from materiel.planning.numbers import Number, at_least, positive, refuse, rows

ItemKind = Literal["system", "lot"]
Month = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is counted.

    Attributes:
        name: the item.
        family: the family whose floors and requirements it may serve.
        kind: ``system`` (always whole) or ``lot`` (munitions; a large model may let these be
            divided, see ``formulation.formulate``).
        weight: units of the family that one unit counts for.
        training: training slots that one arriving unit takes at its recipient.
        load: what one unit takes of a hub it passes.
        worth: minor units that one unit handed over counts for in a burden key.
    """

    name: str
    family: str = ""
    kind: ItemKind = "system"
    weight: Number = 1
    training: Number = 0
    load: Number = 1
    worth: int = 0

    def __post_init__(self) -> None:
        where = f"items {self.name!r}"
        positive(where, weight=self.weight)
        at_least(where, 0, training=self.training, load=self.load, worth=self.worth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Units that a party holds before month 1."""

    party: str
    item: str
    units: int

    def __post_init__(self) -> None:
        at_least(f"stocks {self.name!r}", 0, units=self.units)

    @property
    def name(self) -> str:
        """``party/item``."""
        return f"{self.party}/{self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A way to hand units over: sent in month m, they arrive in month m + lead.

    Attributes:
        donor, item, recipient: who hands what to whom.
        lead: months of transport.
        cost: minor units for each unit sent.
        gates: names of the consents that must all be open in the month of sending.
        hubs: names of the hubs that what is sent passes.
        diverts: only what arrives at the donor from its slots in that same month may be sent:
            the slot is given to somebody else, nothing is taken from a holding.
    """

    donor: str
    item: str
    recipient: str
    lead: int = 0
    cost: int = 0
    gates: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    diverts: bool = False

    def __post_init__(self) -> None:
        at_least(f"arcs {self.name!r}", 0, lead=self.lead, cost=self.cost)

    @property
    def name(self) -> str:
        """``donor>recipient:item``."""
        return f"{self.donor}>{self.recipient}:{self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Units below which what the parties hold together should not fall.

    Attributes:
        name: the floor.
        parties: one party, or several for a regional floor.
        of: an item, or a family (then in units of the family).
        levels: ``[T]`` the floor at the end of each month.
        depth: by how many units it may be missed in a month; None: by any number.
        duration: for how many months in a row it may be missed; None: for any number.
        importance: what one unit-month below the floor weighs in the objective.
    """

    name: str
    parties: tuple[str, ...]
    of: str
    levels: tuple[Number, ...]
    depth: Number | None = 0
    duration: int | None = None
    importance: Number = 1

    def __post_init__(self) -> None:
        where = f"floors {self.name!r}"
        refuse(not self.parties, f"{where}: parties", "none", "one or more parties")
        rows(where, "levels", self.levels)
        at_least(where, 0, depth=self.depth, duration=self.duration, importance=self.importance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Units that arrive at a party in a given month whatever the plan does."""

    name: str
    party: str
    item: str
    units: int
    month: Month

    def __post_init__(self) -> None:
        at_least(f"slots {self.name!r}", 1, units=self.units, month=self.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A production line; ``capacity`` is ``[T]`` work each month, ramp-up spelled out."""

    name: str
    capacity: tuple[Number, ...]

    def __post_init__(self) -> None:
        rows(f"lines {self.name!r}", "capacity", self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A shared component; ``capacity`` is ``[T]``, ``uses`` what a unit of an item takes."""

    name: str
    capacity: tuple[Number, ...]
    uses: tuple[tuple[str, Number], ...]

    def __post_init__(self) -> None:
        rows(f"components {self.name!r}", "capacity", self.capacity)
        for item, amount in self.uses:
            positive(f"components {self.name!r}", **{f"uses {item}": amount})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A right to deliveries of one item; units already due by other means are slots.

    Attributes:
        name, item: which contract, of what.
        line: the line that builds it; empty: no limit.
        work: line capacity that one unit takes.
        pooled: firm units that any of the buyers may receive.
        shares: firm units of one buyer each.
        buyers: who may receive from the pool.
        start, end: first and last month of delivery; ``end`` None: the horizon.
        price: minor units for each firm unit delivered (0: paid already).
        payer: who pays for deliveries; empty: the buyer that receives.
        origin: where it is made, for funds that pay only for some origins.
    """

    name: str
    item: str
    line: str = ""
    work: Number = 1
    pooled: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    buyers: tuple[str, ...] = ()
    start: Month = 1
    end: Month | None = None
    price: int = 0
    payer: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        where = f"contracts {self.name!r}"
        at_least(where, 0, work=self.work, pooled=self.pooled, price=self.price)
        at_least(where, 1, start=self.start, end=self.end)
        for buyer, units in self.shares:
            refuse(units < 0, f"{where}: share of {buyer}", units, "0 or more")
        refuse(self.pooled > 0 and not self.buyers, f"{where}: buyers", "none", "who may receive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A right to more units of a contract, exercised at most once, in whole or in part.

    Attributes:
        name, contract: which option, of which contract.
        units: the most that can be exercised.
        minimum: the least, if it is exercised.
        opens, expires: first and last month of exercise.
        lead: months from exercise to the first possible delivery.
        price: minor units for each unit exercised; budgets pay them on delivery.
        fee: minor units for exercising at all.
        commitment: minor units for each unit exercised; negative: credited on exercise.
        buyer: whose option it is; empty: pooled among the contract's buyers.
        payer: who pays fee and commitment; empty: the contract's payer or the buyer.
        predecessor: an option that must be exercised before it, or in the same month.
        ladder: an option that must be exercised as well, in whatever month.
        every: it can be exercised in its first month and every so many months after it.
        gates: names of the consents that must all be open in the month of exercise.
    """

    name: str
    contract: str
    units: int
    minimum: int = 1
    opens: Month = 1
    expires: Month
    lead: int = 0
    price: int = 0
    fee: int = 0
    commitment: int = 0
    buyer: str = ""
    payer: str = ""
    predecessor: str = ""
    ladder: str = ""
    every: int = 1
    gates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = f"options {self.name!r}"
        at_least(where, 1, units=self.units, minimum=self.minimum, opens=self.opens)
        at_least(where, 1, every=self.every)
        at_least(where, 0, lead=self.lead, price=self.price, fee=self.fee)
        over = self.minimum > self.units
        refuse(over, f"{where}: minimum", self.minimum, f"at most its units, {self.units}")
        refuse(
            self.expires < self.opens, f"{where}: expires", self.expires, f"{self.opens} or later"
        )

    def admits(self, month: Month) -> bool:
        """Whether a month is one of those in which it can be exercised."""
        inside = self.opens <= month <= self.expires
        return inside and (month - self.opens) % self.every == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A consent: open from month ``opens`` (None: never) to ``closes`` (None: for good).

    ``cap`` limits the units of all acts under it together (None: no limit).
    """

    name: str
    opens: Month | None = 1
    closes: Month | None = None
    cap: int | None = None

    def __post_init__(self) -> None:
        at_least(f"gates {self.name!r}", 0, cap=self.cap)

    def allows(self, month: Month) -> bool:
        """Whether it is open in a month."""
        opened = self.opens is not None and self.opens <= month
        return opened and (self.closes is None or month <= self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Units that a recipient needs, counted in what arrives during the plan.

    Attributes:
        name, recipient: whose need.
        of: an item, or a family (then in units of the family).
        accept: ``(item, ratio)``: a unit of the item counts for ``ratio`` units; it replaces
            what ``of`` says (DESIGN §6.1: the owner's own list and ratios).
        units: how many.
        due: needed from the end of this month on.
        priority: 1 is first; see ``Problem.priority_weight``.
        importance: what one unmet unit-month weighs beside others of the same priority.
    """

    name: str
    recipient: str
    of: str = ""
    accept: tuple[tuple[str, Number], ...] = ()
    units: Number
    due: Month
    priority: int = 1
    importance: Number = 1

    def __post_init__(self) -> None:
        where = f"requirements {self.name!r}"
        refuse(not self.of and not self.accept, f"{where}: of", "nothing", "an item or a family")
        positive(where, units=self.units)
        at_least(where, 1, due=self.due, priority=self.priority)
        at_least(where, 0, importance=self.importance)
        for item, ratio in self.accept:
            positive(where, **{f"ratio of {item}": ratio})


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """``slots`` ``[T]``: what a recipient can train for in each month, in slots of its items."""

    recipient: str
    slots: tuple[Number, ...]

    def __post_init__(self) -> None:
        rows(f"training {self.recipient!r}", "slots", self.slots)

    @property
    def name(self) -> str:
        """The recipient."""
        return self.recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A donor is to be refilled for what it hands over; later than the window is late.

    Units handed over in month m are due at the end of month m + window. All that arrives at the
    donor afterwards, or in the same month, fills the earliest due first; what arrives while
    nothing is owed does not count in advance.

    Attributes:
        name, donor: who is owed.
        of: an item, or a family (then in units of the family).
        share: how much of what it hands over is owed.
        window: months.
        owed: units owed before month 1.
        owed_due: the month at whose end those are due, not after what month 1 hands over.
    """

    name: str
    donor: str
    of: str
    share: Fraction = Fraction(1)
    window: int
    owed: int = 0
    owed_due: Month = 1

    def __post_init__(self) -> None:
        where = f"obligations {self.name!r}"
        at_least(where, 0, window=self.window, owed=self.owed)
        refuse(not 0 <= self.share <= 1, f"{where}: share", self.share, "0 to 1")
        # Due dates in the order of the hand-overs make "late" what is owed beyond the window.
        latest = self.window + 1
        refuse(self.owed_due > latest, f"{where}: owed_due", self.owed_due, f"at most {latest}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Minor units that a payer can spend in the months first to last, both included."""

    payer: str
    first: Month
    last: Month
    amount: int

    def __post_init__(self) -> None:
        where = f"budgets {self.name!r}"
        at_least(where, 0, amount=self.amount)
        refuse(self.last < self.first, f"{where}: last", self.last, f"{self.first} or later")

    @property
    def name(self) -> str:
        """``payer/first-last``."""
        return f"{self.payer}/{self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a part of the problem comes from.

    Attributes:
        cites: ids of ledger entries or case rows.
        assumption: nothing public or recorded says it.
        yours: an assumption that the user made, not the case.
        text: the assumption in words.
    """

    cites: tuple[str, ...] = ()
    assumption: bool = False
    yours: bool = False
    text: str = ""
