"""Full text on both back ends: the same pieces are found, whatever the signs and the case."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from materiel.store.searching import Piece, find, snippet, words_of

PIECES = [
    Piece("d1", "passages", "letters 0-40", "Germany has delivered 30 howitzers to Ukraine."),
    Piece("d1", "passages", "letters 41-80", "Nothing was said about K2-tanks (180)."),
    Piece("k1", "claims", "", "delivery; of artillery_system; 30 system; giver DEU"),
    Piece("e1", "events", "", "Überführung von Panzern; l'été prochain; straße 7"),
]


def found(database, wanted, most=20):
    with database.reading() as connection:
        return find(connection, PIECES, wanted, most)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("howitzers", ["d1"]),
        ("HOWITZ ukraine", ["d1"]),
        ("deliver", ["d1", "k1"]),
        ("k2", ["d1"]),
        ("tanks 180", ["d1"]),
        ("artillery", ["k1"]),
        ("system", ["k1"]),
        ("überführung", ["e1"]),
        ("ÉTÉ", ["e1"]),
        ("STRASSE", ["e1"]),
        ("howitzers tanks", []),
        ("owitzers", []),
        ('"; DROP TABLE log; --', []),
        ("' & | ! :*", []),
    ],
)
def test_both_back_ends_find_the_same_pieces(database, wanted, ids):
    assert sorted(each.id for each in found(database, wanted)) == ids


def test_the_best_comes_first_and_no_more_than_asked_for(database):
    pieces = [
        Piece("many", "claims", "", "guns guns guns"),
        Piece("one", "claims", "", "guns and a great deal of other things said beside it"),
    ]
    with database.reading() as connection:
        assert [each.id for each in find(connection, pieces, "guns")] == ["many", "one"]
        assert [each.id for each in find(connection, pieces, "guns", 1)] == ["many"]


def test_nothing_stays_behind(database, contents):
    before = contents(database)
    with database.reading() as connection:
        for _ in range(2):
            assert find(connection, PIECES, "howitzers")
    assert contents(database) == before


def test_a_snippet_marks_what_was_found_in_the_words_around():
    words = " ".join(f"w{at}" for at in range(40))
    assert snippet(words, ["w20"]) == (
        "...w12 w13 w14 w15 w16 w17 w18 w19 »w20« w21 w22 w23 w24 w25 w26 w27 w28..."
    )
    assert snippet("Ten guns, ten.", words_of("TEN")) == "»Ten« guns, »ten«."


TEXTS = st.lists(
    st.sampled_from(["k2", "Tank", "tänk", "30", "a_b", "x-y", "ß", "été"]), max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(["t", "tan", "a", "b", "SS", "3 k"])
)
def test_what_is_found_is_what_a_plain_comparison_finds(sqlite, texts, wanted):
    pieces = [Piece(f"p{at}", "claims", "", " ".join(each)) for at, each in enumerate(texts)]
    expected = [
        piece.id
        for piece in pieces
        if all(
            any(have.startswith(word) for have in words_of(piece.text)) for word in words_of(wanted)
        )
    ]
    with sqlite.reading() as connection:
        assert sorted(each.id for each in find(connection, pieces, wanted)) == expected
