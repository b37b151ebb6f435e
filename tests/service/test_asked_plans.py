"""A plan says under which terms it was asked for: without rules, weighted, with room, twice."""

import json
from datetime import UTC, datetime

import pytest

from materiel.kernel.errors import InputError, RefusedActError, UnknownNameError
from materiel.service.acceptance import accept_plan
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.plans import AskedPlan, asked_only, make_plans, planning_rules, read_plans
from materiel.service.reporting import answer_report
from materiel.service.selection import Wanted
from materiel.service.stored_plans import kept_plans
from materiel.service.workspace import HERE, View

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def rules(workspace):
    assert load_case(workspace, "every-rule", now=NOW).good
    return workspace


def notes(workspace):
    table = answer_report(workspace, "plan-assumptions", view=View("every-rule"))
    return table.notes


def test_a_plan_without_rules_says_so_in_the_file_and_on_the_page(rules):
    made = make_plans(rules, asked=AskedPlan(without=("fund", "claim"), twice=True))
    (plan,) = read_plans(made.path)
    how = plan["how"]
    assert how["order"] == "lexicographic"
    assert how["without"] == ["claim", "fund"]
    assert {each["check"] for each in how["broken"]} == {"claim", "fund"}
    assert how["twice"].endswith("the same on both paths")
    said = " ".join(notes(rules))
    assert "Made without these rules: claim, fund; the plan breaks them in 2 places." in said
    assert "Solved twice: " in said


def test_a_plan_with_all_rules_needs_no_words(rules):
    make_plans(rules)
    assert not any("Made without" in note or "In order" in note for note in notes(rules))


def test_a_plan_without_a_rule_that_it_breaks_is_not_accepted(rules):
    make_plans(rules, asked=AskedPlan(without=("hub",)))
    with pytest.raises(RefusedActError) as refused:
        accept_plan(rules, "every-rule", view=HERE, now=NOW)
    assert "[hub] (it was made without these rules: hub); plan again" in str(refused.value)
    assert balance(rules, Wanted(book="plans")).lines == ()


def test_a_plan_with_payments_into_a_fund_is_accepted(rules):
    make_plans(rules)
    done = accept_plan(rules, "every-rule", view=HERE, now=NOW)
    assert len(done.new) > 20


def test_only_some_rules_leave_what_happens_at_all():
    off = asked_only(("hub",)).without
    kept = {name for name, _ in planning_rules()} - set(off)
    assert kept == {"hub", "entitlement", "need", "stock-flow", "transport-lead"}


def test_a_weighted_plan_holds_its_rates(rules):
    made = make_plans(rules, asked=AskedPlan(weights={"unmet": 1.0, "cost": 0.001}))
    (plan,) = json.loads(made.path.read_text("utf-8"))
    assert plan["how"]["weights"] == {"unmet": 1.0, "cost": 0.001}
    values = {each["name"]: each["value"] for each in plan["objectives"]}
    # At ten euros a unit-month only the cheap buoy is worth its price.
    assert values["cost"] == 10 * 100
    assert plan["gap"] == 0


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"without": ("hubb",)}, UnknownNameError, "without: no rule 'hubb' (near: hub)"),
        ({"weights": {"unmet": -1.0}}, InputError, "weights: unmet: found -1; accepted: 0 or more"),
        ({"weights": {"unmeet": 1.0}}, UnknownNameError, "no objective 'unmeet' (near: unmet)"),
        (
            {"tolerances": {"gap": 1.5}},
            InputError,
            "tolerance: gap: found 1.5; accepted: 0 or more, less than 1",
        ),
        (
            {"weights": {"unmet": 1.0}, "tolerances": {"gap": 0.5}},
            InputError,
            (
                "weights: a weighted plan has no order of objectives, so no plan is kept and no "
                "tolerance means anything; accepted: weights alone"
            ),
        ),
    ],
)
def test_what_no_plan_can_be_asked_for_is_refused(rules, asked, error, said):
    with pytest.raises(error) as refused:
        make_plans(rules, asked=AskedPlan(**asked))
    assert str(refused.value) == said
    assert not (rules.folder / "plan.json").exists()


def test_no_break_even_floor_stands_beside_a_plan_without_rules(workspace):
    assert load_case(workspace, "patriot", now=NOW).good
    made = make_plans(workspace, less=(0,), asked=AskedPlan(without=("gate",)))
    assert made.cases[0].break_even == ()


def test_a_plan_kept_with_room_changes_nothing_where_nothing_asks_for_it(rules, tmp_path):
    """The room is a row of its own; taken as exactly as the solver allows, no plan would fit."""
    (before,) = make_plans(rules).cases[0].plans
    kept = kept_plans(rules, "every-rule")
    for room in (0.01, 0.1):
        path = tmp_path / f"{room}.json"
        (after,) = make_plans(rules, path=path, keep=kept, tolerance=room).cases[0].plans
        assert after.decisions == before.decisions
        assert after.value("change") == 0
