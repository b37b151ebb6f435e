"""The rules that nations agree, each broken by a forged plan and each left out of the model."""

from dataclasses import replace
from fractions import Fraction

import pytest

from materiel.kernel.errors import InputError, InternalError, UnknownNameError
from materiel.planning.course import carry_out
from materiel.planning.formulation import constraints
from materiel.planning.parts import (
    Arc,
    Budget,
    Contract,
    Item,
    Line,
    Option,
    Requirement,
    Slot,
    Stock,
)
from materiel.planning.plan import Decisions, Delivery, Exercise, Move, Payment, Plan
from materiel.planning.problem import Problem
from materiel.planning.replay import replay
from materiel.planning.solve import solve
from materiel.planning.terms import Arrear, Bundle, Claim, Condition, Exchange, Fund, Hub, Key

MONTHS = 6
PROBLEM = Problem(
    case="terms",
    months=MONTHS,
    currency="EUR",
    parties=("D", "E", "R", "P"),
    items=(Item(name="launcher", worth=1000), Item(name="missile", load=2)),
    stocks=(
        Stock(party="D", item="launcher", units=3),
        Stock(party="D", item="missile", units=8),
        Stock(party="E", item="missile", units=4),
    ),
    arcs=(
        Arc(donor="D", item="launcher", recipient="R", lead=1, hubs=("port",)),
        Arc(donor="D", item="missile", recipient="R", lead=1, hubs=("port",)),
        Arc(donor="E", item="missile", recipient="D", lead=0),
        Arc(donor="E", item="launcher", recipient="R", diverts=True),
    ),
    slots=(Slot(name="s", party="E", item="launcher", units=1, month=2),),
    lines=(Line(name="line", capacity=(2,) * MONTHS),),
    contracts=(
        Contract(
            name="k", item="missile", line="line", pooled=6, buyers=("R", "P"), price=100,
            origin="here",
        ),
        Contract(name="j", item="missile", pooled=6, buyers=("R",), price=50, origin="there"),
    ),
    options=(
        Option(name="low", contract="k", units=2, expires=4, price=100),
        Option(name="high", contract="k", units=2, expires=4, price=100, ladder="low", every=3),
    ),
    requirements=(
        Requirement(name="launchers", recipient="R", of="launcher", units=3, due=2),
        Requirement(name="missiles", recipient="R", of="missile", units=9, due=2),
    ),
    budgets=(Budget(payer="D", first=1, last=MONTHS, amount=300),),
    hubs=(Hub(name="port", capacity=(6,) * MONTHS),),
    funds=(
        Fund(
            name="common", parties=("R",), first=1, last=MONTHS, amount=200, givers=("D",),
            origins=("here",),
        ),
    ),
    keys=(Key(name="key", shares=(("D", Fraction(1, 2)), ("E", Fraction(1, 2)))),),
    arrears=(Arrear(name="owed", donor="D", of="launcher", window=2),),
    bundles=(Bundle(name="kit", recipient="R", item="launcher", parts=(("missile", 2),)),),
    conditions=(
        Condition(
            name="if", donor="D", items=("missile",), others=("E",), of="missile", units=2
        ),
    ),
    exchanges=(
        Exchange(name="ring", giver="D", item="launcher", receives="missile", window=1),
    ),
    claims=(Claim(name="own", party="P", line="line", reserved=(1,) * MONTHS),),
)  # fmt: skip


def move(month, item="launcher", units=1, donor="D", recipient="R", lead=1):
    return Move(
        month=month, donor=donor, item=item, recipient=recipient, units=units, arrives=month + lead
    )


def swap(month, units=2):
    return move(month, "missile", units, "E", "D", 0)


def delivery(month, units=1, contract="k", buyer="R", price=100):
    return Delivery(
        month=month, contract=contract, holder="", buyer=buyer, item="missile", units=units,
        price=price,
    )  # fmt: skip


def paid(amount, month=1, fund="common", giver="D"):
    return Payment(month=month, fund=fund, giver=giver, amount=amount)


