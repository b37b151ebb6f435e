"""Tiny random problems with the terms that nations agree, each rule present about half the time."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from tiny import tiny_problem

from materiel.planning.terms import (
    Arrear,
    Bundle,
    Claim,
    Condition,
    Exchange,
    Fund,
    Hub,
    Key,
)

RULES = (
    "hubs",
    "bundles",
    "exchanges",
    "conditions",
    "claims",
    "diverts",
    "funds",
    "ladders",
    "arrears",
    "keys",
    "fractions",
)


def tiny_terms(seed, wanted=None):
    """A tiny problem and the names of the rules that it got beside the usual ones."""
    r = Random(seed)
    p = tiny_problem(seed)
    wanted = [rule for rule in RULES if r.random() < 0.5] if wanted is None else wanted
    return add_terms(p, r, wanted), wanted


def add_terms(p, r, wanted):  # noqa: C901, PLR0915
    donors = [party for party in p.parties if party != "R"]
    names = [item.name for item in p.items]
    months = p.months

    def few():
        return tuple(r.choice((0, 1, 1, 2)) for _ in range(months))

    if "hubs" in wanted:
        hubs = (
            Hub(name="port", capacity=few(), counted=r.choice(("sent", "arrived"))),
            Hub(name="lift", capacity=few(), counted="arrived"),
        )
        items = tuple(replace(item, load=r.choice((1, 1, 2))) for item in p.items)
        arcs = tuple(
            replace(arc, hubs=tuple(h.name for h in hubs if r.random() < 0.5)) for arc in p.arcs
        )
        p = replace(p, hubs=hubs, items=items, arcs=arcs)
    if "diverts" in wanted:
        arcs = tuple(replace(arc, diverts=r.random() < 0.5) for arc in p.arcs)
        p = replace(p, arcs=arcs)
    if "bundles" in wanted and len(names) == 2:
        first, second = r.sample(names, 2)
        bundle = Bundle(name="kit", recipient="R", item=first, parts=((second, r.choice((1, 2))),))
        p = replace(p, bundles=(bundle,))
    if "exchanges" in wanted and len(names) == 2:
        first, second = r.sample(names, 2)
        exchange = Exchange(
            name="ring",
            giver=donors[0],
            item=first,
            receives=second,
            ratio=r.choice((1, Fraction(1, 2))),
            window=r.choice((0, 1, 1, 2)),
        )
        p = replace(p, exchanges=(exchange,))
    if "conditions" in wanted and len(donors) == 2:
        condition = Condition(
            name="if you do",
            donor=donors[0],
            items=tuple(n for n in names if r.random() < 0.7) or (names[0],),
            others=(donors[1],),
            of=r.choice((*names, "f")),
            units=r.choice((1, 1, 2)),
        )
        p = replace(p, conditions=(condition,))
    if "claims" in wanted and p.lines:
        line = p.lines[0]
        reserved = tuple(r.choice((0, min(1, capacity))) for capacity in line.capacity)
        claim = Claim(name="own", party=donors[0], line=line.name, reserved=reserved)
        p = replace(p, claims=(claim,))
    if "funds" in wanted:
        first = r.choice((1, 1, 2))
        fund = Fund(
            name="common",
            parties=("R",),
            first=first,
            last=months,
            amount=r.choice((0, 3, 6)),
            givers=tuple(donors) if r.random() < 0.6 else (),
            origins=r.choice(((), ("here",), ("here", "there"))),
        )
        budgets = tuple(b for b in p.budgets if b.payer != "R")
        origin = r.choice(("here", "there", ""))
        contracts = tuple(replace(c, origin=origin) for c in p.contracts)
        p = replace(p, funds=(fund,), budgets=budgets, contracts=contracts)
    if "ladders" in wanted and len(p.options) == 2:
        low, high = p.options
        low = replace(low, predecessor="", ladder=high.name if r.random() < 0.5 else "")
        high = replace(high, predecessor="", ladder="" if low.ladder else low.name)
        options = (replace(low, every=r.choice((1, 2))), replace(high, every=r.choice((1, 2))))
        p = replace(p, options=options)
    if "arrears" in wanted:
        arrears = tuple(
            Arrear(
                name=f"later-{donor}",
                donor=donor,
                of=r.choice((*names, "f")),
                share=r.choice((Fraction(1), Fraction(4, 5))),
                window=r.choice((0, 1, 1, 2)),
                importance=r.choice((1, Fraction(3, 2))),
            )
            for donor in donors
        )
        p = replace(p, arrears=arrears)
    if "keys" in wanted and "funds" not in wanted:
        shares = tuple((donor, Fraction(r.choice((1, 2)), 2)) for donor in donors)
        key = Key(
            name="size",
            shares=shares,
            part=r.choice((1, Fraction(3, 5))),
            credit=r.choice((1, Fraction(1, 2))),
        )
        items = tuple(replace(item, worth=r.choice((1, 2, 7))) for item in p.items)
        p = replace(p, keys=(key,), items=items)
    if "fractions" in wanted:
        items = tuple(
            replace(item, weight=r.choice((1, Fraction(1, 2), Fraction(3, 2)))) for item in p.items
        )
        floors = tuple(
            replace(f, importance=r.choice((1, Fraction(5, 3))), levels=_halves(r, f.levels))
            for f in p.floors
        )
        p = replace(p, items=items, floors=floors)
    return p


def _halves(r, levels):
    return tuple(max(0, level - r.choice((0, 0, Fraction(1, 2)))) for level in levels)
