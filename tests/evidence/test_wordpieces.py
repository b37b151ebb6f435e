"""Word pieces: every word is cut into known pieces, and every piece knows its word's place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.wordpieces import cut

LETTERS = "abcdehortwizs"
KNOWN = {"[UNK]": 0} | {
    piece: number
    for number, piece in enumerate(
        [*LETTERS, *(f"##{each}" for each in LETTERS), "how", "##itz", "##ers", ".", ","], 1
    )
}
BACK = {number: piece for piece, number in KNOWN.items()}


def test_the_longest_piece_goes_first_and_case_and_accents_do_not_matter():
    for word in ("Howitzers", "HOWITZERS", "höwitzers"):
        pieces = cut(word, KNOWN)
        assert [BACK[each] for each in pieces.numbers] == ["how", "##itz", "##ers"]
        assert set(zip(pieces.starts, pieces.ends, strict=True)) == {(0, 9)}


def test_a_word_with_a_letter_that_is_not_known_is_one_unknown_piece():
    pieces = cut("how 7z.", KNOWN)
    assert [BACK[each] for each in pieces.numbers] == ["how", "[UNK]", "."]
    assert pieces.starts == (0, 4, 6)


@given(st.text(alphabet=f"{LETTERS} .,", max_size=60))
def test_the_pieces_of_a_known_text_spell_it_and_lie_where_its_words_are(text):
    pieces = cut(text, KNOWN)
    spelt = "".join(BACK[each].removeprefix("##") for each in pieces.numbers)
    assert spelt == text.replace(" ", "")
    words = [match.span() for match in re.finditer(r"[a-z]+|[.,]", text)]
    assert list(dict.fromkeys(zip(pieces.starts, pieces.ends, strict=True))) == words


@given(st.text(max_size=80))
def test_any_text_is_cut_and_offsets_never_go_back(text):
    pieces = cut(text, KNOWN)
    assert list(pieces.starts) == sorted(pieces.starts)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(pieces.starts, pieces.ends, strict=True)
    )
