"""The benchmark family of coalition problems, drawn from one seed and stated as a Problem.

Distributions: holdings 10^U scaled by nation size (Pareto), lines on a logistic ramp, contracts
with options, consents, floors that rise, requirements by family. Everything is in whole
numbers: weights and capacities in thousandths, money in thousands.
"""

from dataclasses import dataclass

import numpy as np

from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Obligation,
    Option,
    Requirement,
    Stock,
    Training,
)
from materiel.planning.problem import Problem

FINE = 1000
"""Parts of one: weights, capacities and component shares are counted in thousandths."""


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


def make(name: str, seed: int = 7) -> Problem:
    return _Family(SCALES[name], seed).problem(name)


class _Family:
    def __init__(self, scale: Scale, seed: int) -> None:
        self.s, self.g = scale, np.random.Generator(np.random.Philox(seed))
        self.donors = [f"D{n}" for n in range(scale.donors)]
        self.recipients = [f"R{n}" for n in range(scale.recipients)]
        size = np.sort(self.g.pareto(1.5, scale.donors) + 0.3)[::-1]
        self.size = size / size.mean()
        self._items()
        self._holdings()
        self._needs()

    def _items(self) -> None:
        count, g = self.s.items, self.g
        extra = g.integers(0, self.s.families, count - self.s.families)
        self.family = np.sort(np.concatenate([np.arange(self.s.families), extra]))
        self.weight = np.rint(FINE * g.uniform(0.5, 1.5, count)).astype(int)
        self.system = g.random(count) < 0.3
        power = np.where(self.system, g.uniform(0.6, 1.4, count), g.uniform(1.2, 2.2, count))
        self.typical = 10**power
        worth = np.where(self.system, g.lognormal(2.5, 0.8, count), g.lognormal(-0.5, 0.8, count))
        self.cost = np.maximum(1, np.rint(1000 * worth)).astype(int)

    def _holdings(self) -> None:
        g, shape = self.g, (self.s.donors, self.s.items)
        held = g.random(shape) < 0.25
        held[g.integers(0, self.s.donors, self.s.items), np.arange(self.s.items)] = True
        spread = self.typical * self.size[:, None] * g.lognormal(0, 0.5, shape)
        self.held = np.where(held, np.ceil(spread), 0).astype(int)
        self.total = self.held.sum(axis=0)

    def _needs(self) -> None:
        needs = self.g.random((self.s.recipients, self.s.families)) < 0.5
        some = self.g.integers(0, self.s.recipients, self.s.families)
        needs[some, np.arange(self.s.families)] = True
        self.needs = needs

    def problem(self, name: str) -> Problem:
        lines, contracts, options = self._production()
        gates, arcs = self._arcs(contracts)
        floors, obligations = self._floors()
        return Problem(
            case=name,
            months=self.s.months,
            currency="EUR",
            parties=(*self.donors, *self.recipients, "fund"),
            items=tuple(
                Item(
                    name=f"i{n}",
                    family=f"f{self.family[n]}",
                    kind="system" if self.system[n] else "lot",
                    weight=int(self.weight[n]),
                    training=int(self.system[n]),
                )
                for n in range(self.s.items)
            ),
            stocks=tuple(
                Stock(party=self.donors[d], item=f"i{n}", units=int(self.held[d, n]))
                for d, n in np.argwhere(self.held)
            ),
            lines=lines,
            contracts=contracts,
            options=options,
            components=self._components(),
            gates=gates,
            arcs=arcs,
            floors=floors,
            obligations=obligations,
            requirements=self._requirements(),
            training=tuple(
                Training(recipient=r, slots=(8,) * self.s.months) for r in self.recipients
            ),
            budgets=self._budgets(),
        )

    def _production(self) -> tuple[tuple[Line, ...], tuple[Contract, ...], tuple[Option, ...]]:
        g, months = self.g, self.s.months
        lines, contracts, options = [], [], []
        for number in range(max(2, self.s.items // 2)):
            base = int(g.integers(0, self.s.items))
            kin = np.flatnonzero(self.family == self.family[base])
            made = {base}
            for _ in range(int(g.integers(1, 5)) - 1):
                same = g.random() < 0.85
                made.add(int(g.choice(kin)) if same else int(g.integers(0, self.s.items)))
            start, low, high = g.integers(0, 18), g.uniform(0.2, 0.6), g.uniform(0.8, 2.0)
            ramp = low + (high - low) / (1 + np.exp(-(np.arange(months) - start - 18) / 5))
            lines.append(
                Line(name=f"l{number}", capacity=tuple(np.rint(FINE * ramp).astype(int).tolist()))
            )
            for item in sorted(made):
                if g.random() < 0.85:
                    contract, its = self._contract(len(contracts), number, item)
                    contracts.append(contract)
                    options += its
        return tuple(lines), tuple(contracts), tuple(options)

    def _contract(self, number: int, line: int, item: int) -> tuple[Contract, list[Option]]:
        g = self.g
        rate = max(self.total[item] * g.uniform(0.03, 0.12) / 12, 0.02)
        units = int(np.ceil(rate * g.uniform(12, 40)))
        price = max(1, int(self.cost[item] * g.uniform(0.9, 1.3)))
        count = min(self.s.donors, int(g.integers(1, 9)))
        share = self.size / self.size.sum()
        buyers = [
            self.donors[d] for d in sorted(g.choice(self.s.donors, count, replace=False, p=share))
        ]
        buyers += [r for r in self.recipients if g.random() < 0.4]
        contract = Contract(
            name=f"k{number}",
            item=f"i{item}",
            line=f"l{line}",
            work=max(1, int(FINE / rate)),
            pooled=units,
            buyers=tuple(buyers),
            start=int(g.integers(0, 13)) + 1,
            price=price,
        )
        options, last = [], ""
        for place in range(int(g.integers(0, 4))):
            most = int(np.ceil(units * g.uniform(0.3, 1.0)))
            fee = price * most // 20
            options.append(
                Option(
                    name=f"o{number}-{place}",
                    contract=contract.name,
                    units=most,
                    minimum=max(1, int(np.ceil(0.3 * most))),
                    expires=int(g.integers(6, min(49, self.s.months - 12))) + 1,
                    lead=12,
                    price=price,
                    fee=fee,
                    commitment=price // 10,
                    payer="fund",
                    predecessor=last,
                )
            )
            last = options[-1].name
        return contract, options

    def _components(self) -> tuple[Component, ...]:
        found = []
        for number in range(max(1, self.s.items // 15)):
            items = np.unique(self.g.integers(0, self.s.items, 8))
            uses = tuple((f"i{n}", int(self.g.integers(500, 2000))) for n in items)
            capacity = (int(self.total[items].mean() * FINE / 8),) * self.s.months
            found.append(Component(name=f"c{number}", capacity=capacity, uses=uses))
        return tuple(found)

    def _arcs(self, contracts: tuple[Contract, ...]) -> tuple[tuple[Gate, ...], tuple[Arc, ...]]:
        g, gates, arcs = self.g, [], []
        lead = g.integers(1, 5, (self.s.donors, self.s.recipients))
        pairs = {(int(d), int(n)) for d, n in np.argwhere(self.held)}
        for contract in contracts:
            item = int(contract.item[1:])
            pairs |= {(int(b[1:]), item) for b in contract.buyers if b.startswith("D")}
        for d, n in sorted(pairs):
            never, early, late = g.random() < 0.2, g.random() < 0.4, int(g.integers(1, 25))
            if never:
                continue
            gate = f"consent-{d}-{n}"
            gates.append(Gate(name=gate, opens=1 if early else late + 1))
            arcs += [
                Arc(
                    donor=self.donors[d],
                    item=f"i{n}",
                    recipient=self.recipients[r],
                    lead=int(lead[d, r]),
                    cost=int(self.cost[n]) // 50,
                    gates=(gate,),
                )
                for r in range(self.s.recipients)
                if self.needs[r, self.family[n]]
            ]
        return tuple(gates), tuple(arcs)

    def _floors(self) -> tuple[tuple[Floor, ...], tuple[Obligation, ...]]:
        month = np.arange(self.s.months)
        floors, obligations = [], []
        for d, donor in enumerate(self.donors):
            for f in range(self.s.families):
                mine = self.family == f
                held = int((self.held[d] * self.weight)[mine].sum())
                if not held:
                    continue
                share, rise = self.g.uniform(0.6, 0.95), self.g.uniform(0, 0.3)
                levels = np.rint(held * (share + rise * month / self.s.months)).astype(int)
                name = f"{donor}-f{f}"
                floors.append(
                    Floor(
                        name=name,
                        parties=(donor,),
                        of=f"f{f}",
                        levels=tuple(levels.tolist()),
                        depth=None,
                    )
                )
                obligations.append(Obligation(name=name, donor=donor, of=f"f{f}", window=12))
        return tuple(floors), tuple(obligations)

    def _requirements(self) -> tuple[Requirement, ...]:
        found = []
        for r, f in np.argwhere(self.needs):
            total = (self.total * self.weight)[self.family == f].sum()
            for _ in range(int(self.g.integers(2, 6))):
                units = total * self.g.uniform(0.02, 0.12) * 2 / self.s.recipients
                found.append(
                    Requirement(
                        name=f"q{len(found)}",
                        recipient=self.recipients[r],
                        of=f"f{f}",
                        units=max(1, int(units)),
                        priority=int(self.g.integers(1, 4)),
                        due=int(self.g.integers(1, max(2, int(self.s.months * 0.7)))) + 1,
                    )
                )
        return tuple(found)

    def _budgets(self) -> tuple[Budget, ...]:
        years = -(-self.s.months // 12)
        total = int((self.total * self.cost).sum() * 0.02)
        payers = [(d, size) for d, size in zip(self.donors, self.size, strict=True)]
        payers += [(r, 0.5) for r in self.recipients] + [("fund", 3.0)]
        return tuple(
            Budget(
                payer=payer,
                first=12 * year + 1,
                last=min(self.s.months, 12 * year + 12),
                amount=int(total * size / self.s.donors * 1.03**year) + 1,
            )
            for payer, size in payers
            for year in range(years)
        )
