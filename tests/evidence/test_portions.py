"""Share words are exact fractions of something else, never counts."""

from fractions import Fraction

import pytest

from materiel.evidence.portions import read_portions


@pytest.mark.parametrize(
    ("text", "low", "high", "strict", "change"),
    [
        ("mostly A and B", "1/2", "1", True, False),
        ("a third of it", "1/3", "1/3", False, False),
        ("two-thirds", "2/3", "2/3", False, False),
        ("more than half", "1/2", "1", True, False),
        ("nearly a third", "17/60", "23/60", False, False),
        ("+150 % capacity", "3/2", "3/2", False, True),
        ("-20 percent", "-1/5", "-1/5", False, True),
        ("40 percent of them", "2/5", "2/5", False, False),
    ],
)
def test_a_share_word_has_exact_ends(text, low, high, strict, change):
    (found,) = read_portions(text)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))
    assert (found.strict, found.change) == (strict, change)
