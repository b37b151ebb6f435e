"""Tiny random problems with every rule in reach, small enough for exhaustive search."""

from fractions import Fraction
from random import Random

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
    Slot,
    Stock,
    Training,
)
from materiel.planning.problem import Problem


def tiny_problem(seed):  # noqa: C901
    r = Random(seed)
    months = r.choice((3, 3, 4))
    donors = ["D1", "D2"][: r.choice((1, 2, 2))]
    two = r.random() < 0.35
    items = [Item(name="a", family="f", weight=r.choice((1, 1, 2)), training=r.choice((0, 0, 1)))]
    if two:
        items.append(Item(name="b", family="f", kind="lot", weight=r.choice((1, 2))))
    names = [item.name for item in items]
    kinds = [*names, "f"]
    gates = [
        Gate(
            name=f"g{n}",
            opens=r.choice((None, 1, 1, 2, 3)),
            closes=r.choice((None, None, months - 1)),
            cap=r.choice((None, None, 1, 2)),
        )
        for n in range(2)
    ]

    def some_gates():
        return tuple(g.name for g in gates if r.random() < 0.2)

    stocks = [
        Stock(party=d, item=i, units=r.choice((0, 1, 2, 2, 3) if not two else (0, 1, 1, 2)))
        for d in donors
        for i in names
    ]
    arcs = [
        Arc(
            donor=d,
            item=i,
            recipient="R",
            lead=r.choice((0, 1, 1)),
            cost=r.choice((0, 0, 3)),
            gates=some_gates(),
        )
        for d in donors
        for i in names
        if r.random() < 0.8
    ]
    if len(donors) == 2 and r.random() < 0.2:
        arcs.append(Arc(donor="D1", item="a", recipient="D2", lead=r.choice((0, 1))))
    floors = [
        Floor(
            name=f"floor-{d}",
            parties=(d,) if r.random() < 0.8 else tuple(donors),
            of=r.choice(kinds),
            levels=tuple(r.choice((0, 1, 1, 2)) for _ in range(months))
            if r.random() < 0.4
            else (r.choice((1, 1, 2)),) * months,
            depth=r.choice((None, 0, 1, 1, 2)),
            duration=r.choice((None, 0, 1, 1, 2)),
            importance=r.choice((1, 1, 2)),
        )
        for d in donors
        if r.random() < 0.85
    ]
    slots = [
        Slot(
            name=f"s{n}",
            party=r.choice((*donors, "R")),
            item=r.choice(names),
            units=1,
            month=r.randint(1, months),
        )
        for n in range(r.choice((0, 1, 1, 2)))
    ]
    lines, contracts, options, components = [], [], [], []
    if r.random() < 0.6:
        if r.random() < 0.5:
            lines.append(
                Line(name="line", capacity=tuple(r.choice((0, 1, 2)) for _ in range(months)))
            )
        shares = ((donors[0], 1),) if r.random() < 0.3 else ()
        contracts.append(
            Contract(
                name="k",
                item=r.choice(names),
                line="line" if lines else "",
                work=r.choice((1, 1, 2)),
                pooled=r.choice((0, 1)),
                shares=shares,
                buyers=(donors[0], "R") if r.random() < 0.7 else (donors[0],),
                start=r.choice((1, 1, 2)),
                end=r.choice((None, None, months - 1)),
                price=r.choice((0, 4)),
                payer=r.choice(("", "R")),
            )
        )
        last = ""
        for n in range(r.choice((0, 1, 1, 2))):
            units = r.choice((1, 2))
            opens = r.choice((1, 1, 2))
            options.append(
                Option(
                    name=f"o{n}",
                    contract="k",
                    units=units,
                    minimum=r.randint(1, units),
                    opens=opens,
                    expires=r.randint(opens, months),
                    lead=r.choice((0, 1)),
                    price=r.choice((0, 3, 4)),
                    fee=r.choice((0, 5)),
                    commitment=r.choice((0, 1)),
                    buyer=r.choice(("", donors[0])),
                    payer="R",
                    predecessor=last,
                    gates=some_gates(),
                )
            )
            last = r.choice(("", f"o{n}"))
        if r.random() < 0.3:
            capacity = tuple(r.choice((0, 1, 2)) for _ in range(months))
            components.append(Component(name="part", capacity=capacity, uses=((names[0], 1),)))
    whole = r.random() < 0.5
    requirements = [
        Requirement(
            name=f"q{n}",
            recipient="R",
            of="f" if whole else "a",
            units=r.choice((1, 2, 2, 3)),
            due=r.randint(1, months),
            priority=r.choice((1, 2)),
        )
        for n in range(r.choice((1, 1, 2)))
    ]
    training = [Training(recipient="R", slots=tuple(r.choice((1, 1, 2)) for _ in range(months)))]
    obligations = []
    for d in donors:
        if r.random() < 0.6:
            window = r.choice((0, 1, 1, 2))
            obligations.append(
                Obligation(
                    name=f"debt-{d}",
                    donor=d,
                    of=r.choice(kinds),
                    share=r.choice((Fraction(1), Fraction(1, 2), Fraction(4, 5))),
                    window=window,
                    owed=r.choice((0, 0, 1)),
                    owed_due=r.randint(1, window + 1),
                )
            )
    budgets = []
    if r.random() < 0.4:
        budgets = [
            Budget(payer=p, first=1, last=2, amount=r.choice((3, 5, 9))) for p in ("R", donors[0])
        ]
    return Problem(
        case=f"tiny-{seed}",
        months=months,
        parties=(*donors, "R"),
        items=tuple(items),
        stocks=tuple(stocks),
        arcs=tuple(arcs),
        floors=tuple(floors),
        slots=tuple(slots),
        lines=tuple(lines),
        components=tuple(components),
        contracts=tuple(contracts),
        options=tuple(options),
        gates=tuple(gates),
        requirements=tuple(requirements),
        training=tuple(training) if r.random() < 0.4 else (),
        obligations=tuple(obligations),
        budgets=tuple(budgets),
    )
