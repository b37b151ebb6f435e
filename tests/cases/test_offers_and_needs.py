"""The fictional case of offers and needs: its answer worked by hand, and every reason put right.

Worked by hand, as of the last day of 2025: one fire unit for Velmora (Corvenne's radar and
station, Aldmark's launchers and eight Gale); a second lacks a station (Falkmoor's waits for a
consent) and eight Gale, for the six that are left go to Velmora's ten interceptors: six Gale and,
two for one, eight Gust. The six come only because Aldmark's four Gust are matched too.
"""

from dataclasses import replace
from datetime import date

import pytest
from story_case import stored

from materiel.kernel.stamps import Stamps
from materiel.planning.matching.reasons import Reasons
from materiel.planning.matching.solve import match
from materiel.planning.matching.values import Offer
from materiel.scenarios.matching import Asked, pair
from materiel.service.snapshots import snapshot_of
from materiel.store.reading import Reader

CASE = "offers-and-needs"
TODAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def paired(tmp_path_factory):
    database = stored(CASE, tmp_path_factory.mktemp("match"))
    with database.reading() as connection:

        def at(as_of=TODAY, known_at=None, asked=None):
            reader = Reader(connection, CASE, Stamps(as_of, known_at or as_of))
            return pair(snapshot_of(reader), as_of, asked or Asked(), reader.roots())

        yield at


@pytest.fixture(scope="module")
def found(paired):
    return match(paired().problem)


def met(problem):
    answer = match(problem)
    return {need.id: answer.met(need.id) for need in problem.needs}


def more(problem, **lines):
    """The problem with some more units that anybody may have at once."""
    added = [
        Offer(
            id=f"new-{name}",
            offer=f"new-{name}",
            giver="XFA",
            item=name.replace("_", "-"),
            units=units,
            start=TODAY,
            end=date(2030, 1, 1),
        )
        for name, units in lines.items()
    ]
    return replace(problem, offers=(*problem.offers, *added))


def changed(problem, kind, name, **values):
    """The problem with one of its parts changed."""
    parts = tuple(
        replace(each, **values) if each.id == name else each for each in getattr(problem, kind)
    )
    return replace(problem, **{kind: parts})


def test_the_match_is_the_one_worked_by_hand(found):
    assert {need.id: (found.met(need.id), need.units) for need in found.problem.needs} == {
        "VEL-FU": (1, 2),
        "VEL-INT": (10, 10),
        "TRE-FU": (0, 1),
        "TRE-HERON": (0, 2),
        "VEL-TERN": (12, 12),
        "ALD-GUST": (4, 4),
        "TRE-GALE": (0, 4),
    }
    fire_unit = {use.offer: use.units for use in found.uses_of("VEL-FU")}
    assert fire_unit == {
        "O-COR:RADAR": 1,
        "O-COR:STATION": 1,
        "O-ALD:LAUNCHER": 4,
        "O-ALD:GALE": 8,
        "O-EST:COURSE": 1,
        "O-EST:SPARES": 1,
        "O-EST:CONVOY": 1,
    }
    assert {use.offer: use.units for use in found.uses_of("VEL-INT")} == {
        "O-ALD-GALE:GALE": 6,
        "O-BRE-GUST:GUST": 8,
    }


def test_the_second_fire_unit_lacks_a_station_and_eight_gale_and_keeps_the_rest(found):
    part = next(each for each in found.filled.partials if each.need == "VEL-FU")
    slots = found.problem.need["VEL-FU"].slots(part.way)
    assert {slots[at].item: units for at, units in part.lacks.items()} == {
        "garda-control-station": 1,
        "gale-interceptor": 8,
    }
    assert {use.offer: use.units for use in part.uses} == {
        "O-COR:RADAR": 1,
        "O-BRE:LAUNCHER": 4,
        "O-DOR:COURSE": 1,
        "O-EST:SPARES": 1,
        "O-EST:CONVOY": 1,
    }


def test_the_second_fire_unit_is_met_when_the_consent_comes_and_the_missiles_too(found):
    (reason,) = Reasons(found).of_need("VEL-FU")
    assert reason.causes == ("waiting", "missing")
    assert reason.offers == {"waiting": {"O-FAL:STATION": 1}}
    assert reason.missing == {"gale-interceptor": 8}
    missiles = more(found.problem, gale_interceptor=8)
    granted = changed(missiles, "consents", "G-FAL", state="open")
    assert met(granted)["VEL-FU"] == 2
    assert met(missiles)["VEL-FU"] == 1
    assert met(changed(found.problem, "consents", "G-FAL", state="open"))["VEL-FU"] == 1


