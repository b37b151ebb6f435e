"""A refusal in a tiny plan: what it shuts, what falls with it, and what changes."""

from dataclasses import replace
from fractions import Fraction

from materiel.planning.parts import (
    Arc,
    Contract,
    Floor,
    Gate,
    Item,
    Option,
    Origin,
    Requirement,
    Stock,
)
from materiel.planning.problem import Problem
from materiel.planning.solve import solve
from materiel.scenarios.refusals import Change, Refused, changes, refuse, touched

PROBLEM = Problem(
    case="tiny",
    months=6,
    parties=("D", "E", "R"),
    items=(Item(name="unit"),),
    stocks=(Stock(party="D", item="unit", units=2), Stock(party="E", item="unit", units=1)),
    arcs=(
        Arc(donor="D", item="unit", recipient="R", gates=("G",)),
        Arc(donor="E", item="unit", recipient="R"),
    ),
    floors=(Floor(name="D", parties=("D",), of="unit", levels=(0,) * 6),),
    contracts=(
        Contract(name="C/1", item="unit", shares=(("R", 1), ("D", 1)), buyers=("R", "D"), start=4),
    ),
    options=(
        Option(name="O1", contract="C/1", units=1, expires=3, lead=1, buyer="R"),
        Option(name="O2", contract="C/1", units=1, expires=3, lead=1, buyer="R", predecessor="O1"),
    ),
    gates=(Gate(name="G", opens=2),),
    requirements=(Requirement(name="need", recipient="R", of="unit", units=3, due=2),),
    origins={"options/O1": Origin(cites=("O1",)), "gates/G": Origin(cites=("G-row",))},
)


def test_what_the_plan_does_not_hold_is_left_out():
    assert touched(PROBLEM, Refused(gates=frozenset({"X"}), options=frozenset({"Y"}))).nothing
    assert touched(PROBLEM, Refused(shares=frozenset({("C/1", "E")}))).nothing


def test_an_option_falls_with_its_contract_and_with_its_predecessor():
    assert touched(PROBLEM, Refused(options=frozenset({"O1"}))).options == {"O1", "O2"}
    assert touched(PROBLEM, Refused(options=frozenset({"O2"}))).options == {"O2"}
    gone = touched(PROBLEM, Refused(contracts=frozenset({"C/1"})))
    assert (gone.contracts, gone.options) == ({"C/1"}, {"O1", "O2"})


def test_a_shut_gate_is_an_assumption_of_the_user_that_keeps_its_source():
    after = refuse(PROBLEM, Refused(gates=frozenset({"G"})), "A is refused")
    assert after.gates == (Gate(name="G", opens=None),)
    assert after.origins["gates/G"] == Origin(
        cites=("G-row",), assumption=True, yours=True, text="A is refused"
    )
    assert replace(after, gates=PROBLEM.gates, origins=PROBLEM.origins) == PROBLEM


def test_a_contract_or_a_share_that_is_refused_delivers_nothing():
    gone = refuse(PROBLEM, Refused(contracts=frozenset({"C/1"})), "why")
    assert (gone.contracts, gone.options) == ((), ())
    assert "options/O1" not in gone.origins
    part = refuse(PROBLEM, Refused(shares=frozenset({("C/1", "R")})), "why")
    assert part.contracts[0].shares == (("D", 1),)
    assert len(part.options) == 2


def test_a_veto_shows_in_unmet_need_and_in_the_moves_and_in_nothing_that_stays():
    before = solve(PROBLEM)
    after = solve(refuse(PROBLEM, Refused(gates=frozenset({"G"})), "A is refused"))
    found = {(each.what, each.name): (each.before, each.after) for each in changes(before, after)}
    # Two units of D came in month 2; without them E gives one, options and the contract the rest.
    assert found["hand-over", "D to R, unit"] == (2, 0)
    assert found["unmet", "need"][0] == 0
    assert found["unmet", "need"][1] > 0
    assert ("hand-over", "E to R, unit") not in found
    assert changes(before, before) == []


def test_a_figure_that_only_one_plan_has_is_compared_with_none():
    plan = solve(replace(PROBLEM, requirements=()))
    found = changes(plan, solve(PROBLEM))
    assert Change("hand-over", "D to R, unit", Fraction(0), Fraction(2)) in found
