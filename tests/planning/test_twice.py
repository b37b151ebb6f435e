"""Two paths of solution agree, or the difference is said; rules are switched off by name."""

from dataclasses import replace
from fractions import Fraction

import pytest

from materiel.kernel.errors import InputError, PlanInfeasibleError, SolverError, UnknownNameError
from materiel.planning.formulation import constraints
from materiel.planning.parts import Contract, Option
from materiel.planning.plan import Value
from materiel.planning.solve import Settings, solve
from materiel.planning.switching import all_but, in_force, judged, switched_off
from materiel.planning.twice import compare, reversed_parts, solve_twice


def test_the_second_path_has_every_part_elsewhere_and_the_same_answer(hand_over):
    problem = hand_over()
    other = reversed_parts(problem)
    assert [s.name for s in other.stocks] == [s.name for s in problem.stocks][::-1]
    assert solve_twice(problem).how.twice == (
        "solved twice: unmet, gap, lateness, cost, handling the same on both paths"
    )


def lying(change):
    """A solver whose second answer is changed."""
    asked = []

    def way(problem, settings):
        asked.append(settings.presolve)
        plan = solve(problem, settings)
        return plan if len(asked) == 1 else change(plan)

    return way, asked


def worse(plan, value, bound):
    first, *rest = plan.objectives
    changed = replace(first, value=Fraction(value), bound=bound)
    return replace(plan, objectives=(changed, *rest))


def test_a_path_that_proves_a_worse_plan_is_numeric_trouble(hand_over):
    problem = hand_over()
    best = int(solve(problem).value("unmet"))
    way, asked = lying(lambda plan: worse(plan, best + 1, best + 1.0))
    with pytest.raises(SolverError) as refused:
        solve_twice(problem, way=way)
    assert str(refused.value) == (
        f"plan {problem.case}: numeric trouble: unmet is {best} on one path (bound {best}) and "
        f"{best + 1} on the other (bound {best + 1})"
    )
    assert asked == [True, False]


def test_a_path_that_finds_no_plan_is_numeric_trouble(hand_over):
    def none(plan):
        raise PlanInfeasibleError(plan.case)

    with pytest.raises(SolverError, match=r"one path finds a plan with unmet .*, the other none"):
        solve_twice(hand_over(), way=lying(none)[0])


def test_what_no_path_can_plan_is_refused_as_ever(hand_over):
    with pytest.raises(PlanInfeasibleError, match="no plan keeps these rules together"):
        solve_twice(impossible(hand_over()))


def impossible(problem):
    """A floor above what is held, that may not be missed."""
    (floor,) = problem.floors
    return replace(problem, floors=(replace(floor, levels=(99,) * problem.months, depth=0),))


def test_a_plan_that_only_the_second_path_finds_is_numeric_trouble(hand_over):
    calls = []

    def way(problem, settings):
        calls.append(problem)
        if len(calls) == 1:
            raise PlanInfeasibleError("none")
        return solve(problem, settings)

    with pytest.raises(SolverError, match="one path finds no plan, the other one with unmet"):
        solve_twice(hand_over(), way=way)


def test_values_within_their_gaps_end_the_comparison(hand_over):
    plan = solve(hand_over())
    first, second, *rest = plan.objectives
    loose = replace(second, value=second.value + 1, bound=float(second.value))
    trouble, words = compare(plan, replace(plan, objectives=(first, loose, *rest)))
    assert trouble == ""
    assert words.startswith(f"solved twice: {first.name} the same; {second.name} ")
    assert words.endswith("both within their gaps, and what comes later rests on it")


def test_an_unproven_value_proves_nothing(hand_over):
    plan = solve(hand_over())
    bare = tuple(Value(name=e.name, unit=e.unit, value=e.value + 5) for e in plan.objectives)
    assert compare(plan, replace(plan, objectives=bare)) == (
        "",
        "solved twice: nothing the same on both paths",
    )


