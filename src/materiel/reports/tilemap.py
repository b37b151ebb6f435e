"""A map of squares, one for each state and all of one size: the number is in the square."""

from collections.abc import Sequence
from itertools import pairwise

from materiel.kernel.bounds import Bounds
from materiel.reports.charts import Chart, Tile
from materiel.reports.strokes import fill, write
from materiel.reports.words import count_words

SIDE, STEP = 52, 55
LEFT, HEAD = 4, 44
SHADES = 4
LONGEST = 9
"""Letters that fit into a square."""
OPEN = "open"
"""The class of the frame of a number that is not exact."""


def draw(chart: Chart, name: str) -> tuple[list[str], int]:
    """The parts of the map and its height; the shade is by the low end, the frame tells the rest.

    Args:
        chart: of tiles.
        name: unused; a map has no pattern of its own.
    """
    del name
    tiles = [item for item in chart.items if isinstance(item, Tile)]
    ends = shade_ends([each.value for each in tiles])
    parts = _legend(ends, chart.unit)
    for each in tiles:
        parts += _square(each, ends)
    return parts, HEAD + STEP * (1 + max((each.down for each in tiles), default=0)) + 4


def shade_ends(values: Sequence[Bounds | None]) -> list[int]:
    """The largest low end of each shade, the lightest first: at most four, of equal width."""
    most = max((value.low for value in values if value), default=0)
    ends = [-(-most * step // SHADES) for step in range(1, SHADES + 1)]
    return sorted({end for end in ends if end > 0})


def _shade(value: Bounds, ends: Sequence[int]) -> str:
    """The class of a number; what may be nothing has the paper's own colour."""
    if not value.low:
        return "paper"
    return f"q{next(place for place, end in enumerate(ends, 1) if value.low <= end)}"


def _legend(ends: Sequence[int], unit: str) -> list[str]:
    parts, x = [], 4.0
    for place, (before, end) in enumerate(pairwise([0, *ends]), 1):
        words = f"{end:,}" if end == before + 1 else f"{before + 1:,} to {end:,}"
        parts += [fill(x, 5, 14, 14, f"q{place} frame"), write(x + 19, 16, words, "s")]
        x += 34 + 6.4 * len(words)
    parts.append(write(x, 16, unit, "s"))
    parts += [
        fill(4, 25, 14, 14, f"paper {OPEN}"),
        write(23, 36, "dashed: the number has two ends; shaded by the low one", "s"),
        fill(350, 25, 14, 14, "paper frame"),
        write(369, 36, "plain: nothing on record, which is not zero", "s"),
    ]
    return parts


def _square(tile: Tile, ends: Sequence[int]) -> list[str]:
    x, y = LEFT + STEP * tile.across, HEAD + STEP * tile.down
    middle = x + SIDE / 2
    value = tile.value
    if value is None:
        return [
            fill(x, y, SIDE, SIDE, "paper frame"),
            write(middle, y + 20, tile.label, "s", "middle"),
        ]
    frame = "frame" if value.exact is not None else OPEN
    lines = _wrapped(square_words(value))
    return [
        fill(x, y, SIDE, SIDE, f"{_shade(value, ends)} {frame}"),
        write(middle, y + 15, tile.label, "w", "middle"),
        *(
            write(middle, y + 31 + 12 * place, each, "n", "middle")
            for place, each in enumerate(lines)
        ),
    ]


def square_words(value: Bounds) -> str:
    """A number as a square has room for it: the dashed frame shows that the rest is not known."""
    if value.high is None and value.low:
        return f"at least {value.low:,}"
    return count_words(value)


def _wrapped(words: str) -> list[str]:
    """A number in as many short lines as a square holds."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LONGEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
