"""A match is the best there is, proven against a search that tries everything; whole or none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from matching_cases import (
    DAY,
    FOREVER,
    best,
    every_result,
    matching,
    need,
    offer,
    problems,
    slot,
    way,
)

from materiel.kernel.errors import InputError, InternalError
from materiel.planning.matching.reasons import Reasons
from materiel.planning.matching.replay import replay
from materiel.planning.matching.solve import match
from materiel.planning.matching.values import Consent, Link


def met(problem):
    found = match(problem)
    return {each.id: found.met(each.id) for each in problem.needs}


@given(problems())
@settings(max_examples=50)
def test_a_match_is_the_best_that_trying_everything_finds(problem):
    assert met(problem) == best(problem)


@pytest.mark.proof
@given(problems())
def test_many_matches_are_the_best_that_trying_everything_finds(problem):
    assert met(problem) == best(problem)


@given(problems())
@settings(max_examples=25)
def test_no_unit_is_used_twice_and_every_bundle_is_whole(problem):
    found = match(problem)
    assert replay(problem, found.filled) == []
    for each in problem.offers:
        held = sum(
            use.units for part in found.filled.partials for use in part.uses if use.offer == each.id
        )
        assert found.used(each.id) + held <= each.units


# ------------------------------------------------------------------------------------- reasons


def without(problem, reason):
    """The problem with everything that a reason names gone, and nothing asked beyond one more."""
    found = match(problem)
    named = {bar: set(lines) for bar, lines in reason.offers.items()}
    offers = []
    for each in problem.offers:
        gone = {bar for bar, lines in named.items() if each.id in lines}
        offers.append(
            replace(
                each,
                start=DAY if "late" in gone else each.start,
                end=FOREVER if "gone" in gone else each.end,
                waits=() if "waiting" in gone else each.waits,
                receivers=None if "receiver" in gone else each.receivers,
                giver="NEW" if "receiver" in gone else each.giver,
            )
        )
    offers += [offer(f"new-{item}", item, units) for item, units in reason.missing.items()]
    consents = []
    for each in problem.consents:
        bars = {bar for bar, lines in named.items() if lines & each.offers}
        state = "open" if each.state == "waiting" and "waiting" in bars else each.state
        granted = each.state == "closed" and "closed" in bars
        consents.append(
            replace(
                each,
                state="open" if "closed" in bars else state,
                cap=None if "closed" in bars else each.cap,
                # What is closed for good has no window; granted after all, it would be open now.
                start=DAY if "late" in bars or granted else each.start,
                end=FOREVER if "gone" in bars or granted else each.end,
            )
        )
    freed = {each.offer for each in problem.offers if each.id in named.get("waiting", ())}
    needs = []
    for each in problem.needs:
        more = 1 if each.id == reason.need else -reason.taken.get(each.id, 0)
        ways = each.ways
        if each.id == reason.need and "owner" in reason.causes:
            ways = tuple(replace(one, accepted=True) for one in ways)
        needs.append(replace(each, units=found.met(each.id) + more, ways=ways))
    return replace(
        problem,
        needs=tuple(needs),
        offers=tuple(offers),
        consents=tuple(consents),
        links=tuple(each for each in problem.links if each.offer not in freed),
    )


def assert_reasons_hold(problem):
    found = match(problem)
    reasons = Reasons(found)
    for name in found.unmet:
        told = reasons.of_need(name)
        assert told
        for reason in told:
            freed = without(problem, reason)
            assert tuple(each.units for each in freed.needs) in every_result(freed), reason


@given(problems())
@settings(max_examples=15)
def test_without_its_reason_one_unit_more_of_a_need_is_met(problem):
    assert_reasons_hold(problem)


@pytest.mark.proof
@given(problems())
def test_without_their_reasons_many_needs_are_met(problem):
    assert_reasons_hold(problem)


def fire_unit(units=1, **more):
    """A bundle of a radar, a station and four launchers, with eight missiles beside."""
    parts = way("unit", slot("radar"), slot("station"), slot("launcher", 4))
    return need("FU", "unit", units, ways=[way("unit"), parts], beside=[slot("missile", 8)], **more)


PUZZLE = (
    offer("radar", "radar", 2, "AAA"),
    offer("station", "station", 1, "BBB"),
    offer("launcher-a", "launcher", 3, "AAA"),
    offer("launcher-c", "launcher", 5, "CCC"),
    offer("missile", "missile", 20, "CCC"),
)


def test_a_bundle_is_put_together_from_any_givers_and_only_whole():
    found = match(matching([fire_unit(2)], PUZZLE))
    assert found.met("FU") == 1
    givers = {found.problem.offer[use.offer].giver for use in found.uses_of("FU")}
    assert givers == {"AAA", "BBB", "CCC"}
    part = found.filled.partials[0]
    lacks = {found.problem.need["FU"].slots(part.way)[at].item: n for at, n in part.lacks.items()}
    assert lacks == {"station": 1}
    assert {use.offer: use.units for use in part.uses} == {
        "radar": 1,
        "launcher-c": 4,
        "missile": 8,
    }


@pytest.mark.parametrize("gone", ["radar", "station", "launcher-c", "missile"])
def test_without_any_one_component_there_is_no_bundle_and_nothing_is_given(gone):
    found = match(matching([fire_unit()], [each for each in PUZZLE if each.id != gone]))
    assert found.met("FU") == 0
    assert found.filled.uses == ()


def test_what_is_missing_makes_one_more_when_it_is_added():
    problem = matching([fire_unit(3)], PUZZLE)
    part = match(problem).filled.partials[0]
    slots = problem.need["FU"].slots(part.way)
    more = [offer(f"new-{at}", slots[at].item, units) for at, units in part.lacks.items()]
    assert match(matching([fire_unit(3)], [*PUZZLE, *more])).met("FU") == 2
    fewer = [replace(each, units=each.units - 1) for each in more]
    assert match(matching([fire_unit(3)], [*PUZZLE, *fewer])).met("FU") == 1


def test_what_is_there_for_one_partial_is_there_for_no_other():
    other = replace(fire_unit(), id="FV", priority=2)
    found = match(matching([fire_unit(), other], PUZZLE[2:]))
    launchers = [
        sum(use.units for use in part.uses if use.offer.startswith("launcher"))
        for part in found.filled.partials
    ]
    missiles = [
        sum(use.units for use in part.uses if use.offer == "missile")
        for part in found.filled.partials
    ]
    assert (launchers, missiles) == ([4, 4], [8, 8])
    one = match(matching([fire_unit(), other], [offer("one", "radar", 1)]))
    assert [len(part.uses) for part in one.filled.partials] == [1, 0]


def test_the_more_urgent_need_comes_first_and_then_the_one_that_is_due_first():
    first = [need("LATER", "radar", 2, 2, 50), need("URGENT", "radar", 1, 1, 90)]
    assert met(matching(first, [offer("L", "radar", 2)])) == {"URGENT": 1, "LATER": 1}
    due = [need("A", "radar", 2, 1, 90), need("B", "radar", 2, 1, 50)]
    assert met(matching(due, [offer("L", "radar", 3)])) == {"B": 2, "A": 1}
    named = [need("B", "radar", 2), need("A", "radar", 2)]
    assert met(matching(named, [offer("L", "radar", 3)])) == {"A": 2, "B": 1}


def test_a_less_urgent_need_of_the_same_item_does_not_overtake_another_item():
    part = slot("part")
    needs = [
        need("A1", "a", 1, 1, ways=[way("a", part)]),
        need("B2", "b", 1, 2, ways=[way("b", part)]),
        need("A3", "a", 1, 3, ways=[way("a", part)]),
    ]
    problem = matching(needs, [offer("L", "part", 2)])
    assert met(problem) == best(problem) == {"A1": 1, "B2": 1, "A3": 0}


def test_the_offer_that_can_be_had_first_is_used_whatever_the_order_of_the_rows():
    lines = [offer("Z", "radar", 1), offer("A", "radar", 1, start=9), offer("B", "radar", 1)]
    for order in (lines, lines[::-1]):
        found = match(matching([need("N", "radar", 1)], order))
        assert [use.offer for use in found.filled.uses] == ["B"]


def test_two_of_another_item_count_as_one_where_its_owner_says_so():
    ways = [way("gale"), way("gust", slot("gust", 2))]
    found = match(matching([need("N", "gale", 5, ways=ways)], [offer("L", "gust", 7)]))
    assert (found.met("N"), found.used("L")) == (3, 6)


def test_an_offer_counts_only_if_the_other_gives_and_two_may_come_together():
    lines = [offer("a", "radar", 1, of="A"), offer("b", "launcher", 3, of="B")]
    link = Link(id="K", offer="A", offers=("B",), units=2)
    radar = need("R", "radar", 1)
    alone = matching([radar], lines, links=(link,))
    assert met(alone) == {"R": 0}
    both = [radar, need("L", "launcher", 2, 3)]
    assert met(matching(both, lines, links=(link,))) == {"R": 1, "L": 2}
    few = [radar, need("L", "launcher", 1, 3)]
    assert met(matching(few, lines, links=(link,))) == {"R": 0, "L": 1}
    back = Link(id="J", offer="B", offers=("A",), units=1)
    assert met(matching(both, lines, links=(link, back))) == {"R": 1, "L": 2}


def test_an_offer_that_waits_for_its_refill_counts_when_the_refill_is_matched():
    link = Link(id="K", offer="A", need="REFILL", units=2)
    needs = [need("N", "gale", 3), need("REFILL", "gust", 2, 4, party="GIV")]
    gale = offer("a", "gale", 3, of="A")
    assert met(matching(needs, [gale], links=(link,))) == {"N": 0, "REFILL": 0}
    gust = offer("b", "gust", 2, "OTH")
    assert met(matching(needs, [gale, gust], links=(link,))) == {"N": 3, "REFILL": 2}


N = need("N", "radar", 1)
PENDING = Consent(
    id="G", offers=frozenset({"L"}), receiver="RCV", state="waiting", start=DAY, end=FOREVER
)
CAUSED = {
    "missing": ([N], [], {}),
    "taken": ([N, need("M", "radar", 1, 1, 50)], [offer("L", "radar", 1)], {}),
    "waiting": ([N], [offer("L", "radar", 1, waits=["the chamber agrees"])], {}),
    "late": ([N], [offer("L", "radar", 1, start=101)], {}),
    "gone": ([N], [offer("L", "radar", 1, start=-9, end=-1)], {}),
    "closed": ([N], [offer("L", "radar", 1)], {"consents": (replace(PENDING, state="closed"),)}),
    "receiver": ([N], [offer("L", "radar", 1, to=["OTH"])], {}),
    "owner": (
        [replace(N, ways=(way("radar"), way("sonar", accepted=False)))],
        [offer("L", "sonar", 1)],
        {},
    ),
}


@pytest.mark.parametrize("cause", CAUSED)
def test_each_cause_is_told_and_lifting_it_meets_the_need(cause):
    needs, offers, more = CAUSED[cause]
    problem = matching(needs, offers, **more)
    reasons = Reasons(match(problem)).of_need("N")
    assert [each.causes for each in reasons] == [(cause,)]
    assert match(without(problem, reasons[0])).met("N") == 1


def test_a_pending_consent_and_an_unmet_link_are_open_conditions():
    line = offer("L", "radar", 1, of="A")
    pending = matching([N], [line], consents=(PENDING,))
    link = Link(id="K", offer="A", offers=("B",), units=1)
    linked = matching([N], [line, offer("M", "gun", 1, of="B")], links=(link,))
    for problem in (pending, linked):
        reasons = Reasons(match(problem)).of_need("N")
        assert [(each.causes, each.offers) for each in reasons] == [
            (("waiting",), {"waiting": {"L": 1}})
        ]


def test_a_used_up_consent_is_told_and_two_causes_are_needed_together():
    capped = replace(PENDING, state="open", cap=1)
    two = need("N", "radar", 2)
    problem = matching([two], [offer("L", "radar", 2)], consents=(capped,))
    assert match(problem).met("N") == 1
    assert [each.causes for each in Reasons(match(problem)).of_need("N")] == [("closed",)]
    both = matching([N], [offer("L", "radar", 1, start=101, to=["OTH"])])
    assert [each.causes for each in Reasons(match(both)).of_need("N")] == [("late", "receiver")]


def test_either_of_two_offers_would_do_and_both_are_told():
    lines = [offer("A", "radar", 1, start=101), offer("B", "radar", 1, waits=["x"])]
    reasons = Reasons(match(matching([N], lines))).of_need("N")
    assert [each.offers for each in reasons] == [{"waiting": {"B": 1}}, {"late": {"A": 1}}]


def test_with_a_component_missing_the_reason_names_what_nobody_offers_and_what_waits():
    lines = [
        offer("radar", "radar", 1),
        offer("station", "station", 1, waits=["a consent"]),
        offer("launcher", "launcher", 4),
        offer("missile", "missile", 3),
    ]
    (reason,) = Reasons(match(matching([fire_unit()], lines))).of_need("FU")
    assert reason.causes == ("waiting", "missing")
    assert reason.offers == {"waiting": {"station": 1}}
    assert reason.missing == {"missile": 5}


IDLE = {
    "nobody": ([N], [offer("L", "gun", 1)]),
    "met": ([N], [offer("L", "radar", 1, start=1), offer("A", "radar", 1)]),
    "incomplete": ([fire_unit()], [offer("L", "launcher", 4)]),
    "waiting": CAUSED["waiting"][:2],
    "late": CAUSED["late"][:2],
    "gone": CAUSED["gone"][:2],
    "receiver": CAUSED["receiver"][:2],
    "owner": CAUSED["owner"][:2],
}
CURES = {
    "nobody": lambda p: replace(p, needs=(*p.needs, need("G", "gun", 1))),
    "met": lambda p: replace(p, needs=(replace(p.needs[0], units=2),)),
    "incomplete": lambda p: replace(p, offers=(*p.offers, *PUZZLE[:2], PUZZLE[4])),
}


@pytest.mark.parametrize("cause", IDLE)
def test_why_an_offer_is_left_is_told_and_curing_it_uses_the_offer(cause):
    needs, offers = IDLE[cause]
    problem = matching(needs, offers)
    found = match(problem)
    assert found.used("L") == 0
    assert Reasons(found).of_offer("L").cause == cause
    if cause in CURES:
        cured = CURES[cause](replace(problem))
    else:
        (reason,) = Reasons(found).of_need("N")
        cured = without(problem, reason)
    assert match(cured).used("L") > 0


def test_an_offer_that_is_used_up_needs_no_reason_and_a_met_need_has_none():
    found = match(matching([N], [offer("L", "radar", 1)]))
    assert Reasons(found).of_offer("L") is None
    with pytest.raises(InternalError, match="need N is met"):
        Reasons(found).of_need("N")


# -------------------------------------------------------------------------------------- replay


def spoiled(found, problem=None, **changes):
    return {
        each.problem for each in replay(problem or found.problem, replace(found.filled, **changes))
    }


def test_the_replay_sees_what_the_solver_must_not_do():
    found = match(matching([fire_unit(2)], PUZZLE))
    uses, (part,) = found.filled.uses, found.filled.partials
    first = uses[0]
    assert first.offer == "missile"
    assert spoiled(found) == set()
    assert spoiled(found, uses=uses[1:]) == {"place -1/0 holds 0, not 8"}
    assert spoiled(found, uses=(*uses, replace(first, way=7))) >= {"there is no place 7/0"}
    more = (replace(first, units=13), *uses[1:])
    assert "21 units are used of 20" in spoiled(found, uses=more)
    assert "3 units of 2 needed" in spoiled(found, made={"FU": (0, 3)})
    assert spoiled(found, partials=(replace(part, lacks={}),)) == {
        "the partial's place 1 is not 1 with what it lacks"
    }
    wrong = (replace(first, offer="radar", units=1), *uses[1:])
    assert "radar does not fill a place of FU" in spoiled(found, uses=wrong)


def test_the_replay_sees_a_bar_a_cap_and_a_link_that_are_broken():
    found = match(matching([fire_unit(2)], PUZZLE))
    barred = matching([fire_unit(2)], [replace(each, waits=("x",)) for each in PUZZLE])
    assert spoiled(found, barred) == {"barred for FU: waiting"}
    link = Link(id="K", offer="o-radar", offers=("o-none",), units=1)
    linked = replace(found.problem, links=(link,))
    assert spoiled(found, linked) == {"o-radar is used, and 0 of 1 are reached"}
    capped = replace(PENDING, state="open", cap=9, offers=frozenset({"missile"}))
    assert spoiled(found, replace(found.problem, consents=(capped,))) == {
        "16 units under a consent for 9"
    }


# ------------------------------------------------------------------------------- wrong problems


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: matching([N, N], []), "need N: found stated twice; accepted: once"),
        (
            lambda: matching([N], [offer("L", "radar", -1)]),
            "offer L: units: found -1; accepted: 0 or more",
        ),
        (
            lambda: matching([replace(N, ways=())], []),
            "need N: ways: found none; accepted: one or more",
        ),
        (
            lambda: matching([need("N", "x", 1, ways=[way("x", slot("x", 0))])], []),
            "need N: x: each: found 0; accepted: 1 or more",
        ),
        (
            lambda: matching([N], [], links=(Link(id="K", offer="A", units=1),)),
            "link K: found both or none; accepted: offers or a need",
        ),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(wrong, said):
    with pytest.raises(InputError) as refused:
        wrong()
    assert str(refused.value) == said


def test_a_consent_that_is_refused_has_no_window_and_is_one_reason_beside_what_is_missing():
    """Found by chance: the window of a refused consent lay after the day of the need."""
    radar = need("N0", "radar", 1, beside=[slot("missile")], due=50)
    refused = Consent(
        id="G",
        offers=frozenset({"L0"}),
        receiver="",
        state="closed",
        start=DAY + timedelta(days=80),
        end=FOREVER,
    )
    problem = matching([radar], [offer("L0", "radar", 1, "GIV")], consents=[refused])
    (reason,) = Reasons(match(problem)).of_need("N0")
    assert reason.causes == ("closed", "missing")
    assert reason.missing == {"missile": 1}
    assert_reasons_hold(problem)


def test_a_need_that_waits_for_any_number_of_days_takes_what_comes_last():
    late = offer("L", "radar", 1, start=101)
    patient = matching([need("N", "radar", 1, due=5)], [late], late_days=10**12)
    assert met(patient) == {"N": 1}
