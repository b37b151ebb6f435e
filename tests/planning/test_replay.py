"""Every rule is caught twice: left out of the model, and broken by a forged plan."""

from dataclasses import replace
from fractions import Fraction

import pytest

from materiel.kernel.errors import InternalError
from materiel.planning.course import carry_out
from materiel.planning.formulation import constraints, objectives
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
from materiel.planning.plan import Decisions, Delivery, Exercise, Move, Plan, Value
from materiel.planning.problem import Problem
from materiel.planning.replay import replay
from materiel.planning.solve import solve

MONTHS = 8
PROBLEM = Problem(
    case="all rules",
    months=MONTHS,
    currency="EUR",
    parties=("D", "R"),
    items=(Item(name="unit", training=1),),
    stocks=(Stock(party="D", item="unit", units=4),),
    arcs=(Arc(donor="D", item="unit", recipient="R", lead=1, gates=("export",)),),
    floors=(
        Floor(
            name="D-unit",
            parties=("D",),
            of="unit",
            levels=(3,) * MONTHS,
            depth=1,
            duration=3,
        ),
    ),
    slots=(Slot(name="refill", party="D", item="unit", units=1, month=6),),
    lines=(Line(name="line", capacity=(0, 1, 1, 1, 1, 1, 1, 1)),),
    components=(Component(name="seeker", capacity=(2,) * MONTHS, uses=(("unit", 2),)),),
    contracts=(
        Contract(
            name="k", item="unit", line="line", pooled=1, buyers=("R",), start=3, end=7, price=40
        ),
    ),
    options=(
        Option(
            name="first", contract="k", units=2, minimum=2, opens=2, expires=3, lead=2, price=50,
            fee=5, payer="R",
        ),
        Option(
            name="second", contract="k", units=2, expires=4, lead=1, price=60, payer="R",
            predecessor="first",
        ),
    ),
    gates=(Gate(name="export", opens=2, closes=6, cap=2),),
    requirements=(Requirement(name="need", recipient="R", of="unit", units=5, due=2),),
    training=(Training(recipient="R", slots=(1,) * MONTHS),),
    obligations=(Obligation(name="debt", donor="D", of="unit", window=2),),
    budgets=(Budget(payer="R", first=1, last=MONTHS, amount=250),),
)  # fmt: skip


def move(month, units=1, arrives=None, recipient="R"):
    return Move(
        month=month,
        donor="D",
        item="unit",
        recipient=recipient,
        units=units,
        arrives=month + 1 if arrives is None else arrives,
    )


def delivery(month, units=1, price=40, contract="k", holder="", buyer="R", item="unit"):
    return Delivery(
        month=month,
        contract=contract,
        holder=holder,
        buyer=buyer,
        item=item,
        units=units,
        price=price,
    )


def use(option, month, units=2):
    return Exercise(month=month, option=option, units=units)


def forged(*acts, problem=PROBLEM):
    """A plan of these acts that tells truly what follows from them."""
    kinds = {Move: [], Exercise: [], Delivery: []}
    for act in acts:
        kinds[type(act)].append(act)
    decisions = Decisions(
        moves=tuple(kinds[Move]),
        exercises=tuple(kinds[Exercise]),
        deliveries=tuple(kinds[Delivery]),
    )
    course = carry_out(problem, decisions)
    return Plan(
        case=problem.case,
        status="forged",
        gap=None,
        objectives=(),
        decisions=decisions,
        backfills=course.backfills,
        unmet=course.unmet_list(),
        floors=course.floors(),
    )


def found(*acts, problem=PROBLEM):
    return [str(each) for each in replay(problem, forged(*acts, problem=problem))]


def test_doing_nothing_and_a_modest_plan_break_nothing():
    assert found() == []
    assert found(move(2), use("first", 2), delivery(4), delivery(5, price=50)) == []


