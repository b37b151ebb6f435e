"""The passages of a document in their context: vectors of candidates and of actors' mentions."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from materiel.evidence.encoder import Encoder, Floats
from materiel.evidence.wordpieces import FIRST, LAST, Pieces, cut

WIDEST, STEP = 382, 256
"""Pieces of one window, and how far the next one begins behind it."""


@dataclass(frozen=True, slots=True)
class Context:
    """A document after encoding.

    Attributes:
        places: for each stretch its window and its first and last piece in it.
        states: vectors of each window that holds a stretch, special pieces around them.
    """

    places: tuple[tuple[int, int, int], ...]
    states: Mapping[int, Floats]

    def spans(self, first: int, behind: int) -> Floats:
        """First, last and mean vector of some of the stretches (stretches x 3 widths)."""
        rows = []
        for number, left, right in self.places[first:behind]:
            state = self.states[number]
            rows.append(
                np.concatenate([state[left], state[right], state[left : right + 1].mean(0)])
            )
        return np.stack(rows)


def encode(
    text: str,
    stretches: Sequence[tuple[int, int]],
    encoder: Encoder,
    vocabulary: Mapping[str, int],
) -> Context:
    """Encode those windows of a document that hold a stretch.

    Args:
        text: the document.
        stretches: first and last letter (exclusive) of what is asked about.
        encoder: the encoder.
        vocabulary: number of each known piece.
    """
    pieces = cut(text, vocabulary)
    windows = windows_of(len(pieces.numbers))
    places = tuple(places_of(pieces, windows, stretches))
    states = {
        number: encoder.encode(
            [
                vocabulary[FIRST],
                *pieces.numbers[windows[number][0] : windows[number][1]],
                vocabulary[LAST],
            ]
        )
        for number in sorted({each[0] for each in places})
    }
    return Context(places, states)


def places_of(
    pieces: Pieces, windows: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """For each stretch of letters its window, and its first and last piece in that window.

    Of several windows the one counts in which the stretch lies deepest, or out of which it reaches
    least: it knows most of what is around. A window begins with a special piece, so its
    first own piece is number one.
    """
    return [_place(pieces, windows, *each) for each in stretches]


def _place(
    pieces: Pieces, windows: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int, int]:
    last = max(0, len(pieces.numbers) - 1)
    low = min(bisect_right(pieces.ends, start), last)
    high = max(low, min(bisect_left(pieces.starts, end) - 1, last))

    def depth(number: int) -> int:
        first, behind = windows[number]
        return min(low - first, behind - 1 - high)

    # A window begins every STEP pieces, so only these can hold any of the stretch.
    near = range(max(0, (low - WIDEST) // STEP), min(len(windows), high // STEP + 1))
    number = max(near, key=depth)
    first, behind = windows[number]
    left, right = max(low, first) - first + 1, min(high, behind - 1) - first + 1
    return number, left, max(left, right)


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
