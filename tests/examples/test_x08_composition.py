"""X8: fire units from radars, stations and launchers."""

from materiel.procurement.bundles import Bundle, Composition, Source

FIRE_UNIT = Composition("fire unit", {"radar": 1, "control station": 1, "launcher": 4})


def test_three_radars_two_stations_nine_launchers_are_two_fire_units():
    made = FIRE_UNIT.assemble({"radar": 3, "control station": 2, "launcher": 9})
    assert made.whole == 2
    assert made.left_over == {"radar": 1, "control station": 0, "launcher": 1}


def test_a_withdrawn_station_leaves_one_fire_unit_and_never_half_a_one():
    bundle = Bundle(
        FIRE_UNIT,
        (
            Source("radars", "radar", 3),
            Source("stations", "control station", 2),
            Source("launchers", "launcher", 9),
        ),
    )
    left = bundle.withdrawn("stations", 1).firm
    assert left.whole == 1
    assert left.left_over == {"radar": 2, "control station": 0, "launcher": 5}
