"""Days, amounts and counts in words lose nothing and add nothing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.kernel.period import Period
from materiel.reports.table import Column, Line, Table, shown
from materiel.reports.words import (
    NOT_STATED,
    Amount,
    age_words,
    count_words,
    counted,
    listed,
    money,
    month_words,
    period_words,
    rounded_money,
)

STEPS = {"bn": 10**9, "m": 10**6}


@given(st.integers(-(10**15), 10**15))
def test_an_amount_in_words_is_the_amount(minor):
    currency, number, *step = money(minor, "EUR").split(" ")
    value = Decimal(number.replace(",", "")) * STEPS.get(step[0] if step else "", 1)
    assert (currency, value) == ("EUR", Decimal(minor) / 100)


@given(st.integers(1, 10**15))
def test_a_rounded_figure_is_within_half_a_unit_of_its_third_digit(minor):
    text = rounded_money(Fraction(minor), "EUR")
    _, number, *step = text.removeprefix("about ").split(" ")
    value = Decimal(number.replace(",", "")) * STEPS.get(step[0] if step else "", 1) * 100
    assert abs(value - minor) * 2 <= 10 ** max(0, len(str(minor)) - 3)
    assert text.startswith("about ") == (value != minor)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-07-05", "5 July 2024"),
        ("2024-07", "July 2024"),
        ("2024-Q3", "the third quarter of 2024"),
        ("2024-H2", "the second half of 2024"),
        ("2024", "2024"),
        ("~2024-07-05", "about 5 July 2024"),
        ("2023-04-20..2024-07-05", "between 20 April 2023 and 5 July 2024"),
        ("2026-03..2027-12", "between March 2026 and December 2027"),
        ("2025..2029", "between 2025 and 2029"),
        ("2024-03-01..", "from 1 March 2024 on"),
        ("..2024-03-01", "until 1 March 2024"),
        ("..", "at any time"),
    ],
)
def test_a_period_keeps_its_precision(text, words):
    assert period_words(Period.parse(text)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount(Bounds.exactly(550_000_000_000), "USD"), "USD 5.5 bn"),
        (Amount(Bounds.at_most(2_700), "EUR"), "at most EUR 27"),
        (Amount(Bounds.at_least(2_750), "EUR"), "at least EUR 27.50"),
        (Amount(Bounds.between(100, 200), "EUR"), "EUR 1 to EUR 2"),
        (Amount(Bounds.unknown(), "EUR"), "unknown"),
    ],
)
def test_an_amount_shows_its_bounds(amount, words):
    assert str(amount) == words


def test_small_words():
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(1200, "row") == "1,200 rows"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert listed([]) == ""
    assert age_words(date(2024, 1, 31), date(2024, 3, 1)) == "30 days"
    assert age_words(date(2024, 1, 31), date(2024, 6, 30)) == "4 months"
    assert month_words(None, 3) == "month 3"
    assert month_words(date(2026, 11, 1), 3) == "January 2027"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_a_number_in_words_never_hides_what_is_known(low, more, low_known):
    for bounds in (Bounds(low, low + more, low_known), Bounds(low, None, low_known)):
        text = count_words(bounds)
        assert f"{low:,}" in text or (low == 0 and not low_known)
        assert bounds.high is None or f"{bounds.high:,}" in text


def test_a_row_without_a_citation_is_our_fault():
    columns = (Column("a", "a"),)
    with pytest.raises(InternalError, match="cites nothing"):
        Table("t", "t", "t?", columns, (Line(("x",), ()),))
    with pytest.raises(InternalError, match="2 cells under 1 columns"):
        Table("t", "t", "t?", columns, (Line(("x", "y"), ("e",)),))


def test_a_spreadsheet_runs_nothing():
    columns = (Column("a", "a"), Column("n", "n", "count"))
    lines = (Line(("=cmd()", Bounds.at_most(7)), ("e1", "e2")), Line(("x", None), ("e",)))
    text = Table("t", "t", "t?", columns, lines).as_csv()
    assert text.splitlines() == [
        "a,n,n-low,n-high,cites",
        "'=cmd(),at most 7,,7,e1; e2",
        "x,,,,e",
    ]
    assert shown(None) == NOT_STATED


def test_money_keeps_the_known_part_of_an_unknown_whole():
    known = Bounds.exactly(700)
    assert str(Amount(known + Bounds.unknown(), "EUR")) == "at least EUR 7, the rest unknown"
    assert str(Amount(known + Bounds.at_most(200), "EUR")) == "EUR 7 to EUR 9"
    assert str(Amount(Bounds.unknown(), "EUR")) == "unknown"
