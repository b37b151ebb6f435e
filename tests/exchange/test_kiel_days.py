"""Dates of the tracker that are dates, and wordings that are none: nothing is invented."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.kiel.days import read_when, slash_order
from materiel.kernel.period import FIRST_DAY, Period

CUTOFF = date(2022, 10, 3)
OPEN = Period.parse("..2022-10-03")
PLAIN = frozenset(
    {
        *("on", "in", "the", "of", "as", "at", "dated", "date", "unclear", "unspecified"),
        *("unknown", "some", "time", "sometime", "during", "utc", "monday", "tuesday", "friday"),
        *("wednesday", "thursday", "saturday", "sunday", "not", "specified", "stated"),
        "disclosed",
    }
)


def when(cell, order="month-first"):
    return read_when(cell, CUTOFF, order)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("until 3/10/2022", "..2022-03-10"),
        ("Until  5/7/2022", "..2022-05-07"),
        ("before 3/10/2022", "..2022-03-09"),
        ("since 2/24/2022", "2022-02-24..2022-10-03"),
        ("between 3/4/22 & 3/11/22", "2022-03-04..2022-03-11"),
        ("between 3/20/2022 and 7/1/2022", "2022-03-20..2022-07-01"),
        ("unclear, 04/22", "2022-04"),
        ("not specified, 03/22", "2022-03"),
        ("unclear, 09/2022", "2022-09"),
        ("April 2022", "2022-04"),
        ("around 4 May 2022", "~2022-05-04"),
        ("not before 3/26/2022", "2022-03-26..2022-10-03"),
        ("after 3/26/2022", "2022-03-27..2022-10-03"),
        ("no later than 3/26/2022", "..2022-03-26"),
        ("after 3/26/2022 and before 4/29/2022", "2022-03-26..2022-04-29"),
        ("Q2 2022", "2022-Q2"),
        ("early 2021", "2021"),
        ("3 June 2022", "2022-06-03"),
        ("2022-09-05 00:00:00", "2022-09-05"),
        ("on 3/26/2022", "2022-03-26"),
        ("May 4, 2022", "2022-05-04"),
        ("some time in 2021", "2021"),
        ("2022-03-01", "2022-03-01"),
        ("unspecified", "..2022-10-03"),
        ("Undisclosed", "..2022-10-03"),
        ("", "..2022-10-03"),
        (".", "..2022-10-03"),
    ],
)
def test_a_wording_is_kept_beside_the_period_that_it_allows(words, period):
    found = when(words)
    assert found.period == Period.parse(period)
    assert found.problem == ""
    if words not in ("2022-03-01", ""):
        assert found.wording == " ".join(words.split())


@pytest.mark.parametrize(
    "cell",
    [
        date(2922, 2, 9),
        datetime(2922, 2, 9, tzinfo=UTC),
        date(1900, 1, 5),
        "2922-02-09",
        "2/9/2922",
    ],
)
def test_an_impossible_date_is_a_problem_and_the_period_stays_open(cell):
    found = when(cell)
    assert found.severe
    assert found.period == OPEN
    assert "no possible" in found.problem


@pytest.mark.parametrize(
    "words", ["until 2/30/2022", "between 7/1/2022 and 3/1/2022", "0001-13-45", "9999-12-31"]
)
def test_a_day_that_does_not_exist_is_a_problem_and_the_period_stays_open(words):
    found = when(words)
    assert (found.severe, found.period) == (True, OPEN)
    assert found.problem == f"no such day: {words!r}"


@pytest.mark.parametrize(
    "words",
    [
        "not in 3/26/2022",
        "delayed from 3/26/2022",
        "3/26/2022 (first tranche)",
        "until after 3/26/2022",
        "not between 3/4/22 and 3/11/22",
        "contract 12, 3/26/2022",
        "end of 3/26/2022",
        "by 3/26/2022 at the earliest",
    ],
)
def test_a_day_among_words_that_are_not_known_is_no_day(words):
    found = when(words)
    assert (found.period, found.wording, found.severe) == (OPEN, words, True)
    assert found.problem == f"{words!r} says no day that is sure"


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_known_words_beside_a_day_leave_it_a_day(before, after):
    found = when(f"{before} 3/26/2022 {after}")
    if found.period.precision == "day":
        assert set(re.findall(r"[^\W_]+", f"{before} {after}".casefold())) <= PLAIN


def test_a_day_after_the_cut_off_is_kept_and_told():
    found = when(date(2022, 11, 1))
    assert found.period == Period.parse("2022-11-01")
    assert found.problem == "2022-11-01 is after the release's own cut-off 2022-10-03"
    assert not found.severe


def test_an_end_after_the_cut_off_bounds_nothing_more_than_the_cut_off_does():
    found = when("until 4/6/2027")
    assert found.period == OPEN
    assert found.problem == "'until 4/6/2027' ends after the release's own cut-off 2022-10-03"


def test_a_day_number_of_a_spreadsheet_is_a_day():
    assert when(44620.0).period == Period.parse("2022-02-28")


def test_the_file_shows_whether_it_writes_the_month_first():
    assert slash_order(["until 3/4/2022", "3/26/2022"]) == "month-first"
    assert slash_order(["29/06/2022"]) == "day-first"
    assert slash_order(["3/4/2022"]) == "open"
    assert slash_order(["3/26/2022", "29/06/2022"]) == "open"


def test_a_date_that_can_be_read_two_ways_spans_both():
    assert when("3/4/22", "open").period == Period.parse("2022-03-04..2022-04-03")
    assert when("3/4/22", "day-first").period == Period.parse("2022-04-03")
    assert when("3/3/22", "open").period == Period.parse("2022-03-03")
    assert when("3/26/22", "open").period == Period.parse("2022-03-26")


@given(
    st.dates(date(2014, 1, 1), CUTOFF), st.sampled_from(["until {}", "since {}", "{}", "as of {}"])
)
def test_a_written_day_lies_inside_its_period_whatever_stands_around_it(day, words):
    text = words.format(f"{day.month}/{day.day}/{day.year}")
    found = when(text)
    inside = {"until {}": day, "since {}": day}.get(words, day)
    assert inside in found.period
    assert found.period.last <= CUTOFF
    if words == "until {}":
        assert found.period == Period(FIRST_DAY, day + timedelta(days=1), "range")


@given(st.one_of(st.text(), st.floats(), st.dates(), st.datetimes(), st.booleans(), st.none(),
                 st.from_regex(r"(until |between )?\d{1,4}[/.-]\d{1,4}[/.-]\d{1,6}( & .*)?")),
       st.sampled_from(["month-first", "day-first", "open"]))  # fmt: skip
def test_no_cell_stops_the_reader(cell, order):
    found = read_when(cell, CUTOFF, order)
    assert found.period.start < found.period.end
