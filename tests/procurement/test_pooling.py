"""What is pooled is the best that can be bought, in months and cents that a replay confirms."""

from dataclasses import replace

import pytest
from tiny_pools import best, tiny

from materiel.kernel.errors import InputError
from materiel.procurement.pooling.lots import Purchase
from materiel.procurement.pooling.replay import replay
from materiel.procurement.pooling.solve import buy
from materiel.procurement.pooling.values import Need, Offer, Pool, Rules, Tier


def need(party, units, due=9, **more):
    return Need(
        **{"id": party, "party": party, "items": ("i",), "units": units, "due": due, **more}
    )


def offer(*tiers, **more):
    start = {"id": "o", "supplier": "s", "item": "i", "tiers": tuple(Tier(*each) for each in tiers)}
    return Offer(**{**start, **more})


def pool(needs, *offers, **rules):
    return Pool("c", "EUR", tuple(needs), offers, Rules(**rules))


def told(bought, problem):
    ranks = sorted({each.priority for each in problem.needs})
    unmet = tuple(
        sum(bought.unmet.get(n.id, 0) for n in problem.needs if n.priority == rank)
        for rank in ranks
    )
    return unmet, bought.cost + bought.late_cost


def same_as_exhaustive(seed):
    problem = tiny(seed)
    assert told(buy(problem), problem) == best(problem), problem
    for party in problem.parties:
        alone = problem.of({party})
        assert told(buy(alone), alone) == best(alone), alone


@pytest.mark.parametrize("seed", range(30))
def test_no_purchase_is_better(seed):
    same_as_exhaustive(seed)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(1000, 1300))
def test_no_purchase_is_better_in_three_hundred_pools(seed):
    same_as_exhaustive(seed)


# ----------------------------------------------------------------------------------- by hand

LADDER = ((1, 1000), (100, 900), (200, 800))


def test_the_price_reached_counts_for_every_unit_or_for_those_of_its_tier():
    needs = [need("P", 120), need("Q", 60), need("R", 20)]
    assert buy(pool(needs, offer(*LADDER))).cost == 200 * 800
    each = buy(pool(needs, offer(*LADDER, tiering="incremental")))
    assert each.cost == 99 * 1000 + 100 * 900 + 1 * 800
    assert [buy(pool([n], offer(*LADDER))).cost for n in needs] == [108000, 60000, 20000]


def test_nothing_is_bought_to_reach_a_price():
    # 99 units cost 99,000, the hundredth would bring the whole to 90,000.
    assert buy(pool([need("P", 99)], offer(*LADDER))).cost == 99 * 1000


def test_a_lot_pays_its_fixed_cost_once():
    needs = [need("P", 2), need("Q", 3)]
    assert buy(pool(needs, offer((1, 10), fixed=500))).cost == 500 + 50


def test_a_minimum_is_reached_together_or_not_at_all():
    scant = offer((1, 10), minimum=5)
    assert buy(pool([need("P", 2)], scant)).unmet == {"P": 2}
    assert buy(pool([need("P", 2), need("Q", 3)], scant)).unmet == {}


def test_the_more_urgent_need_is_met_first_whatever_it_costs():
    needs = [need("P", 3, priority=2), need("Q", 3, items=("i", "j"))]
    scarce = offer((1, 10), most=3)
    dear = offer((1, 99), id="dear", item="j", most=1)
    bought = buy(pool(needs, scarce, dear))
    assert bought.unmet == {"P": 2}
    assert bought.cost == 3 * 10 + 99


def test_a_line_delivers_from_its_lead_on_and_no_faster():
    line = offer((1, 10), monthly=2, lead=3)
    bought = buy(pool([need("P", 9, due=5)], line))
    assert bought.unmet == {"P": 3}
    assert bought.lots[0].parts[0].arrivals == ((3, 2), (4, 2), (5, 2))


