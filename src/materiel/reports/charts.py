"""A chart as one value: what it shows, in which unit, with every number in its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.reports.words import NOT_STATED, count_words, day_words

ChartKind = Literal["bars", "stacked", "steps", "gantt", "tiles", "ranked", "flows"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A label with one number for each series; None where nothing is on record."""

    label: str
    values: tuple[Bounds | None, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A cumulative number from a day on."""

    day: date
    value: Bounds


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both included, with a word about it; ``tone`` picks the fill."""

    label: str
    first: date
    last: date
    text: str = ""
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """The square of a state on a map of squares; its value is None where nothing is on record.

    Attributes:
        label: a few letters, inside the square.
        name: in full, for the text.
        across, down: its square, counted from 0 at the top left.
    """

    label: str
    name: str
    across: int
    down: int
    value: Bounds | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A party of a ranking; ``place`` is a range of places as words, empty where it has none."""

    label: str
    place: str
    value: Bounds


@dataclass(frozen=True, slots=True)
class Box:
    """Where streams meet: a layer, counted from 0 at the left, an id inside it, and a label."""

    layer: int
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes from one box to a box of the next layer."""

    source: Box
    target: Box
    value: Bounds


Item = Bar | Point | Span | Tile | Placed | Stream
ITEMS: Mapping[ChartKind, type[Item]] = {
    "bars": Bar,
    "stacked": Bar,
    "steps": Point,
    "gantt": Span,
    "tiles": Tile,
    "ranked": Placed,
    "flows": Stream,
}
"""What each kind of chart is made of."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        kind: ``bars`` side by side (a range is hatched from its low to its high end),
            ``stacked`` columns, ``steps`` over time with a band between both ends, ``gantt``,
            ``tiles`` on a map of squares, ``ranked`` bars by place, ``flows`` between layers.
        title, description: what it shows, as its text alternative begins.
        unit: of every number.
        series: names of the values of a bar; for a gantt the names of the tones; for flows
            the names of the layers.
        items: of the one type that ``ITEMS`` names for the kind.
    """

    kind: ChartKind
    title: str
    description: str
    unit: str
    series: tuple[str, ...]
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        wanted = ITEMS[self.kind]
        for item in self.items:
            if not isinstance(item, wanted):
                raise InternalError(f"chart {self.title!r}: {self.kind} of {type(item).__name__}")
            if isinstance(item, Bar) and len(item.values) != len(self.series):
                raise InternalError(
                    f"chart {self.title!r}: {item.label} has not one value a series"
                )
            if isinstance(item, Stream) and (
                item.target.layer != item.source.layer + 1 or item.target.layer >= len(self.series)
            ):
                raise InternalError(
                    f"chart {self.title!r}: {item.source.label} to {item.target.label} are not "
                    "in neighbouring layers"
                )

    @property
    def text(self) -> str:
        """Everything that the chart shows, as sentences."""
        said = [words for item in self.items if (words := self._said(item))]
        return f"{self.description} {' '.join(said)}".strip()

    def _said(self, item: Item) -> str:
        if isinstance(item, Bar):
            pairs = zip(self.series, item.values, strict=True)
            return f"{item.label}: {', '.join(f'{name} {_words(value)}' for name, value in pairs)}."
        if isinstance(item, Point):
            return f"From {day_words(item.day)}: {count_words(item.value)}."
        if isinstance(item, Tile):
            return "" if item.value is None else f"{item.name}: {count_words(item.value)}."
        if isinstance(item, Placed):
            place = f", place {item.place}" if item.place else ""
            return f"{item.label}: {count_words(item.value)}{place}."
        if isinstance(item, Stream):
            return f"{item.source.label} to {item.target.label}: {count_words(item.value)}."
        about = f" ({item.text})" if item.text else ""
        return f"{item.label}: {day_words(item.first)} to {day_words(item.last)}{about}."


def _words(value: Bounds | None) -> str:
    return NOT_STATED if value is None else count_words(value)