def forged(*acts, problem=PROBLEM):
    kinds = {Move: [], Exercise: [], Delivery: [], Payment: []}
    for act in acts:
        kinds[type(act)].append(act)
    decisions = Decisions(
        moves=tuple(kinds[Move]),
        exercises=tuple(kinds[Exercise]),
        deliveries=tuple(kinds[Delivery]),
        payments=tuple(kinds[Payment]),
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


GOOD = (swap(1), move(1, "missile", 2), move(1), delivery(2, 1), paid(50))


def test_a_modest_plan_breaks_nothing():
    assert found() == []
    assert found(*GOOD) == []


BROKEN = {
    "hub": (
        [swap(1), move(1, "missile", 3), move(1)],
        "hub port, month 2: a load of 7, capacity 6. Send later, or by another way. [hub]",
    ),
    "bundle": (
        [swap(1), move(1)],
        (
            "bundle kit, month 2: 2 of missile missing for the launcher that came. Send the parts "
            "first, or with it. [bundle]"
        ),
    ),
    "exchange": (
        [swap(1), delivery(1, 1), delivery(2, 1), move(1, "missile", 2), move(2, units=3)],
        (
            "exchange ring, month 3: 2 missile received, 3 due for 3 sent. Send later, or refill "
            "earlier. [exchange]"
        ),
    ),
    "condition": (
        [move(1, "missile", 2), swap(2)],
        (
            "condition if, month 1: missile sent while others had sent 0 of 2. "
            "Send once the others "
            "have. [condition]"
        ),
    ),
    "claim": (
        [delivery(3, 2)],
        "line line, month 3: work that is reserved for P is used by others. Deliver later. [claim]",
    ),
    "slot-diversion": (
        [move(3, donor="E", lead=0)],
        (
            "E launcher, month 3: 1 diverted, 0 arrive from slots. Divert no more than arrives. "
            "[slot-diversion]"
        ),
    ),
    "fund": (
        [delivery(1), delivery(2), delivery(3), paid(99)],
        (
            "fund common, months 1 to 6: EUR 3.00 spent of EUR 2.99. Pay more into it, or deliver "
            "later. [fund]"
        ),
    ),
    "fund-origin": (
        [delivery(1, contract="j", price=50)],
        (
            "fund common, contract j, month 1: origin there, the fund pays for here. Deliver from "
            "another contract, or let somebody else pay. [fund-origin]"
        ),
    ),
    "option-ladder": (
        [Exercise(month=1, option="high", units=1)],
        "option high: exercised without low. Exercise low as well. [option-ladder]",
    ),
}


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_forged_plan_that_breaks_a_term_is_found_out_by_that_rule_alone(rule):
    acts, words = BROKEN[rule]
    assert words in found(*acts)
    others = {name: each for name, each in constraints().items() if name != rule}
    assert words not in [str(each) for each in replay(PROBLEM, forged(*acts), others)]


def test_a_payment_is_told_whatever_is_wrong_with_it():
    assert found(paid(0)) == [
        "payment of D into common, month 1: 0 minor units; a whole number from 1 is needed [fund]"
    ]
    assert found(paid(1, month=2)) == [
        "payment of D into common, month 2: its payments are due in month 1 [fund]"
    ]
    assert found(paid(1, giver="E")) == [
        "payment of E into common, month 1: not one of its givers [fund]"
    ]
    assert found(paid(1, fund="other")) == ["payment of D into other, month 1: no such fund [fund]"]
    assert found(paid(301)) == [
        (
            "budget D, months 1 to 6: EUR 3.01 spent of EUR 3.00. Deliver or exercise in another "
            "year. [budget]"
        )
    ]


def test_an_option_between_its_months_is_told():
    acts = [Exercise(month=1, option="low", units=1), Exercise(month=2, option="high", units=1)]
    assert found(*acts) == [
        "option high, month 2: exercised between its months, every 3 from 1 [option]"
    ]


FEW = replace(PROBLEM, exchanges=(), conditions=(), bundles=(), claims=(), keys=(), arrears=())
FREE = replace(FEW, hubs=(Hub(name="port", capacity=(99,) * MONTHS),), contracts=(), options=())
LEFT_OUT = {
    # problems on which a model without the rule has a better plan, which breaks it
    "hub": replace(FREE, hubs=PROBLEM.hubs),
    "bundle": replace(
        FREE, bundles=(Bundle(name="kit", recipient="R", item="launcher", parts=(("missile", 4),)),)
    ),
    "exchange": replace(FREE, exchanges=PROBLEM.exchanges, stocks=PROBLEM.stocks[:2]),
    "condition": replace(FREE, conditions=(replace(PROBLEM.conditions[0], units=5),)),
    "claim": replace(FEW, claims=PROBLEM.claims, stocks=(), options=()),
    "slot-diversion": replace(FREE, stocks=(Stock(party="E", item="launcher", units=2),)),
    "fund": replace(FEW, stocks=()),
    "fund-origin": replace(FEW, stocks=(), budgets=()),
    "option-ladder": replace(
        FEW,
        stocks=(),
        budgets=(),
        options=(
            Option(name="low", contract="k", units=2, minimum=2, expires=4, price=100),
            replace(PROBLEM.options[1], units=1),
        ),
        requirements=(Requirement(name="missiles", recipient="R", of="missile", units=7, due=6),),
        contracts=PROBLEM.contracts[:1],
    ),
}


@pytest.mark.parametrize("rule", sorted(LEFT_OUT))
def test_a_term_left_out_of_the_model_is_caught_by_the_replay(rule):
    assert solve(LEFT_OUT[rule]).findings == ()
    without = {name: each for name, each in constraints().items() if name != rule}
    with pytest.raises(InternalError, match=rf"\[{rule}\]"):
        solve(LEFT_OUT[rule], rules=without)


@pytest.mark.parametrize(("rule", "objective"), [("arrears", "arrears"), ("burden-key", "burden")])
def test_a_counting_term_left_out_of_the_model_shows_in_its_objective(rule, objective):
    problem = replace(FREE, arrears=PROBLEM.arrears, keys=PROBLEM.keys)
    assert solve(problem).value(objective) > 0
    without = {name: each for name, each in constraints().items() if name != rule}
    with pytest.raises(InternalError, match=f"objective {objective}: the solver says 0"):
        solve(problem, rules=without)


def test_payments_follow_from_what_the_fund_has_to_pay():
    plan = solve(replace(FEW, stocks=()))
    spent = sum(each.price * each.units for each in plan.decisions.deliveries)
    assert spent == 500  # the fund's own 200, and all 300 that D may spend
    assert [(each.giver, each.amount) for each in plan.decisions.payments] == [("D", 300)]
    assert plan.as_dict()["payments"] == [
        {"month": 1, "fund": "common", "giver": "D", "amount": 300}
    ]


def test_terms_refuse_what_cannot_be():
    def refusal(**changes):
        with pytest.raises(InputError) as caught:
            replace(PROBLEM, **changes)
        return str(caught.value)

    two = (*PROBLEM.claims, Claim(name="too", party="D", line="line", reserved=(2,) * MONTHS))
    assert refusal(claims=two) == ("claims 'too': reserved: found 3; accepted: at most capacity, 2")
    again = (*PROBLEM.claims, replace(PROBLEM.claims[0], name="again"))
    assert refusal(claims=again) == (
        "claims 'again': line: found line; accepted: one claim of a party on a line"
    )
    own = (*PROBLEM.budgets, Budget(payer="R", first=1, last=2, amount=1))
    assert refusal(budgets=own) == (
        "funds 'common': parties: found R, which has a budget in the same months; accepted: "
        "parties that the fund pays for alone"
    )
    assert refusal(hubs=(Hub(name="port", capacity=(1,)),)) == (
        "hubs 'port': capacity: found 1 months; accepted: 6 months"
    )
    with pytest.raises(UnknownNameError, match="nowhere"):
        replace(PROBLEM, arcs=(replace(PROBLEM.arcs[0], hubs=("nowhere",)),))
    with pytest.raises(InputError, match="a whole number or an exact fraction"):
        Item(name="i", weight=0.5)