def test_late_units_are_refused_or_priced():
    line = offer((1, 10), monthly=2, lead=3)
    late = buy(pool([need("P", 9, due=5)], line, late_months=2, late_price=7))
    assert (late.unmet, late.late, late.late_cost, late.cost) == ({}, 4, 28, 90)
    dear = offer((1, 16), id="dear")
    other = buy(pool([need("P", 9, due=5)], line, dear, late_months=2, late_price=7))
    # The last unit would be two months late: 10 + 14 against 16; one month late costs 17.
    assert other.late == 0
    assert other.cost == 6 * 10 + 3 * 16


def test_who_cannot_commit_joins_as_an_option_that_lowers_no_price():
    terms = {"option_units": 80, "option_price": 950, "option_last": 2}
    needs = [need("P", 60), need("Q", 60, commits=2)]
    bought = buy(pool(needs, offer(*LADDER, **terms)))
    (lot,) = bought.lots
    assert (lot.firm, lot.firm_cost, lot.option, lot.option_cost) == (60, 60000, 60, 57000)
    assert [part.option for part in lot.parts] == [False, True]
    closed = buy(pool([need("P", 60), need("Q", 60, commits=3)], offer(*LADDER, **terms)))
    assert closed.unmet == {"Q": 60}
    alone = buy(pool([need("Q", 60, commits=2)], offer(*LADDER, **terms)))
    assert alone.unmet == {"Q": 60}


def test_options_on_one_line_wait_for_their_own_months():
    # Both option units may arrive in month 2 alone, where the line makes one.
    terms = {"monthly": 1, "option_units": 9, "option_price": 5, "option_last": 2}
    needs = [need("P", 1, due=0), need("Q", 2, due=2, commits=2)]
    bought = buy(pool(needs, offer((1, 10), **terms)))
    assert bought.unmet == {"Q": 1}


def test_a_lot_has_its_options_once_however_many_tiers_it_has():
    terms = {"option_units": 5, "option_price": 5, "option_last": 2}
    needs = [need("P", 110), need("Q", 10, commits=1)]
    assert buy(pool(needs, offer(*LADDER, **terms))).unmet == {"Q": 5}


def test_an_origin_that_nobody_states_keeps_no_rule_of_origin():
    unknown, there = offer((1, 10)), offer((1, 30), id="there", origin="X")
    bought = buy(pool([need("P", 2, origins=("X",))], unknown, there))
    assert [(lot.offer, lot.cost) for lot in bought.lots] == [("there", 60)]


def test_only_those_join_who_may_buy():
    bought = buy(pool([need("P", 2), need("Q", 2)], offer((1, 10), buyers=frozenset("P"))))
    assert bought.unmet == {"Q": 2}


# ------------------------------------------------------------------------------------- alone


@pytest.mark.parametrize("seed", range(40))
def test_together_is_never_worse_than_side_by_side(seed):
    problem = tiny(seed + 5000, needs=4, options=False, capacity="share")
    mine = [buy(problem.of({party})) for party in problem.parties]
    ranks = sorted({each.priority for each in problem.needs})
    unmet = tuple(
        sum(
            each.unmet.get(n.id, 0)
            for each, party in zip(mine, problem.parties, strict=True)
            for n in problem.needs
            if n.priority == rank and n.party == party
        )
        for rank in ranks
    )
    together = told(buy(problem), problem)
    assert together <= (unmet, sum(each.cost + each.late_cost for each in mine))


def test_alone_a_nation_has_its_part_of_a_line_or_all_of_it():
    needs = [need("P", 6, due=2), need("Q", 3, due=2)]
    line = offer((1, 10), monthly=3)
    assert buy(pool(needs, line)).unmet == {}
    assert buy(pool(needs, line).of({"Q"})).lots[0].parts[0].arrivals == ((0, 1), (1, 1), (2, 1))
    whole = pool(needs, line, capacity="whole")
    assert buy(whole.of({"Q"})).lots[0].parts[0].arrivals == ((0, 3),)


