"""Counts in words and digits: bounds, hedges, ranges, and what is no count at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.numbers import read_numbers, value_of

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ONES = WORDS.split()
TENS = [
    "",
    "",
    *(f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")),
]


def in_words(number: int) -> str:
    """An independent way to write a number below a million, too simple to be wrong."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    rest = f" {in_words(number % 1000)}" if number % 1000 else ""
    return f"{in_words(number // 1000)} thousand{rest}"


@given(st.integers(1, 999_999))
def test_a_number_in_words_is_the_number(number):
    assert value_of(in_words(number)) == number


@given(st.integers(0, 10**12), st.sampled_from([",", "\u00a0", "\u202f"]))
def test_digits_with_any_separator_are_the_number(number, separator):
    assert value_of(f"{number:,}".replace(",", separator)) == number


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("up to 1,000 missiles", None, 1000, "up_to"),
        ("no more than 20 tanks", None, 20, "up_to"),
        ("at least four launchers", 4, None, "at_least"),
        ("over 1,000 vehicles", 1000, None, "at_least"),
        ("no fewer than 31 vehicles", 31, None, "at_least"),
        ("some 30 000 drones", 30000, 30000, "about"),
        ("nearly two hundred and six tanks", 206, 206, "about"),
        ("ten to 15 launchers", 10, 15, "about"),
        ("between five and eight systems", 5, 8, "about"),
        ("50,000 to 100,000 shells", 50000, 100000, "about"),
        ("one to two million rounds", 1_000_000, 2_000_000, "about"),
        ("tens of thousands of rounds", 20000, 99999, "tens_of"),
        ("hundreds of vehicles", 200, 999, "hundreds_of"),
        ("several million rounds", 2_000_000, None, "at_least"),
        ("dozens of vehicles", 20, 99, "tens_of"),
        ("thousands of rounds", 1000, None, "at_least"),
        ("half a dozen guns", 6, 6, "exact"),
        ("1.5 million rounds", 1_500_000, 1_500_000, "exact"),
        ("300-tank force", 300, 300, "exact"),
    ],
)
def test_the_words_before_a_count_bound_it(text, low, high, qualifier):
    (found,) = read_numbers(text)
    assert (found.low, found.high, found.qualifier) == (low, high, qualifier)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "the third system",
        "its 21st package",
        "150 % more",
        "5 percent",
        "within six to eight months",
        "after 20 years",
        "PAC-2 and RQ-35",
        "155mm shells",
        "a 1-to-10 ratio",
        "at 9:30",
        "an M113",
    ],
)
def test_ordinals_shares_spans_and_codes_are_no_counts(text):
    assert read_numbers(text) == []


def test_handing_over_eight_is_not_more_than_eight():
    (found,) = read_numbers("handing over eight systems")
    assert (found.low, found.high) == (8, 8)


def test_a_range_never_runs_backward():
    assert [each.low for each in read_numbers("15 to ten launchers")] == [15, 10]


def test_a_change_is_two_numbers():
    assert [each.low for each in read_numbers("raised from six to 10")] == [6, 10]


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_count_lies_in_it(text):
    last = 0
    for each in read_numbers(text):
        assert text[each.start : each.end] == each.text
        assert each.start >= last
        last = each.start
        assert each.low is None or each.high is None or each.low <= each.high


def test_ten_thousand_numbers_in_one_line_are_read_in_order():
    numbers = read_numbers(" , ".join(str(number) for number in range(10_000)))
    assert [each.low for each in numbers] == [Decimal(number) for number in range(10_000)]
