"""Every stated lever equals an independent re-solve; every reason is impossible and smallest."""

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.kernel.errors import UnknownNameError
from materiel.planning.clause import lifted
from materiel.planning.clauses import clauses
from materiel.planning.conflict import Held, conflict, fewest, smallest
from materiel.planning.demands import Demand, possible
from materiel.planning.effects import JUDGED
from materiel.planning.explanation import Explainer
from materiel.planning.levers import levers, spots
from materiel.planning.parts import Gate
from materiel.planning.solve import attempt
from materiel.planning.surroundings import surroundings
from materiel.planning.terms import Hub

sys.path.insert(0, str(Path(__file__).parent))
from exhaustive import TooManyError, best_score
from tiny import tiny_problem

EXACT = 20
PROOF = 200
IMPOSSIBLE = 8
IMPOSSIBLE_PROOF = 50


def score(problem):
    """The judged values of the best plan by trying every plan; None: there is none."""
    found = best_score(problem)
    return None if found is None else tuple(found[:3])


def explained(count, first):
    """Tiny problems with something short, and their explainers."""
    found, seed = 0, first
    while found < count:
        problem, seed = tiny_problem(seed), seed + 1
        try:
            if score(problem) is None:
                continue
        except TooManyError:
            continue
        explainer = Explainer(problem)
        if explainer.subjects():
            found += 1
            yield seed - 1, problem, explainer


def check_levers(count, first):
    """Solve levers of ``count`` problems and compare each with exhaustive search."""
    stated = moved = 0
    for seed, problem, explainer in explained(count, first):
        subject = explainer.subjects()[0]
        near = surroundings(problem, [subject.key])
        for worth in explainer.worths(near, 3):
            for steps, found in ((1, worth.more), (-1, worth.less)):
                after = worth.lever.move(problem, steps)
                if after is None or (steps < 0 and not worth.both):
                    continue
                try:
                    expected = score(after)
                except TooManyError:
                    continue
                stated += 1
                if expected is None:
                    assert found is None, (seed, worth.lever.words(steps))
                    continue
                told = {name: value for name, _, value in found.objectives}
                assert tuple(told[name] for name in JUDGED) == expected, (
                    seed,
                    worth.lever.words(steps),
                )
                moved += found.sign != 0
    return stated, moved


def test_every_stated_lever_equals_exhaustive_search_on_twenty_problems():
    stated, moved = check_levers(EXACT, 0)
    # Levers that never do anything would prove little.
    assert stated > EXACT
    assert moved > EXACT // 2


@pytest.mark.proof
def test_every_stated_lever_equals_exhaustive_search_on_two_hundred_problems():
    stated, moved = check_levers(PROOF, 5_000)
    assert stated > PROOF
    assert moved > PROOF // 2


def impossible(count, first):
    """Problems with a request that no plan meets: every need in full and on time."""
    found, seed = 0, first
    while found < count:
        problem, seed = tiny_problem(seed), seed + 1
        wish = tuple(Demand("unmet", each.name, 0) for each in problem.requirements)
        if attempt(problem) is None or possible(problem, wish):
            continue
        free = lifted(problem, clauses(problem))
        if not possible(free, wish):
            continue  # there is not enough, whatever the rules
        found += 1
        yield seed - 1, problem, wish


def check_conflicts(count, first):
    """Every named set is impossible, and possible without any one of its members."""
    tried = 0
    for seed, problem, wish in impossible(count, first):
        found = conflict(problem, wish)
        members = found.members
        assert members, seed
        others = [each for each in clauses(problem) if each not in members]
        alone = lifted(problem, others)
        assert not possible(alone, wish), seed
        for gone in members:
            loose = lifted(alone, [gone])
            assert possible(loose, wish), (seed, gone.text)
            tried += agrees(loose, met=True)
        tried += agrees(alone, met=False)
        check_reliefs(problem, wish, found)
    return tried


def agrees(problem, *, met):
    """Whether exhaustive search says the same; 0 when the problem is too large for it."""
    try:
        found = best_score(problem)
    except TooManyError:
        return 0
    assert (found is not None and found[0] == 0) == met
    return 1


def check_reliefs(problem, wish, found):
    for each in found.reliefs:
        enough = each.lever.move(problem, each.steps)
        assert possible(enough, wish), each.text
        if each.steps > 1:
            assert not possible(each.lever.move(problem, each.steps - 1), wish), each.text
    steps = [each.steps for each in found.reliefs]
    assert steps == sorted(steps)


def test_every_named_set_is_impossible_and_smallest_on_eight_requests():
    assert check_conflicts(IMPOSSIBLE, 0) > IMPOSSIBLE


@pytest.mark.proof
def test_every_named_set_is_impossible_and_smallest_on_fifty_requests():
    assert check_conflicts(IMPOSSIBLE_PROOF, 20_000) > IMPOSSIBLE_PROOF


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4),
    st.permutations(range(10)),
)
def test_a_smallest_set_is_found_in_any_order(guilty, order):
    asked = 0

    def wrong(chosen):
        nonlocal asked
        asked += 1
        return any(each <= set(chosen) for each in guilty)

    found = smallest(order, wrong)
    assert wrong(found)
    assert not any(wrong([other for other in found if other != each]) for each in found)
    assert asked < 100


