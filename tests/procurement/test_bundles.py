"""Whole things from components, against building one at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.procurement.bundles import Bundle, Composition, Source

NAMES = ["radar", "station", "launcher"]
COMPOSITIONS = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(
    lambda each: Composition("unit", dict(zip(NAMES, each, strict=False)))
)
STOCKS = st.lists(st.integers(0, 20), min_size=3, max_size=3)


def stock(composition: Composition, counts: list[int]) -> dict[str, int]:
    return {name: counts[i] for i, name in enumerate(composition.components)}


def one_at_a_time(composition: Composition, left: dict[str, int]) -> tuple[int, dict[str, int]]:
    left, made = dict(left), 0
    while all(left[name] >= each for name, each in composition.components.items()):
        for name, each in composition.components.items():
            left[name] -= each
        made += 1
    return made, left


@given(COMPOSITIONS, STOCKS)
def test_assembly_equals_building_one_at_a_time(composition, counts):
    made = composition.assemble(stock(composition, counts))
    assert (made.whole, made.left_over) == one_at_a_time(composition, stock(composition, counts))


@given(COMPOSITIONS, STOCKS, STOCKS, STOCKS)
def test_bounds_hold_every_assembly_inside(composition, lows, more, picked):
    ends = {
        name: Bounds.between(lows[i], lows[i] + more[i])
        for i, name in enumerate(composition.components)
    }
    inside = {
        name: ends[name].low + picked[i] % (more[i] + 1)
        for i, name in enumerate(composition.components)
    }
    bounds = composition.whole_bounds(ends)
    assert composition.assemble(inside).whole in bounds
    for end in (bounds.low, bounds.high):
        corner = {name: each.low if end == bounds.low else each.high for name, each in ends.items()}
        assert composition.assemble(corner).whole == end


def test_an_unknown_number_of_radars_limits_nothing_but_promises_nothing():
    unit = Composition("unit", {"radar": 1, "launcher": 4})
    assert unit.whole_bounds({"radar": Bounds.unknown(), "launcher": Bounds.exactly(9)}) == (
        Bounds.at_most(2)
    )
    assert unit.whole_bounds({"radar": Bounds.unknown(), "launcher": Bounds.exactly(3)}) == (
        Bounds.exactly(0)
    )


@given(COMPOSITIONS, STOCKS)
def test_adding_what_is_missing_makes_exactly_one_more(composition, counts):
    sources = tuple(Source(name, name, units) for name, units in stock(composition, counts).items())
    bundle = Bundle(composition, sources)
    lacks = bundle.missing()
    added = tuple(Source(f"more-{name}", name, units) for name, units in lacks.items())
    assert Bundle(composition, sources + added).firm.whole == bundle.firm.whole + 1
    for name, units in lacks.items():
        short = tuple(
            Source(each.id, each.component, units - 1) if each.component == name else each
            for each in added
        )
        assert Bundle(composition, sources + short).firm.whole == bundle.firm.whole


def test_what_is_only_offered_completes_nothing():
    unit = Composition("unit", {"radar": 1, "launcher": 4})
    bundle = Bundle(unit, (Source("r", "radar", 1, firm=False), Source("l", "launcher", 4)))
    assert bundle.firm.whole == 0
    assert bundle.offered.whole == 1
    assert bundle.missing() == {"radar": 1}
    assert bundle.withdrawn("l").offered.whole == 0


def test_refusals_say_what_is_accepted():
    unit = Composition("unit", {"radar": 1, "launcher": 4})
    with pytest.raises(UnknownNameError) as caught:
        unit.assemble({"radr": 1})
    assert str(caught.value) == "composition of unit: no component 'radr' (near: radar)"
    bundle = Bundle(unit, (Source("north", "radar", 2),))
    for act, message in (
        (
            lambda: bundle.withdrawn("north", 3),
            "source north: found 3 to withdraw; accepted: 0 to 2",
        ),
        (lambda: bundle.withdrawn("norht"), "no source 'norht' (near: north)"),
        (lambda: unit.assemble({"radar": -1}), "radar: found -1 units; accepted: 0 or more"),
        (lambda: Composition("unit", {}), "composition of unit: no component is stated"),
        (
            lambda: Composition("unit", {"radar": 0}),
            "composition of unit: radar 0; accepted: 1 or more",
        ),
        (
            lambda: Bundle(unit, (Source("a", "radar", 1), Source("a", "radar", 1))),
            "source a is stated twice",
        ),
    ):
        with pytest.raises(InputError) as caught:
            act()
        assert str(caught.value) == message
