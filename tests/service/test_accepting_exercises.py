"""A plan is not accepted when an exercise breaks a rule of its contract that no plan knows."""

from datetime import date
from types import SimpleNamespace

import pytest

from materiel.kernel.errors import RefusedActError
from materiel.planning.plan import Exercise
from materiel.procurement.contracts import ContractLine, Option
from materiel.procurement.position import Papers
from materiel.service.acceptance import refuse_exercises

DAY = date(2025, 6, 1)
PROBLEM = SimpleNamespace(start=date(2025, 7, 1))


def papers(ceiling="200", holders=("LAPA",), **facts):
    line = ContractLine(
        id="w",
        contract="K",
        line="1",
        item="gadget",
        scope="whole",
        firm_low=100,
        firm_high=100,
        ceiling=ceiling,
        agent="LAPA",
        **facts,
    )
    rights = [
        Option(
            id="first",
            contract="K",
            line="1",
            quantity=40,
            expires=date(2025, 12, 31),
            holders=holders,
        ),
        Option(
            id="second",
            contract="K",
            line="1",
            quantity=60,
            expires=date(2025, 12, 31),
            after="first",
        ),
    ]
    return Papers(lines=[line], options=rights)


def exercises(*each):
    return [Exercise(option=option, month=month, units=units) for option, month, units in each]


def test_exercises_within_the_contract_are_accepted_a_predecessor_first():
    both = exercises(("second", 2, 60), ("first", 2, 40))
    refuse_exercises(papers(), DAY, PROBLEM, both)


@pytest.mark.parametrize(
    ("known", "acts", "problem"),
    [
        (
            papers(ceiling="150"),
            exercises(("first", 1, 40), ("second", 2, 60)),
            "line K/1: 200 on order by 2025-08-01 is above its ceiling of 150 [contract-ceiling]",
        ),
        (
            papers(ceiling="unknown"),
            exercises(("first", 1, 40)),
            "line K/1: its ceiling is unknown [contract-ceiling]",
        ),
        (
            papers(holders=("XQA",)),
            exercises(("first", 1, 40)),
            "option first: LAPA may not exercise it, only XQA [option-holder]",
        ),
        (
            papers(),
            exercises(("first", 8, 40)),
            "option first: 2026-02-01 is after its last day 2025-12-31 [option-window]",
        ),
    ],
)
def test_a_plan_whose_exercise_the_contract_forbids_is_refused_with_the_rule(known, acts, problem):
    with pytest.raises(RefusedActError) as refused:
        refuse_exercises(known, DAY, PROBLEM, acts)
    assert str(refused.value) == f"the plan cannot be accepted: {problem}"
