"""What a pool is made of: needs, offers with their tiers, and the rules they meet under.

>>> offer = Offer(id="o", supplier="s", item="i", tiers=(Tier(1, 10), Tier(100, 9)))
>>> pool = Pool("c", "EUR", (Need(id="n", party="P", items=("i",), units=120, due=3),), (offer,))
>>> pool.window(pool.needs[0], offer)
Window(first=0, last=3, option=False)
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from materiel.kernel.errors import InputError

ALL_UNITS, INCREMENTAL = "all-units", "incremental"
TIERINGS = (ALL_UNITS, INCREMENTAL)
SHARE, WHOLE = "share", "whole"
CAPACITY_RULES = (SHARE, WHOLE)
WHOLE_PART = Fraction(1)


class Tier(NamedTuple):
    """From which number of ordered units on which price of a unit counts, in minor units."""

    start: int
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Units that a party wants; months count from the award, which lies in month 0.

    Attributes:
        id: names it.
        party: who wants them.
        items: the items that its owner accepts, each unit for one unit.
        units: how many, 1 or more.
        priority: 1 is the most urgent.
        due: last month in which a unit arrives in time.
        commits: first month in which its buyer can order; 0 joins firm, later as an option.
        origins: where it must be made; empty: anywhere.
    """

    id: str
    party: str
    items: tuple[str, ...]
    units: int
    due: int
    priority: int = 1
    commits: int = 0
    origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.units < 1:
            raise InputError(f"need {self.id}: found {self.units} units; accepted: 1 or more")
        if self.priority < 1:
            raise InputError(f"need {self.id}: priority {self.priority}; accepted: 1 or more")
        if self.commits < 0:
            raise InputError(f"need {self.id}: commits in month {self.commits}; accepted: from 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One lot that a supplier would deliver; amounts in minor units, months from the award.

    Attributes:
        tiers: prices by number ordered firmly; the first starts at 1, none is dearer than the
            one before.
        tiering: ``all-units`` or ``incremental``; says nothing where there is one tier.
        minimum: fewest units ordered firmly.
        fixed: paid once when the lot is used.
        monthly: most units delivered in a month; None: nothing limits it.
        most: most units in all, options included; None: nothing limits it.
        lead: months from an order to its first delivery.
        origin: where it is made; empty: unknown, which keeps no rule of origin.
        buyers: who may join; None: anybody.
        option_units: most units under option, priced at ``option_price`` each.
        option_last: last month in which the option can be used.
    """

    id: str
    supplier: str
    item: str
    tiers: tuple[Tier, ...]
    tiering: str = ALL_UNITS
    minimum: int = 0
    fixed: int = 0
    monthly: int | None = None
    most: int | None = None
    lead: int = 0
    origin: str = ""
    buyers: frozenset[str] | None = None
    option_units: int = 0
    option_price: int = 0
    option_last: int = -1

    def __post_init__(self) -> None:
        where = f"offer {self.id}"
        if self.tiering not in TIERINGS:
            raise InputError(f"{where}: tiering {self.tiering!r}; accepted: {', '.join(TIERINGS)}")
        if not self.tiers or self.tiers[0].start != 1:
            raise InputError(f"{where}: prices: the first tier starts at 1")
        for before, after in zip(self.tiers, self.tiers[1:], strict=False):
            if after.start <= before.start:
                raise InputError(f"{where}: prices: tier {after.start} after {before.start}")
            if after.price > before.price:
                raise InputError(
                    f"{where}: prices: {after.price} from {after.start} units on; accepted: at "
                    f"most {before.price}, what fewer units cost"
                )
        for name in ("minimum", "fixed", "lead", "option_units", "option_price", "monthly", "most"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise InputError(f"{where}: {name} {value}; accepted: 0 or more")
        if min(tier.price for tier in self.tiers) < 0:
            raise InputError(f"{where}: prices: accepted: 0 or more")

    def price_at(self, units: int) -> int:
        """The price of the tier that a number of units reaches."""
        return next(tier.price for tier in reversed(self.tiers) if tier.start <= max(1, units))


class Window(NamedTuple):
    """First and last month in which a unit of an offer may arrive for a need."""

    first: int
    last: int
    option: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What may happen late, and what a nation alone can use of a capacity.

    Attributes:
        late_months: how many months after its due month a unit is still taken; 0: none.
        late_price: what each unit and month of lateness counts, in minor units.
        capacity: ``share`` or ``whole``, see decision 0007.
    """

    late_months: int = 0
    late_price: int = 0
    capacity: str = SHARE

    def __post_init__(self) -> None:
        if self.capacity not in CAPACITY_RULES:
            raise InputError(
                f"capacity: found {self.capacity!r}; accepted: {', '.join(CAPACITY_RULES)}"
            )
        if self.late_months < 0 or self.late_price < 0:
            raise InputError("lateness: months and price; accepted: 0 or more")
        if self.late_price and not self.late_months:
            raise InputError("lateness: a price without months; accepted: both, or months alone")


@dataclass(frozen=True, slots=True)
class Pool:
    """Needs and offers that meet in one currency.

    Attributes:
        case: whose.
        currency: ISO 4217 code of every amount.
        needs, offers: see there; ids are unique.
        rules: see there.
        parts: by offer, the part of its capacity that these needs have; absent: all of it.
    """

    case: str
    currency: str
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    rules: Rules = field(default_factory=Rules)
    parts: Mapping[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, things in (("need", self.needs), ("offer", self.offers)):
            names = [each.id for each in things]
            if len(set(names)) < len(names):
                again = next(name for name in names if names.count(name) > 1)
                raise InputError(f"{kind} {again} is stated twice")

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who needs something, by name."""
        return tuple(sorted({need.party for need in self.needs}))

    def window(self, need: Need, offer: Offer) -> Window | None:
        """When units of an offer may arrive for a need; None when the two do not meet.

        A need whose buyer cannot commit at the award meets only an option that is still open
        when it can.
        """
        if offer.item not in need.items:
            return None
        if offer.buyers is not None and need.party not in offer.buyers:
            return None
        if need.origins and offer.origin not in need.origins:
            return None
        option = need.commits > 0
        if option and (not offer.option_units or need.commits > offer.option_last):
            return None
        found = Window(need.commits + offer.lead, need.due + self.rules.late_months, option)
        return found if found.first <= found.last else None

    def part(self, offer: Offer) -> Fraction:
        """What part of the offer's capacity these needs have."""
        return self.parts.get(offer.id, WHOLE_PART)

    def most(self, offer: Offer) -> int | None:
        """Most units of an offer in all."""
        return None if offer.most is None else int(self.part(offer) * offer.most)

    def option_units(self, offer: Offer) -> int:
        """Most units of an offer under option."""
        return int(self.part(offer) * offer.option_units)

    def delivered(self, offer: Offer, month: int) -> int | None:
        """Most units that an offer can have delivered by the end of a month; None: no limit."""
        if offer.monthly is None:
            return None
        return int(self.part(offer) * offer.monthly * max(0, month - offer.lead + 1))

    def fits(self, offer: Offer, first: int, last: int) -> int | None:
        """Most units that an offer delivers in the months ``first`` to ``last``."""
        after, before = self.delivered(offer, last), self.delivered(offer, first - 1)
        return None if after is None or before is None else after - before

    def of(self, parties: Collection[str]) -> "Pool":
        """These parties by themselves, with what the rule for capacity leaves them."""
        mine = tuple(need for need in self.needs if need.party in parties)
        if self.rules.capacity == WHOLE:
            return replace(self, needs=mine)
        parts = {}
        for offer in self.offers:
            asks = {need.id: need.units for need in self.needs if self.window(need, offer)}
            have = sum(asks.get(need.id, 0) for need in mine)
            if asks and have:
                parts[offer.id] = self.part(offer) * Fraction(have, sum(asks.values()))
        return replace(self, needs=mine, parts=parts)

    def markets(self) -> tuple["Pool", ...]:
        """The pool in parts that share no offer, by their first item."""
        home: dict[str, str] = {}

        def root(item: str) -> str:
            while home.setdefault(item, item) != item:
                item = home[item]
            return item

        for need in self.needs:
            first, *others = sorted(map(root, need.items))
            for other in others:
                home[root(other)] = root(first)
        groups: dict[str, list[Need]] = {}
        for need in self.needs:
            groups.setdefault(root(need.items[0]), []).append(need)
        offers: dict[str, list[Offer]] = {}
        for offer in self.offers:
            offers.setdefault(root(offer.item), []).append(offer)
        return tuple(
            replace(self, needs=tuple(groups[name]), offers=tuple(offers.get(name, ())))
            for name in sorted(groups)
        )


def items_of(pool: Pool) -> tuple[str, ...]:
    """The items that the needs of a pool accept."""
    return tuple(sorted({item for need in pool.needs for item in need.items}))


def units_by_party(needs: Iterable[Need]) -> dict[str, int]:
    """Units needed by party."""
    found: dict[str, int] = {}
    for need in needs:
        found[need.party] = found.get(need.party, 0) + need.units
    return found
