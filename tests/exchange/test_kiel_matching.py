"""Which row of a later release is which earlier one: the nearest, and none where several are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiel_lookalike import csv_bytes

from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.kiel.matching import links_between

HEAD = ["ID", "countries", "Announcement Date", "Type of Aid General", "Converted Value in EUR"]
DAY = "2022-09-30"


def links(folder, old, new, head=HEAD):
    """Key and amount of each earlier row to those of the later row that follows it."""
    found = []
    for name, rows, end in (("old", old, "2022-10-10"), ("new", new, "2022-11-11")):
        path = folder / f"{name}.csv"
        last = ["END", "France", end, "Financial", "1"]
        path.write_bytes(csv_bytes([head, *rows, last[-len(head) :] if len(head) < 5 else last]))
        found.append(KIEL_EXTRACT.read(path))
    before, later = found
    amounts = {
        row.id: str(row.amount_low)
        for each in found
        for rows in each.rows.values()
        for row in rows
        if row.id.endswith(":claim") and row.giver != "France"
    }
    return {
        amounts[old_id]: amounts[new_id]
        for new_id, old_id in links_between(before.rows, later.rows).items()
        if old_id in amounts
    }


def gift(key, euros, day=DAY, aid="Military"):
    return [key, "United States", day, aid, str(euros)]


@pytest.mark.parametrize("turned", [1, -1])
def test_of_two_gifts_of_one_day_each_is_followed_by_the_nearest_amount(tmp_path, turned):
    old = [gift("US9", 3742287852.73), gift("US10", 3034287448.16)][::turned]
    new = [gift("", 3735950028.22), gift("", 3029148671.53)]
    assert links(tmp_path, old, new) == {
        "3742287852.73": "3735950028.22",
        "3034287448.16": "3029148671.53",
    }


def test_gifts_that_are_equally_near_are_left_unmatched(tmp_path):
    old = [gift("US1", 1000), gift("US2", 1010)]
    assert links(tmp_path, old, [gift("", 1005)]) == {}
    assert links(tmp_path, [gift("US1", 1005)], [gift("", 1000), gift("", 1010)]) == {}
    assert links(tmp_path, old, [gift("", 1008)]) == {"1010": "1008"}


def test_a_day_and_a_kind_of_aid_alone_are_no_match(tmp_path):
    assert links(tmp_path, [gift("US1", 100)], [gift("", 120)]) == {}
    assert links(tmp_path, [gift("US1", 100)], [gift("", 101)]) == {"100": "101"}
    assert links(tmp_path, [gift("US1", 100)], [gift("", 100, "2022-10-01")]) == {"100": "100"}


def test_rows_of_a_table_without_activities_are_not_matched_by_their_lines(tmp_path):
    old = [gift("", 100), gift("", 7, "2022-05-01")]
    new = [gift("", 900, "2022-08-01"), gift("", 700, "2022-05-01")]
    assert links(tmp_path, old, new) == {}


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6, unique=True),
    st.permutations(range(6)),
)
def test_amounts_that_all_moved_by_half_a_percent_keep_their_order(
    tmp_path_factory, amounts, order
):
    """The nearest one by hand: no two amounts are within five percent of one another."""
    apart = []
    for each in sorted(amounts):
        if not apart or each * 1000 > apart[-1] * 1050:
            apart.append(each * 1000)
    old = [gift(f"US{number}", euros) for number, euros in enumerate(apart)]
    new = [gift("", euros * 1005 // 1000) for euros in apart]
    new = [new[place] for place in order if place < len(new)]
    folder = tmp_path_factory.mktemp("pair")
    assert links(folder, old, new) == {str(euros): str(euros * 1005 // 1000) for euros in apart}


def test_no_row_is_followed_twice(tmp_path):
    old = [gift("US1", 100), gift("US2", 101)]
    new = [gift("", 100), gift("", 100)]
    found = links(tmp_path, old, new)
    assert Counter(found.values()) == {"100": len(found)}
