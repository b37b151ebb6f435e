"""A whole from several sources: it exists when every component has a firm one (X8)."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.procurement.bundling import BundlePart, bundle_standings

FIRE_UNIT = {"radar": 1, "station": 1, "launcher": 4}
DAY = date(2024, 6, 1)


def part(name, component, low, high=None, state="firm", valid="2024-01-01..", **more):
    return BundlePart(
        id=name,
        bundle="B",
        item="fire-unit",
        component=component,
        source="P",
        low=low,
        high=low if high is None else high,
        state=state,
        valid=Period.parse(valid),
        **more,
    )


def one(*rows, day=DAY, waiting=(), composition=FIRE_UNIT):
    (found,) = bundle_standings(rows, lambda _: composition, day, waiting)
    return found


def words(found):
    return str(found.whole), {name: str(units) for name, units in found.left_over.items()}


def test_three_radars_two_stations_and_nine_launchers_make_two():
    found = one(part("r", "radar", 3), part("s", "station", 2), part("l", "launcher", 9))
    assert words(found) == ("2", {"radar": "1", "station": "0", "launcher": "1"})
    assert {each.item: each.missing for each in found.components} == {
        "radar": 0,
        "station": 1,
        "launcher": 3,
    }


def test_a_withdrawn_station_leaves_one_whole_and_not_one_and_a_half():
    rows = [
        part("r", "radar", 3),
        part("s1", "station", 1),
        part("s2", "station", 1, valid="2024-01-01..2024-05-31"),
        part("s2-out", "station", 1, state="withdrawn", valid="2024-06-01.."),
        part("l", "launcher", 9),
    ]
    assert words(one(*rows, day=date(2024, 5, 31)))[0] == "2"
    found = one(*rows)
    assert words(found) == ("1", {"radar": "2", "station": "0", "launcher": "5"})
    assert {each.item: str(each.withdrawn) for each in found.components}["station"] == "1"


def test_what_is_only_offered_completes_nothing():
    rows = [part("r", "radar", 1), part("s", "station", 1, state="offered")]
    found = one(*rows, part("l", "launcher", 4))
    assert (str(found.whole), str(found.offered)) == ("0", "1")


def test_a_source_whose_condition_is_not_met_is_only_offered():
    rows = [part("r", "radar", 1), part("s", "station", 1, commitment="G")]
    launchers = part("l", "launcher", 4)
    assert str(one(*rows, launchers).whole) == "1"
    found = one(*rows, launchers, waiting={"G"})
    assert (str(found.whole), str(found.offered)) == ("0", "1")
    station = next(each for each in found.components if each.item == "station")
    assert [(row.id, state) for row, state in station.sources] == [("s", "offered")]


def test_a_component_of_which_nobody_gives_any_is_missing_all_the_same():
    found = one(part("r", "radar", 1))
    assert str(found.whole) == "0"
    assert {each.item: each.missing for each in found.components} == {
        "radar": 0,
        "station": 1,
        "launcher": 4,
    }


def test_an_unknown_number_leaves_the_whole_between_two_ends():
    rows = [part("r", "radar", 3), part("s", "station", 3)]
    found = one(*rows, part("l", "launcher", 4, 12))
    assert words(found) == (
        "1 to 3",
        {"radar": "0 to 2", "station": "0 to 2", "launcher": "0 to 8"},
    )


def test_rows_state_what_an_item_without_a_composition_needs():
    rows = [part("r", "radar", 1, each=1), part("l", "launcher", 3, each=3)]
    assert str(one(*rows, composition={}).whole) == "1"
    with pytest.raises(InputError) as caught:
        one(part("r", "radar", 1), composition={})
    assert str(caught.value) == (
        "r: each: required, for the composition of fire-unit does not name radar"
    )


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"each": 3}, "l2: each: found 3 launcher in bundle B; accepted: 4, as stated elsewhere"),
        ({"each": 0}, "each: found 0; accepted: 1 or more"),
    ],
)
def test_rows_that_disagree_about_one_whole_are_refused(second, said):
    with pytest.raises(InputError) as caught:
        one(part("l1", "launcher", 4), part("l2", "launcher", 4, **second))
    assert str(caught.value) == said


COUNT = st.integers(0, 9)
STATED = st.tuples(COUNT, st.integers(0, 3))


@given(radar=STATED, station=STATED, launcher=STATED)
def test_bounds_hold_every_number_of_components_and_are_reached(radar, station, launcher):
    stated = {"radar": radar, "station": station, "launcher": launcher}
    rows = [part(name, name, low, low + more) for name, (low, more) in stated.items()]
    found = one(*rows)
    spans = [range(low, low + more + 1) for low, more in stated.values()]
    wholes = {
        min(have // each for have, each in zip(chosen, FIRE_UNIT.values(), strict=True))
        for chosen in product(*spans)
    }
    assert found.whole == Bounds.between(min(wholes), max(wholes))
    for chosen in product(*spans):
        whole = min(have // each for have, each in zip(chosen, FIRE_UNIT.values(), strict=True))
        for (name, each), have in zip(FIRE_UNIT.items(), chosen, strict=True):
            assert have - whole * each in found.left_over[name]
