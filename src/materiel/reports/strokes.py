"""What every drawing is made of: boxes, lines, words, a hatch for what may be, an axis."""

from collections.abc import Sequence
from html import escape

from materiel.kernel.bounds import Bounds
from materiel.reports.words import count_words

WIDTH = 680
LABEL, RIGHT, TOP = 190, 96, 34
ROW, GAP = 15, 9
TONES = 4
MOST_TICKS = 6


def patterns(name: str) -> str:
    """A hatch for each tone: what may be, beside what is."""
    hatches = [
        f'<pattern id="{name}-h{tone}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" class="paper"/>'
        f'<rect width="2.2" height="6" class="t{tone}"/></pattern>'
        for tone in range(TONES)
    ]
    return f"<defs>{''.join(hatches)}</defs>"


def write(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a place; ``kind`` is a class."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind or "w"}">'
        f"{escape(text)}</text>"
    )


def fill(x: float, y: float, width: float, height: float, tone: str) -> str:
    """A filled box; ``tone`` is a class, or a hatch as ``#id``."""
    paint = f'fill="url({tone})" class="edge"' if tone.startswith("#") else f'class="{tone}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {paint}/>'


def rule(x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> str:
    """A line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def legend(names: Sequence[str], y: float, extra: str, name: str) -> list[str]:
    """A box and a word for each series, then one for the hatch."""
    parts, x = [], 4.0
    for tone, word in enumerate(names):
        parts += [fill(x, y - 9, 11, 11, f"t{tone % TONES}"), write(x + 15, y, word, "s")]
        x += 30 + 6.4 * len(word)
    if extra:
        parts += [fill(x, y - 9, 11, 11, f"#{name}-h0"), write(x + 15, y, extra, "s")]
    return parts


def round_ticks(most: int) -> list[int]:
    """Round numbers from 0 on, at most six of them."""
    step = 1
    while most / step > MOST_TICKS:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, most + step, step))


def ceiling(values: Sequence[Bounds | None]) -> int:
    """The largest number that the values need on the axis."""
    ends = [value.low if value.high is None else value.high for value in values if value]
    return max([1, *ends])


def shortened(label: str, most: int) -> str:
    """A label of at most so many letters."""
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def reach(
    value: Bounds | None, x: float, y: float, scale: float, across: float, tone: int, name: str
) -> list[str]:
    """Solid up to the low end, hatched to the high one, to the edge when there is none."""
    if value is None:
        return [write(x + 4, y + 11, "–", "s")]  # noqa: RUF001  (nothing on record)
    end = across if value.high is None else value.high * scale
    parts = []
    if value.low:
        parts.append(fill(x, y + 1, value.low * scale, ROW - 3, f"t{tone}"))
    if end > value.low * scale:
        width = end - value.low * scale
        parts.append(fill(x + value.low * scale, y + 1, width, ROW - 3, f"#{name}-h{tone}"))
    words = count_words(value)
    if value.high is None and value.low:
        words = f"at least {value.low:,}"  # the open hatch shows that the rest is unknown
    parts.append(write(x + end + 5, y + 11, words, "s"))
    return parts
