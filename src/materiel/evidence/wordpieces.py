"""A text cut into the pieces of words that an encoder knows, each with its place in the text.

Lower case, accents off, the longest known piece first (WordPiece; Wu et al. 2016, section 4.1; as
in BERT, Devlin et al. 2019). Other scripts and single signs may be cut otherwise than there.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+|[^\w\s]|_")
MOST_LETTERS = 60
"""Letters of one word that are cut; what is beyond says nothing."""
UNKNOWN, FIRST, LAST = "[UNK]", "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text.

    Attributes:
        numbers: number of each piece in the vocabulary.
        starts: offset of the word of each piece in the text.
        ends: offset behind it.
    """

    numbers: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def cut(text: str, vocabulary: Mapping[str, int]) -> Pieces:
    """Cut a text into known pieces.

    >>> known = {"[UNK]": 0, "how": 1, "##itz": 2, "##ers": 3, ".": 4}
    >>> cut("Howitzers.", known)
    Pieces(numbers=(1, 2, 3, 4), starts=(0, 0, 0, 9), ends=(9, 9, 9, 10))
    """
    numbers: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, tuple[int, ...]] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        found = known.get(word)
        if found is None:
            found = known[word] = _pieces(_plain(word)[:MOST_LETTERS], vocabulary)
        numbers += found
        starts += [match.start()] * len(found)
        ends += [match.end()] * len(found)
    return Pieces(tuple(numbers), tuple(starts), tuple(ends))


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in apart if unicodedata.category(each) != "Mn")


def _pieces(word: str, vocabulary: Mapping[str, int]) -> tuple[int, ...]:
    made: list[int] = []
    start = 0
    while start < len(word):
        lead = "##" if start else ""
        end = next(
            (each for each in range(len(word), start, -1) if lead + word[start:each] in vocabulary),
            start,
        )
        if end == start:
            return (vocabulary[UNKNOWN],)
        made.append(vocabulary[lead + word[start:end]])
        start = end
    return tuple(made)