def test_the_bridge_layers_come_too_late_and_would_do_in_march(found):
    late, owner = Reasons(found).of_need("TRE-HERON")
    assert (late.causes, late.offers) == (("late",), {"late": {"O-DOR-HERON:HERON": 1}})
    assert (owner.causes, owner.offers) == (("owner",), {"owner": {"O-EST-MULE:MULE": 1}})
    early = changed(found.problem, "offers", "O-DOR-HERON:HERON", start=date(2026, 3, 31))
    assert met(early)["TRE-HERON"] == 2
    patient = replace(found.problem, late_days=31)
    assert met(patient)["TRE-HERON"] == 2
    assert met(replace(found.problem, late_days=30))["TRE-HERON"] == 0


def test_the_fire_unit_of_trescia_went_to_the_more_urgent_need(found):
    (reason,) = Reasons(found).of_need("TRE-FU")
    assert (reason.causes, reason.taken) == (("taken",), {"VEL-FU": 1})
    assert met(changed(found.problem, "needs", "VEL-FU", units=0))["TRE-FU"] == 1


def test_the_last_gale_went_to_velmora_and_gust_is_not_accepted_in_trescia(found):
    taken, owner = Reasons(found).of_need("TRE-GALE")
    assert (taken.causes, taken.taken) == (("taken",), {"VEL-INT": 1})
    assert (owner.causes, owner.offers) == (("owner",), {"owner": {"O-BRE-GUST:GUST": 1}})
    assert met(changed(found.problem, "needs", "VEL-INT", units=9))["TRE-GALE"] == 1


def test_why_each_offer_is_left(found):
    reasons = Reasons(found)
    causes = {
        each.id: why.cause
        for each in found.problem.offers
        if (why := reasons.of_offer(each.id)) is not None
    }
    assert causes == {
        "O-BRE-GUST:GUST": "owner",
        "O-BRE-TERN:TERN": "met",
        "O-BRE:LAUNCHER": "incomplete",
        "O-COR-2:STATION-OUT": "gone",
        "O-COR:RADAR": "incomplete",
        "O-DOR-HERON:HERON": "late",
        "O-DOR:COURSE": "incomplete",
        "O-EST-MULE:MULE": "owner",
        "O-EST:CONVOY": "incomplete",
        "O-EST:SPARES": "incomplete",
        "O-FAL-TERN:TERN": "met",
        "O-FAL:STATION": "waiting",
    }


def test_without_its_refill_aldmark_keeps_its_gale(found):
    refill = changed(found.problem, "offers", "O-EST-GUST:GUST", units=0)
    # Four of Brennia's nine refill Aldmark, which frees six Gale; five count as two.
    assert met(refill)["ALD-GUST"] == 4
    assert met(refill)["VEL-INT"] == 8
    # Three are too few for the refill: two count as one, and one is left for Aldmark.
    none = changed(refill, "offers", "O-BRE-GUST:GUST", units=3)
    assert (met(none)["ALD-GUST"], met(none)["VEL-INT"]) == (1, 1)


def test_brennias_launchers_come_only_with_aldmarks(found):
    alone = changed(found.problem, "offers", "O-ALD:LAUNCHER", units=0)
    alone = more(changed(alone, "offers", "O-ALD:GALE", units=0), gale_interceptor=20)
    assert met(alone)["VEL-FU"] == 0
    assert met(replace(alone, links=()))["VEL-FU"] == 1


def test_before_december_the_first_version_and_the_second_station_counted(paired):
    early = paired(date(2025, 11, 1))
    assert early.versions["VEL"].id == "VEL-1"
    assert "ALD" not in early.versions
    assert early.needs["VEL-FU"].units == 1
    assert met(early.problem)["VEL-EV"] == 5
    assert "O-COR-2:STATION" in early.offers
    assert "O-COR-2:STATION" not in paired().offers
    assert "ALD-1" in {each.where for each in paired(date(2025, 11, 1), TODAY).left_out}
    assert "VEL-EV" not in paired().needs


def test_a_part_of_the_needs_is_matched_and_conditions_outside_it_stay_open(paired):
    velmora = paired(asked=Asked(parties=("Velmora",)))
    assert set(velmora.needs) == {"VEL-FU", "VEL-INT", "VEL-TERN"}
    gale = velmora.problem.offer["O-ALD-GALE:GALE"]
    assert gale.waits == ("ALD-GUST is to be met too, and is not among the needs of this match",)
    assert met(velmora.problem)["VEL-INT"] == 4
    missiles = paired(asked=Asked(items=("lantern-interceptor",)))
    assert set(missiles.needs) == {"VEL-INT", "TRE-GALE", "ALD-GUST"}
