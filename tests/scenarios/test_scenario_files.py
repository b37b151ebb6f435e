"""A scenario file says what changes; each change does what it says and nothing else."""

from dataclasses import replace

import pytest

from materiel.kernel.errors import InputError
from materiel.planning.parts import (
    Arc,
    Budget,
    Component,
    Contract,
    Floor,
    Gate,
    Item,
    Line,
    Option,
    Requirement,
    Slot,
    Stock,
)
from materiel.planning.problem import Problem
from materiel.scenarios.change_files import one_change, read_scenario
from materiel.scenarios.changes import CHANGES, changed

SEEKER = """
title = "The seeker slips by a month"

[[changes]]
change = "slip"
part = "components/seeker"
by = 1
why = "the maker says so"
"""


@pytest.fixture
def problem():
    return Problem(
        case="changes",
        months=4,
        parties=("D", "E", "R"),
        items=(Item(name="unit"),),
        stocks=(Stock(party="D", item="unit", units=3), Stock(party="E", item="unit", units=3)),
        arcs=(
            Arc(donor="D", item="unit", recipient="R", gates=("consent",)),
            Arc(donor="E", item="unit", recipient="R"),
        ),
        floors=(
            Floor(name="both", parties=("D", "E"), of="unit", levels=(4,) * 4),
            Floor(name="e", parties=("E",), of="unit", levels=(1, 1, 0, 0)),
        ),
        slots=(Slot(name="s", party="D", item="unit", units=1, month=3),),
        lines=(Line(name="line", capacity=(1, 2, 3, 4)),),
        components=(Component(name="seeker", capacity=(0, 1, 2, 3), uses=(("unit", 1),)),),
        contracts=(
            Contract(name="k", item="unit", line="line", shares=(("E", 2), ("R", 1)), price=5),
        ),
        options=(
            Option(name="o1", contract="k", units=2, expires=4, buyer="E", price=5),
            Option(name="o2", contract="k", units=2, expires=4, buyer="R", predecessor="o1"),
        ),
        gates=(Gate(name="consent", opens=2),),
        requirements=(Requirement(name="need", recipient="R", of="unit", units=3, due=2),),
        budgets=(
            Budget(payer="E", first=1, last=2, amount=9),
            Budget(payer="E", first=3, last=4, amount=10),
        ),
    )


def after(problem, text):
    return changed(problem, one_change(text))


def same_but(problem, other, *tables):
    """Whether only these tables differ."""
    return all(
        getattr(problem, table) == getattr(other, table)
        for table in Problem.TABLES
        if table not in tables
    )


def test_a_file_is_read_in_toml_and_in_csv_alike(problem):
    toml = read_scenario("seeker", SEEKER, "toml")
    table = "change,part,by,to,why\n# a comment\nslip,components/seeker,1,,the maker says so\n"
    sheet = read_scenario("seeker", table, "csv")
    assert toml.changes == sheet.changes
    assert (toml.title, sheet.title) == ("The seeker slips by a month", "seeker")
    assert changed(problem, toml) == changed(problem, sheet)


def test_a_slip_moves_a_series_a_month_or_a_window(problem):
    assert after(problem, "slip components/seeker 1").components[0].capacity == (0, 0, 1, 2)
    assert after(problem, "slip lines/line -1").lines[0].capacity == (2, 3, 4, 4)
    assert after(problem, "slip slots/s 1").slots[0].month == 4
    assert after(problem, "slip slots/s 2").slots == ()
    assert after(problem, "slip gates/consent 1").gates[0].opens == 3
    assert after(problem, "slip contracts/k 1").contracts[0].start == 2
    assert same_but(problem, after(problem, "slip slots/s 1"), "slots")


def test_a_floor_rises_or_is_set_and_never_falls_below_nothing(problem):
    assert after(problem, "floor floors/both 1").floors[0].levels == (5,) * 4
    assert after(problem, "floor floors/e -1").floors[1].levels == (0,) * 4
    scenario = read_scenario("f", '[[changes]]\nchange="floor"\npart="floors/e"\nto="2"\n', "toml")
    assert changed(problem, scenario).floors[1].levels == (2,) * 4


