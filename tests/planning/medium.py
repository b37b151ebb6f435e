"""Random problems of middling size, each rule in about half: too large to try every plan."""

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
from materiel.planning.terms import Arrear, Bundle, Claim, Condition, Exchange, Fund, Hub, Key

DONORS, RECIPIENTS = ("D1", "D2", "D3"), ("R1", "R2")
ITEMS = ("a", "b", "c")
EURO = 1_000


def medium_problem(seed):
    """A problem of 6 to 9 months, three donors, two recipients and three items."""
    r = Random(seed)
    months = r.randint(6, 9)
    items = tuple(
        Item(
            name=name,
            family="f" if name != "c" else "g",
            kind=r.choice(("system", "lot")),
            weight=r.choice((1, 1, 2, Fraction(3, 2))),
            training=r.choice((0, 1)),
            load=r.choice((1, 1, 2)),
            worth=r.choice((0, 1, 3)) * EURO,
        )
        for name in ITEMS
    )
    hubs = tuple(
        Hub(
            name=f"hub{n}",
            capacity=_series(r, months, (2, 3, 4)),
            counted=r.choice(("sent", "arrived")),
        )
        for n in range(r.choice((0, 2)))
    )
    gates = tuple(
        Gate(
            name=f"g{n}",
            opens=r.choice((1, 1, 2, 3)),
            closes=r.choice((None, None, months - 2)),
            cap=r.choice((None, 2, 4)),
        )
        for n in range(r.choice((0, 3)))
    )
    arcs = [
        Arc(
            donor=donor,
            item=item,
            recipient=recipient,
            lead=r.choice((0, 1, 1, 2)),
            cost=r.choice((0, 1)) * EURO,
            gates=tuple(g.name for g in gates if r.random() < 0.25),
            hubs=tuple(h.name for h in hubs if r.random() < 0.5),
            diverts=r.random() < 0.15,
        )
        for donor in DONORS
        for item in ITEMS
        for recipient in RECIPIENTS
        if r.random() < 0.45
    ]
    arcs += [
        Arc(donor=one, item=r.choice(ITEMS), recipient=other, lead=r.choice((0, 1)))
        for one, other in (("D1", "D2"), ("D2", "D3"), ("D3", "D1"))
        if r.random() < 0.5
    ]
    stocks = tuple(
        Stock(party=donor, item=item, units=r.choice((0, 2, 3, 5)))
        for donor in DONORS
        for item in ITEMS
    )
    slots = tuple(
        Slot(
            name=f"s{n}",
            party=r.choice((*DONORS, *RECIPIENTS)) if r.random() < 0.8 else r.choice(RECIPIENTS),
            item=r.choice(ITEMS),
            units=r.choice((1, 2)),
            month=r.randint(1, months),
        )
        for n in range(r.randint(2, 5))
    )
    return Problem(
        case=f"medium-{seed}",
        months=months,
        parties=(*DONORS, *RECIPIENTS),
        items=items,
        hubs=hubs,
        gates=gates,
        arcs=tuple(arcs),
        stocks=stocks,
        slots=slots,
        **_supply(r, months, gates),
        **_wants(r, months),
        **_terms(r, months, slots),
    )


def _series(r, months, of):
    return tuple(r.choice(of) for _ in range(months))


