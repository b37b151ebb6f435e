"""A chart as one value: what it shows, in which unit, with every number in its text."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.reports.words import NOT_STATED, count_words, day_words

ChartKind = Literal["bars", "stacked", "steps", "gantt"]


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
class Chart:
    """One chart.

    Attributes:
        kind: ``bars`` side by side (a range is hatched from its low to its high end),
            ``stacked`` columns, ``steps`` over time with a band between both ends, ``gantt``.
        title, description: what it shows, as its text alternative begins.
        unit: of every number.
        series: names of the values of a bar; for a gantt the names of the tones.
        items: bars for ``bars`` and ``stacked``, points for ``steps``, spans for ``gantt``.
    """

    kind: ChartKind
    title: str
    description: str
    unit: str
    series: tuple[str, ...]
    items: tuple[Bar | Point | Span, ...]

    def __post_init__(self) -> None:
        wanted = {"steps": Point, "gantt": Span}.get(self.kind, Bar)
        for item in self.items:
            if not isinstance(item, wanted):
                raise InternalError(f"chart {self.title!r}: {self.kind} of {type(item).__name__}")
            if isinstance(item, Bar) and len(item.values) != len(self.series):
                raise InternalError(
                    f"chart {self.title!r}: {item.label} has not one value a series"
                )

    @property
    def text(self) -> str:
        """Everything that the chart shows, as sentences."""
        return f"{self.description} {' '.join(map(self._said, self.items))}".strip()

    def _said(self, item: Bar | Point | Span) -> str:
        if isinstance(item, Bar):
            pairs = zip(self.series, item.values, strict=True)
            return f"{item.label}: {', '.join(f'{name} {_words(value)}' for name, value in pairs)}."
        if isinstance(item, Point):
            return f"From {day_words(item.day)}: {count_words(item.value)}."
        about = f" ({item.text})" if item.text else ""
        return f"{item.label}: {day_words(item.first)} to {day_words(item.last)}{about}."


def _words(value: Bounds | None) -> str:
    return NOT_STATED if value is None else count_words(value)
