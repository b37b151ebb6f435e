"""Days and stretches of days as news prints them, beside the document's own day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.periods import read_periods

TODAY = date(2024, 7, 10)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("in Q3 2027", "2027-07-01", "2027-09-30", "quarter"),
        ("by the end of April", None, "2024-04-30", "month"),
        ("by end of April", None, "2024-04-30", "month"),
        ("in spring 2026", "2026-03-01", "2026-05-31", "range"),
        ("in the summer of 2023", "2023-06-01", "2023-08-31", "range"),
        ("between 2027 and 2030", "2027-01-01", "2030-12-31", "range"),
        ("on July 8", "2024-07-08", "2024-07-08", "day"),
        ("on 9 January 2025", "2025-01-09", "2025-01-09", "day"),
        ("in late June", "2024-06-21", "2024-06-30", "range"),
        ("at the end of 2025", "2025-10-01", "2025-12-31", "quarter"),
        ("in early 2025", "2025-01-01", "2025-03-31", "quarter"),
        ("last week", "2024-07-01", "2024-07-07", "range"),
        ("on Monday", "2024-07-08", "2024-07-08", "day"),
        ("last year", "2023-01-01", "2023-12-31", "year"),
        ("within three months", "2024-07-10", "2024-10-10", "range"),
        ("in the second half of 2024", "2024-07-01", "2024-12-31", "range"),
        ("on 15.07.2024", "2024-07-15", "2024-07-15", "day"),
        ("01/14/2025", "2025-01-14", "2025-01-14", "day"),
    ],
)
def test_words_become_days(text, first, last, precision):
    (found,) = read_periods(text, TODAY)
    assert found.as_dict() == {"start": first, "end": last, "precision": precision}


def test_without_the_documents_day_relative_words_stay_unread():
    assert read_periods("last week, on Monday, in March, this year") == []


def test_may_as_a_verb_is_no_month():
    assert read_periods("they may come", TODAY) == []


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_stated_day_is_that_day(day):
    for text in (f"{day:%Y-%m-%d}", f"{day:%d %B %Y}", f"{day:%B %d, %Y}"):
        (found,) = read_periods(text)
        assert (found.first, found.last) == (day, day)
        assert (found.period.start, found.period.end) == (day, day + timedelta(days=1))


@given(st.text(max_size=120), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_is_read_and_no_stretch_runs_backward(text, today):
    for each in read_periods(text, today):
        assert each.first is None or each.last is None or each.first <= each.last
