"""Each rule of the planner binds in the case that shows them, and by as much as a hand works out.

The numbers below were found with pencil and paper: every need is for an item of its own, six
months, and a unit that is missing for a month counts one unit-month.
"""

from fractions import Fraction

import pytest
from story_case import CASES, NOW

from materiel.exchange.folder import read_folder
from materiel.kernel.stamps import Stamps
from materiel.planning.clause import Clause
from materiel.planning.clauses import clauses
from materiel.planning.editing import without
from materiel.planning.explanation import Explainer
from materiel.planning.formulation import constraints
from materiel.planning.plan import Payment
from materiel.planning.solve import Settings, solve
from materiel.planning.switching import FRAME, all_but, switched_off
from materiel.planning.twice import solve_twice
from materiel.service.planning_cases import planning_case
from materiel.store.database import Database
from materiel.store.reading import Reader
from materiel.store.writing import append

HALF = Fraction(1, 2)
BASE = {
    "N-HUB": 3 + 2 + 1,  # four cranes, one a month through the harbour
    "N-TRAINING": 2 + 1,  # three simulators, one a month
    "N-GATE": 2 + 2,  # two flares, the consent comes in the third month
    "N-LEAD": 6,  # the decoy would arrive in the seventh month
    "N-STOCK": 6,  # two ropes wanted, one held
    "N-FLOOR": 2 * 6,  # three tents wanted, three held together, two stay
    "N-DURATION": 1,  # due in the fourth month, below its floor in the fifth and sixth only
    "N-ENTITLEMENT": 6,  # two pumps wanted, one firm
    "N-LINE": 2 + 1,  # three trucks, one a month
    "N-COMPONENT-2": 1,  # one motor a month, the jackhammer weighs more
    "N-CLAIM": 1,  # two ferries a month, one kept for Owland
    "N-BUDGET": 6,  # money for one glider of two
    "N-FUND": 6,  # the fund's own money and Pallin's buy two shovels of three
    "N-ORIGIN": 6,  # the second fund buys nothing that Gavelle makes
    "N-BUNDLE": 6,  # two blades, so one lathe of two
    "N-CONDITION": 3 + 3,  # one of four until Hethland's second comes in the third month
    "N-EXCHANGE": 2 + 2,  # the beacon comes in the fourth month, compasses one before it
    "N-DIVERSION": 1 + 1,  # the slot is of the third month
    "N-OPTION": 1 + 1,  # one of two until the option opens
}
"""Unit-months that stay unmet with every rule in force; the needs left out are met in time."""
OFF = {
    "hub": {"N-HUB": 0},
    "training": {"N-TRAINING": 0},
    "gate": {"N-GATE": 0},
    "transport-lead": {"N-LEAD": 0},  # what never arrives was sent all the same
    # Cutters and blades are sent that nobody holds; without holdings there are no floors either.
    "stock-flow": {
        "N-STOCK": 0,
        "N-CONDITION": 0,
        "N-BUNDLE": 0,
        "N-FLOOR": 0,
        "N-DURATION": 0,
    },
    "posture-floor": {"N-FLOOR": 0, "N-DURATION": 0},
    "shortfall-duration": {"N-DURATION": 0},
    "entitlement": {"N-ENTITLEMENT": 0, "N-OPTION": 0},
    "line-capacity": {"N-LINE": 0},
    "component": {"N-COMPONENT-2": 0},
    "claim": {"N-CLAIM": 0},
    "budget": {"N-BUDGET": 0, "N-FUND": 0},  # Pallin pays into the fund without end
    "fund": {"N-FUND": 0},
    "fund-origin": {"N-ORIGIN": 0},
    "bundle": {"N-BUNDLE": 0},
    "condition": {"N-CONDITION": 1 + 1, "N-LEAD": 0},  # three of four at once
    "exchange": {"N-EXCHANGE": 0},
    "slot-diversion": {"N-DIVERSION": 0},
    "option": {"N-OPTION": 0},
    "option-ladder": {},
    "backfill": {},
    "arrears": {},
    "burden-key": {},
    "need": None,
}
"""What changes when a rule is switched off; of ``need`` everything does."""
EURO = 100


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    folder = read_folder(CASES / "every-rule")
    assert folder.findings == ()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('every-rule')}/case.db")
    database.migrate()
    append(database, folder.entries(), actor="test", now=NOW)
    day = folder.case.today
    with database.reading() as connection:
        return planning_case(Reader(connection, "every-rule", Stamps(day, day)))