def test_markets_share_no_offer():
    needs = [need("P", 1), need("Q", 1, items=("j", "k")), need("R", 1, items=("k",))]
    parts = pool(needs, offer((1, 1)), offer((1, 1), id="k", item="k")).markets()
    assert [[n.id for n in part.needs] for part in parts] == [["P"], ["Q", "R"]]
    assert [[o.id for o in part.offers] for part in parts] == [["o"], ["k"]]


# ------------------------------------------------------------------------------------ replay


def faulty(change):
    terms = {"monthly": 2, "lead": 1, "minimum": 2, "most": 5}
    problem = pool([need("P", 3, due=3)], offer((1, 10), (3, 9), **terms))
    bought = buy(problem)
    assert replay(problem, bought) == []
    return [str(each) for each in replay(problem, change(bought))]


def with_lot(bought, **change):
    return replace(bought, lots=(replace(bought.lots[0], **change),))


def with_part(bought, **change):
    return with_lot(bought, parts=(replace(bought.lots[0].parts[0], **change),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: with_lot(b, firm_cost=28), "told a cost of 28, replayed 27"),
        (lambda b: with_lot(b, option_cost=1), "told 1 for options, replayed 0"),
        (lambda b: with_lot(b, firm=2), "told 2 firm and 0 option, replayed 3 and 0"),
        (lambda b: with_part(b, arrivals=((1, 3),)), "month 1: 3; at most 2"),
        (lambda b: with_part(b, arrivals=((0, 1), (1, 2))), "month 0; accepted: 1 to 3"),
        (lambda b: with_part(b, arrivals=((1, 2), (4, 1))), "month 4; accepted: 1 to 3"),
        (lambda b: with_part(b, arrivals=((1, 2),)), "arrivals do not sum to the units"),
        (lambda b: with_part(b, party="Q"), "it is P's, told as Q's"),
        (lambda b: with_part(b, option=True), "firm and option confused"),
        (lambda b: with_part(b, units=4), "1 units too many"),
        (lambda b: with_part(b, units=6), "6 units; at most 5"),
        (lambda b: with_part(b, units=1), "1 firm units; the minimum is 2"),
        (lambda b: with_part(b, need="Z"), "an offer or need nobody stated"),
        (lambda b: replace(b, unmet={"P": 1}), "told 1, replayed 0"),
        (lambda b: replace(b, late=1), "told 1, replayed 0"),
        (lambda b: replace(b, lots=b.lots * 2), "2 lots; one is allowed"),
        (lambda b: replace(b, lots=()), "told 0, replayed 3"),
    ],
)
def test_a_purchase_that_breaks_a_rule_is_found(change, said):
    assert any(said in each for each in faulty(change))


def test_a_purchase_says_its_gap():
    assert isinstance(buy(pool([need("P", 3)], offer((1, 10)))), Purchase)
    assert buy(pool([need("P", 3)], offer((1, 10)))).gap == 0


# --------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: need("P", 0), "need P: found 0 units; accepted: 1 or more"),
        (lambda: offer((2, 5)), "offer o: prices: the first tier starts at 1"),
        (lambda: offer((1, 5), (1, 4)), "offer o: prices: tier 1 after 1"),
        (
            lambda: offer((1, 5), (4, 6)),
            "offer o: prices: 6 from 4 units on; accepted: at most 5, what fewer units cost",
        ),
        (lambda: offer((1, 5), fixed=-1), "offer o: fixed -1; accepted: 0 or more"),
        (
            lambda: offer((1, 5), tiering="some"),
            "offer o: tiering 'some'; accepted: all-units, incremental",
        ),
        (lambda: Rules(0, 5), "lateness: a price without months; accepted: both, or months alone"),
        (lambda: Rules(capacity="x"), "capacity: found 'x'; accepted: share, whole"),
        (lambda: pool([need("P", 1), need("P", 2)]), "need P is stated twice"),
    ],
)
def test_what_cannot_be_meant_is_refused(make, said):
    with pytest.raises(InputError) as refused:
        make()
    assert str(refused.value) == said
