"""Hold-harmless and break-even floors against arithmetic that needs no solver."""

from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.planning.parts import Arc, Item, Requirement, Slot, Stock
from materiel.planning.problem import Problem
from materiel.planning.solve import solve
from materiel.scenarios.hold_harmless import break_even, hold_harmless

MONTHS = 8


def problem(stocks, slots, need):
    donors = [f"D{number}" for number in range(len(stocks))]
    return Problem(
        case="story",
        months=MONTHS,
        parties=(*donors, "R"),
        items=(Item(name="unit"),),
        stocks=tuple(
            Stock(party=donor, item="unit", units=units)
            for donor, units in zip(donors, stocks, strict=True)
        ),
        arcs=tuple(Arc(donor=donor, item="unit", recipient="R", lead=0) for donor in donors),
        slots=tuple(
            Slot(
                name=f"s{number}",
                party=donors[donor % len(donors)],
                item="unit",
                units=units,
                month=month,
            )
            for number, (donor, units, month) in enumerate(slots)
        ),
        requirements=(Requirement(name="need", recipient="R", of="unit", units=need, due=1),),
    )


stocks = st.lists(st.integers(0, 4), min_size=1, max_size=3)
slots = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 3), st.integers(1, MONTHS)), max_size=3
)


@settings(max_examples=25)
@given(stocks, slots, st.integers(0, 3), st.integers(1, 12))
def test_a_giver_parts_with_k_and_with_all_that_arrives(stocks, slots, less, need):
    asked = problem(stocks, slots, need)
    plan = solve(hold_harmless(asked, less))
    unmet = 0
    for month in range(1, MONTHS + 1):
        free = sum(min(units, less) for units in stocks)
        free += sum(units for _, units, at in slots if at <= month)
        unmet += max(0, need - free)
    assert plan.value("unmet") == unmet
    assert plan.case == f"story:hold-harmless-{less}"


@settings(max_examples=15)
@given(
    st.integers(0, 4),
    st.lists(st.tuples(st.just(0), st.integers(1, 2), st.integers(2, MONTHS)), max_size=2),
)
def test_break_even_floors_are_holdings_less_what_leaves(stock, slots):
    arriving = sum(units for _, units, _ in slots)
    found = break_even(problem([stock, 3], slots, 20), "D0", "unit")
    for each in found:
        if each.floor <= stock:
            assert each.now == stock - each.floor
            assert each.units == stock - each.floor + arriving
    assert found[-1].units == 0
    assert [each.floor for each in found] == sorted({each.floor for each in found})


def test_the_sentence_says_what_can_leave_now_and_later():
    found = break_even(problem([4, 3], [(0, 2, 5)], 20), "D0", "unit")
    later = "of what D0 holds can leave, and 2 more as dated orders arrive, while its floor is"
    assert [each.in_words() for each in found] == [
        *(f"{4 - floor} {later} at most {floor}" for floor in range(5)),
        "none of D0 can leave while its floor is 5",
    ]


def test_every_floor_is_an_assumption_of_the_user():
    made = hold_harmless(problem([4], [], 3), 1)
    assert [(key, each.yours, each.text) for key, each in made.assumptions()] == [
        ("floors/hold-harmless:D0:unit", True, "D0, unit: at least 3 kept")
    ]
