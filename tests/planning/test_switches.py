"""The planner equals exhaustive search whatever rules say something and whatever rules do not."""

import subprocess
import sys
from collections import Counter
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest

from materiel.planning.formulation import constraints
from materiel.planning.solve import Settings, attempt

sys.path.insert(0, str(Path(__file__).parent))
from exhaustive import Exhaustive, TooManyError
from switches import WITHOUT, design, is_on, size, switched

EXACT = Settings(gap=0.0)
SEARCHED = 40_000
"""Months tried before a problem counts as too large; another of the same rules is drawn."""
SMALL = 2_000
DRAWS = 20
TRIES = 4
MATTERED = 10
PAYMENTS = 4
"""Minor units that payments in whole minor units may be off, of thousands."""


def planned(problem):
    """The objectives of the planner's plan by name; None: there is no plan."""
    plan = attempt(problem, EXACT)
    return None if plan is None else {each.name: each.value for each in plan.objectives}


def searched(problem, names):
    """The same by trying every plan."""
    search = Exhaustive(problem, most=SEARCHED)
    best = search.search()
    return None if best is None else dict(zip(names, best, strict=True))


def names_of(problem):
    """The objectives of a problem in their order."""
    extra = ["arrears"] * bool(problem.arrears) + ["burden"] * bool(problem.keys)
    return ["unmet", "gap", "lateness", *extra, "cost", "handling"]


def drawn(row, on):
    """Tiny problems of these rules, the smaller ones first."""
    problems = [switched(1_000 * row + draw, on) for draw in range(DRAWS)]
    return sorted(problems, key=lambda each: max(size(each), SMALL))


def featuring(row, on):
    """The same, but first one in which one rule, each in its turn, changes the optimum."""
    problems, turn = drawn(row, on), sorted(on)[row % len(on)] if on else None
    for problem in problems[:TRIES] if on else ():
        if changed(problem, turn, planned(problem)):
            return [problem, *problems]
    return problems


def first_searched(problems):
    """The first problem that is tiny enough, and its best score."""
    for problem in problems:
        with suppress(TooManyError):
            return problem, searched(problem, names_of(problem))
    raise AssertionError("no tiny problem was drawn")


def agree(problem, told, best):
    """Whether a plan's objectives are those of exhaustive search.

    Payments into a fund are whole minor units; where a key counts them, the least that is short
    of it may lie between two of them, and never above it by more than what is rounded.
    """
    if told is None or best is None:
        return told == best
    paid = bool(problem.keys) and any(fund.givers for fund in problem.funds)
    return all(
        0 <= told[name] - best[name] <= PAYMENTS if name == "burden" and paid
        else told[name] == best[name]
        for name in best
    )  # fmt: skip


def changed(problem, rule, told):
    """Whether the optimum is another one without a rule; an objective it takes along counts 0."""
    without = WITHOUT[rule](problem)
    other = planned(without)
    if told is None or other is None:
        return told != other
    full = dict.fromkeys(told, 0) | other
    return not agree(problem, told | dict.fromkeys(other.keys() - told.keys(), 0), full) and (
        full != told
    )


def compare(row, on, problem, best):
    """Compare one case; the rules that say something in it are those that should."""
    told = planned(problem)
    assert agree(problem, told, best), (row, sorted(on), told, best)
    found = {rule for rule in WITHOUT if is_on(problem, rule)}
    assert found == on, (row, found ^ on)
    return told


def test_every_rule_can_be_switched_off():
    assert set(WITHOUT) == set(constraints())


def test_any_two_rules_meet_on_and_off_in_every_way():
    for chosen in (list(constraints()), ["a", "b", "c"], [str(n) for n in range(100, 140)]):
        for rounds in (1, 3):
            sets = list(design(chosen, rounds))
            for one, other in combinations(chosen, 2):
                ways = Counter((one in each, other in each) for each in sets)
                assert set(ways.values()) == {len(sets) // 4}
                assert len(ways) == 4


def test_planner_equals_exhaustive_search_whatever_rules_are_on():
    solvable = 0
    for row, on in list(enumerate(design(constraints(), 1)))[1::5]:
        problem, best = first_searched(drawn(row, on))
        compare(row, on, problem, best)
        solvable += best is not None
    assert solvable > 5


@pytest.mark.proof
def test_planner_equals_exhaustive_search_on_a_thousand_problems_of_every_two_rules():
    """1,024 problems: any three rules meet on and off in every way, and each rule matters."""
    cases, solvable, mattered, met = 0, 0, Counter(), Counter()
    for row, on in enumerate(design(constraints(), 16)):
        problem, best = first_searched(featuring(row, on))
        told = compare(row, on, problem, best)
        cases, solvable = cases + 1, solvable + (best is not None)
        met.update(
            (one, other, is_on(problem, one), is_on(problem, other))
            for one, other in combinations(sorted(WITHOUT), 2)
        )
        mattered.update(rule for rule in on if changed(problem, rule, told))
    print(cases, solvable, sorted(mattered.items()))  # noqa: T201  (-s shows it)
    assert cases > 1_000
    assert solvable > 0.7 * cases
    assert len(met) == 4 * len(list(combinations(WITHOUT, 2)))
    assert min(met.values()) > 200
    # A rule that changes nothing would prove nothing.
    assert all(mattered[rule] >= MATTERED for rule in WITHOUT), mattered


ENDLESS = f"""
import subprocess
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_switches import WITHOUT, agree, constraints, design, names_of, planned, searched, switched
on = list(design(constraints(), 1))[17]
problem = WITHOUT["option-ladder"](switched(17_012, on))
assert agree(problem, planned(problem), searched(problem, names_of(problem)))
"""


def test_a_problem_on_which_presolve_comes_to_no_end_is_solved():
    """HiGHS 1.15.1 with presolve never answers one of its blocks, whatever its time limit."""
    subprocess.run([sys.executable, "-c", ENDLESS], timeout=120, check=True)
