"""What a period's text says is all that the period is: reading it back loses nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.kernel.period import Period

DAYS = st.dates(date(1901, 1, 1), date(9990, 1, 1))
PLAIN = st.one_of(
    DAYS.map(str),
    DAYS.map(lambda day: f"{day.year}-{day.month:02d}"),
    DAYS.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"),
    DAYS.map(lambda day: f"{day.year}-H{(day.month + 5) // 6}"),
    DAYS.map(lambda day: str(day.year)),
)
STATED = st.one_of(PLAIN, PLAIN.map("~{}".format))


@given(STATED)
def test_a_stated_period_is_written_as_it_was_stated(text):
    assert str(Period.parse(text)) == text


@given(STATED | st.tuples(PLAIN, PLAIN).map(lambda ends: "..".join(sorted(ends, key=str))))
def test_a_written_period_reads_back_as_the_same_period(text):
    try:
        period = Period.parse(text)
    except InputError:
        return  # a range whose end comes first
    assert Period.parse(str(period)) == period


@given(DAYS, st.integers(1, 800), st.sampled_from(["month", "quarter", "half", "year", "about"]))
def test_a_period_that_nobody_states_keeps_at_least_its_days(start, days, precision):
    period = Period(start, date.fromordinal(start.toordinal() + days), precision)
    again = Period.parse(str(period))
    assert (again.start, again.end) == (period.start, period.end)


def test_about_about_is_no_period():
    with pytest.raises(InputError, match="not a period: '~~2024-04-13'"):
        Period.parse("~~2024-04-13")


def test_early_years_keep_their_four_digits():
    assert str(Period.parse("0999")) == "0999"
