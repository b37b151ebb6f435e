"""The last month of a decision is the one that trying every month finds."""

import sys
from pathlib import Path

import pytest

from materiel.planning.decide_by import Decision, calendar, decisions, delayed, needed
from materiel.planning.effects import JUDGED
from materiel.planning.explanation import Explainer
from materiel.planning.solve import Settings, attempt

sys.path.insert(0, str(Path(__file__).parent))
from tiny import tiny_problem


def judged(problem):
    plan = attempt(problem, Settings(gap=0.0, through="lateness"))
    return None if plan is None else tuple(plan.value(name) for name in JUDGED)


def by_trying(problem, decision, best):
    """The last month without a loss, every month tried; None: never taking it loses nothing."""
    if judged(delayed(problem, decision, None)) == best:
        return None
    months = range(decision.first, problem.months + 1)
    kept = [month for month in months if judged(delayed(problem, decision, month)) == best]
    # What comes later never becomes better again.
    assert kept == list(range(decision.first, decision.first + len(kept)))
    return kept[-1]


def check(seeds):
    seen = {"option": 0, "consent": 0, "hand-over": 0}
    for seed in seeds:
        problem = tiny_problem(seed)
        best = judged(problem)
        if best is None:
            continue
        for found in calendar(Explainer(problem)):
            expected = by_trying(problem, found.decision, best)
            assert found.last == expected, (seed, found.decision)
            if expected is not None:
                assert found.never is None or found.never.sign == 1
                assert found.late is None or found.late.sign == 1
                seen[found.decision.kind] += 1
    return seen


def test_the_calendar_equals_trying_every_month():
    assert sum(check(range(12)).values()) > 5


@pytest.mark.proof
def test_the_calendar_equals_trying_every_month_often():
    assert all(count > 5 for count in check(range(300)).values())


def test_a_hand_over_has_a_last_month_and_a_price_of_delay(hand_over):
    explainer = Explainer(hand_over(depth=0, refill=6))
    found = list(needed(calendar(explainer)))
    assert [(each.decision, each.last) for each in found] == [
        (Decision("hand-over", "D>R:unit", 1), 1)
    ]
    # One leaves at once, one after the refill; a month later each is a month late or not at all.
    assert found[0].late.in_words() == "+1 weighted unit-months unmet"
    assert found[0].never.in_words() == "+9 weighted unit-months unmet"
    assert found[0].late.losers == ("R",)


def test_decisions_are_options_consents_to_come_and_hand_overs():
    for seed in range(40):
        problem = tiny_problem(seed)
        kinds = {each.kind for each in decisions(problem)}
        assert {each.name for each in decisions(problem, ("option",))} == {
            each.name for each in problem.options
        }
        late = [gate.name for gate in problem.gates if gate.opens and gate.opens > 1]
        assert [each.name for each in decisions(problem, ("consent",))] == late
        assert ("hand-over" in kinds) == bool(problem.arcs)
