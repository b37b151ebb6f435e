"""The benchmark family of coalition problems as values of the general problem type.

Weights, floors, capacities and needs are the exact fractions of the drawn numbers; money is in
hundredths of a currency unit. ``WEIGHTS`` and ``weights`` give the family's weighted objective.
"""

from fractions import Fraction

import numpy as np
from coalition_draw import SCALES, Draw

from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Option,
    Requirement,
    Stock,
    Training,
)
from materiel.planning.problem import Problem
from materiel.planning.terms import Arrear, Fund, Key

MILLION = 10**8
"""Minor units in the family's unit of money."""
LEAD, WINDOW, EVERY = 12, 12, 3
PART, CREDIT, SHARE = Fraction(3, 5), Fraction(1, 2), Fraction(4, 5)

Fees = tuple[float, float]
"""Of an option: commitment by price of a unit, fee by price of all its units."""


def make(name: str, seed: int = 7, fees: Fees | None = None) -> Problem:
    """The family's problem of one scale; without fees, a discount is credited on exercise."""
    return problem(Draw(SCALES[name], seed), name, fees)


def weights(eps: float = 1e-3) -> dict[str, float]:
    """What the family adds up, by objective; ``eps`` weighs money against units."""
    money = {"outlay": eps / MILLION, "burden": 1e-2 / MILLION}
    return {"unmet": 4.0, "gap": 10.0, "arrears": 1.0} | money


def problem(d: Draw, name: str, fees: Fees | None = None) -> Problem:
    """The values of a draw."""
    s = d.scale
    donors = [f"D{n}" for n in range(s.donors)]
    recipients = [f"R{n}" for n in range(s.recipients)]
    gates, arcs = _arcs(d, donors, recipients)
    floors, arrears = _floors(d, donors)
    return Problem(
        case=name,
        months=s.months,
        currency="EUR",
        parties=(*donors, *recipients, "treasury"),
        items=tuple(
            Item(
                name=f"i{n}",
                family=f"f{d.family[n]}",
                kind="system" if d.system[n] else "lot",
                weight=Fraction(float(d.weight[n])),
                training=int(d.system[n]),
                worth=_minor(d.cost[n]),
            )
            for n in range(s.items)
        ),
        stocks=tuple(
            Stock(party=donors[p], item=f"i{n}", units=int(d.held[p, n]))
            for p, n in np.argwhere(d.held)
        ),
        lines=tuple(Line(name=f"l{n}", capacity=_exact(d.capacity[n])) for n in range(d.lines)),
        contracts=_contracts(d, [*donors, *recipients]),
        options=_options(d, fees),
        components=tuple(
            Component(
                name=f"c{n}",
                capacity=_exact(capacity),
                uses=tuple(zip([f"i{i}" for i in items], _exact(uses), strict=True)),
            )
            for n, (items, uses, capacity) in enumerate(
                zip(d.component_items, d.component_uses, d.component_capacity, strict=True)
            )
        ),
        gates=gates,
        arcs=arcs,
        floors=floors,
        arrears=arrears,
        requirements=tuple(
            Requirement(
                name=f"q{n}",
                recipient=recipients[r],
                of=f"f{f}",
                units=Fraction(units),
                priority=priority,
                due=due + 1,
                importance=Fraction(100 / d.norm[f]),
            )
            for n, (r, f, units, priority, due) in enumerate(d.needs)
        ),
        training=tuple(
            Training(recipient=r, slots=(Fraction(d.training),) * s.months) for r in recipients
        ),
        budgets=tuple(
            Budget(payer=donors[p], amount=_minor(d.budget[p, year]), **_year(s.months, year))
            for p in range(s.donors)
            for year in range(d.years)
        ),
        funds=tuple(
            Fund(
                name=f"year {year + 1}",
                parties=tuple(recipients),
                givers=tuple(donors),
                amount=_minor(d.fund),
                **_year(s.months, year),
            )
            for year in range(d.years)
        ),
        keys=(
            Key(
                name="size",
                shares=tuple(zip(donors, _exact(d.share), strict=True)),
                part=PART,
                credit=CREDIT,
            ),
        ),
    )


def _exact(values: np.ndarray) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values.tolist())


def _minor(millions: float) -> int:
    return round(float(millions) * MILLION)


def _year(months: int, year: int) -> dict[str, int]:
    return {"first": 12 * year + 1, "last": min(months, 12 * year + 12)}


def _contracts(d: Draw, parties: list[str]) -> tuple[Contract, ...]:
    return tuple(
        Contract(
            name=f"k{n}",
            item=f"i{d.contract_item[n]}",
            line=f"l{d.contract_line[n]}",
            work=Fraction(float(d.work[n])),
            pooled=int(d.base[n]),
            buyers=tuple(parties[buyer] for buyer in d.buyers[n]),
            start=int(d.start[n]) + 1,
            price=_minor(d.price[n]),
        )
        for n in range(len(d.base))
    )


def _options(d: Draw, fees: Fees | None) -> tuple[Option, ...]:
    found: list[Option] = []
    for contract, place, most, least, last, price in d.options.tolist():
        firm = float(d.price[int(contract)])
        fee, commitment = 0.02 * firm * most, price - firm
        if fees is not None:
            commitment, fee = fees[0] * price, fees[1] * firm * most
        found.append(
            Option(
                name=f"o{int(contract)}-{int(place)}",
                contract=f"k{int(contract)}",
                units=int(most),
                minimum=int(least),
                expires=int(last) + 1,
                every=EVERY,
                lead=LEAD,
                price=_minor(firm),
                fee=_minor(fee),
                commitment=_minor(commitment),
                payer="treasury",
                ladder=found[-1].name if place else "",
            )
        )
    return tuple(found)


def _arcs(
    d: Draw, donors: list[str], recipients: list[str]
) -> tuple[tuple[Gate, ...], tuple[Arc, ...]]:
    buyable = {
        (buyer, int(d.contract_item[n]))
        for n, who in enumerate(d.buyers)
        for buyer in who
        if buyer < len(donors)
    }
    gates, arcs = [], []
    for p, n in sorted({(int(p), int(n)) for p, n in np.argwhere(d.there)} | buyable):
        if d.never[p, n]:
            continue
        gate = f"consent-{p}-{n}"
        gates.append(Gate(name=gate, opens=int(d.consent[p, n]) + 1))
        arcs += [
            Arc(
                donor=donors[p],
                item=f"i{n}",
                recipient=recipients[r],
                lead=int(d.lead[p, r]),
                cost=_minor(0.02 * d.cost[n]),
                gates=(gate,),
            )
            for r in range(len(recipients))
            if d.wanted[r, d.family[n]]
        ]
    return tuple(gates), tuple(arcs)


def _floors(d: Draw, donors: list[str]) -> tuple[tuple[Floor, ...], tuple[Arrear, ...]]:
    floors, arrears = [], []
    for (p, f), levels in zip(d.floor_at, d.floor, strict=True):
        name, importance = f"{donors[p]}-f{f}", Fraction(100 / d.norm[f])
        floors.append(
            Floor(
                name=name,
                parties=(donors[p],),
                of=f"f{f}",
                levels=_exact(levels),
                depth=None,
                importance=importance,
            )
        )
        arrears.append(
            Arrear(
                name=name,
                donor=donors[p],
                of=f"f{f}",
                share=SHARE,
                window=WINDOW,
                importance=importance,
            )
        )
    return tuple(floors), tuple(arrears)
