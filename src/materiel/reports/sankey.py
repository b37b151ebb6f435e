"""Streams between layers of boxes: as thick as their number, hatched where it may be more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from materiel.kernel.bounds import Bounds
from materiel.reports.charts import Box, Chart, Stream
from materiel.reports.strokes import WIDTH, fill, write
from materiel.reports.words import count_words

LEFT, HEAD = 4, 34
NODE = 11
TALL = 190.0
"""What the whole of a layer is tall, without the room between its boxes."""
THIN = 5.0
"""No stream is thinner than this, so that each can be seen."""
LETTERS, LINE, ROOM = 26, 12, 12
"""Letters in a line of a label, its height, and the room above it."""


@dataclass
class _Place:
    """Where a box lies, and how much of its sides is taken already."""

    x: float
    y: float
    tall: float
    label: list[str]
    taken: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


def draw(chart: Chart, name: str) -> tuple[list[str], int]:
    """The parts of the streams and their height.

    Args:
        chart: of streams, by layer.
        name: prefix of the hatches.
    """
    streams = [item for item in chart.items if isinstance(item, Stream)]
    thick = _thickness(streams)
    layers = _ordered(streams)
    columns = max(1, len(chart.series) - 1)
    step = (WIDTH - LEFT - 150) / columns
    parts = [write(LEFT + step * layer, 14, title, "s") for layer, title in enumerate(chart.series)]
    places = _places(layers, streams, thick, step)
    order = {box: (layer, at) for layer, mine in layers.items() for at, box in enumerate(mine)}
    bands, numbers = [], []
    for each in sorted(streams, key=lambda one: (order[one.source], order[one.target])):
        source, target = places[each.source], places[each.target]
        tall = thick[each]
        start, end = source.y + source.taken["out"], target.y + target.taken["in"]
        source.taken["out"] += tall
        target.taken["in"] += tall
        left, right = source.x + NODE, target.x
        bands += _band(each, (left, start), (right, end), tall, name)
        # Nearer to the target, where the labels of the source have ended.
        place = start + (end - start) * _eased(NUMBER_AT) + tall / 2
        numbers.append(
            write(
                left + (right - left) * NUMBER_AT, place + 4, count_words(each.value), "n", "middle"
            )
        )
    boxes = []
    for found in places.values():
        boxes.append(fill(found.x, found.y, NODE, found.tall, "t0"))
        top = found.y - 4 - LINE * (len(found.label) - 1)
        boxes += [
            write(found.x, top + LINE * at, words, "n") for at, words in enumerate(found.label)
        ]
    bottom = max((each.y + each.tall for each in places.values()), default=HEAD)
    parts += [
        *bands,
        *boxes,
        *numbers,
        write(LEFT, bottom + 20, f"{chart.unit}; hatched: possible, not certain", "s"),
    ]
    return parts, int(bottom + 30)


NUMBER_AT = 0.8


def _eased(part: float) -> float:
    """How far down a cubic band is at a part of its way, with both handles at the middle."""
    return 3 * part**2 - 2 * part**3


def _weight(value: Bounds, open_: int) -> int:
    """What the thickness stands for: the high end; what has none is drawn a little thicker."""
    return value.low + open_ if value.high is None else value.high


def _thickness(streams: Sequence[Stream]) -> dict[Stream, float]:
    most = max((each.value.high or each.value.low for each in streams), default=1)
    open_ = max(1, most // 4)
    sums: dict[int, int] = defaultdict(int)
    for each in streams:
        sums[each.source.layer] += _weight(each.value, open_)
    scale = TALL / max([1, *sums.values()])
    return {each: max(THIN, _weight(each.value, open_) * scale) for each in streams}


def _ordered(streams: Sequence[Stream]) -> dict[int, list[Box]]:
    """Boxes by layer, each near the boxes that it is bound to; ties keep their order."""
    layers: dict[int, list[Box]] = defaultdict(list)
    for each in streams:
        for box in (each.source, each.target):
            if box not in layers[box.layer]:
                layers[box.layer].append(box)
    for layer in sorted(layers)[1:]:
        before = {box: at for at, box in enumerate(layers[layer - 1])}
        means = {
            box: _mean([before[each.source] for each in streams if each.target == box])
            for box in layers[layer]
        }
        layers[layer].sort(key=means.__getitem__)
    return dict(layers)


def _mean(places: Sequence[int]) -> float:
    return sum(places) / len(places) if places else 0.0


def _places(
    layers: Mapping[int, Sequence[Box]],
    streams: Sequence[Stream],
    thick: Mapping[Stream, float],
    step: float,
) -> dict[Box, _Place]:
    """Every box under its own label, layer by layer, the shorter layers in the middle."""
    found: dict[Box, _Place] = {}
    bottoms: dict[int, float] = {}
    for layer, boxes in layers.items():
        y = float(HEAD)
        for box in boxes:
            label = _lines(box.label)
            y += ROOM + LINE * len(label)
            into = sum(thick[each] for each in streams if each.target == box)
            out = sum(thick[each] for each in streams if each.source == box)
            found[box] = _Place(LEFT + step * layer, y, max(into, out), label)
            y += max(into, out)
        bottoms[layer] = y
    lowest = max(bottoms.values(), default=0.0)
    for box, place in found.items():
        place.y += (lowest - bottoms[box.layer]) / 2
    return found


def _lines(label: str) -> list[str]:
    """A label in lines, whole words, nothing cut off."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _band(
    stream: Stream, start: tuple[float, float], end: tuple[float, float], tall: float, name: str
) -> list[str]:
    """The certain part as one fill, what may come beside it as a hatch below."""
    value = stream.value
    if value.high is not None:
        sure = tall * value.low / value.high if value.high else 0.0
    else:
        sure = tall / 2 if value.low else 0.0
    words = f"{stream.source.label} to {stream.target.label}: {count_words(value)}"
    title = f"<title>{escape(words)}</title>"
    parts = []
    if sure:
        parts.append(f'<path d="{_path(start, end, sure)}" class="flow">{title}</path>')
    if tall - sure > 1e-9:  # noqa: PLR2004  (no sliver from rounding)
        top, foot = (start[0], start[1] + sure), (end[0], end[1] + sure)
        parts.append(
            f'<path d="{_path(top, foot, tall - sure)}" fill="url(#{name}-h1)" class="edge">'
            f"{title}</path>"
        )
    return parts


def _path(start: tuple[float, float], end: tuple[float, float], tall: float) -> str:
    (left, top), (right, foot) = start, end
    middle = (left + right) / 2
    return (
        f"M{left:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {foot:.1f} {right:.1f} "
        f"{foot:.1f}v{tall:.1f}C{middle:.1f} {foot + tall:.1f} {middle:.1f} {top + tall:.1f} "
        f"{left:.1f} {top + tall:.1f}Z"
    )
