"""Tiny pools drawn from a seed, and the best purchase of one by trying every purchase.

The search knows the values of a pool and nothing else of ours: it counts units, months and cents
by hand. Slow, and too simple to be wrong.
"""

from fractions import Fraction
from functools import cache
from itertools import product
from math import floor
from random import Random

from materiel.procurement.pooling.values import Need, Offer, Pool, Rules, Tier

PARTIES = "PQRS"


def tiny(seed, *, needs=3, offers=3, options=True, capacity=None):
    """A pool with one or two items, a few units and every kind of rule now and then."""
    draw = Random(seed)
    items = ["i", "j"][: draw.randint(1, 2)]
    wanted = []
    for number in range(draw.randint(2, needs)):
        accepts = draw.sample(items, draw.randint(1, len(items)))
        wanted.append(
            Need(
                id=f"n{number}",
                party=draw.choice(PARTIES[:3]),
                items=tuple(accepts),
                units=draw.randint(1, 3),
                due=draw.randint(1, 5),
                priority=draw.randint(1, 2),
                commits=draw.choice([0, 0, 0, 1, 2]) if options else 0,
                origins=draw.choice([(), (), (), (), (), ("X",), ("X", "Y")]),
            )
        )
    made = []
    for number in range(draw.randint(1, offers)):
        prices = sorted((draw.randint(5, 30) for _ in range(draw.randint(1, 3))), reverse=True)
        starts = [1, *sorted(draw.sample(range(2, 8), len(prices) - 1))]
        option = options and draw.random() < 0.5
        made.append(
            Offer(
                id=f"o{number}",
                supplier=f"s{number}",
                item=draw.choice(items),
                tiers=tuple(map(Tier, starts, prices)),
                tiering=draw.choice(["all-units", "incremental"]),
                minimum=draw.choice([0, 0, 0, 2, 4]),
                fixed=draw.choice([0, 0, 7, 25]),
                monthly=draw.choice([None, 1, 1, 2, 3]),
                most=draw.choice([None, None, 3, 5]),
                lead=draw.randint(0, 1),
                origin=draw.choice(["", "X", "Y"]),
                buyers=draw.choice([None, None, None, frozenset("PQ"), frozenset("QR")]),
                option_units=draw.randint(1, 4) if option else 0,
                option_price=draw.randint(5, 30) if option else 0,
                option_last=draw.randint(0, 3) if option else -1,
            )
        )
    late = draw.choice([(0, 0), (0, 0), (2, 0), (2, 3)])
    rule = capacity or draw.choice(["share", "whole"])
    return Pool(f"tiny-{seed}", "EUR", tuple(wanted), tuple(made), Rules(*late, rule))


def price(offer, firm):
    total = offer.fixed
    for unit in range(1, firm + 1):
        at = firm if offer.tiering == "all-units" else unit
        total += min(tier.price for tier in offer.tiers if tier.start <= at)
    return total


def lateness(pool, offer, jobs):
    """Least unit-months late of single units ``(first, last, due)``; None when they do not fit."""
    if offer.monthly is None:
        return sum(max(0, first - due) for first, _, due in jobs)
    part = pool.parts.get(offer.id, Fraction(1))
    months = range(offer.lead, max(last for _, last, _ in jobs) + 1)
    made = [floor(part * offer.monthly * (n + 1)) for n in range(len(months))]
    room = tuple(now - before for now, before in zip(made, [0, *made], strict=False))

    @cache
    def least(number, left):
        if number == len(jobs):
            return 0
        first, last, due = jobs[number]
        found = []
        for at, month in enumerate(months):
            if first <= month <= last and left[at]:
                rest = least(number + 1, (*left[:at], left[at] - 1, *left[at + 1 :]))
                if rest is not None:
                    found.append(rest + max(0, month - due))
        return min(found, default=None)

    return least(0, room)


def may(need, offer):
    return (
        offer.item in need.items
        and (offer.buyers is None or need.party in offer.buyers)
        and (not need.origins or offer.origin in need.origins)
        and (need.commits == 0 or (offer.option_units and need.commits <= offer.option_last))
    )


def best(pool):
    """``(unmet by priority, cost with lateness)`` of the best purchase."""
    ways = []
    for offer in pool.offers:
        mine = [range(need.units + 1) if may(need, offer) else (0,) for need in pool.needs]
        ways.append([way for way in product(*mine) if lot_cost(pool, offer, way) is not None])
    ranks = sorted({need.priority for need in pool.needs})
    found = None
    for choice in product(*ways):
        left = [need.units - sum(way[at] for way in choice) for at, need in enumerate(pool.needs)]
        if min(left) < 0:
            continue
        unmet = tuple(
            sum(n for n, need in zip(left, pool.needs, strict=True) if need.priority == rank)
            for rank in ranks
        )
        total = sum(
            lot_cost(pool, offer, way) for offer, way in zip(pool.offers, choice, strict=True)
        )
        if found is None or (unmet, total) < found:
            found = unmet, total
    return found


def lot_cost(pool, offer, way):
    """What one lot costs with its lateness; None when it breaks a rule."""
    if not any(way):
        return 0
    firm = sum(n for n, need in zip(way, pool.needs, strict=True) if need.commits == 0)
    option = sum(way) - firm
    jobs = tuple(
        (need.commits + offer.lead, need.due + pool.rules.late_months, need.due)
        for n, need in zip(way, pool.needs, strict=True)
        for _ in range(n)
    )
    part = pool.parts.get(offer.id, Fraction(1))
    broken = (
        firm < max(1, offer.minimum)
        or (offer.most is not None and firm + option > floor(part * offer.most))
        or option > floor(part * offer.option_units)
        or any(first > last for first, last, _ in jobs)
    )
    late = None if broken else lateness(pool, offer, jobs)
    if late is None:
        return None
    return price(offer, firm) + option * offer.option_price + late * pool.rules.late_price