def test_the_fewest_steps_are_found_and_no_more_than_can_be_moved():
    for least in range(1, 40):
        for top in (0, 1, 5, 39, 64):
            found = fewest(lambda n, least=least: n >= least, lambda n, top=top: n <= top, 64)
            assert found == (least if least <= top else 0), (least, top)


def test_a_problem_without_a_plan_names_the_floor_and_the_cheapest_way_out(hand_over):
    problem = hand_over(depth=0, duration=0)
    floors = (replace(problem.floors[0], levels=(6,) * 8),)
    found = conflict(replace(problem, floors=floors))
    assert [each.text for each in found.members] == ["floor D-unit: D may never hold less than 6"]
    assert [each.text for each in found.reliefs] == ["floor D-unit 2 lower"]


def test_a_problem_with_a_plan_has_no_conflict(hand_over):
    assert conflict(hand_over()) is None


def test_a_need_is_explained_in_words_with_its_numbers(hand_over):
    explainer = Explainer(hand_over())
    found = explainer.explain("need", "need")
    assert found.subject.total == 2
    assert found.subject.runs() == [(2, 3, Fraction(1))]
    reason = found.reasons[0]
    assert reason.alone
    assert [each.text for each in reason.conflict.members] == [
        "floor D-unit: D may be below 3 for at most 3 months in a row",
        "what D sends to R takes 1 month",
    ]
    assert [each.text for each in reason.conflict.reliefs] == [
        "transport of unit from D to R one month shorter",
        "floor D-unit may be missed for one month more",
        "floor D-unit one lower",
    ]


def test_a_lever_says_who_gains_and_what_the_other_way_does(hand_over):
    explainer = Explainer(hand_over())
    lower = next(each for each in levers(explainer.problem) if each.key == "floors/D-unit::level")
    worth = explainer.worth(lower)
    assert lower.words(1) == "floor D-unit one lower"
    assert lower.words(-2) == "floor D-unit 2 higher"
    assert worth.more.in_words() == "-2 weighted unit-months unmet, -3 unit-months below floors"
    assert worth.more.gainers == ("R", "D")
    assert worth.more.losers == ()
    assert worth.more.effects[0].in_words() == ("R: need need 0 unit-months unmet instead of 2")
    assert worth.less.sign == 1
    assert not worth.one_sided


def test_an_effect_of_one_side_only_is_said_as_such(hand_over):
    explainer = Explainer(hand_over())
    problem = explainer.problem
    arc = next(each for each in levers(problem) if each.key == "stocks/D/unit::units")
    both = explainer.worth(arc)
    assert both.both
    more = replace(
        problem,
        gates=(Gate(name="g", cap=5),),
        arcs=(replace(problem.arcs[0], gates=("g",)),),
    )
    roomy = Explainer(more)
    cap = next(each for each in levers(more) if each.key == "gates/g::cap")
    assert roomy.worth(cap).idle
    tight = replace(more, gates=(Gate(name="g", cap=2),))
    found = Explainer(tight).worth(cap)
    assert found.more.sign == 0
    assert found.less.sign == 1
    assert found.one_sided


def test_what_others_keep_is_part_of_a_reason(hand_over):
    problem = hand_over(refill=7, depth=1, duration=8)
    needs = (
        replace(problem.requirements[0], units=2),
        replace(problem.requirements[0], name="later", units=2, due=4, priority=2),
    )
    explainer = Explainer(replace(problem, requirements=needs))
    found = explainer.explain("need", "later", most=0)
    reason = found.reasons[0]
    held = [each for each in reason.conflict.members if isinstance(each, Held)]
    assert not reason.alone
    assert [each.text for each in held] == ["need need stays as good as it is: nothing unmet"]


def test_a_hub_and_a_diversion_are_reasons_like_any_other(hand_over):
    problem = hand_over(depth=None, duration=None)
    hub = Hub(name="port", capacity=(1, 0, 1, 1, 1, 1, 1, 1))
    passing = replace(problem, hubs=(hub,), arcs=(replace(problem.arcs[0], hubs=("port",)),))
    wish = (Demand("unmet", "need", 0),)
    found = conflict(passing, wish)
    assert [each.text for each in found.members] == ["hub port passes 0 or 1 a month"]
    diverted = replace(problem, arcs=(replace(problem.arcs[0], diverts=True),))
    found = conflict(diverted, wish)
    assert [each.text for each in found.members] == ["D sends unit to R only from its slots"]


def test_an_unknown_need_is_refused_with_the_nearest(hand_over):
    with pytest.raises(UnknownNameError, match=r"no need 'neet' \(near: need\)"):
        Explainer(hand_over()).explain("need", "neet")


def test_a_month_of_a_capacity_is_a_lever_of_its_own():
    problem = next(
        each for each in map(tiny_problem, range(100)) if each.lines and any(each.lines[0].capacity)
    )
    found = spots(problem, {"lines/line"})
    assert len(found) == problem.months
    moved = found[1].move(problem, 2)
    before, after = problem.lines[0].capacity, moved.lines[0].capacity
    assert after == (before[0], before[1] + 2, *before[2:])
