"""Cells of the tracker: the source's own decimal, nothing, or a number that is kept back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.kiel.cells import LARGEST_AMOUNT, amount, count
from materiel.exchange.kiel.headings import find_heading, require
from materiel.exchange.kiel.packaged import mapping, normal, spellings
from materiel.kernel.errors import InputError


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_of_a_workbook_is_the_shortest_decimal_that_means_it(value):
    found = amount(value)
    if found.said == "number":
        assert float(found.value) == value
        assert str(found.value) == str(Decimal(repr(value)))
    else:
        assert 0 < abs(value) < 1e-40


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" 3193503.68 \n", "3193503.68"),
        ("1,234,567.89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("12,5", "12.5"),
        ("-2.5", "-2.5"),
        (7, "7"),
        ("1e3", "1E+3"),
    ],
)
def test_a_number_that_can_be_read_one_way_is_read(cell, value):
    assert amount(cell).value == Decimal(value)


@pytest.mark.parametrize("cell", ["", ".", "Not given", "No price", "\xa0", "N/A"])
def test_a_dot_or_a_blank_says_nothing(cell):
    assert (amount(cell).value, amount(cell).said) == (None, "nothing")


@pytest.mark.parametrize("cell", ["undisclosed", "Undisclosed", "dozens", "partially"])
def test_undisclosed_is_an_unknown_number_and_no_zero(cell):
    assert (amount(cell).said, amount(cell).unknown) == ("withheld", True)
    assert (count(cell).low, count(cell).high) == (None, None)


@pytest.mark.parametrize(
    "cell", ["1.000.00", "1,234", "5 tanks", True, float("nan"), float("inf"), 1e16, "1e999999999"]
)
def test_what_can_be_read_two_ways_or_not_at_all_is_no_number(cell):
    assert (amount(cell).value, amount(cell).said) == (None, "unreadable")


def test_units_are_whole_and_a_broken_number_lies_between_two():
    assert (count(30.0).low, count(30.0).high) == (30, 30)
    assert (count(7.725).low, count(7.725).high, count(7.725).wording) == (7, 8, "7.725")
    assert count(-1.0).said == "unreadable"
    assert count(float(LARGEST_AMOUNT)).said == "unreadable"


def test_every_spelling_of_the_mapping_tables_is_in_its_normal_form_and_means_one_column():
    seen = {}
    for row in mapping("columns"):
        assert row["spelling"] == normal(row["spelling"])
        assert (
            seen.setdefault((row["table"], row["spelling"], row["left_of"]), row["column"])
            == (row["column"])
        )
        assert not row["left_of"] or row["left_of"] in spellings(row["table"])
    for row in mapping("sheets"):
        assert row["spelling"] == normal(row["spelling"])


HEADINGS = ["donor", "announcement_date", "aid_type_general", "tot_activity_value_EUR"]
REQUIRED = ("donor", "date", "type")


def test_a_missing_column_is_named_with_the_headings_it_is_known_by_and_the_nearest_here():
    cells = ["donor", "aid_type_general", "announced on", "tot_activity_value_EUR"]
    heading = find_heading([cells], "main", REQUIRED, "f")
    with pytest.raises(InputError) as raised:
        require(heading, cells, "main", REQUIRED, "f")
    assert str(raised.value).startswith("f:1: no column for 'date' (known as 'announcement date'")
    assert "nearest here: " in str(raised.value)


def test_a_new_column_is_named_with_the_nearest_known_one():
    heading = find_heading(
        [[*HEADINGS, "aid_type_specifics", "%%%", "moon phase"]], "main", REQUIRED, "f"
    )
    said = [(each.problem, each.remedy, each.severity) for each in heading.findings]
    assert said == [
        (
            "column 'aid_type_specifics' is new and is not read",
            "The nearest known one is 'aid type specific'.",
            "note",
        ),
        ("column 'moon phase' is new and is not read", "No known one is near.", "note"),
    ]


def test_a_column_that_stands_in_for_a_missing_one_is_told():
    cells = ["countres", "Date of announcement", "Type of Aid (General)", "Converted Value in EUR"]
    heading = find_heading([["title"], cells], "main", REQUIRED, "f")
    assert (heading.row, heading.at["donor"]) == (1, 0)
    warned = [each.problem for each in heading.findings if each.severity == "warning"]
    assert warned == ["column 'countres' is read as 'countries'"]


@pytest.mark.parametrize(
    "near",
    ["Converted Value in USD", "Converted Value in EURO", "Convertd Value in EUR", "Value (EUR)"],
)
def test_a_column_of_money_is_never_read_under_a_heading_that_is_only_near(near):
    cells = ["ID", *HEADINGS[:3], near]
    heading = find_heading([cells], "main", REQUIRED, "f")
    assert "committed_eur" not in heading.at
    assert any(
        repr(near) in each.problem and "not read" in each.problem for each in heading.findings
    )


def test_a_misspelt_column_of_money_beside_one_that_is_read_holds_the_file_back():
    cells = [*HEADINGS[:3], "tot_activity_value_EUR", "tot_sub_actvity_value_EUR_redistr"]
    (found,) = find_heading([cells], "main", REQUIRED, "f").findings
    assert (found.severity, found.where) == ("error", "f:1")
    assert "rename it to 'tot sub activity value eur redistr'" in found.remedy


def test_two_candidates_for_a_missing_column_are_not_guessed():
    cells = [*HEADINGS[:3], "converted value in eur a", "converted value in eur b"]
    heading = find_heading([cells], "main", REQUIRED, "f")
    assert "committed_eur" not in heading.at
