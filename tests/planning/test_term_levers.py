"""Levers of hubs, funds, keys, debts, bundles, offers and claims: stated as re-solved."""

import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from materiel.planning.effects import COUNTED
from materiel.planning.explanation import Explainer
from materiel.planning.formulation import constraints
from materiel.planning.levers import levers, spots
from materiel.planning.prices import Prices
from materiel.planning.surroundings import surroundings

sys.path.insert(0, str(Path(__file__).parent))
from exhaustive import TooManyError
from switches import everything
from test_switches import PAYMENTS, compare, design, drawn, first_searched, names_of, searched

TERMS = (
    "hubs", "funds", "keys", "arrears", "obligations", "bundles", "conditions", "exchanges",
    "claims",
)  # fmt: skip
LEVERS = {
    "arrears": "arrears/later::window",
    "backfill": "obligations/debt::window",
    "budget": "budgets/D1/1-2::amount",
    "bundle": "bundles/kit::b",
    "burden-key": "keys/size::part",
    "claim": "claims/own::reserved",
    "component": "components/part::capacity",
    "condition": "conditions/if you do::units",
    "entitlement": "contracts/k::start",
    "exchange": "exchanges/ring::window",
    "fund": "funds/common::amount",
    "fund-origin": "funds/common::origin there",
    "gate": "gates/g0::opens",
    "hub": "hubs/port::capacity",
    "line-capacity": "lines/line::capacity",
    "option": "options/o0::opens",
    "option-ladder": "options/o0::ladder",
    "posture-floor": "floors/floor-D1::level",
    "shortfall-duration": "floors/floor-D1::duration",
    "slot-diversion": "arcs/D2>R:a::diverts",
    "stock-flow": "stocks/D1/a::units",
    "training": "training/R::slots",
    "transport-lead": "arcs/D1>R:a::lead",
}
"""One lever of each rule; a need is what levers are for."""


def test_every_rule_but_a_need_has_a_lever():
    assert {*LEVERS, "need"} == set(constraints())
    known = {lever.key for seed in range(40) for lever in levers(everything(seed))}
    assert set(LEVERS.values()) <= known


def test_levers_are_said_in_words():
    by_key = {lever.key: lever for seed in range(40) for lever in levers(everything(seed))}
    assert by_key["hubs/port::capacity"].words(1) == "hub port: one more a month from its start on"
    assert by_key["keys/size::part"].words(-2) == (
        "key size: a party carries 2 twentieths more of its share"
    )
    assert by_key["arrears/later::window"].words(1).endswith("(later) falls due one month later")
    assert by_key["funds/common::origin there"].words(1) == (
        "fund common pays for what is made in there too"
    )
    assert by_key["exchanges/ring::window"].words(1) == (
        "exchange ring: one month more to make it good"
    )
    assert by_key["options/o0::ladder"].words(1) == "option o0 can be used without o1"


def test_a_lever_that_makes_no_problem_is_not_moved():
    problem = everything(0)
    by_key = {lever.key: lever for lever in levers(problem)}
    assert by_key["conditions/if you do::units"].move(problem, 1) is None
    assert by_key["bundles/kit::b"].move(problem, 1) is None
    assert by_key["arrears/later::window"].move(problem, -9) is None
    assert by_key["claims/own::reserved"].move(problem, -9) is None
    assert by_key["options/o0::ladder"].move(problem, -1) is None
    claimed = next(p for p in map(everything, range(40)) if any(p.claims[0].reserved))
    line = next(lever for lever in levers(claimed) if lever.key == "lines/line::capacity")
    assert line.move(claimed, -1) is None  # less than what is kept of it
    assert by_key["keys/size::part"].move(problem, -1).keys[0].part > problem.keys[0].part


def test_a_month_of_a_hub_is_a_lever_of_its_own():
    problem = everything(0)
    found = spots(problem, {"hubs/port"})
    assert [lever.key for lever in found] == [f"hubs/port::capacity@{n}" for n in (1, 2, 3)]
    after = found[1].move(problem, 1).hubs[0].capacity
    before = problem.hubs[0].capacity
    assert after == (before[0], before[1] + 1, before[2])


def test_the_budget_of_who_pays_into_a_fund_can_matter_to_what_it_pays_for():
    problem = next(
        p
        for p in map(everything, range(99))
        if p.contracts[0].buyers == ("R",) and not p.contracts[0].payer
    )
    fund = replace(problem.funds[0], givers=("D1",))
    problem = replace(problem, options=(), funds=(fund,))
    near = surroundings(problem, [f"contracts/{problem.contracts[0].name}"])
    assert {"funds/common", f"budgets/{problem.budgets[0].name}"} <= near
    apart = replace(problem, funds=(replace(problem.funds[0], givers=()),))
    near = surroundings(apart, [f"contracts/{problem.contracts[0].name}"])
    assert f"budgets/{problem.budgets[0].name}" not in near


def stated(rows):
    """Every lever of the terms, both ways, against trying every plan; how often each moved."""
    told, moved = Counter(), Counter()
    for row, on in rows:
        problem, best = first_searched(drawn(row, on))
        if best is None:
            continue
        compare(row, on, problem, best)
        explainer = Explainer(problem)
        for lever in levers(problem):
            if lever.part.partition("/")[0] not in TERMS:
                continue
            worth = explainer.worth(lever)
            for steps, found in ((1, worth.more), (-1, worth.less)):
                after = lever.move(problem, steps)
                if after is not None and (steps > 0 or worth.both):
                    with suppress(TooManyError):
                        _same(lever.words(steps), found, searched(after, names_of(after)))
                        told[lever.part.partition("/")[0]] += 1
                        moved[lever.part.partition("/")[0]] += found is None or found.sign != 0
    return told, moved


def _same(words, found, best):
    assert (found is None) == (best is None), words
    if found is not None:
        known = {name: after for name, _, after in found.objectives}
        for name in COUNTED:
            if name in known:
                off = PAYMENTS if name == "burden" else 0
                assert 0 <= known[name] - best[name] <= off, (words, name)


def test_every_stated_lever_of_a_term_equals_trying_every_plan():
    rows = list(enumerate(design(constraints(), 1)))[1::13]
    told, moved = stated(rows)
    assert sum(told.values()) > 20
    assert sum(moved.values()) > 3


@pytest.mark.proof
def test_every_stated_lever_of_a_term_equals_trying_every_plan_on_two_hundred_problems():
    rows = list(enumerate(design(constraints(), 4)))[:200]
    told, moved = stated(rows)
    assert set(told) == set(TERMS)
    assert all(moved[table] > 0 for table in ("hubs", "funds", "keys", "arrears")), moved


def test_a_key_and_an_arrear_have_a_price_of_their_own():
    """A lever that changes only what is counted is priced by what is counted."""
    found = Counter()
    for row, on in list(enumerate(design(constraints(), 1)))[1:40]:
        problem, _ = first_searched(drawn(row, on))
        prices = Prices(problem)
        for lever in levers(problem):
            after = lever.move(problem, 1)
            table = lever.part.partition("/")[0]
            if table in ("keys", "arrears") and after is not None:
                found[table] += prices.of(after) < 0
    assert found["keys"] > 0
    assert found["arrears"] > 0
