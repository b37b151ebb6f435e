"""Estimates: below every plan, proven, and the same from a basis as from nothing."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from materiel.kernel.errors import InputError, PlanInfeasibleError, UnknownNameError
from materiel.planning.estimate import Estimator
from materiel.planning.parts import Arc, Gate, Item, Requirement, Stock
from materiel.planning.problem import Problem
from materiel.planning.solve import Settings, solve

sys.path.insert(0, str(Path(__file__).parent))
from tiny_terms import tiny_terms

WEIGHTS = {"unmet": 20.0, "gap": 5.0, "lateness": 1.0, "cost": 0.1, "handling": 0.01}
EXACT = Settings(gap=0.0, weights=WEIGHTS)


def weighed(plan):
    return sum(weight * float(plan.value(name)) for name, weight in WEIGHTS.items())


def test_no_plan_is_better_than_the_bound_of_its_estimate():
    apart = 0
    for seed in range(16):
        problem, _ = tiny_terms(seed)
        estimate = Estimator(problem, WEIGHTS).estimate()
        try:
            plan = solve(problem, EXACT)
        except PlanInfeasibleError:
            continue
        assert estimate.bound is not None
        assert estimate.bound <= estimate.value + 1e-6
        assert estimate.value <= weighed(plan) + 1e-6
        apart += estimate.value < weighed(plan) - 1e-6
    assert apart > 2  # else the estimate would be the plan, and this no test of it


def test_a_change_is_answered_from_the_basis_as_from_nothing(hand_over):
    problem = hand_over(duration=None)
    problem = replace(
        problem,
        gates=(Gate(name="consent"),),
        arcs=(replace(problem.arcs[0], gates=("consent",)),),
    )
    estimator = Estimator(problem, WEIGHTS)
    estimator.estimate()
    need = problem.requirements[0]
    for changed, kept in (
        (replace(problem, requirements=(replace(need, units=3),)), True),
        (replace(problem, stocks=(replace(problem.stocks[0], units=3),)), True),
        (replace(problem, gates=(Gate(name="consent", opens=4),)), True),
        (replace(problem, gates=(Gate(name="consent", opens=None),)), True),
        (replace(problem, arcs=(replace(problem.arcs[0], lead=3),)), False),
        (problem, False),
    ):
        assert estimator.change(changed) == kept
        found = estimator.estimate()
        fresh = Estimator(changed, WEIGHTS).estimate()
        assert found.value == pytest.approx(fresh.value)
        assert found.bound == pytest.approx(fresh.value)


def test_prices_say_what_one_unit_more_changes(hand_over):
    problem = hand_over(duration=None, depth=0)
    estimator = Estimator(problem, WEIGHTS)
    before = estimator.estimate()
    floors = dict(before.prices["posture-floor"])
    name, price = max(floors.items(), key=lambda pair: abs(pair[1]))
    month = int(name.removesuffix("]").split()[-1])
    floor = problem.floors[0]
    less = [level - (at == month) for at, level in enumerate(floor.levels, start=1)]
    estimator.change(replace(problem, floors=(replace(floor, levels=tuple(less)),)))
    after = estimator.estimate()
    # A price holds for a small change at least; for a whole unit it never promises too little.
    assert after.value >= before.value - price - 1e-6
    assert price > 0


def test_an_unknown_objective_is_refused(hand_over):
    with pytest.raises(UnknownNameError, match="gaps"):
        Estimator(hand_over(), {"gaps": 1.0})


def two_markets():
    """Two items, each with a giver and a need, and a hub that both share with room to spare."""
    items = ("gun", "radar")
    return Problem(
        case="two markets",
        months=6,
        parties=("A", "B", "R"),
        items=tuple(Item(name=item) for item in items),
        stocks=tuple(Stock(party=name, item=item, units=9) for name in "AB" for item in items),
        arcs=tuple(
            Arc(donor=name, item=item, recipient="R", lead=0) for name in "AB" for item in items
        ),
        requirements=tuple(
            Requirement(name=item, recipient="R", of=item, units=3, due=2) for item in items
        ),
    )


def test_what_need_not_change_stays_and_the_rest_is_as_good_as_possible():
    problem = two_markets()
    estimator = Estimator(problem, WEIGHTS)
    estimator.estimate()
    estimator.remember()
    same = estimator.nearest(0.0)
    assert (same.free, same.changed()) == (0, 0.0)
    gun, radar = problem.requirements
    estimator.change(replace(problem, requirements=(replace(gun, units=7), radar)))
    best = estimator.estimate()
    near = estimator.nearest(1e-9)
    assert near.free == 1
    assert near.value == pytest.approx(best.value)
    others = [at for at, arc in enumerate(problem.arcs) if arc.item == "radar"]
    assert near.changed(estimator.draft.moves[others].ravel()) == 0.0
    mine = [at for at, arc in enumerate(problem.arcs) if arc.item == "gun"]
    assert near.changed(estimator.draft.moves[mine].ravel()) > 0.0
    again = estimator.estimate()  # the questions of nearness have left no trace
    assert again.value == pytest.approx(best.value)
    assert again.bound == pytest.approx(best.bound)


def test_a_tolerance_buys_fewer_changes():
    problem = two_markets()
    estimator = Estimator(problem, WEIGHTS)
    estimator.estimate()
    estimator.remember()
    gun, radar = problem.requirements
    estimator.change(replace(problem, requirements=(replace(gun, units=4), radar)))
    best = estimator.estimate()
    unmet = 5 * WEIGHTS["unmet"]  # one gun short in the months 2 to 6
    assert estimator.nearest(1e9).changed() == 0.0
    assert estimator.nearest(1e9).value == pytest.approx(best.value + unmet, rel=1e-3)
    assert estimator.nearest(0.5 * unmet / best.value).changed() > 0.0


def test_everything_may_change_where_nothing_less_is_good_enough():
    problem = two_markets()
    estimator = Estimator(problem, WEIGHTS)
    estimator.estimate()
    estimator.remember()
    needs = tuple(replace(each, units=6) for each in problem.requirements)
    estimator.change(replace(problem, requirements=needs))
    best = estimator.estimate()
    near = estimator.nearest(0.0)
    assert near.value == pytest.approx(best.value)
    assert near.free >= 2


def test_nearness_without_anything_kept_is_refused(hand_over):
    estimator = Estimator(hand_over(), WEIGHTS)
    with pytest.raises(InputError, match="found no estimate; estimate first"):
        estimator.remember()
    estimator.estimate()
    with pytest.raises(InputError, match="estimate and remember first"):
        estimator.nearest(0.0)
