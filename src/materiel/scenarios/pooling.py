"""Open requirements and supply offers of a case become a pool, with what was left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.findings import Finding
from materiel.kernel.money import Money
from materiel.kernel.period import add_months, month_index
from materiel.kernel.table import Row
from materiel.planning.rows import Requirement
from materiel.procurement.contracts import Ceiling
from materiel.procurement.pooling.values import ALL_UNITS, Need, Offer, Pool, Rules
from materiel.procurement.supplies import Supply, tiers
from materiel.scenarios.snapshot import Snapshot

CHECK = "pool"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a user asks of a pool.

    Attributes:
        parties: whose requirements; empty: everybody's.
        items: items or families; empty: all.
        origins: where everything must be made; empty: anywhere.
        commits: by party the first day on which it can order; absent: on the day of the award.
        late_months: how late a unit is still taken.
        late_price: of a unit and month, in major units, as text.
        capacity: what a nation alone has of a capacity.
    """

    parties: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    commits: Mapping[str, date] = field(default_factory=dict)
    late_months: int = 0
    late_price: str = "0"
    capacity: str = "share"


@dataclass(frozen=True, slots=True)
class Open:
    """How much of a requirement is still open.

    Attributes:
        ordered: units that are firmly on order for its party and were counted for it.
        left: units that are pooled.
    """

    requirement: Requirement
    ordered: int
    left: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """A pool and what did not become a part of it.

    Attributes:
        award: first day of month 0.
        opens: every requirement that was asked for.
        outside: needs that no offer can serve in time, whoever buys.
        left_out: rows that join no pool, and why.
    """

    pool: Pool
    award: date
    opens: tuple[Open, ...]
    outside: tuple[Need, ...]
    left_out: tuple[Finding, ...]


def gather(
    snapshot: Snapshot,
    name: str,
    day: date,
    on_order: Mapping[tuple[str, str], int],
    wish: Wish,
) -> Gathered:
    """The pool of a case on a day.

    What is on order covers the most urgent requirement of its party first, whatever the day of
    its delivery; promises from stock cover nothing, since they are not orders.

    Args:
        snapshot: the case at its stamps.
        name: the case's id.
        day: of the award; offers must be valid on it.
        on_order: ``(party, item)`` to units ordered and not yet received, at the low end.
        wish: see there.

    Raises:
        InputError: no requirement is asked for, or a row contradicts itself.
        UnknownNameError: an unknown party or item.
    """
    return _Gathering(snapshot, day, wish).run(name, on_order)