@pytest.fixture(scope="module")
def problem(planned):
    return planned.problems[0]


@pytest.fixture(scope="module")
def plan(problem):
    return solve(problem, Settings(gap=0.0))


def unmet(plan):
    return {each.requirement: each.unit_months for each in plan.unmet}


def moved(plan, item):
    return {(move.donor, move.units) for move in plan.decisions.moves if move.item == item}


def delivered(plan, contract):
    return sum(e.units for e in plan.decisions.deliveries if e.contract.startswith(contract))


def test_nothing_of_the_case_is_left_out(planned):
    assert planned.left_out == ()


def test_with_every_rule_in_force_the_needs_stay_as_short_as_worked_out(plan):
    assert unmet(plan) == BASE
    weights = {"N-COMPONENT-2": HALF}
    assert plan.value("unmet") == sum(weights.get(name, 1) * n for name, n in BASE.items())
    assert plan.value("gap") == 2  # one stove below its floor in two months
    assert [plan.value(name) for name in ("lateness", "arrears", "burden")] == [0, 0, 0]
    # Glider 100, shovels 200, sled 50, kayak 60, stretcher 70, and two dear buoys.
    assert plan.value("cost") == (100 + 200 + 50 + 60 + 70 + 2 * 100) * EURO
    assert plan.decisions.payments == (
        Payment(month=1, fund="FUND-ONE", giver="XPA", amount=100 * EURO),
    )


def test_the_owner_counts_two_small_searchlights_as_one(plan):
    assert moved(plan, "small-searchlight") == {("XGA", 2)}
    assert "N-RATIO" not in unmet(plan)


def test_each_rule_has_an_answer_worked_out_by_hand():
    assert set(OFF) == set(constraints())


@pytest.mark.parametrize("rule", [name for name, changed in OFF.items() if changed])
def test_without_a_rule_exactly_its_needs_fare_better(problem, plan, rule):
    other = solve(problem, Settings(gap=0.0, without=(rule,)))
    assert unmet(other) == {name: n for name, n in (BASE | OFF[rule]).items() if n}
    assert unmet(other) != unmet(plan)
    assert rule in other.how.without
    assert {finding.check for finding in other.how.broken} & {rule} == {rule}
    assert {finding.check for finding in other.how.broken} <= set(switched_off([rule]))


def test_without_the_need_nobody_sends_anything(problem):
    other = solve(problem, Settings(gap=0.0, without=("need",)))
    assert other.decisions.acts == ()
    assert other.how.unjudged == ("unmet",)


def test_without_the_ladder_the_cheap_buoy_stands_alone(problem, plan):
    assert {each.option for each in plan.decisions.exercises} == {"O-ANCHOR", "O-BUOY-DEAR"}
    other = solve(problem, Settings(gap=0.0, without=("option-ladder",)))
    assert {each.option for each in other.decisions.exercises} == {"O-ANCHOR", "O-BUOY-CHEAP"}
    assert plan.value("cost") - other.value("cost") == (200 - 20) * EURO


@pytest.mark.parametrize(
    ("rule", "item", "contract", "price"),
    [("backfill", "sled", "K-SLED", 50), ("arrears", "kayak", "K-KAYAK", 60)],
)
def test_without_a_refill_rule_the_giver_sends_what_was_bought(
    problem, plan, rule, item, contract, price
):
    assert (moved(plan, item), delivered(plan, contract)) == (set(), 1)
    other = solve(problem, Settings(gap=0.0, without=(rule,)))
    assert (moved(other, item), delivered(other, contract)) == ({("XGA", 1)}, 0)
    assert plan.value("cost") - other.value("cost") == price * EURO
    objective = {"backfill": "lateness"}.get(rule, rule)
    # Owed from the month after at the latest to the sixth.
    assert other.value(objective) >= 1
    assert other.how.unjudged == (objective,)


