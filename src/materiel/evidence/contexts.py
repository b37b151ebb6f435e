"""The passages of a document in their context: vectors of candidates and of actors' mentions."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.evidence.encoder import Encoder, Floats
from materiel.evidence.wordpieces import FIRST, LAST, Pieces, cut

WIDEST, STEP = 382, 256
"""Pieces of one window, and how far the next one begins behind it."""
FAR = 1_000_000
"""Deeper than any window: what sets apart a window that does not hold a whole stretch."""


@dataclass(frozen=True, slots=True)
class Context:
    """A document after encoding.

    Attributes:
        pieces: its pieces.
        windows: first and last piece (exclusive) of each window.
        states: vectors of each window, a first and a last special piece around it.
    """

    pieces: Pieces
    windows: tuple[tuple[int, int], ...]
    states: tuple[Floats, ...]

    def spans(self, stretches: Sequence[tuple[int, int]]) -> Floats:
        """For each stretch of letters its first, last and mean vector (stretches x 3 widths)."""
        rows = []
        for number, left, right in places_of(self.pieces, self.windows, stretches):
            state = self.states[number]
            rows.append(
                np.concatenate([state[left], state[right], state[left : right + 1].mean(0)])
            )
        return np.stack(rows)


def places_of(
    pieces: Pieces, windows: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """For each stretch of letters its window, and its first and last piece in that window.

    Of several windows the one counts in which the stretch lies deepest: it knows most of what is
    around. A window begins with a special piece, so its first own piece is number one.
    """
    return [_place(pieces, windows, *each) for each in stretches]


def _place(
    pieces: Pieces, windows: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int, int]:
    last = len(pieces.numbers) - 1
    low = min(bisect_right(pieces.ends, start), last)
    high = max(low, min(bisect_left(pieces.starts, end) - 1, last))

    def depth(number: int) -> int:
        first, behind = windows[number]
        inside = first <= low and high < behind
        return min(low - first, behind - 1 - high) if inside else min(low - first, 0) - FAR

    number = max(range(len(windows)), key=depth)
    first, behind = windows[number]
    left, right = max(low, first) - first + 1, min(high, behind - 1) - first + 1
    if right < left:
        left = right = max(1, min(left, behind - first))
    return number, left, right


def encode(text: str, encoder: Encoder, vocabulary: Mapping[str, int]) -> Context:
    """Encode a whole document, window by window.

    Args:
        text: the document.
        encoder: the encoder.
        vocabulary: number of each known piece.
    """
    pieces = cut(text, vocabulary)
    windows = tuple(windows_of(len(pieces.numbers)))
    states = tuple(
        encoder.encode([vocabulary[FIRST], *pieces.numbers[first:behind], vocabulary[LAST]])
        for first, behind in windows
    )
    return Context(pieces, windows, states)


def windows_of(length: int) -> list[tuple[int, int]]:
    """Windows that cover so many pieces.

    >>> windows_of(700)
    [(0, 382), (256, 638), (512, 700)]
    """
    made, first = [(0, min(length, WIDEST))], 0
    while made[-1][1] < length:
        first += STEP
        made.append((first, min(length, first + WIDEST)))
    return made