class _Gathering:
    def __init__(self, snapshot: Snapshot, day: date, wish: Wish) -> None:
        self.snapshot, self.day, self.wish = snapshot, day, wish
        self.award = add_months(day, 0)
        self.currency = snapshot.case.currency
        self.left_out: list[Finding] = []
        self.origins = tuple(sorted(snapshot.party(each) for each in wish.origins))
        self.commits = {
            snapshot.party(party): self._month_from(first) for party, first in wish.commits.items()
        }

    def run(self, name: str, on_order: Mapping[tuple[str, str], int]) -> Gathered:
        opens = self._open(on_order)
        needs = [self._need(each) for each in opens if each.left]
        if not needs:
            raise InputError(f"{name}: no requirement is open for a pool on {self.day}")
        asking = {need.party for need in needs}
        strange = [party for party in self.commits if party not in asking]
        if strange:
            raise UnknownNameError("party with an open requirement", strange[0], sorted(asking))
        offers = [each for row in self.snapshot.of(Supply) for each in self._offer(row)]
        rules = Rules(self.wish.late_months, self._late_price(), self.wish.capacity)
        whole = Pool(name, self.currency, tuple(needs), tuple(offers), rules)
        served = {need.id for need in needs if any(whole.window(need, offer) for offer in offers)}
        inside = tuple(need for need in needs if need.id in served)
        pool = Pool(name, self.currency, inside, tuple(offers), rules)
        outside = tuple(need for need in needs if need.id not in served)
        return Gathered(pool, self.award, tuple(opens), outside, tuple(self.left_out))

    def _skip(self, row: Row, why: str) -> None:
        self.left_out.append(Finding(CHECK, row.id, f"left out: {why}", severity="note"))

    def _late_price(self) -> int:
        price = Money.parse(self.wish.late_price or "0", self.currency).minor
        if price < 0:
            raise InputError(f"late price: found {self.wish.late_price}; accepted: 0 or more")
        return price

    # -- requirements -----------------------------------------------------------------------

    def _open(self, on_order: Mapping[tuple[str, str], int]) -> list[Open]:
        """Units on order are taken by the most urgent need that accepts them."""
        left, found = dict(on_order), list[Open]()
        for row in sorted(self._wanted(), key=lambda each: (each.priority, each.due.last, each.id)):
            party, open_units = self.snapshot.party(row.party), row.units
            for item in self._accepts(row):
                taken = min(left.get((party, item), 0), open_units)
                if taken:
                    left[party, item] -= taken
                    open_units -= taken
            found.append(Open(row, row.units - open_units, open_units))
        return sorted(found, key=lambda each: each.requirement.id)

    def _wanted(self) -> list[Requirement]:
        parties = {self.snapshot.party(each) for each in self.wish.parties}
        items = {each for name in self.wish.items for each in self._models(name)}
        return [
            row
            for row in self.snapshot.of(Requirement)
            if (not parties or self.snapshot.party(row.party) in parties)
            and (not items or items & set(self._accepts(row)))
        ]

    def _models(self, name: str) -> tuple[str, ...]:
        vocabulary = self.snapshot.vocabulary
        item = self.snapshot.item(name)
        below = [each.id for each in vocabulary.items_below(item) if each.level == "model"]
        return tuple(sorted({*below, *([item] if vocabulary.items[item].level == "model" else ())}))

    def _accepts(self, row: Requirement) -> tuple[str, ...]:
        """The models that its owner accepts; each unit counts for one unit."""
        if row.accepts:
            return tuple(sorted({self.snapshot.item(each) for each in row.accepts}))
        return self._models(row.item)

    def _need(self, each: Open) -> Need:
        row = each.requirement
        party = self.snapshot.party(row.party)
        return Need(
            id=row.id,
            party=party,
            items=self._accepts(row),
            units=each.left,
            due=month_index(self.award, row.due.last),
            priority=max(1, row.priority),
            commits=self.commits.get(party, 0),
            origins=self.origins,
        )

    def _month_from(self, day: date) -> int:
        """The first month that begins on or after a day; 0 for days up to the award."""
        if day <= self.day:
            return 0
        return month_index(self.award, day) + (1 if day.day > 1 else 0)

    # -- offers -------------------------------------------------------------------------------

    def _offer(self, row: Supply) -> Sequence[Offer]:
        monthly, most = Ceiling.parse(row.monthly), Ceiling.parse(row.capacity)
        buyers = self._buyers(row)
        reasons = (
            (self.day not in row.valid, f"it can be ordered in {row.valid}, not on {self.day}"),
            (row.currency != self.currency, f"{row.currency}; the pool counts in {self.currency}"),
            (monthly.state == "unknown", "its monthly capacity is unknown"),
            (most.state == "unknown", "its capacity in all is unknown"),
            (row.lead_months is None, "its lead time is unknown"),
            (buyers is None, "it does not say who of its buyers is meant"),
        )
        for applies, why in reasons:
            if applies:
                self._skip(row, why)
                return ()
        minor = {
            name: self._minor(row, name, amount)
            for name, amount in (("fixed", row.fixed), ("option_price", row.option_price or 0))
        }
        until = row.option_until
        made = Offer(
            id=row.id,
            supplier=self.snapshot.party(row.supplier),
            item=self.snapshot.item(row.item),
            tiers=tiers(row.prices, row.currency),
            tiering=row.tiering or ALL_UNITS,
            minimum=row.minimum,
            fixed=minor["fixed"],
            monthly=monthly.units,
            most=most.units,
            lead=row.lead_months or 0,
            origin=self.snapshot.party(row.origin) if row.origin else "",
            buyers=frozenset(buyers) if buyers else None,
            option_units=row.option_units,
            option_price=minor["option_price"],
            option_last=-1 if until is None else month_index(self.award, until),
        )
        return (made,)

    def _minor(self, row: Supply, name: str, amount: object) -> int:
        try:
            return Money.parse(str(amount), row.currency).minor
        except InputError as problem:
            raise InputError(f"{row.id}: {name}: {problem}") from None

    def _buyers(self, row: Supply) -> tuple[str, ...] | None:
        """Ids of all who may buy; empty: anybody; None: a group that no table parts."""
        found: list[str] = []
        for name in row.buyers:
            party = self.snapshot.vocabulary.parties[self.snapshot.party(name)]
            if party.kind != "group":
                found.append(party.id)
                continue
            try:
                found += self.snapshot.vocabulary.members(party.id, self.day)
            except InputError:
                return None
        return tuple(sorted(set(found)))


def day_of(award: date, month: int) -> date:
    """The last day of a month counted from the award."""
    return add_months(award, month + 1) - timedelta(days=1)