def test_without_the_key_one_nation_carries_all(problem, plan):
    assert moved(plan, "stretcher") == {("XKA", 1), ("XKB", 1)}
    other = solve(problem, Settings(gap=0.0, without=("burden-key",)))
    assert moved(other, "stretcher") == {("XKA", 2)}
    assert plan.value("cost") - other.value("cost") == 70 * EURO
    # Of EUR 200 each should carry 100; one carries nothing.
    assert other.value("burden") == 100 * EURO


def test_with_only_some_rules_the_frame_stays(problem):
    off = all_but(("hub",))
    assert set(constraints()) - set(off) == {"hub", *FRAME}
    other = solve(problem, Settings(gap=0.0, without=off))
    kept = {name: BASE[name] for name in ("N-HUB", "N-STOCK", "N-ENTITLEMENT")}
    # The fourth cutter still arrives with the slot of the third month.
    assert unmet(other) == kept | {"N-CONDITION": 1 + 1}


def test_both_paths_of_solution_agree(problem, plan):
    twice = solve_twice(problem, Settings(gap=0.0))
    assert unmet(twice) == unmet(plan)
    assert twice.how.twice == (
        "solved twice: unmet, gap, lateness, arrears, burden, cost, handling the same on both paths"
    )


def test_every_part_says_which_rows_it_comes_from(problem):
    rows = {row.id for mine in read_folder(CASES / "every-rule").rows.values() for row in mine}
    for table in problem.TABLES:
        for part in getattr(problem, table):
            origin = problem.origins.get(f"{table}/{part.name}")
            if table == "items" and origin is None:
                continue  # an item that nothing measures is the vocabulary's
            assert origin is not None, (table, part.name)
            assert set(origin.cites) & rows, (table, part.name)


def test_every_rule_that_can_stand_in_the_way_is_a_clause(problem):
    """The rest are facts, ways of counting, or objectives."""
    found = {clause.rule for clause in clauses(problem)}
    # What is firmly bought is a fact; a contract's window would be a clause of ``entitlement``.
    counted = {"need", "stock-flow", "entitlement", "backfill", "arrears", "burden-key"}
    assert found == set(constraints()) - counted


NAMED = {
    "N-HUB": {"hub"},
    "N-TRAINING": {"training"},
    "N-GATE": {"gate"},
    "N-LEAD": {"transport-lead", "condition"},
    "N-FLOOR": {"posture-floor"},
    "N-DURATION": {"shortfall-duration"},
    "N-LINE": {"line-capacity"},
    "N-COMPONENT-2": {"component"},
    "N-CLAIM": {"claim", "line-capacity"},  # either lifted, the second ferry is there
    "N-BUDGET": {"budget"},
    "N-FUND": {"fund", "budget"},
    "N-ORIGIN": {"fund", "fund-origin"},
    "N-BUNDLE": {"bundle"},
    "N-CONDITION": {"condition"},
    "N-EXCHANGE": {"exchange"},
    "N-DIVERSION": {"slot-diversion"},
    "N-OPTION": {"option"},
    "N-STOCK": set(),  # what is held is a fact, and so is what is firmly bought
    "N-ENTITLEMENT": set(),
}
"""The rules that together stand against one unit more, in the first stretch of months."""


def test_why_a_need_is_short_names_the_rules_with_their_entries(problem):
    explainer = Explainer(problem)
    for name, rules in NAMED.items():
        reason = explainer.explain("need", name, most=0).reasons[0]
        assert reason.conflict is not None, name
        # A need that another one takes the unit from is named beside the rules.
        found = {each for each in reason.conflict.members if isinstance(each, Clause)}
        assert {clause.rule for clause in found} == rules, name
        for clause in found:
            assert problem.origins[clause.part].cites, clause.key


def test_a_clause_can_be_lifted_beside_all_others(problem):
    every = clauses(problem)
    for order in (every, every[::-1]):
        left = problem
        for clause in order:
            left = clause.lift(left)
        assert left.hubs == left.funds == left.claims == ()


def test_a_case_without_the_row_has_the_plan_without_the_rule(problem):
    """The switch and the row are two ways to the same plan."""
    assert unmet(solve(without(problem, "claims/KEEP-FERRY"))) == unmet(
        solve(problem, Settings(without=("claim",)))
    )
