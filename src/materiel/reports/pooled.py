"""What a pool answered, market by market, together beside alone, before it becomes tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from materiel.kernel.money import Money
from materiel.procurement.pooling.lots import Purchase
from materiel.procurement.pooling.values import Need, Pool, items_of
from materiel.scenarios.pooling import Open
from materiel.sharing.pooled import SHAPLEY, PoolShares


@dataclass(frozen=True, slots=True)
class Market:
    """One market's answer: what its parties buy together, and what each would buy alone.

    Attributes:
        pool: its needs and offers.
        together: the pooled purchase.
        alone: by party.
        shares: how the pooled cost is shared.
    """

    pool: Pool
    together: Purchase
    alone: Mapping[str, Purchase]
    shares: PoolShares

    @property
    def items(self) -> tuple[str, ...]:
        """What its needs accept."""
        return items_of(self.pool)

    def units(self, party: str) -> int:
        """What a party gets together."""
        return sum(lot.units_of(party) for lot in self.together.lots)

    def unmet(self, party: str, bought: Purchase) -> int:
        """What a purchase leaves unmet of a party's needs."""
        mine = (need.id for need in self.pool.needs if need.party == party)
        return sum(bought.unmet.get(name, 0) for name in mine)

    def comparable(self, party: str) -> bool:
        """Whether a party gets as many units alone as together."""
        return self.unmet(party, self.alone[party]) == self.unmet(party, self.together)


@dataclass(frozen=True, slots=True)
class Pooled:
    """The answer of ``materiel pool``.

    Attributes:
        award: first day of month 0.
        markets: in the order of their items.
        opens: what was open of each requirement.
        outside: needs that no offer serves in time, whoever buys.
    """

    award: date
    currency: str
    markets: tuple[Market, ...]
    opens: tuple[Open, ...]
    outside: tuple[Need, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody in a market, by name."""
        return tuple(sorted({party for each in self.markets for party in each.alone}))

    @property
    def ways(self) -> tuple[str, ...]:
        """Ways of sharing that every market has, the Shapley value first."""
        common = [set(each.shares.ways) for each in self.markets]
        names = sorted(set.intersection(*common)) if common else []
        return tuple(sorted(names, key=lambda name: name != SHAPLEY))

    def paid(self, way: str, party: str) -> Money:
        """What a party pays in all markets under one way of sharing."""
        whole = Money(0, self.currency)
        for each in self.markets:
            whole += each.shares.ways[way].get(party, Money(0, self.currency))
        return whole

    def alone(self, party: str) -> Money:
        """What a party would pay in all markets alone."""
        minor = sum(each.alone[party].cost for each in self.markets if party in each.alone)
        return Money(minor, self.currency)

    def comparable(self, party: str) -> bool:
        """Whether a party gets as many units alone as together in every market."""
        return all(each.comparable(party) for each in self.markets if party in each.alone)

    def gain(self, way: str, party: str) -> Money | None:
        """What a party pays less together; None where it does not get the same units alone."""
        if not self.comparable(party):
            return None
        return self.alone(party) - self.paid(way, party)

    @property
    def cost(self) -> Money:
        """What all lots cost."""
        return Money(sum(each.together.cost for each in self.markets), self.currency)

    @property
    def gap(self) -> float | None:
        """The largest proven gap of a pooled purchase; None when one is not proven."""
        gaps = [each.together.gap for each in self.markets]
        known = [gap for gap in gaps if gap is not None]
        return max(known, default=0.0) if len(known) == len(gaps) else None
