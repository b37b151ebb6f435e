"""What nations agree beyond a single hand-over: funds, keys, bundles, exchanges, claims, hubs.

Each part says which names it uses and which of its series have one number a month, so that a
problem can check them all alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from materiel.planning.numbers import Number, at_least, positive, refuse, rows
from materiel.planning.parts import Month

Uses = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A port, a railhead or a lift fleet: what it can pass on in a month.

    Attributes:
        name: the hub; arcs name the hubs they pass.
        capacity: ``[T]`` load each month.
        counted: whether a unit takes its load when it is sent or when it arrives.
    """

    TABLE: ClassVar[str] = "hubs"
    name: str
    capacity: tuple[Number, ...]
    counted: Literal["sent", "arrived"] = "arrived"

    def __post_init__(self) -> None:
        rows(f"hubs {self.name!r}", "capacity", self.capacity)

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {"capacity": self.capacity}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """A common fund that pays, for a stretch of months, all that some parties receive.

    Attributes:
        name: the fund.
        parties: for whom it pays; they have no budget of their own in these months.
        first, last: the months, both included.
        amount: minor units of its own.
        givers: who may pay into it, in its first month and from its budget of that month.
        origins: the origins it pays for; empty: all. What it does not pay for is not delivered
            to its parties in these months.
    """

    TABLE: ClassVar[str] = "funds"
    name: str
    parties: tuple[str, ...]
    first: Month
    last: Month
    amount: int = 0
    givers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = f"funds {self.name!r}"
        at_least(where, 0, amount=self.amount)
        at_least(where, 1, first=self.first)
        refuse(not self.parties, f"{where}: parties", "none", "for whom it pays")
        refuse(self.last < self.first, f"{where}: last", self.last, f"{self.first} or later")

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (*self.parties, *self.givers)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A burden key: what each party should carry of all that is given.

    A party carries its payments into funds and ``credit`` of the worth of what it hands over.

    Attributes:
        name: the key.
        shares: what part of the whole falls to each party; they need not add up to one.
        part: how much of its share a party must carry before it is short of the key.
        credit: what part of the worth of a unit handed over counts.
    """

    TABLE: ClassVar[str] = "keys"
    name: str
    shares: tuple[tuple[str, Number], ...]
    part: Number = 1
    credit: Number = 1

    def __post_init__(self) -> None:
        where = f"keys {self.name!r}"
        at_least(where, 0, part=self.part, credit=self.credit)
        for party, share in self.shares:
            at_least(where, 0, **{f"share of {party}": share})

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": tuple(party for party, _ in self.shares)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrear:
    """A share of what a donor hands over falls due a window later; only later arrivals fill it.

    Unlike an ``Obligation`` nothing is owed inside the window, and what arrives before anything
    is due fills nothing.

    Attributes:
        name, donor: who is owed.
        of: an item, or a family (then in units of the family).
        share: how much of what it hands over is owed.
        window: months from the hand-over to the month in which it falls due.
        importance: what one unit-month in arrears weighs.
    """

    TABLE: ClassVar[str] = "arrears"
    name: str
    donor: str
    of: str
    share: Fraction = Fraction(1)
    window: int = 0
    importance: Number = 1

    def __post_init__(self) -> None:
        where = f"arrears {self.name!r}"
        at_least(where, 0, window=self.window, importance=self.importance)
        refuse(not 0 <= self.share <= 1, f"{where}: share", self.share, "0 to 1")

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (self.donor,), "kind": (self.of,)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A unit is of use only with its parts: these arrive with it or before it, never after.

    Attributes:
        name, recipient: whose arrivals are bound.
        item: what needs the parts.
        parts: ``(item, units)`` for each unit of ``item``.
    """

    TABLE: ClassVar[str] = "bundles"
    name: str
    recipient: str
    item: str
    parts: tuple[tuple[str, Number], ...]

    def __post_init__(self) -> None:
        where = f"bundles {self.name!r}"
        refuse(not self.parts, f"{where}: parts", "none", "one or more parts")
        for item, units in self.parts:
            positive(where, **{f"units of {item}": units})
            refuse(item == self.item, f"{where}: parts", item, "another item")

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (self.recipient,), "item": (self.item, *(i for i, _ in self.parts))}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An offer that holds only once others have sent enough: no month earlier, none later.

    Attributes:
        name, donor: whose offer.
        items: what it sends only then.
        others: whose hand-overs open the offer.
        of: an item, or a family (then in units of the family).
        units: how much they must have sent by the end of the month of sending.
    """

    TABLE: ClassVar[str] = "conditions"
    name: str
    donor: str
    items: tuple[str, ...]
    others: tuple[str, ...]
    of: str
    units: Number

    def __post_init__(self) -> None:
        where = f"conditions {self.name!r}"
        positive(where, units=self.units)
        refuse(self.donor in self.others, f"{where}: others", self.donor, "other parties")

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (self.donor, *self.others), "item": self.items, "kind": (self.of,)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A giver is made whole in another item: for each unit it sends, ``ratio`` units reach it.

    Attributes:
        name, giver: whose exchange.
        item: what it sends.
        receives: the item that reaches it in return.
        ratio: units of it for each unit sent.
        window: within how many months; what is sent too late for the horizon binds nothing.
    """

    TABLE: ClassVar[str] = "exchanges"
    name: str
    giver: str
    item: str
    receives: str
    ratio: Number = 1
    window: int = 0

    def __post_init__(self) -> None:
        where = f"exchanges {self.name!r}"
        at_least(where, 0, window=self.window)
        positive(where, ratio=self.ratio)
        refuse(self.item == self.receives, f"{where}: receives", self.item, "another item")

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (self.giver,), "item": (self.item, self.receives)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The producer's own forces come first: line capacity that only they may use.

    Attributes:
        name, party: whose claim.
        line: on which line.
        reserved: ``[T]`` work each month that nobody else may use, used or not.
    """

    TABLE: ClassVar[str] = "claims"
    name: str
    party: str
    line: str
    reserved: tuple[Number, ...]

    def __post_init__(self) -> None:
        rows(f"claims {self.name!r}", "reserved", self.reserved)

    def uses(self) -> Uses:
        """The names it uses, by kind."""
        return {"party": (self.party,), "line": (self.line,)}

    def series(self) -> Mapping[str, Sequence[Number]]:
        """Its numbers by month."""
        return {"reserved": self.reserved}


TERMS = (Hub, Fund, Key, Arrear, Bundle, Condition, Exchange, Claim)
