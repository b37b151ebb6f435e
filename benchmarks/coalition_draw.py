"""The draws behind the benchmark family: one seed and one scale give the same numbers anywhere.

Every draw is from one Philox stream, in this order; the distributions are those of the family's
description: holdings 10^U scaled by nation size (Pareto), lines on a logistic ramp, contracts
with options, consents, floors that rise, requirements by family. Quantities are of the order of
1 to 1000, money is in millions.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Scale:
    donors: int
    recipients: int
    items: int
    families: int
    months: int


SCALES = {
    "demo": Scale(5, 1, 6, 2, 48),
    "alliance": Scale(28, 4, 60, 12, 60),
    "full": Scale(32, 4, 300, 40, 120),
}


@dataclass
class Draw:
    """Arrays by donor ``D``, recipient ``R``, item ``I``, family ``F``, line, contract, month."""

    scale: Scale
    seed: int
    g: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.g = np.random.Generator(np.random.Philox(self.seed))
        self._items()
        self._lines()
        self._components()
        self._contracts()
        self._options()
        self._component_capacity()
        self._needs()
        self._consents()
        self._floors()
        self._money()

    def _items(self) -> None:
        g, s = self.g, self.scale
        extra = g.integers(0, s.families, s.items - s.families)
        self.family = np.sort(np.concatenate([np.arange(s.families), extra]))
        self.weight = g.uniform(0.5, 1.5, s.items)
        self.system = g.random(s.items) < 0.3
        many = 10 ** g.uniform(0.6, 1.4, s.items), 10 ** g.uniform(1.2, 2.2, s.items)
        self.typical = np.where(self.system, *many)
        worth = g.lognormal(2.5, 0.8, s.items), g.lognormal(-0.5, 0.8, s.items)
        self.cost = np.where(self.system, *worth)
        size = np.sort(g.pareto(1.5, s.donors) + 0.3)[::-1]
        self.size: Floats = size / size.mean()
        there = g.random((s.donors, s.items)) < 0.25
        there[g.integers(0, s.donors, s.items), np.arange(s.items)] = True
        self.there = there
        spread = g.lognormal(0, 0.5, there.shape)
        self.held = np.where(there, np.ceil(self.typical * self.size[:, None] * spread), 0.0)
        self.total: Floats = self.held.sum(axis=0)

    def _lines(self) -> None:
        g, s = self.g, self.scale
        self.lines = max(2, round(s.items * 0.5))
        kin = [np.flatnonzero(self.family == f) for f in range(s.families)]
        made: list[tuple[int, int]] = []
        for line in range(self.lines):
            count, base = int(g.integers(1, 5)), int(g.integers(0, s.items))
            items = {base}
            for _ in range(count - 1):
                same = g.random() < 0.85
                items.add(
                    int(g.choice(kin[self.family[base]])) if same else int(g.integers(0, s.items))
                )
            made += [(line, item) for item in sorted(items)]
        self.made_line, self.made_item = np.array(made).T
        month = np.arange(s.months)
        start = g.integers(0, 18, self.lines)
        low, high = g.uniform(0.2, 0.6, self.lines), g.uniform(0.8, 2.0, self.lines)
        ramp = 1 + np.exp(-(month - start[:, None] - 18) / 5.0)
        self.capacity: Floats = low[:, None] + (high - low)[:, None] / ramp
        pace = g.uniform(0.03, 0.12, len(made))
        self.rate = np.maximum(self.total[self.made_item] * pace / 12, 0.02)

    def _components(self) -> None:
        g, s = self.g, self.scale
        count = max(1, s.items // 15)
        self.component_items = [np.unique(g.integers(0, s.items, 8)) for _ in range(count)]
        self.component_uses = [
            g.uniform(0.5, 2.0, len(items)) / np.maximum(self.total[items], 1)
            for items in self.component_items
        ]

    def _contracts(self) -> None:
        g, s = self.g, self.scale
        signed = g.random(len(self.made_line)) < 0.85
        signed[0] = True
        self.contract_line = self.made_line[signed]
        self.contract_item = self.made_item[signed]
        rate = self.rate[signed]
        self.work: Floats = 1 / rate
        count = len(rate)
        self.base: Floats = np.ceil(rate * g.uniform(12, 40, count))
        self.price: Floats = self.cost[self.contract_item] * g.uniform(0.9, 1.3, count)
        self.start = g.integers(0, 13, count)
        share = self.size / self.size.sum()
        self.buyers: list[list[int]] = []
        for _ in range(count):
            several = min(s.donors, int(g.integers(1, 9)))
            who = set(g.choice(s.donors, several, replace=False, p=share).tolist())
            who |= {s.donors + r for r in range(s.recipients) if g.random() < 0.4}
            self.buyers.append(sorted(who))

    def _options(self) -> None:
        """Rows of (contract, place on its ladder, most, least, last month, price)."""
        g, rows = self.g, []
        for contract, base in enumerate(self.base):
            for place in range(int(g.integers(0, 4))):
                most = np.ceil(base * g.uniform(0.3, 1.0))
                last = int(g.integers(6, min(49, self.scale.months - 12)))
                price = self.price[contract] * g.uniform(0.9, 0.97)
                rows.append((contract, place, most, np.ceil(0.3 * most), last, price))
        self.options = np.array(rows, float).reshape(-1, 6)

    def _component_capacity(self) -> None:
        """60 % of what all lines could use of it, over 1.7."""
        made = self.capacity[self.contract_line] / self.work[:, None]
        self.component_capacity = []
        for items, uses in zip(self.component_items, self.component_uses, strict=True):
            use = np.zeros(self.scale.months)
            for item, each in zip(items, uses, strict=True):
                for contract in np.flatnonzero(self.contract_item == item):
                    use += each * made[contract]
            self.component_capacity.append(0.6 * use / 1.7 + 1e-3)

    def _needs(self) -> None:
        g, s = self.g, self.scale
        wanted = g.random((s.recipients, s.families)) < 0.5
        wanted[g.integers(0, s.recipients, s.families), np.arange(s.families)] = True
        self.wanted = wanted
        self.capability = np.zeros(s.families)
        np.add.at(self.capability, self.family, self.total * self.weight)
        self.norm = np.maximum(self.capability, 1.0)
        self.needs: list[tuple[int, int, float, int, int]] = []
        for r, f in np.argwhere(wanted):
            for _ in range(int(g.integers(2, 6))):
                units = self.capability[f] * g.uniform(0.02, 0.12) / s.recipients * 2
                priority = int(g.integers(1, 4))
                due = int(g.integers(1, max(2, int(s.months * 0.7))))
                self.needs.append((int(r), int(f), float(units), priority, due))

    def _consents(self) -> None:
        g, s = self.g, self.scale
        self.lead = g.integers(1, 5, (s.donors, s.recipients))
        shape = (s.donors, s.items)
        self.consent = np.where(g.random(shape) < 0.4, 0, g.integers(1, 25, shape))
        self.never = g.random(shape) < 0.2

    def _floors(self) -> None:
        g, s = self.g, self.scale
        size = np.zeros((s.donors, s.families))
        donor, item = np.nonzero(self.held)
        np.add.at(size, (donor, self.family[item]), self.held[donor, item] * self.weight[item])
        self.floor_at = np.argwhere(size > 0)
        part = g.uniform(0.6, 0.95, len(self.floor_at))
        rise = g.uniform(0, 0.3, len(self.floor_at))
        base = size[tuple(self.floor_at.T)]
        month = np.arange(s.months)
        self.floor: Floats = base[:, None] * (part[:, None] + rise[:, None] * month / s.months)

    def _money(self) -> None:
        s = self.scale
        slots = 0.25 * self.held[:, self.system].sum() * 0.25 / max(1, s.recipients) / s.months * 4
        self.training = max(2.0, slots)
        own = np.zeros(s.donors)
        for contract, who in enumerate(self.buyers):
            yearly = self.price[contract] * self.base[contract] / (s.months / 12) / 3
            for buyer in who:
                if buyer < s.donors:
                    own[buyer] += yearly
        self.years = -(-s.months // 12)
        base = 0.5 * (own + own.mean() * self.size)
        self.budget: Floats = base[:, None] * (1 + 0.03 * np.arange(self.years))
        self.fund = 0.05 * self.budget[:, 0].sum()
        self.share: Floats = self.size / self.size.sum()
