"""The entries that a page cites of one case: a number and an anchor each, and their sources."""

from materiel.reports.markup import Html, html, join, locator, tag
from materiel.reports.reading import Reading
from materiel.reports.table import ASSUMPTION
from materiel.reports.trace_tree import Beside, Passage, Support
from materiel.reports.tracing import support

TABLES = {
    "commitments": "promise",
    "events": "event",
    "holdings": "count",
    "money": "money",
    "gates": "consent",
    "claims": "statement",
    "documents": "document",
    "judgements": "judgement",
    "assumptions": "assumption",
    "contracts": "contract line",
    "options": "option",
    "requirements": "need",
    "floors": "floor",
    "backfills": "refill rule",
    "routes": "route",
    "capacities": "capacity",
}


class Anchors:
    """Numbers given to entries in the order in which a page first cites them.

    Attributes:
        reading: the case.
    """

    def __init__(self, reading: Reading, prefix: str = "") -> None:
        """Begin to number the entries of a case.

        Args:
            reading: the case.
            prefix: what every id of a place begins with; else the name of the case. A page that
                shows one case twice needs two.
        """
        self.reading = reading
        self._prefix = prefix or reading.reader.case
        self._numbers: dict[str, int] = {}

    def here(self, name: str) -> str:
        """A page-wide id of a place of this case."""
        return f"{self._prefix}-{name}"

    def link(self, name: str) -> Html:
        """The link to an entry, as its number; the name of a promise leads to its last row."""
        (name,) = self.reading.live([name])
        if name == ASSUMPTION or name not in self.reading.records:
            return tag("em", "assumption " if name == ASSUMPTION else f"{name} ")
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        return tag("a", str(number), href=f"#{self.here(f'e{number}')}", title=name)

    @property
    def count(self) -> int:
        """How many entries the page cites so far."""
        return len(self._numbers)

    def entries(self) -> Html:
        """Every cited entry with its passages; call it after everything else was rendered."""
        return join(
            _entry(support(self.reading, name), str(number), self.here(f"e{number}"))
            for name, number in self._numbers.items()
        )


def _entry(each: Support, number: str, anchor: str) -> Html:
    facts = [
        each.quantity,
        each.valid,
        f"known on {each.known_on}",
        f'in the source\'s words: "{each.wording}"' if each.wording else "",
        each.note,
        each.undated,
        f"corrects {each.corrects}" if each.corrects else "",
    ]
    items = [tag("li", _passage(passage)) for passage in each.passages]
    items += [
        tag("li", tag("em", f"{name}: not in the record at these stamps")) for name in each.missing
    ]
    items += [_beside(beside) for beside in each.beside]
    return tag(
        "article",
        tag("h4", f"{number}. {each.about} ({TABLES.get(each.table, each.table)})"),
        tag("p", "; ".join(filter(None, facts)), ". ", tag("code", each.id), class_="soft"),
        tag("ul", *items) if items else None,
        class_="entry",
        id=anchor,
    )


def _passage(passage: Passage) -> Html:
    said = passage.paraphrase or passage.title
    speaker = ", ".join(filter(None, (passage.stance, passage.speaker)))
    side = ", partisan outlet" if passage.partisan else ""
    place = f", {passage.place}" if passage.place else ""
    return join(
        (
            said,
            f" ({speaker}) " if speaker else " ",
            tag("span", f"grade {passage.grade or 'unknown'}{side}", class_="grade"),
            f" {passage.publisher}, {passage.published}{place}: ",
            locator(passage.locator),
        )
    )


def _beside(beside: Beside) -> Html:
    others = [tag("li", _passage(passage)) for passage in beside.others]
    others += [tag("li", name) for name in beside.named]
    words = f"Beside it, judged {beside.relation.replace('-', ' ')} ({beside.known_on}): "
    return tag("li", html(words), beside.reason, tag("ul", *others) if others else None)
