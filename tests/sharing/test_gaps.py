"""Gap-months against a replay unit by unit, and the hand-computed example X12."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.ledger.rows import Commitment, Event
from materiel.sharing.gaps import (
    Claimant,
    Line,
    arrivals,
    gap_between,
    hand_overs,
    replay,
    served,
    sweep,
)

MONTHS = st.lists(st.integers(0, 3), min_size=6, max_size=6).map(tuple)


@pytest.mark.parametrize(
    ("leaving", "refill", "gap"),
    [((1, 3), 6, 3), ((1, 1), 4, 3), ((1, 1), 6, 5)],
    ids=["one at a time", "the slot two months earlier", "without the limit on duration"],
)
def test_x12_the_gap_below_the_floor(leaving, refill, gap):
    """D holds 4 with floor 3; a unit sent in month m is gone at its end."""
    out = tuple(leaving.count(month) for month in range(1, 9))
    back = tuple(int(month == refill) for month in range(1, 9))
    found = replay(4, 3, out, back)
    assert found.unit_months == gap
    assert found.closed


@given(MONTHS, MONTHS, MONTHS)
def test_a_rival_never_shortens_a_gap_and_units_are_never_lost(made, mine, theirs):
    line = Line(1, made)
    giver, rival = Claimant("giver", mine), Claimant("own forces", theirs)
    alone, behind = served(line, (), giver), served(line, (rival,), giver)
    for month in range(1, 7):
        assert sum(behind[:month]) <= sum(alone[:month]) <= sum(mine[:month])
        assert sum(alone[:month]) <= sum(made[:month])
    level = sum(mine)
    assert (
        replay(level, level, mine, behind).unit_months
        >= replay(level, level, mine, alone).unit_months
    )


@given(MONTHS, MONTHS, MONTHS)
def test_the_line_serves_like_a_queue_of_single_units(made, mine, theirs):
    """Each unit wanted waits on its own; the rival's go first, then the giver's."""
    queue, store, got = [], 0, []
    for month in range(6):
        queue += ["rival"] * theirs[month] + ["giver"] * mine[month]
        queue.sort(reverse=True)
        store += made[month]
        now, queue = queue[:store], queue[store:]
        store -= len(now)
        got.append(now.count("giver"))
    rival = Claimant("own forces", theirs)
    assert served(Line(1, made), (rival,), Claimant("giver", mine)) == tuple(got)


@given(st.integers(0, 40), st.integers(1, 60))
def test_a_steady_line_makes_its_yearly_number_in_twelve_months(yearly, months):
    made = Line.steady(yearly, months).made
    assert len(made) == months
    assert sum(made) == yearly * months // 12
    assert max(made) - min(made) <= 1


def test_a_sweep_says_what_the_rival_alone_causes():
    leaving = (2, *[0] * 11)
    found = {
        row.rival_share: row
        for row in sweep(opening=9, leaving=leaving, yearly=(12,), rival_shares=(0, 6, 12))
    }
    assert found[0].caused == 0
    assert found[0].gap.unit_months == 1
    assert found[0].gap.months == 1
    # Six a year: one in every second month goes to the own forces first.
    assert (found[6].gap.unit_months, found[6].caused) == (2, 1)
    assert (found[12].gap.unit_months, found[12].gap.closed) == (24, False)
    assert found[12].gap.longest == 12
    (later,) = sweep(opening=9, leaving=leaving, yearly=(12,), rival_shares=(0,), leads=(3,))
    assert later.gap.unit_months == 6


@given(MONTHS, st.integers(0, 5), st.integers(0, 5))
def test_open_days_bound_the_gap(leaving, shift, later):
    """Whatever day inside its ends a hand-over or refill takes, the gap lies inside."""

    def moved(months, by):
        return (*[0] * by, *months)[: len(months) + 5] + (0,) * max(0, 5 - by)

    early, late = moved(leaving, 0), moved(leaving, shift)
    back_early, back_late = moved(leaving, 0), moved(leaving, later)
    found = gap_between((early, late), (back_early, back_late))
    level = sum(leaving)
    for out in range(shift + 1):
        for back in range(later + 1):
            gap = replay(level, level, moved(leaving, out), moved(leaving, back))
            assert gap.unit_months in found


def test_published_slots_and_hand_overs_become_months(record):
    slots = [(Period.parse("2025..2029"), 4), (Period.parse("2024-07..2024-09"), 1)]
    start = date(2024, 1, 1)
    assert arrivals(slots, start, 24, late=False)[12] == 4
    assert arrivals(slots, start, 24, late=True)[8] == 1
    assert sum(arrivals(slots, start, 24, late=True)) == 1
    rows = [
        Commitment(
            id="g", kind="gift", title="g", giver="DEU", receiver="UKR", item="patriot-fire-unit"
        ),
        Event(
            id="e1",
            commitment=("g",),
            event="handed-over",
            valid=Period.parse("2024-02..2024-04"),
            low=2,
            high=2,
        ),
    ]
    books = record(rows, date(2025, 1, 1))
    assert hand_overs(books, ["g"], start, 5, late=False) == (0, 2, 0, 0, 0)
    assert hand_overs(books, ["g"], start, 5, late=True) == (0, 0, 0, 2, 0)
    with pytest.raises(InputError) as caught:
        hand_overs(books, ["g"], date(2024, 6, 1), 5, late=True)
    assert str(caught.value) == "g: handed over before 2024-06-01"
    open_ = [
        rows[0],
        Event(
            id="e",
            commitment=("g",),
            event="handed-over",
            valid=Period.parse("2024-02"),
            low=1,
            high=2,
        ),
    ]
    with pytest.raises(InputError) as caught:
        hand_overs(record(open_, date(2025, 1, 1)), ["g"], start, 5, late=True)
    assert str(caught.value) == "g: 1 to 2 were handed over; name an exact number"
    assert gap_between(((0, 2), (0, 2)), ((0, 0), (0, 0))) == Bounds.exactly(2)


def test_what_cannot_be_is_refused():
    cases = [
        (lambda: replay(1, 1, (2,), (0,)), "month 1: 2 units leave, 1 are held"),
        (lambda: replay(1, 1, (1,), ()), "1 months of gifts and 0 of refills"),
        (
            lambda: Line(0, (1,)),
            "a line starts in month 1 or later and makes 0 units or more a month",
        ),
        (lambda: Line.steady(-1, 3), "found -1 units a year; accepted: 0 or more"),
        (lambda: Claimant("x", (0, -2)), "x: found -2; accepted: 0 or more a month"),
    ]
    for make, message in cases:
        with pytest.raises(InputError) as caught:
            make()
        assert str(caught.value) == message


@given(st.integers(1, 12), st.integers(0, 12), st.integers(0, 6))
def test_a_line_that_begins_later_is_the_same_line_in_later_months(yearly, share, later):
    """Nothing moves before the line begins, so the whole story moves with it."""
    leaving = (0, 2, 0, 1, *(0,) * 14)
    asked = {"opening": 3, "yearly": (yearly,), "rival_shares": (share,)}
    (sooner,) = sweep(leaving=leaving, **asked)
    (moved,) = sweep(leaving=((0,) * later + leaving), first=1 + later, **asked)
    assert moved.gap.short == (0,) * later + sooner.gap.short
    assert moved.caused == sooner.caused


def test_nothing_is_refilled_before_the_line_begins():
    (found,) = sweep(opening=2, leaving=(2, 0, 0, 0, 0), yearly=(12,), rival_shares=(0,), first=4)
    assert found.gap.short == (2, 2, 2, 1, 0)
