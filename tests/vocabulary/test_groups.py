"""Dated membership: who belonged to the Union, the alliance and the European allies on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.errors import InputError
from materiel.vocabulary.parties import Membership
from materiel.vocabulary.reader import table
from materiel.vocabulary.vocabulary import packaged

WORDS = packaged()
DAYS = st.dates(date(1958, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1958, 1, 1), 6),
        (date(1973, 1, 1), 9),
        (date(1981, 1, 1), 10),
        (date(1986, 1, 1), 12),
        (date(1995, 1, 1), 15),
        (date(2004, 4, 30), 15),
        (date(2004, 5, 1), 25),
        (date(2007, 1, 1), 27),
        (date(2013, 7, 1), 28),
        (date(2020, 1, 31), 28),
        (date(2020, 2, 1), 27),
    ],
)
def test_the_union_had_so_many_members(day: date, count: int):
    assert len(WORDS.members("EU", day)) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1949, 8, 24), 12),
        (date(1952, 2, 18), 14),
        (date(1982, 5, 30), 16),
        (date(1999, 3, 12), 19),
        (date(2004, 3, 29), 26),
        (date(2009, 4, 1), 28),
        (date(2017, 6, 5), 29),
        (date(2020, 3, 27), 30),
        (date(2023, 4, 3), 30),
        (date(2023, 4, 4), 31),
        (date(2024, 3, 6), 31),
        (date(2024, 3, 7), 32),
    ],
)
def test_the_alliance_had_so_many_members(day: date, count: int):
    assert len(WORDS.members("NATO", day)) == count


def test_the_united_kingdom_left_the_union_at_the_end_of_january_2020():
    assert "GBR" in WORDS.members("EU", date(2020, 1, 31))
    assert "GBR" not in WORDS.members("EU", date(2020, 2, 1))


def test_finland_and_sweden_joined_the_alliance_on_their_days():
    assert "FIN" not in WORDS.members("NATO", date(2023, 4, 3))
    assert "FIN" in WORDS.members("NATO", date(2023, 4, 4))
    assert "SWE" not in WORDS.members("European allies", date(2024, 3, 6))
    assert "SWE" in WORDS.members("European allies", date(2024, 3, 7))


@given(DAYS)
def test_european_allies_are_the_alliance_without_its_two_across_the_sea(day: date):
    alliance, europeans = WORDS.members("NATO", day), WORDS.members("European allies", day)
    assert set(alliance) - set(europeans) == {"CAN", "USA"}
    assert set(europeans) <= set(alliance)


@given(st.dates(date(2020, 2, 1), date(2040, 1, 1)))
def test_the_27_are_the_members_of_the_union_since_february_2020(day: date):
    assert WORDS.members("EU-27", day) == WORDS.members("EU", day)


@given(DAYS, st.sampled_from(["EU", "NATO"]))
def test_membership_changes_only_on_the_days_of_the_table(day: date, group: str):
    rows = [each for each in table(Membership).rows.values() if each.group == group]
    edges = {each.held.start for each in rows} | {each.held.end for each in rows}
    next_day = day + timedelta(days=1)
    if next_day not in edges:
        assert WORDS.members(group, day) == WORDS.members(group, next_day)


def test_small_groups_have_their_members():
    day = date(2025, 11, 13)
    eight = WORDS.members("Nordic-Baltic Eight", day)
    assert eight == ("DNK", "EST", "FIN", "ISL", "LTU", "LVA", "NOR", "SWE")
    assert set(WORDS.members("Nordics", day)) | set(WORDS.members("Baltics", day)) == set(eight)
    assert len(WORDS.members("ESSI-FOUNDERS", day)) == 15


def test_a_group_before_its_first_day_and_a_party_that_is_no_group_are_refused():
    with pytest.raises(InputError) as early:
        WORDS.members("EU-27", date(2019, 12, 31))
    assert str(early.value) == ("EU-27 has no members on 2019-12-31; its first day is 2020-02-01")
    with pytest.raises(InputError) as none:
        WORDS.members("Ramstein format", date(2025, 1, 1))
    assert str(none.value) == "UDCG: no table says who its members are"
