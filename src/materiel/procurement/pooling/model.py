"""A pool as rows and columns: what each offer supplies to each need, tier by tier.

Columns: ``units[p]`` of each pair of a need and an offer that may meet, ``unmet[n]`` of each need,
``ordered[b]`` and ``reached[b]`` of each band of an offer's prices, and only where lateness is
priced and a line is limited ``arrives[c, t]`` by class (first, last and due month) and month. For
the core check also ``joins[i]``: whether a party stays in a group (decision 0007).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

import numpy as np

from materiel.optimise.answer import Stage
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.procurement.pooling.rowbook import RowBook
from materiel.procurement.pooling.tiers import Band, bands
from materiel.procurement.pooling.values import SHARE, Offer, Pool, Window


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer that may meet, by place in the pool."""

    need: int
    offer: int
    window: Window


@dataclass(frozen=True, slots=True)
class Formulated:
    """A pool in the solver's terms.

    Attributes:
        model: the rows.
        stages: unmet by priority, then cost; of a group that may leave: its gain, negative.
        pairs: what the ``units`` columns mean.
        units: ``[P]`` their columns.
        joins: ``[I]`` columns of the parties that may leave, by name; empty otherwise.
    """

    model: Model
    stages: tuple[Stage, ...]
    pairs: tuple[Pair, ...]
    units: IntArray
    joins: IntArray


def formulate(pool: Pool, paid: Mapping[str, int] | None = None) -> Formulated:
    """The rows of a pool.

    Args:
        pool: what is to be bought.
        paid: what each party pays, in minor units; then the cheapest group is sought against
            what its members pay, every member's needs are met in full, and a group has of every
            capacity what the pool's rule leaves it.
    """
    return _Writer(pool, paid).write()


def pairs_of(pool: Pool) -> tuple[Pair, ...]:
    """Every need with every offer that it may meet, in the order of needs and offers."""
    selling: dict[str, list[tuple[int, Offer]]] = {}
    for at, offer in enumerate(pool.offers):
        selling.setdefault(offer.item, []).append((at, offer))
    found = []
    for place, need in enumerate(pool.needs):
        for item in dict.fromkeys(need.items):
            for at, offer in selling.get(item, ()):
                window = pool.window(need, offer)
                if window is not None:
                    found.append(Pair(place, at, window))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """An offer that somebody can order firmly, with the bands of its prices.

    Attributes:
        firm, later: places of the pairs that join firmly, and as options.
        first: its first ``ordered`` and ``reached`` column.
    """

    offer: Offer
    firm: IntArray
    later: IntArray
    bands: tuple[Band, ...]
    first: int

    @property
    def places(self) -> IntArray:
        """All pairs that may use it, in their order."""
        return np.sort(np.concatenate([self.firm, self.later]))