def _supply(r, months, gates):
    lines = tuple(
        Line(name=f"line{n}", capacity=_series(r, months, (0, 1, 2, 2))) for n in range(2)
    )
    contracts = tuple(
        Contract(
            name=f"k{n}",
            item=r.choice(ITEMS),
            line=r.choice(("", "line0", "line0", "line1")),
            work=r.choice((1, 1, Fraction(1, 2), 2)),
            pooled=r.choice((1, 2, 3)),
            shares=((r.choice(DONORS), 1),) if r.random() < 0.3 else (),
            buyers=tuple(r.sample((*DONORS, *RECIPIENTS), 2)),
            start=r.choice((1, 2, 3)),
            end=r.choice((None, None, months - 1)),
            price=r.choice((0, 2, 4)) * EURO,
            payer=r.choice(("", "", *DONORS)),
            origin=r.choice(("here", "there", "")),
        )
        for n in range(r.choice((1, 2, 3)))
    )
    options, last = [], {}
    for n in range(r.choice((0, 2, 4))):
        contract = r.choice(contracts)
        units, opens = r.choice((1, 2, 4)), r.choice((1, 1, 2))
        before = last.get(contract.name, "")
        options.append(
            Option(
                name=f"o{n}",
                contract=contract.name,
                units=units,
                minimum=r.randint(1, units),
                opens=opens,
                expires=r.randint(opens, months),
                lead=r.choice((0, 1, 3)),
                price=r.choice((contract.price, EURO, 3 * EURO)),
                fee=r.choice((0, EURO)),
                commitment=r.choice((0, 0, EURO // 2, -EURO // 2)),
                buyer=r.choice(("", "", contract.buyers[0])),
                payer=r.choice(DONORS),
                predecessor=before if r.random() < 0.5 else "",
                ladder=before if r.random() < 0.4 else "",
                every=r.choice((1, 1, 2)),
                gates=tuple(g.name for g in gates if r.random() < 0.2),
            )
        )
        last[contract.name] = f"o{n}"
    capacity = tuple(r.choice((1, 2, 2)) for _ in range(months))
    components = (Component(name="part", capacity=capacity, uses=(("a", 1), ("b", 1))),)
    claims = [
        Claim(
            name=f"own{n}",
            party=party,
            line=line.name,
            reserved=tuple(r.choice((0, min(1, c // 2))) for c in line.capacity),
        )
        for n, (party, line) in enumerate((("D1", lines[0]), ("D2", lines[0]), ("D1", lines[1])))
        if r.random() < 0.5
    ]
    return {
        "lines": lines,
        "contracts": contracts,
        "options": tuple(options),
        "components": components if r.random() < 0.5 else (),
        "claims": tuple(claims) if r.random() < 0.5 else (),
    }


def _wants(r, months):
    floors = tuple(
        Floor(
            name=f"floor{n}",
            parties=tuple(r.sample(DONORS, r.choice((1, 1, 2)))),
            of=r.choice((*ITEMS, "f")),
            levels=tuple(sorted(_series(r, months, (0, 1, 1, 2)), reverse=r.random() < 0.5)),
            depth=r.choice((None, None, 2, 3)),
            duration=r.choice((None, None, 2, 3)),
            importance=r.choice((1, 1, 2)),
        )
        for n in range(r.choice((1, 2, 3)))
    )
    requirements = tuple(
        Requirement(
            name=f"{recipient}-{of}-{n}",
            recipient=recipient,
            of=of,
            units=r.choice((1, 2, 4, 6)),
            due=r.randint(1, months - 1),
            priority=r.choice((1, 2)),
            importance=r.choice((1, 1, 2)),
        )
        for recipient in RECIPIENTS
        for of in r.choice((("f", "g"), ("a", "b"), ("f",)))
        for n in range(r.choice((1, 2)))
    )
    training = tuple(
        Training(recipient=name, slots=_series(r, months, (2, 2, 3)))
        for name in RECIPIENTS
        if r.random() < 0.5
    )
    obligations = tuple(
        Obligation(
            name=f"debt{n}",
            donor=donor,
            of=r.choice((*ITEMS, "f")),
            share=r.choice((Fraction(1), Fraction(1, 2), Fraction(4, 5))),
            window=r.choice((0, 1, 2, 3)),
            owed=r.choice((0, 0, 2)),
            owed_due=1,
        )
        for n, donor in enumerate(DONORS)
        if r.random() < 0.5
    )
    arrears = tuple(
        Arrear(
            name=f"later{n}",
            donor=donor,
            of=r.choice((*ITEMS, "f")),
            share=r.choice((Fraction(1), Fraction(4, 5))),
            window=r.choice((0, 1, 3)),
            importance=r.choice((1, 2)),
        )
        for n, donor in enumerate(DONORS)
        if r.random() < 0.25
    )
    return {
        "floors": floors,
        "requirements": requirements,
        "training": training,
        "obligations": obligations,
        "arrears": arrears,
    }


def _terms(r, months, slots):
    half = months // 2
    funds = r.random() < 0.5
    paying = DONORS if funds else (*DONORS, *RECIPIENTS)
    budgets = tuple(
        Budget(payer=party, first=first, last=last, amount=r.choice((2, 5, 9)) * EURO)
        for party in paying
        for first, last in ((1, half), (half + 1, months))
        if r.random() < 0.5
    )
    fund = Fund(
        name="common",
        parties=RECIPIENTS,
        first=r.choice((1, 2)),
        last=r.choice((half, months)),
        amount=r.choice((0, 3, 6)) * EURO,
        givers=tuple(r.sample(DONORS, r.choice((0, 1, 2)))),
        origins=r.choice(((), ("here",), ("here", "there"))),
    )
    key = Key(
        name="size",
        shares=tuple((donor, Fraction(r.choice((1, 2, 3)), 6)) for donor in DONORS),
        part=r.choice((1, Fraction(3, 5))),
        credit=r.choice((1, Fraction(1, 2))),
    )
    # Slots that come without their parts would be a contradiction by themselves.
    free = [name for name in RECIPIENTS if not any((s.party, s.item) == (name, "a") for s in slots)]
    bundles = tuple(
        Bundle(name=f"kit-{name}", recipient=name, item="a", parts=(("b", r.choice((1, 2))),))
        for name in free
        if r.random() < 0.4
    )
    conditions = (
        Condition(
            name="if you do",
            donor="D1",
            items=tuple(r.sample(ITEMS, 2)),
            others=r.choice((("D2",), ("D2", "D3"))),
            of=r.choice((*ITEMS, "f")),
            units=r.choice((1, 2)),
        ),
    )
    exchanges = (
        Exchange(
            name="ring",
            giver=r.choice(DONORS),
            item="a",
            receives=r.choice(("b", "c")),
            ratio=r.choice((1, Fraction(1, 2))),
            window=r.choice((0, 1, 3)),
        ),
    )
    return {
        "budgets": budgets,
        "funds": (fund,) if funds else (),
        "keys": (key,) if r.random() < 0.4 else (),
        "bundles": bundles,
        "conditions": conditions if r.random() < 0.5 else (),
        "exchanges": exchanges if r.random() < 0.5 else (),
    }
