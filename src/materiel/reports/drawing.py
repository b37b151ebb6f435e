"""Charts as inline SVG: no script, no outside request, readable in grey, in the dark, in print."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

from materiel.kernel.period import add_months
from materiel.reports import rankbars, sankey, tilemap
from materiel.reports.charts import Bar, Chart, ChartKind, Point, Span
from materiel.reports.strokes import (
    GAP,
    LABEL,
    MOST_TICKS,
    RIGHT,
    ROW,
    TONES,
    TOP,
    WIDTH,
    ceiling,
    fill,
    legend,
    patterns,
    reach,
    round_ticks,
    rule,
    shortened,
    write,
)
from materiel.reports.words import count_words

WIDE_LABEL = 262


def svg(chart: Chart, name: str) -> str:
    """The chart as one ``svg`` element.

    Args:
        chart: what to draw.
        name: an id that no other chart of the page has.
    """
    parts, height = _DRAWERS[chart.kind](chart, name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-text" class="chart">'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-text">{escape(chart.text)}</desc>'
        f"{patterns(name)}{''.join(parts)}</svg>"
    )


def _bars(chart: Chart, name: str) -> tuple[list[str], int]:
    bars = [item for item in chart.items if isinstance(item, Bar)]
    most = ceiling([value for bar in bars for value in bar.values])
    ticks = round_ticks(most)
    across = WIDTH - LABEL - RIGHT
    scale = across / ticks[-1]
    parts = legend(chart.series, 14, "possible, not certain", name)
    y = float(TOP)
    tall = len(chart.series) * ROW + GAP
    bottom = TOP + tall * len(bars)
    for tick in ticks:
        x = LABEL + tick * scale
        parts += [rule(x, TOP - 4, x, bottom), write(x, bottom + 14, f"{tick:,}", "s", "middle")]
    for bar in bars:
        middle = y + len(chart.series) * ROW / 2 + 4
        parts.append(write(LABEL - 8, middle, shortened(bar.label, 30), "w", "end"))
        for tone, value in enumerate(bar.values):
            parts += reach(value, LABEL, y, scale, across, tone % TONES, name)
            y += ROW
        y += GAP
    parts.append(write(WIDTH - 4, bottom + 14, chart.unit, "s", "end"))
    return parts, int(bottom + 24)


def _stacked(chart: Chart, name: str) -> tuple[list[str], int]:
    bars = [item for item in chart.items if isinstance(item, Bar)]
    heights = [sum(value.low for value in bar.values if value) for bar in bars]
    ticks = round_ticks(max([1, *heights]))
    left, base, tall = 40, 200, 200 - TOP
    scale = tall / ticks[-1]
    wide = (WIDTH - left - 10) / max(1, len(bars))
    parts = legend(chart.series, 14, "", name)
    for tick in ticks:
        y = base - tick * scale
        parts += [rule(left, y, WIDTH - 10, y), write(left - 5, y + 4, f"{tick:,}", "s", "end")]
    step = max(1, len(bars) // MOST_TICKS)
    for index, bar in enumerate(bars):
        x, y = left + index * wide, float(base)
        for tone, value in enumerate(bar.values):
            units = value.low if value else 0
            y -= units * scale
            if units:
                # From the fifth series on, hatches of the same tones.
                paint = f"t{tone}" if tone < TONES else f"#{name}-h{tone % TONES}"
                parts.append(fill(x + 0.5, y, wide - 1, units * scale, paint))
        if index % step == 0:
            parts.append(write(x, base + 15, bar.label, "s"))
    parts.append(write(4, base + 32, chart.unit, "s"))
    return parts, base + 40


def _years(first: date, last: date) -> list[date]:
    """Day one of a year, quarter or month: about six marks."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(step for step in (1, 3, 6, 12, 24, 60, 1200) if months / step <= MOST_TICKS + 1)
    start = date(first.year, 1, 1)
    days = [add_months(start, step * number) for number in range(months // step + 14)]
    return [day for day in days if first <= day <= last]


def _steps(chart: Chart, name: str) -> tuple[list[str], int]:
    points = sorted(
        (item for item in chart.items if isinstance(item, Point)), key=lambda each: each.day
    )
    if not points:
        return [write(4, 20, "nothing on record", "s")], 30
    first, last = points[0].day, points[-1].day
    ticks = round_ticks(ceiling([point.value for point in points]))
    left, base, wide = 40, 200, WIDTH - 50
    scale = (base - TOP) / ticks[-1]
    days = max(1, (last - first).days)

    def at(day: date) -> float:
        return left + wide * (day - first).days / days

    parts = legend((chart.series[0],), 14, "possible, not certain", name)
    for tick in ticks:
        y = base - tick * scale
        parts += [rule(left, y, WIDTH - 10, y), write(left - 5, y + 4, f"{tick:,}", "s", "end")]
    for day in _years(first, last):
        label = f"{day.year}" if day.month == 1 else f"{day:%Y-%m}"
        parts += [rule(at(day), base, at(day), base + 4), write(at(day), base + 16, label, "s")]
    for point, after in zip(points, [*points[1:], points[-1]], strict=True):
        x, width = at(point.day), at(after.day) - at(point.day)
        low, high = point.value.low, point.value.high
        top = ticks[-1] if high is None else high
        if width and top > low:
            box = (base - top * scale, (top - low) * scale)
            parts.append(fill(x, box[0], width, box[1], f"#{name}-h0"))
        if width and low:
            parts.append(fill(x, base - low * scale, width, low * scale, "t0"))
    end = points[-1].value
    parts.append(write(WIDTH - 12, TOP - 6, f"{count_words(end)} {chart.unit}", "w", "end"))
    return parts, base + 26


def _gantt(chart: Chart, name: str) -> tuple[list[str], int]:
    spans = [item for item in chart.items if isinstance(item, Span)]
    if not spans:
        return [write(4, 20, "nothing on record", "s")], 30
    first = min(span.first for span in spans)
    last = max(span.last for span in spans)
    days = max(1, (last - first).days)
    across = WIDTH - WIDE_LABEL - 12

    def at(day: date) -> float:
        return WIDE_LABEL + across * (day - first).days / days

    parts = legend(chart.series, 14, "", name)
    lanes = _lanes(spans)
    bottom = TOP + (1 + max(lanes)) * (ROW + 6)
    for day in _years(first, last):
        label = f"{day.year}" if day.month == 1 else f"{day:%Y-%m}"
        parts.append(rule(at(day), TOP - 4, at(day), bottom))
        if at(day) < WIDTH - 40:
            parts.append(write(at(day), bottom + 14, label, "s"))
    named: set[tuple[int, str]] = set()
    for span, lane in zip(spans, lanes, strict=True):
        y, x = TOP + lane * (ROW + 6), at(span.first)
        if (span.tone, span.label) not in named:
            named.add((span.tone, span.label))
            parts.append(write(WIDE_LABEL - 8, y + 12, shortened(span.label, 36), "w", "end"))
        parts += _block(span, x, y, max(3.0, at(span.last) - x))
    return parts, bottom + 24


def _block(span: Span, x: float, y: float, width: float) -> list[str]:
    """The box of a span, with its word inside where there is room, else beside it."""
    tone = span.tone % TONES
    box, long = fill(x, y + 1, width, ROW - 1, f"t{tone}"), 6.6 * len(span.text)
    if not span.text:
        return [box]
    if width > long + 2:
        kind = "i" if tone == 0 else "w"
        return [box, write(x + width / 2, y + 12, span.text, kind, "middle")]
    if x + width + long < WIDTH - 4:
        return [box, write(x + width + 3, y + 12, span.text, "s")]
    return [box, write(x - 3, y + 12, span.text, "s", "end")]


def _lanes(spans: Sequence[Span]) -> list[int]:
    """The lane of each span: one for each label, and another where two would overlap."""
    ends: dict[tuple[int, str], list[date]] = {}
    places: list[tuple[int, str, int]] = []
    for span in spans:
        key = (span.tone, span.label)
        mine = ends.setdefault(key, [])
        free = next((place for place, end in enumerate(mine) if end < span.first), len(mine))
        mine[free : free + 1] = [span.last]
        places.append((*key, free))
    starts: dict[tuple[int, str], int] = {}
    lane = 0
    for key, mine in ends.items():
        starts[key] = lane
        lane += len(mine)
    return [starts[tone, label] + place for tone, label, place in places]


_DRAWERS: Mapping[ChartKind, Callable[[Chart, str], tuple[list[str], int]]] = {
    "bars": _bars,
    "stacked": _stacked,
    "steps": _steps,
    "gantt": _gantt,
    "tiles": tilemap.draw,
    "ranked": rankbars.draw,
    "flows": sankey.draw,
}