BROKEN = {
    "stock-flow": (
        [move(2, 2), move(3, 3)],
        "D unit, months 3 to 5: -1 units held. Send fewer or later. [stock-flow]",
    ),
    "transport-lead": (
        [move(2, arrives=2)],
        "D to R, unit, month 2: arrives in month 2, transport takes 1 [transport-lead]",
    ),
    "posture-floor": (
        [move(3, 2), move(4, 1)],
        ("floor D-unit, months 4 to 5: up to 2 below the floor, at most 1 permitted. Send fewer or "
        "later, or permit a deeper shortfall. [posture-floor]"),
    ),
    "shortfall-duration": (
        [move(2, 2)],
        ("floor D-unit, months 2 to 5: missed for 4 months in a row, at most 3 permitted. Send "
        "later, refill earlier, or permit a longer shortfall. [shortfall-duration]"),
    ),
    "line-capacity": (
        [use("first", 2), delivery(5, 1), delivery(5, 1, price=50)],
        "line line, month 5: 2 of work, capacity 1. Deliver later. [line-capacity]",
    ),
    "component": (
        [use("first", 2), delivery(5, 1), delivery(5, 1, price=50)],
        "component seeker, month 5: 4 used, 2 there. Deliver later. [component]",
    ),
    "entitlement": (
        [delivery(4), delivery(5)],
        ("contract k, pool, month 5: 2 units delivered, 1 due by then. Exercise an option earlier, "
        "or deliver later. [entitlement]"),
    ),
    "option": (
        [use("first", 4)],
        "option first, month 4: exercised outside its window, months 2 to 3 [option]",
    ),
    "gate": (
        [move(1)],
        "hand-over D to R, unit, month 1: export is not open: from month 2 to 6 [gate]",
    ),
    "training": (
        [move(3, 2)],
        "training R, month 4: 2 slots taken, 1 there. Let units arrive later. [training]",
    ),
    "budget": (
        [
            use("first", 2), use("second", 3), delivery(3), delivery(4, price=50),
            delivery(5, price=50), delivery(6, price=60), delivery(7, price=60),
        ],
        ("budget R, months 1 to 8: EUR 2.65 spent of EUR 2.50. Deliver or exercise in another "
         "year. [budget]"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_forged_plan_that_breaks_a_rule_is_found_out(rule):
    acts, words = BROKEN[rule]
    assert words in found(*acts)


def test_every_rule_is_tried():
    counted = {"need", "backfill", "arrears", "burden-key"}  # they only count, see below
    terms = {"hub", "bundle", "exchange", "condition", "claim", "slot-diversion", "fund"}
    terms |= {"fund-origin", "option-ladder"}  # tests/planning/test_terms_replay.py
    assert set(constraints()) == {*BROKEN, *counted, *terms}


def test_every_way_of_misusing_an_option_is_told():
    assert found(use("first", 2, 1)) == [
        "option first, month 2: 1 units, from 2 to 2 are permitted [option]"
    ]
    assert found(use("first", 2), use("first", 3)) == [
        "option first, month 3: exercised again, first in month 2 [option]"
    ]
    assert found(use("first", 3), use("second", 2)) == [
        "option second, month 2: exercised before first [option]"
    ]
    assert found(use("second", 2)) == ["option second, month 2: exercised before first [option]"]
    assert found(use("third", 2)) == ["option third, month 2: no such option [option]"]


def test_every_way_of_misusing_a_contract_is_told():
    assert "contract k, R, month 2: delivered outside months 3 to 7 [entitlement]" in found(
        delivery(2)
    )
    assert "contract k, D, month 4: D is not a buyer of the pool [entitlement]" in found(
        delivery(4, buyer="D")
    )
    assert "contract k, R, month 4: delivered to R from the units of D [entitlement]" in found(
        delivery(4, holder="D")
    )
    assert "contract other, R, month 4: no such contract [entitlement]" in found(
        delivery(4, contract="other")
    )
    item = replace(PROBLEM, items=(*PROBLEM.items, Item(name="part")))
    assert "contract k, R, month 4: delivers part, the contract is for unit [entitlement]" in found(
        delivery(4, item="part"), problem=item
    )


def test_a_hand_over_on_no_arc_or_past_the_horizon_is_told():
    arc = Arc(donor="D", item="unit", recipient="R", lead=4)
    far = replace(PROBLEM, arcs=(arc,))
    assert found(move(6, arrives=10), problem=far) == [
        (
            "D to R, unit, month 6: sent in month 6, arrives in 10 of 8. Lengthen the horizon. "
            "[transport-lead]"
        )
    ]
    none = replace(PROBLEM, arcs=(), obligations=())
    assert found(move(2), problem=none) == [
        "D to R, unit, month 2: no such way to hand over. Add the arc. [transport-lead]"
    ]


def test_the_cap_of_a_gate_counts_all_acts_under_it():
    tight = replace(PROBLEM, gates=(Gate(name="export", opens=2, cap=1),))
    assert found(move(2), move(5), problem=tight) == [
        "gate export: 2 units under it, at most 1 are allowed [gate]"
    ]


def test_units_that_are_not_whole_or_not_in_the_horizon_are_told_first():
    assert [str(each) for each in replay(PROBLEM, forged_plain(move(2, Fraction(1, 2))))] == [
        "move in month 2: Fraction(1, 2) units; a whole number from 1 is needed [whole-units]"
    ]
    assert [str(each) for each in replay(PROBLEM, forged_plain(move(9)))] == [
        "move of 1 units: month 9 is not in 1 to 8 [horizon]"
    ]


def forged_plain(*moves):
    return Plan(
        case="", status="", gap=None, objectives=(), decisions=Decisions(moves=tuple(moves))
    )


def test_a_plan_that_tells_other_consequences_is_found_out():
    plan = forged(move(2))
    course = carry_out(PROBLEM, plan.decisions)
    values = [Value(name=o.name, unit=o.unit, value=o.value(course)) for o in objectives()]
    plan = replace(plan, objectives=tuple(values))
    assert replay(PROBLEM, plan) == []
    told = {
        "need": replace(plan, unmet=()),
        "backfill": replace(plan, backfills=()),
        "posture-floor": replace(plan, floors=()),
        "objective": replace(plan, objectives=(replace(values[0], value=Fraction(1)), *values[1:])),
    }
    for check, wrong in told.items():
        assert [each.check for each in replay(PROBLEM, wrong)] == [check]
    assert str(replay(PROBLEM, told["need"])[0]) == (
        "requirement need: the plan says 0 unit-months unmet, the replay 29 [need]"
    )
    assert str(replay(PROBLEM, told["backfill"])[0]) == (
        "obligation debt: the plan says 0 unit-months late, the replay 2 [backfill]"
    )
    assert str(replay(PROBLEM, told["objective"])[0]) == (
        "objective unmet: the plan says 1 weighted unit-months, the replay 29 [objective]"
    )


def test_a_rule_that_a_replay_does_not_ask_is_missed_by_it():
    """Shows that each finding above comes from the one rule and from no other."""
    for rule, (acts, words) in BROKEN.items():
        others = {name: each for name, each in constraints().items() if name != rule}
        plan = forged(*acts)
        assert words not in [str(each) for each in replay(PROBLEM, plan, others)]


GIVING = replace(PROBLEM, contracts=(), options=(), lines=(), components=(), budgets=())
FREE = replace(GIVING, gates=(Gate(name="export"),))
LEFT_OUT = {
    # problems on which a model without the rule has a better plan, which breaks it
    "stock-flow": replace(FREE, floors=()),
    "posture-floor": replace(FREE, floors=(replace(PROBLEM.floors[0], duration=None),)),
    "shortfall-duration": replace(GIVING, training=()),
    "line-capacity": replace(PROBLEM, components=(), training=()),
    "component": replace(PROBLEM, lines=(Line(name="line", capacity=(9,) * MONTHS),), training=()),
    "entitlement": PROBLEM,
    "option": PROBLEM,
    "gate": PROBLEM,
    "training": replace(FREE, floors=()),
    "budget": replace(PROBLEM, budgets=(Budget(payer="R", first=1, last=8, amount=90),)),
}


@pytest.mark.parametrize("rule", sorted(LEFT_OUT))
def test_a_rule_left_out_of_the_model_is_caught_by_the_replay(rule):
    assert solve(LEFT_OUT[rule]).findings == ()
    without = {name: each for name, each in constraints().items() if name != rule}
    with pytest.raises(InternalError, match=rf"\[{rule}\]"):
        solve(LEFT_OUT[rule], rules=without)


@pytest.mark.parametrize(("rule", "objective"), [("need", "unmet"), ("backfill", "lateness")])
def test_a_counting_rule_left_out_of_the_model_shows_in_its_objective(rule, objective):
    assert solve(GIVING).value(objective) > 0
    without = {name: each for name, each in constraints().items() if name != rule}
    with pytest.raises(InternalError, match=f"objective {objective}: the solver says 0"):
        solve(GIVING, rules=without)