class _Writer:
    """Gathers the rows offer by offer and hands them to the model block by block."""

    def __init__(self, pool: Pool, paid: Mapping[str, int] | None) -> None:
        self.pool, self.paid = pool, paid
        self.model, self.book = Model(), RowBook()
        self.pairs = pairs_of(pool)
        self.costs: list[tuple[IntArray, IntArray]] = []
        self.need = np.array([pair.need for pair in self.pairs], dtype=np.int64)
        self.first = np.array([pair.window.first for pair in self.pairs], dtype=np.int64)
        self.last = np.array([pair.window.last for pair in self.pairs], dtype=np.int64)
        self.asked = np.array([need.units for need in pool.needs], dtype=np.int64)
        self.due = np.array([need.due for need in pool.needs], dtype=np.int64)
        self.place = {party: at for at, party in enumerate(pool.parties)}
        whose = [self.place[need.party] for need in pool.needs]
        self.whose = np.array(whose, dtype=np.int64)

    def write(self) -> Formulated:
        self.units = self.model.add_columns(
            "units", everywhere(len(self.pairs)), upper=self.asked[self.need], integer=True
        )
        # In a group that may leave nothing stays unmet, so that costs can be compared.
        free = np.full(len(self.asked), self.paid is None)
        self.unmet = self.model.add_columns("unmet", free, upper=self.asked)
        self._needs()
        stretches = self._stretches()
        spots = [band for each in stretches for band in each.bands]
        high = np.array([band.high for band in spots], dtype=np.int64)
        everybody = everywhere(len(spots))
        self.ordered = self.model.add_columns("ordered", everybody, upper=high)
        self.reached = self.model.add_columns("reached", everybody, upper=1, integer=True)
        self._price(self.ordered, np.array([band.price for band in spots], dtype=np.int64))
        self._price(self.reached, np.array([band.base for band in spots], dtype=np.int64))
        for each in stretches:
            self._lot(each)
            self._capacity(each)
        self.book.hand_over(self.model)
        return Formulated(self.model, self._stages(), self.pairs, self.units, self.joins)

    def _needs(self) -> None:
        """Each need is met or stays unmet; that of a group is met by those who join."""
        self.joins = np.zeros(0, dtype=np.int64)
        wanted = self.asked if self.paid is None else np.zeros(len(self.asked))
        rows = self.model.add_rows("need", low=wanted, high=wanted)
        self.model.add_terms(rows, self.unmet)
        self.model.add_terms(rows[self.need], self.units)
        if self.paid is not None:
            spots = everywhere(len(self.place))
            self.joins = self.model.add_columns("joins", spots, upper=1, integer=True)
            paid = [-self.paid[party] for party in self.place]
            self._price(self.joins, np.array(paid, dtype=np.int64))
            self.model.add_terms(rows, self.joins[self.whose], -self.asked)

    def _price(self, columns: IntArray, prices: IntArray) -> None:
        self.costs.append((columns, np.asarray(prices, dtype=np.int64)))

    def _stretches(self) -> list[_Stretch]:
        by_offer: dict[int, tuple[list[int], list[int]]] = {}
        for at, pair in enumerate(self.pairs):
            by_offer.setdefault(pair.offer, ([], []))[pair.window.option].append(at)
        found, first = [], 0
        for spot in sorted(by_offer):
            firm, later = (np.array(each, dtype=np.int64) for each in by_offer[spot])
            offer = self.pool.offers[spot]
            mine = self._bands(offer, firm) if len(firm) else ()
            if not mine:  # nobody can order the lot, and an option belongs to a lot
                self.book.row("no-lot", self.units[np.concatenate([firm, later])], high=0)
                continue
            found.append(_Stretch(offer, firm, later, mine, first))
            first += len(mine)
        return found

    def _bands(self, offer: Offer, firm: IntArray) -> tuple[Band, ...]:
        ends = [int(self.asked[self.need[firm]].sum()), self.pool.most(offer)]
        ends.append(self.pool.fits(offer, offer.lead, int(self.last[firm].max())))
        return tuple(bands(offer, min(end for end in ends if end is not None)))

    def _lot(self, each: _Stretch) -> None:
        """Firm units lie in one band, or there is no lot; options belong to a lot."""
        spots = np.arange(each.first, each.first + len(each.bands))
        ordered, reached = self.ordered[spots], self.reached[spots]
        columns = np.concatenate([self.units[each.firm], ordered])
        signs = np.concatenate([np.ones(len(each.firm)), -np.ones(len(spots))])
        self.book.row("lot", columns, signs, low=0, high=0)
        for band, units, there in zip(each.bands, ordered, reached, strict=True):
            both = np.array([units, there])
            self.book.row("band-high", both, np.array([1, -band.high]), high=0)
            self.book.row("band-low", both, np.array([1, -band.low]), low=0)
        self.book.row("one-band", reached, high=1)
        if len(each.later):
            offer, later = each.offer, self.units[each.later]
            most = self.pool.option_units(offer)
            self._price(later, np.full(len(later), offer.option_price))
            signs = np.concatenate([np.ones(len(later)), np.full(len(reached), -float(most))])
            self.book.row("option", np.concatenate([later, reached]), signs, high=0)
            self._joint("option-part", each, later, most, offer.option_units)

    def _joint(
        self,
        name: str,
        each: _Stretch,
        columns: IntArray,
        most: int,
        stated: int,
        loose: int = 0,
    ) -> None:
        """At most ``most`` units; of a group that may leave, its part of ``stated`` and ``loose``.

        Units are whole, so that the part needs no rounding down.
        """
        if self.paid is None or self.pool.rules.capacity != SHARE:
            self.book.row(name, columns, high=most)
            return
        needs = self.need[each.places]
        asks = np.bincount(self.whose[needs], self.asked[needs], len(self.joins))
        joins = np.flatnonzero(asks)
        part = -stated * asks[joins] / asks.sum()
        signs = np.concatenate([np.ones(len(columns)), part])
        self.book.row(name, np.concatenate([columns, self.joins[joins]]), signs, high=loose)

    def _capacity(self, each: _Stretch) -> None:
        offer, places = each.offer, each.places
        most = self.pool.most(offer)
        if most is not None and offer.most is not None:
            self._joint("most", each, self.units[places], most, offer.most)
        late = self.pool.rules.late_price
        if offer.monthly is None:
            if late:
                months = np.maximum(0, self.first[places] - self.due[self.need[places]])
                self._price(self.units[places], months * late)
            return
        for start in np.unique(self.first[places]).tolist():
            for end in np.unique(self.last[places]).tolist():
                fits = self.pool.fits(offer, start, end)
                inside = places[(self.first[places] >= start) & (self.last[places] <= end)]
                if fits is not None and len(inside):
                    stated, loose = offer.monthly * (end - start + 1), self._loose(offer, start)
                    self._joint("line", each, self.units[inside], fits, stated, loose)
        if late:
            self._arrivals(each, offer.monthly, late)

    @staticmethod
    def _loose(offer: Offer, start: int) -> int:
        """What rounding to whole units at the end of a month may add to a later stretch."""
        return 1 if start > offer.lead else 0

    def _arrivals(self, each: _Stretch, monthly: int, late: int) -> None:
        """Units by class and month of arrival, each month of lateness priced."""
        classes: dict[tuple[int, int, int], list[int]] = {}
        for at in each.places.tolist():
            key = int(self.first[at]), int(self.last[at]), int(self.due[self.need[at]])
            classes.setdefault(key, []).append(at)
        by_month: dict[int, list[int]] = {}
        for (start, end, due), mine in classes.items():
            months = np.arange(start, end + 1)
            arrives = self.model.add_columns("arrives", everywhere(len(months)))
            self._price(arrives, np.maximum(0, months - due) * late)
            columns = np.concatenate([self.units[np.array(mine)], arrives])
            signs = np.concatenate([np.ones(len(mine)), -np.ones(len(months))])
            self.book.row("class", columns, signs, low=0, high=0)
            for month, column in zip(months.tolist(), arrives.tolist(), strict=True):
                by_month.setdefault(month, []).append(column)
        for month, its in by_month.items():
            fits = self.pool.fits(each.offer, month, month)
            if fits is not None:
                loose = self._loose(each.offer, month)
                self._joint("month", each, np.array(its), fits, monthly, loose)

    def _stages(self) -> tuple[Stage, ...]:
        columns = np.concatenate([np.zeros(0, np.int64), *(each for each, _ in self.costs)])
        prices = np.concatenate([np.zeros(0, np.int64), *(each for _, each in self.costs)])
        used = prices != 0
        step = gcd(*np.unique(prices[used]).tolist()) if used.any() else 0
        cost = Stage("cost", columns[used], prices[used].astype(np.float64), step=float(step))
        if self.paid is not None:
            return (cost,)
        priority = np.array([need.priority for need in self.pool.needs], dtype=np.int64)
        unmet = []
        for rank in np.unique(priority).tolist():
            mine = self.unmet[priority == rank]
            unmet.append(Stage(f"unmet-{rank}", mine, np.ones(len(mine)), step=1.0))
        return (*unmet, cost)