def test_a_refused_consent_never_opens_and_a_refused_option_takes_its_followers(problem):
    assert after(problem, "refuse gates/consent").gates[0].opens is None
    assert after(problem, "refuse options/o1").options == ()
    assert [each.name for each in after(problem, "refuse options/o2").options] == ["o1"]


def test_a_nation_that_leaves_gives_needs_and_buys_nothing(problem):
    found = after(problem, "leave parties/E")
    assert [arc.donor for arc in found.arcs] == ["D"]
    assert [(floor.name, floor.parties) for floor in found.floors] == [("both", ("D",))]
    assert found.contracts[0].shares == (("R", 1),)
    assert found.options == ()
    assert found.budgets == ()
    assert found.requirements == problem.requirements


def test_a_budget_is_cut_by_per_cent_and_rounded_down(problem):
    assert [each.amount for each in after(problem, "budget parties/E -50").budgets] == [4, 5]
    assert [each.amount for each in after(problem, "budget budgets/E/3-4 10").budgets] == [9, 11]


def test_priority_need_and_slot_of_another_change_as_said(problem):
    assert after(problem, "priority requirements/need 3").requirements[0].priority == 3
    assert after(problem, "need requirements/need 2").requirements[0].units == 5
    assert after(problem, "redirect slots/s R").slots[0].party == "R"
    assert after(problem, "lever stocks/E/unit::units 2").stocks[1].units == 5


