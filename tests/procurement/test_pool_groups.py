"""What groups pay by themselves, and who had better leave, against every group asked by hand."""

from itertools import combinations
from random import Random

import pytest
from tiny_pools import best, tiny

from materiel.kernel.errors import InputError
from materiel.procurement.pooling.groups import Groups, leaving
from materiel.procurement.pooling.values import Need, Offer, Pool, Rules, Tier


def market(seed, parties=5, capacity="share", *, options=False):
    """Nations of which each could buy alone: the last offer is dear and without limit."""
    draw = Random(seed)
    names = [f"P{n}" for n in range(parties)]
    needs = [
        Need(
            id=f"n{name}",
            party=name,
            items=tuple(draw.sample(["i", "j"], draw.randint(1, 2))),
            units=draw.randint(1, 40),
            due=draw.randint(2, 12),
            commits=draw.choice([0, 0, 1]) if options and name != "P0" else 0,
        )
        for name in names
    ]
    offers = [
        Offer(
            id=f"o{item}{n}",
            supplier="s",
            item=item,
            tiers=(Tier(1, 900), Tier(20, 800), Tier(50, draw.randint(500, 700))),
            tiering=draw.choice(["all-units", "incremental"]),
            minimum=draw.choice([0, 15]),
            fixed=draw.choice([0, 2000, 9000]),
            monthly=draw.choice([None, 5, 12]),
            most=draw.choice([None, 60]),
            lead=draw.randint(0, 3),
            option_units=30,
            option_price=850,
            option_last=5,
        )
        for item in "ij"
        for n in range(2)
    ]
    offers += [
        Offer(
            id=f"dear-{item}",
            supplier="s",
            item=item,
            tiers=(Tier(1, 1000),),
            option_units=200,
            option_price=1000,
            option_last=9,
        )
        for item in "ij"
    ]
    return Pool("m", "EUR", tuple(needs), tuple(offers), Rules(capacity=capacity))


def every_group(pool):
    for size in range(1, len(pool.parties) + 1):
        yield from combinations(pool.parties, size)


def some_shares(pool, whole, seed):
    draw = Random(seed)
    weights = [draw.random() ** 2 + 0.01 for _ in pool.parties]
    parts = [int(whole * weight / sum(weights)) for weight in weights]
    parts[0] += whole - sum(parts)
    return dict(zip(pool.parties, parts, strict=True))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("capacity", "options"), [("share", False), ("share", True), ("whole", False), ("whole", True)]
)
def test_the_group_that_is_named_gains_most_of_all_groups(seed, capacity, options):
    pool = market(seed, parties=4, capacity=capacity, options=options)
    groups = Groups(pool)
    paid = some_shares(pool, groups.cost(pool.parties), seed)
    gains = {
        group: sum(paid[party] for party in group) - groups.cost(group)
        for group in every_group(pool)
        if not groups.purchase(group).unmet
    }
    found = leaving(groups, paid, gap=0.0)
    strongest = max(gains.values())
    assert found.gain <= max(0, strongest)
    assert found.most is not None
    assert found.most >= strongest
    if not options or capacity == "whole":
        # Months rounded to whole units leave the model a unit more for staggered options.
        assert found.gain == max(0, strongest)
        assert found.most - found.gain <= 1
    assert leaving(groups, paid, gap=0.9).most >= strongest
    assert not found.group or gains[found.group] == found.gain


def test_nobody_leaves_who_pays_what_it_would_pay_alone_less_a_part_of_the_saving():
    pool = market(3)
    groups = Groups(pool)
    alone = {party: groups.cost({party}) for party in pool.parties}
    whole = groups.cost(pool.parties)
    assert whole < sum(alone.values())
    found = leaving(groups, {**alone, "P0": alone["P0"] - (sum(alone.values()) - whole)}, gap=0.0)
    # The others pay as alone and P0 has all of the saving: only groups without P0 may object.
    assert "P0" not in found.group


@pytest.mark.parametrize("seed", range(15))
def test_a_group_never_loses_by_growing(seed):
    pool = market(seed, parties=4)
    groups = Groups(pool)
    assert groups.superadditive
    cost = {frozenset(group): groups.cost(group) for group in every_group(pool)}
    for one, other in combinations(cost, 2):
        if not one & other:
            assert cost[one | other] <= cost[one] + cost[other], (one, other)


def test_staggered_options_and_whole_capacities_promise_nothing():
    assert not Groups(market(1, capacity="whole")).superadditive
    later = next(m for m in (market(n, options=True) for n in range(9)) if m.needs[1].commits)
    assert not Groups(later).superadditive
    assert not Groups(market(1), gap=0.01).superadditive


@pytest.mark.parametrize("seed", range(8))
def test_what_a_group_pays_is_the_least(seed):
    pool = tiny(seed + 900, needs=3)
    groups = Groups(pool)
    for group in every_group(pool):
        mine = pool if len(group) == len(pool.parties) else pool.of(group)
        unmet, cost = best(mine)
        bought = groups.purchase(group)
        assert (sum(unmet), cost) == (bought.unmet_units(), bought.cost + bought.late_cost)


def test_costs_of_unlike_deliveries_are_refused():
    scant = Offer(id="o", supplier="s", item="i", tiers=(Tier(1, 10),), minimum=5)
    needs = tuple(Need(id=p, party=p, items=("i",), units=3, due=1) for p in "PQ")
    groups = Groups(Pool("c", "EUR", needs, (scant,)))
    assert groups.cost("PQ") == 60
    with pytest.raises(InputError) as refused:
        groups.cost("P")
    assert str(refused.value) == "P would leave 3 units unmet"
    slow = Offer(id="o", supplier="s", item="i", tiers=(Tier(1, 10),), monthly=1)
    late = Groups(Pool("c", "EUR", needs, (slow,), Rules(9, 1)))
    with pytest.raises(InputError) as refused:
        late.cost("PQ")
    assert str(refused.value) == "P, Q would get units late, 10 unit-months in all"


def test_shares_of_others_are_refused():
    with pytest.raises(InputError) as refused:
        leaving(Groups(market(1, parties=2)), {"P0": 1})
    assert str(refused.value) == "shares of P0; accepted: of P0, P1"
