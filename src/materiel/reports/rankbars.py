"""Bars by place: solid to the low end, hatched to the high one, unknown ends marked."""

from materiel.kernel.bounds import Bounds
from materiel.reports.charts import Chart, Placed
from materiel.reports.strokes import (
    GAP,
    WIDTH,
    ceiling,
    fill,
    round_ticks,
    rule,
    shortened,
    write,
)
from materiel.reports.words import count_words

PLACE, NAME, END = 62, 226, 512
"""Where the places end, where the bars begin, and how far they go."""
BAR = 16
HEAD = 44
OPEN_HIGH = "no high end is known"
OPEN_LOW = "the low end is not stated"


def draw(chart: Chart, name: str) -> tuple[list[str], int]:
    """The parts of the bars and their height.

    Args:
        chart: of places, the best first.
        name: prefix of the hatches.
    """
    rows = [item for item in chart.items if isinstance(item, Placed)]
    ticks = round_ticks(ceiling([row.value for row in rows]))
    scale = (END - NAME) / ticks[-1]
    parts = _legend(name)
    bottom = HEAD + (BAR + GAP) * len(rows)
    parts.append(write(PLACE, HEAD - 8, "place", "s", "end"))
    for tick in ticks:
        x = NAME + tick * scale
        parts += [rule(x, HEAD - 4, x, bottom), write(x, bottom + 14, f"{tick:,}", "s", "middle")]
    for number, row in enumerate(rows):
        y = HEAD + 3 + number * (BAR + GAP)
        parts += [
            write(PLACE, y + 12, row.place, "s", "end"),
            write(NAME - 8, y + 12, shortened(row.label, 24), "w", "end"),
            *_bar(row.value, y, scale, name),
        ]
    parts.append(write(WIDTH - 4, bottom + 14, chart.unit, "s", "end"))
    return parts, bottom + 24


def _bar(value: Bounds, y: float, scale: float, name: str) -> list[str]:
    low = NAME + value.low * scale
    high = END if value.high is None else NAME + value.high * scale
    parts = []
    if value.low:
        parts.append(fill(NAME, y, low - NAME, BAR, "t0"))
    if high > low:
        parts.append(fill(low, y, high - low, BAR, f"#{name}-h0"))
    if not value.low_known:
        parts.append(_ring(low, y + BAR / 2))
    beside = high + 5
    if value.high is None:
        parts.append(_arrow(high, y))
        beside += 9
    parts += [write(beside, y + 12 + 11 * at, words, "s") for at, words in enumerate(_words(value))]
    return parts


def _words(value: Bounds) -> list[str]:
    """The number beside its bar, in two lines where it is long."""
    first, comma, rest = count_words(value).partition(", ")
    return [first + comma.strip(), rest] if rest and value.high is None else [count_words(value)]


def _ring(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="paper edge"/>'


def _arrow(x: float, y: float) -> str:
    tip, middle, foot = x + 9, y + BAR / 2, y + BAR
    return f'<path d="M{x:.1f} {y:.1f}L{tip:.1f} {middle:.1f}L{x:.1f} {foot:.1f}Z" class="t0"/>'


def _legend(name: str) -> list[str]:
    return [
        fill(4, 5, 11, 11, "t0"),
        write(19, 14, "certain", "s"),
        fill(72, 5, 11, 11, f"#{name}-h0"),
        write(87, 14, "possible, not certain", "s"),
        _ring(222, 10),
        write(231, 14, OPEN_LOW, "s"),
        _arrow(384, 2),
        write(398, 14, OPEN_HIGH, "s"),
    ]