def test_every_change_is_an_assumption_of_the_user(problem):
    found = changed(problem, read_scenario("seeker", SEEKER, "toml"))
    assert [(each.text, each.yours) for _, each in found.assumptions()] == [
        ("the maker says so", True)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slipp slots/s 1", r"change: found 'slipp' \(near: slip\); accepted: slip, floor, refuse"),
        ("slip slots 1", r"part: found 'slots'; accepted: table/name, as 'floors/F-1'"),
        ("slip slots/t 1", r"^slip slots/t by 1: no slots 't'; accepted: s$"),
        ("slip slots/s", r"slip slots/s: by: found nothing; accepted: months"),
        ("slip floors/e 1", r"found a part of floors; accepted: slots, requirements, contracts"),
        ("floor slots/s 1", r"found 'slots/s'; accepted: floors/NAME"),
        (
            "priority requirements/need high",
            r"to: found 'high'; accepted: a whole number from 1 to 9$",
        ),
        ("redirect slots/s Q", r"no party 'Q'; accepted: D, E, R$"),
        ("redirect slots/x R", r"^redirect slots/x to R: no slots 'x'; accepted: s$"),
        ("budget parties/D -50", r"no budget of 'D'; accepted: E$"),
        ("lever stocks/D/unit::units -4", r"it cannot be moved so far"),
        ("leave parties/Q", r"^leave parties/Q: no party 'Q'; accepted: D, E, R$"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(problem, text, message):
    with pytest.raises(InputError, match=message):
        after(problem, text)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", "toml", "f.toml: no change in it; it needs one or more"),
        ("title = 1 =", "toml", "f.toml: not TOML"),
        ("tilte = 'x'", "toml", "f.toml: found tilte; accepted: title, changes"),
        (
            "change,path\nslip,x",
            "csv",
            "f.csv: columns: found path; accepted: change, part, by, to",
        ),
        ("x", "xlsx", "f.xlsx: found a file of kind 'xlsx'; accepted: toml, csv"),
        (
            "change,part,by\nslip,slots/s,one",
            "csv",
            "f.csv, line 2: by: found 'one'; accepted: a whole number",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, kind, message):
    with pytest.raises(InputError, match=message):
        read_scenario("f", text, kind)


def test_every_change_has_a_test_of_its_own():
    assert set(CHANGES) == {
        *("slip", "floor", "refuse", "leave", "budget", "priority", "need", "redirect", "lever")
    }


def test_changes_are_made_in_their_order(problem):
    twice = read_scenario("twice", "change,part,by\nslip,slots/s,1\nslip,slots/s,-1\n", "csv")
    found = changed(problem, twice)
    assert replace(found, origins={}) == problem


LEAST, MOST = "-10,000,000", "10,000,000"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "slip slots/s 99999999999999999999999",
            (
                "'slip slots/s 99999999999999999999999': by: found '99999999999999999999999'; "
                f"accepted: a whole number from {LEAST} to {MOST}"
            ),
        ),
        (
            f"floor floors/e 1{'0' * 5000}",
            (
                f"'floor floors/e 1{'0' * 5000}': by: found '1{'0' * 39}...'; "
                f"accepted: a whole number from {LEAST} to {MOST}"
            ),
        ),
        (
            "floor floors/e to 10000001",
            (
                "'floor floors/e to 10000001': to: found '10000001'; accepted: a whole number "
                f"from 0 to {MOST}"
            ),
        ),
        (
            "slip slots/s 1 2 3",
            (
                "'slip slots/s 1 2 3': found '1 2 3' after the part; accepted: a number, 'by "
                "NUMBER' or 'to NUMBER'"
            ),
        ),
        (
            "leave parties/E 3",
            "'leave parties/E 3': leave: found by; accepted: neither by nor to",
        ),
        ("slip slots/s to 3", "'slip slots/s to 3': slip: found to; accepted: by"),
        (
            "priority requirements/need 0",
            "'priority requirements/need 0': to: found '0'; accepted: a whole number from 1 to 9",
        ),
        (
            "budget parties/E -500",
            (
                "budget parties/E by -500: by: found -500; accepted: per cent from -100, which "
                "leaves nothing, to 10,000"
            ),
        ),
        (
            "need requirements/need -3",
            "need requirements/need by -3: by: found -3; accepted: more than -3, it needs 3",
        ),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused_and_not_bent(problem, text, message):
    with pytest.raises(InputError) as caught:
        after(problem, text)
    assert str(caught.value) == message


def test_a_change_says_by_how_much_or_what_it_becomes(problem):
    assert after(problem, "floor floors/e to 0").floors[1].levels == (0,) * 4
    assert after(problem, "floor floors/e by 2").floors[1].levels == (3, 3, 2, 2)
    assert after(problem, "need requirements/need to 9").requirements[0].units == 9
    assert after(problem, "budget parties/E -100").budgets[0].amount == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# a note\nchange,part,by\n\nslip,slots/t,1\n",
            "f.csv, line 4: slip slots/t by 1: no slots",
        ),
        (
            "change,part,by\nslip,slots/s,1,2\n",
            "f.csv, line 2: found 4 cells; accepted: one for each",
        ),
        ("change,part,by\nslip,floors/e,1\n", "f.csv, line 2: slip floors/e by 1: found a part of"),
    ],
)
def test_an_error_of_a_sheet_names_the_line(problem, text, message):
    with pytest.raises(InputError) as caught:
        changed(problem, read_scenario("f", text, "csv"))
    assert str(caught.value).startswith(message)


def test_an_error_of_a_toml_file_names_the_file_and_the_change(problem):
    text = "[[changes]]\nchange = 'leave'\npart = 'parties/Q'\n"
    with pytest.raises(InputError) as caught:
        changed(problem, read_scenario("a", text, "toml"))
    assert str(caught.value) == (
        "a.toml, change 1: leave parties/Q: no party 'Q'; accepted: D, E, R"
    )
    with pytest.raises(
        InputError, match=r"^a.toml: changes: found 3; accepted: one \[\[changes\]\] for"
    ):
        read_scenario("a", "changes = 3", "toml")


def test_a_slip_of_many_months_costs_no_memory(problem):
    assert after(problem, "slip components/seeker 10000000").components[0].capacity == (0,) * 4
    assert after(problem, "slip components/seeker -10000000").components[0].capacity == (3,) * 4
