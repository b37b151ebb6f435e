"""The nodes on a day's path find exactly the intervals that contain the day (decision 0002)."""

from hypothesis import example, given
from hypothesis import strategies as st

from materiel.store.schema import FOREVER, node, path

days = st.integers(1, FOREVER - 1) | st.integers(1, 40) | st.integers(19_000, 22_000)
ends = days | st.just(FOREVER)


def found(known_from: int, known_to: int, day: int) -> bool:
    """What the two conditions of a read say about one interval."""
    below, above = path(day)
    at = node(known_from, known_to)
    return (at in below and known_to > day) or (at in above and known_from <= day)


@given(days, ends, days)
@example(1, FOREVER, 1)
@example(1, FOREVER, FOREVER - 1)
@example(FOREVER - 1, FOREVER, FOREVER - 1)
@example(5, 5, 5)
def test_a_read_finds_an_interval_when_and_only_when_it_contains_the_day(first, second, day):
    known_from, known_to = min(first, second), max(first, second)
    assert found(known_from, known_to, day) == (known_from <= day < known_to)


def test_every_interval_of_the_first_days_is_found_on_exactly_its_days():
    for known_from in range(1, 34):
        for known_to in (*range(known_from, 35), FOREVER):
            for day in range(1, 36):
                inside = known_from <= day < known_to
                assert found(known_from, known_to, day) == inside, (known_from, known_to, day)


@given(days)
def test_a_path_is_short_and_no_node_stands_on_both_sides(day):
    below, above = path(day)
    assert not set(below) & set(above)
    assert len(below) + len(above) <= FOREVER.bit_length()


@given(days, ends)
def test_a_node_lies_in_its_interval(first, second):
    known_from, known_to = min(first, second), max(first, second)
    assert known_from <= node(known_from, known_to) <= max(known_from, known_to - 1)