def test_a_rule_of_no_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as refused:
        switched_off(["hubb"])
    assert str(refused.value).startswith("without: no rule 'hubb' (near: hub")
    with pytest.raises(UnknownNameError, match=r"^only: no rule 'huub'"):
        all_but(["huub"])


def test_what_rests_on_a_rule_goes_with_it():
    assert switched_off(["stock-flow"]) == ("posture-floor", "shortfall-duration", "stock-flow")
    assert switched_off(["option"]) == ("option", "option-ladder")
    assert switched_off([]) == ()
    assert set(in_force(["hub"])) == set(constraints()) - {"hub"}
    assert {each.name for each in judged(in_force(["need", "entitlement"]))} == {
        *("gap", "lateness", "arrears", "burden", "outlay", "handling"),
    }


def test_an_option_with_a_fee_keeps_its_rule(hand_over):
    contract = Contract(name="c", item="unit", pooled=1, buyers=("R",))
    option = Option(name="o", contract="c", units=1, expires=2, fee=5, buyer="R")
    problem = replace(hand_over(), contracts=(contract,), options=(option,))
    with pytest.raises(InputError) as refused:
        solve(problem, Settings(without=("option",)))
    assert str(refused.value) == (
        "without: option: o has a fee, which that rule counts; accepted: other rules"
    )


def test_what_a_rule_rests_on_is_a_rule():
    for rule in constraints().values():
        assert set(rule.rests_on) <= set(constraints())
        # A chain is spelled out, so that one look is enough.
        for name in rule.rests_on:
            assert set(constraints()[name].rests_on) <= set(rule.rests_on)


def test_a_plan_says_what_it_does_that_a_switched_off_rule_forbids(hand_over):
    problem = hand_over()
    plan = solve(problem, Settings(without=("posture-floor",)))
    assert plan.value("unmet") < solve(problem).value("unmet")
    assert plan.how.without == ("posture-floor", "shortfall-duration")
    assert plan.how.unjudged == ("gap",)
    assert {finding.check for finding in plan.how.broken} <= {*plan.how.without}
    assert plan.how.broken
    words = plan.how.in_words()
    assert words[1] == "counted, not made small: gap"
    assert words[2].startswith(
        "made without these rules: posture-floor, shortfall-duration; the plan breaks them in "
    )


def test_a_weighted_plan_is_proven_and_says_so(hand_over):
    plan = solve(hand_over(), Settings(weights={"gap": 1.0, "unmet": 100.0}, gap=0.0))
    total = 100 * plan.value("unmet") + plan.value("gap")
    assert plan.value("weighted") == total
    assert plan.gap == 0
    assert plan.how.in_words()[0] == (
        "weighted: 100 x unmet + 1 x gap is as small as can be; each buys of the others at its rate"
    )
    assert plan.as_dict()["how"]["order"] == "weighted"
    assert solve(hand_over()).as_dict()["how"]["order"] == "lexicographic"


def test_an_objective_whose_rule_is_off_has_no_weight(hand_over):
    with pytest.raises(InputError) as refused:
        solve(hand_over(), Settings(weights={"gap": 1.0}, without=("posture-floor",)))
    assert str(refused.value) == "weights: gap: it rests on a rule that is switched off"


def test_room_for_later_objectives_is_said(hand_over):
    plan = solve(hand_over(), Settings(absolute={"unmet": 2}, relative={"gap": 0.1}))
    assert plan.how.in_words()[0] == (
        "in order, but later objectives may worsen gap by 10 %, unmet by 2"
    )


def test_a_kept_plan_says_so(hand_over):
    plan = solve(hand_over())
    again = solve(hand_over(), Settings(keep=plan.decisions, tolerance=0.1))
    assert again.how.in_words()[1] == (
        "an earlier plan is changed as little as what comes before the cost, each up to 10 % "
        "worse, allows"
    )
