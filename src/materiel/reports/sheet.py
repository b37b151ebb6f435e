"""One case while a page of it is made: its tables, its charts, and the entries that they cite."""

from materiel.reports.anchors import Anchors
from materiel.reports.charts import Chart
from materiel.reports.drawing import svg
from materiel.reports.grids import grid
from materiel.reports.markup import Html, tag
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.reports.words import counted, day_words


class Sheet:
    """Renders parts of a page of one case; numbers and ids run through all of them.

    Attributes:
        reading: the case.
        at: the anchors of the entries cited so far.
    """

    def __init__(self, reading: Reading, prefix: str = "") -> None:
        """Begin a page, or a part of one; ``prefix`` as in ``Anchors``."""
        self.reading = reading
        self.at = Anchors(reading, prefix)
        self._charts = 0

    def stamps(self) -> Html:
        """Where the reader stands."""
        stamps, today = self.reading.reader.stamps, self.reading.case.today
        words = (
            f"As of {day_words(stamps.as_of)}, as known on {day_words(stamps.known_at)}. "
            f"The case's own date is {day_words(today)}; nothing later is in it."
        )
        return tag("p", words, class_="soft")

    def table(self, table: Table, most: int) -> Html:
        """A table with its question; folded where it has more rows than ``most``."""
        return tag(
            "div",
            tag("h4", table.title),
            tag("p", table.question, class_="soft"),
            grid(table, self.at.link, anchor=self.at.here(table.name), most_open=most),
        )

    def draw(self, chart: Chart | None) -> Html | None:
        """A chart as a figure; None where there is nothing to show."""
        if chart is None or not chart.items:
            return None
        self._charts += 1
        drawing = Html(svg(chart, self.at.here(f"c{self._charts}")))
        caption = tag("figcaption", chart.title)
        note = tag("p", chart.description, class_="soft")
        return tag(
            "figure", caption, note, drawing, tabindex="0", role="group", aria_label=chart.title
        )

    def entries(self) -> Html:
        """Every entry cited so far, folded; call it after everything else was rendered."""
        entries = tag("div", self.at.entries(), class_="entries")
        count = counted(self.at.count, "entry", "entries")
        label = f"Show {count}; a number's link opens it too"
        return tag("details", tag("summary", label), entries)
