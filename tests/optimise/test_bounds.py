from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.expression import Expression
from materiel.optimise.bounds import Range, Relation, Unknown, bounds_of

NAMES = ("a", "b", "c")
small = st.integers(-3, 3)


@st.composite
def systems(draw):
    unknowns = {}
    for name in NAMES:
        low = draw(st.integers(-2, 3))
        unknowns[name] = Unknown(low, low + draw(st.integers(0, 4)))
    relations = [
        Relation(
            tuple((name, draw(small)) for name in NAMES), draw(st.integers(-8, 8)), f"relation {n}"
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    expression = Expression.build(draw(small), {name: draw(small) for name in NAMES})
    return expression, unknowns, relations


def every_value(expression, unknowns, relations):
    """All totals that whole values allow, by trying all of them."""
    boxes = [range(each.low, each.high + 1) for each in unknowns.values()]
    for point in product(*boxes):
        values = dict(zip(NAMES, point, strict=True))
        if all(sum(by * values[n] for n, by in r.terms) <= r.bound for r in relations):
            yield expression.value(values)


@given(systems())
@settings(max_examples=150, deadline=None)
def test_bounds_are_the_least_and_greatest_of_all_whole_values(system):
    expression, unknowns, relations = system
    found = bounds_of(expression, unknowns, relations)
    totals = list(every_value(expression, unknowns, relations))
    if totals:
        assert (found.low, found.high) == (min(totals), max(totals))
    elif found.conflict:
        assert found.low is None
        assert found.high is None
    else:  # the contradiction lies among unknowns that do not reach the expression
        used = {name for name, _ in expression.terms}
        assert any(not used & {n for n, by in r.terms if by} for r in relations)


def test_a_pledge_of_five_to_ten_that_has_arrived_in_full_leaves_nothing_open():
    pledged = Expression.of("pledged")
    unknowns = {"pledged": (5, 10)}
    assert bounds_of(pledged - pledged, unknowns) == Range(0, 0)
    assert bounds_of(pledged + Expression(-4), unknowns) == Range(1, 6)


def test_ceiling_and_request_overlap_until_a_judgement_decides():
    joint = Expression.build(200, {"firm": 1, "overlap": -1})
    unknowns = {"firm": (0, 1000), "overlap": (0, 200)}
    inside = Relation((("overlap", 1), ("firm", -1)), 0, "the overlap is part of the order")
    assert bounds_of(joint, unknowns, [inside]) == Range(200, 1200)
    ceiling = unknowns | {"firm": (1000, 1000)}
    assert bounds_of(joint, ceiling, [inside]) == Range(1000, 1200)
    assert bounds_of(joint, ceiling | {"overlap": (200, 200)}, [inside]) == Range(1000, 1000)


def test_sixty_vehicles_mostly_of_two_types_twenty_of_the_first():
    unknowns = {"x": (20, 20), "y": (0, None), "others": (0, None)}
    names = ("x", "y", "others")
    relations = [
        Relation(tuple((n, 1) for n in names), 60, "60 vehicles"),
        Relation(tuple((n, -1) for n in names), -60, "60 vehicles"),
        Relation((("x", -1), ("y", -1)), -31, "mostly of types X and Y"),
    ]
    both = Expression.of("x") + Expression.of("y")
    assert bounds_of(both, unknowns, relations) == Range(31, 60)
    assert bounds_of(Expression.of("y"), unknowns, relations) == Range(11, 40)
    assert bounds_of(Expression.of("others"), unknowns, relations) == Range(0, 29)


def test_amounts_of_hundreds_of_billions_of_cents_stay_exact():
    big = 560_000_000_001
    unknowns = {"whole": (big, big + 7), "part": (0, None)}
    half = Relation((("part", 2), ("whole", -1)), 0, "at most half")
    assert bounds_of(Expression.of("part"), unknowns, [half]).high == (big + 7) // 2
    rest = Expression.of("whole") - Expression.of("part")
    assert bounds_of(rest, unknowns, [half]).low == (big + 1) // 2


def test_no_end_is_said_as_no_end():
    unknowns = {"a": (0, None), "b": (None, 3)}
    under = Relation((("b", 1), ("a", -1)), 0)
    assert bounds_of(Expression.of("a"), unknowns, [under]) == Range(0, None)
    assert bounds_of(Expression.of("b"), unknowns, [under]) == Range(None, 3)


def test_a_contradiction_names_only_the_relations_that_conflict():
    unknowns = {"a": (0, 10), "b": (0, 10)}
    relations = [
        Relation((("a", 1), ("b", 1)), 15, "harmless"),
        Relation((("a", 1),), 3, "at most three"),
        Relation((("a", -1),), -4, "at least four"),
    ]
    found = bounds_of(Expression.of("b"), unknowns, relations)
    assert found == Range(None, None, ("at most three", "at least four"))


def test_crossed_ends_are_a_contradiction():
    found = bounds_of(Expression.of("a"), {"a": (5, 3)})
    assert found.conflict == ("a lies between two crossed ends",)


def test_a_contradiction_without_whole_values_is_found():
    """``2a = 1`` has an answer in halves only."""
    relations = [Relation((("a", 2),), 1, "2a <= 1"), Relation((("a", -2),), -1, "2a >= 1")]
    found = bounds_of(Expression.of("a"), {"a": (0, 5)}, relations)
    assert found.conflict == ("2a <= 1", "2a >= 1")


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        bounds_of(Expression.of("pledge"), {"pledged": (0, 1)})
    assert str(caught.value) == "expression: no variable 'pledge' (near: pledged)"
    with pytest.raises(UnknownNameError) as caught:
        bounds_of(Expression.of("a"), {"a": (0, 1)}, [Relation((("aa", 1),), 0, "part")])
    assert str(caught.value).startswith("relation 1 (part): no variable 'aa'")


def test_a_fraction_is_refused():
    with pytest.raises(InputError, match=r"unknown 'a' is not whole; accepted: whole numbers"):
        bounds_of(Expression.of("a"), {"a": (0, 1, False)})
