"""Calendars of bodies against counting days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.procurement.sessions import ACCEPTED, WEEK_DAYS, Calendar, Session, Sitting, sittings

DAY = timedelta(days=1)


def session(days="throughout", valid="2026", **more):
    return Session(id="S", body="B", valid=Period.parse(valid), days=days, **more)


def every_day(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


def covered(row):
    return sorted(day for each in sittings(row) for day in every_day(each.first, each.last))


@given(
    st.integers(2020, 2030),
    st.sampled_from(["first", "second", "third", "fourth", "last"]),
    st.integers(0, 6),
    st.sets(st.integers(1, 12), min_size=1),
)
def test_the_nth_weekday_is_the_one_that_counting_finds(year, ordinal, weekday, months):
    text = f"{ordinal} {WEEK_DAYS[weekday]} of {','.join(map(str, sorted(months)))}"
    expected = []
    for month in sorted(months):
        days = [
            day
            for day in every_day(date(year, 1, 1), date(year, 12, 31))
            if day.month == month and day.weekday() == weekday
        ]
        at = ["first", "second", "third", "fourth"].index(ordinal) if ordinal != "last" else -1
        expected.append(days[at])
    assert covered(session(text, str(year))) == expected


@example(2021, {53})  # its first Friday lies in the last week of 2020
@given(st.integers(2019, 2030), st.sets(st.integers(1, 53), min_size=1))
def test_iso_weeks_are_their_working_days_inside_the_period(year, weeks):
    row = session(f"weeks {','.join(map(str, sorted(weeks)))}", str(year))
    expected = [
        day
        for day in every_day(date(year, 1, 1), date(year, 12, 31))
        if day.isocalendar().week in weeks and day.weekday() < 5
    ]
    assert covered(row) == expected


def test_each_day_is_a_sitting_and_throughout_is_one():
    assert len(list(sittings(session("each day", "2026-02")))) == 28
    assert [(each.first, each.last) for each in sittings(session("throughout", "2026-02"))] == [
        (date(2026, 2, 1), date(2026, 2, 28))
    ]


def test_a_file_must_be_in_so_many_days_before_the_first_day():
    (found,) = sittings(session("weeks 7", file_before=60))
    assert found == Sitting(date(2026, 2, 9), date(2026, 2, 13), None, date(2025, 12, 11), "S")


@given(st.integers(0, 27), st.integers(0, 40), st.integers(0, 40))
def test_a_blackout_cuts_the_days_off_and_shuts_the_door(start, length, asked):
    first = date(2026, 2, 1) + start * DAY
    stretch = Period(first, first + (length + 1) * DAY)
    calendar = Calendar.of(
        [session("weeks 6-9"), Session(id="X", body="B", kind="blackout", valid=stretch)]
    )
    left = sorted(day for each in calendar.sittings for day in every_day(each.first, each.last))
    whole = set(covered(session("weeks 6-9")))
    # What a blackout leaves in the middle of a week stays one sitting from end to end.
    assert {day for day in whole if day not in stretch} <= set(left) <= whole
    assert all(each.first not in stretch and each.last not in stretch for each in calendar.sittings)
    day = date(2026, 2, 1) + asked * DAY
    after, before = calendar.open_from(day), calendar.open_until(day)
    assert calendar.shut(day) == (day in stretch)
    assert (after == day) == (day not in stretch)
    assert after not in stretch
    assert before not in stretch
    assert before <= day <= after


def test_a_body_without_sittings_on_record_has_no_known_calendar():
    assert not Calendar.of([]).known
    assert not Calendar.of([session(kind="blackout")]).known
    assert Calendar.of([session("weeks 7")]).known


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: session("every Tuesday"), f"days: found 'every Tuesday'; accepted: {ACCEPTED}"),
        (lambda: session("weeks 0-3"), "days: found '0-3' in 'weeks 0-3'; accepted: 1 to 53"),
        (lambda: session("weeks 5-3"), "days: found '5-3' in 'weeks 5-3'; accepted: 1 to 53"),
        (
            lambda: session("first Monday of 13"),
            "days: found '13' in 'first Monday of 13'; accepted: 1 to 12",
        ),
        (
            lambda: session("weeks 3", kind="blackout", takes=2),
            "a blackout takes no matters; accepted: empty takes and file_before",
        ),
        (
            lambda: session("each day", "2026.."),
            "valid: found 2026-01-01..; accepted: a stretch with a last day",
        ),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value) == message
