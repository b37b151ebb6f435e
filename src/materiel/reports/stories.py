"""From the story to the figure: each sentence with its mark, each claim with what it supports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from materiel.evidence.agreement import Aspect, nearest
from materiel.evidence.intake import MarkedSentence
from materiel.evidence.intake import Reading as Read
from materiel.evidence.proposals import Proposal
from materiel.exchange.sampled import Asked, Link, Sample
from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Commitment, Event, Gate, Holding, Payment
from materiel.reports.markup import Html, html, join, locator, tag
from materiel.reports.reading import Reading
from materiel.reports.sheet import Sheet
from materiel.reports.tracing import support
from materiel.reports.words import count_words, counted, day_words, listed, period_words

ANCHOR = "from-the-story"
TITLE = "From the story to the figure"
SIGNS = {"claimed": "\u25c6", "context": "\u25cb", "unread": "\u2715"}
MEANING = {
    "claimed": "a claim is read from it",
    "context": "kept, and nothing is counted from it",
    "unread": "the reader finds nothing that it knows in it",
}
VERDICTS = {
    "agrees": "= the same",
    "differs": "\u2260 other",
    "left open": "? left open",
    "only read": "+ only read",
}
VERDICT_MEANING = {
    "agrees": "the reading says of it what the record keeps",
    "differs": "the reading says something that the record does not",
    "left open": "the record states it, and the reading says nothing or less of it",
    "only read": "the reading states it, and the record leaves it open",
}
VERDICT_WORDS = {
    "read": "Read in agreement",
    "read otherwise": "Read otherwise",
    "not read": "Not read",
}
BESIDE = (
    "Below a passage that the record keeps stands, for its event, number, sum and parties, how the "
    "reading compares:"
)
CITING = (Event, Payment, Holding, Gate)
"""Tables whose rows are figures."""
MOST_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A sample story with its reading and the cases that keep something of it.

    Attributes:
        sample: the text, its passages and its figures.
        read: what the reader makes of the text; nobody mended it.
        cases: each case at the day of the story.
    """

    sample: Sample
    read: Read
    cases: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Passage:
    """A linked passage and the reading that is nearest to its claim; None when nothing is read."""

    link: Link
    proposal: Proposal | None
    aspects: tuple[Aspect, ...]

    @property
    def verdict(self) -> str:
        """``read``, ``read otherwise`` or ``not read``."""
        if self.proposal is None:
            return "not read"
        wrong = any(each.verdict == "differs" for each in self.aspects)
        return "read otherwise" if wrong else "read"


def passages(told: ShownStory) -> list[Passage]:
    """Every linked passage with the nearest reading among those that touch it."""
    found = []
    for link in told.sample.links:
        case = told.cases[link.case]
        touching = [
            each for each in told.read.claims if each.start < link.end and link.start < each.end
        ]
        best = nearest(touching, case.claims[link.claim], case.words)
        found.append(Passage(link, *(best or (None, ()))))
    return found


def story_section(stories: Sequence[ShownStory]) -> Html:
    """The first section of a page: all stories, each with its way to the ledger."""
    legend = [
        tag(
            "li",
            tag("span", f"{SIGNS[mark]} {mark}", class_=f"sign {mark}"),
            f" {words}",
        )
        for mark, words in MEANING.items()
    ]
    signs = [
        tag("li", tag("strong", sign), f": {VERDICT_MEANING[verdict]}")
        for verdict, sign in VERDICTS.items()
    ]
    intro = (
        "Three news reports, restated in our own words, as rules and weights read them. Nothing "
        "is mended: what they miss or get wrong is shown beside what the record keeps. "
        "A reading is a proposal; the figures rest on the record, never on a reading."
    )
    return tag(
        "section",
        tag("h2", TITLE),
        tag("p", intro),
        tag("ul", *legend, class_="legend"),
        tag("p", BESIDE),
        tag("ul", *signs, class_="legend"),
        *(_Story(each).render() for each in stories),
        id=ANCHOR,
    )


class _Story:
    """One story while it is rendered."""

    def __init__(self, told: ShownStory) -> None:
        self.told = told
        self.name = f"{ANCHOR}-{told.sample.name}"
        self.sheets = {
            case: Sheet(reading, f"{self.name}-{case}") for case, reading in told.cases.items()
        }
        self.passages = passages(told)
        self._shown: set[str] = set()

    def render(self) -> Html:
        told = self.told
        text = told.sample.text
        headline = text[: text.index("\n")]
        return tag(
            "div",
            tag("h3", headline),
            self._source(),
            tag("p", self._summary(), class_="soft"),
            tag("ol", *map(self._sentence, told.read.sentences), class_="story"),
            tag("h4", f"What it comes to, as known on {day_words(told.sample.as_of)}"),
            tag("ul", *map(self._figure, told.sample.figures), class_="comes-to"),
            *(sheet.entries() for sheet in self.sheets.values() if sheet.at.count),
            class_="told",
            id=self.name,
        )

    def _source(self) -> Html:
        row = self.told.cases[self.told.sample.case].documents[self.told.sample.document]
        words = f"Restated from {row.publisher}, {period_words(row.published)}, grade {row.grade} ("
        return tag("p", words, locator(row.locator), ").", class_="soft")

    def _summary(self) -> str:
        marks = [str(each.mark) for each in self.told.read.sentences]
        count = {mark: marks.count(mark) for mark in SIGNS}
        verdicts = [each.verdict for each in self.passages]
        return (
            f"{counted(len(marks), 'sentence')}: "
            + ", ".join(f"{number} {mark}" for mark, number in count.items())
            + f". {counted(len(verdicts), 'passage')} that the record keeps: "
            + ", ".join(
                f"{verdicts.count(each)} {words.lower()}" for each, words in VERDICT_WORDS.items()
            )
            + f". {counted(len(self._loose()), 'reading')} without a place in the record."
        )

    def _loose(self) -> list[Proposal]:
        """Readings that touch no linked passage."""
        links = self.told.sample.links
        return [
            each
            for each in self.told.read.claims
            if not any(each.start < link.end and link.start < each.end for link in links)
        ]

    def _sentence(self, marked: MarkedSentence) -> Html:
        sentence, mark = marked.sentence, str(marked.mark)
        inside = [
            each for each in self.passages if sentence.start <= each.link.start < sentence.end
        ]
        loose = [each for each in self._loose() if sentence.start <= each.start < sentence.end]
        notes = [self._passage(each) for each in inside] + [self._unheld(each) for each in loose]
        return tag(
            "li",
            tag("span", f"{SIGNS[mark]} {mark}", class_=f"sign {mark}"),
            tag(
                "div",
                tag("p", self._marked(sentence.start, sentence.end)),
                tag("ul", *notes, class_="reads") if notes else None,
            ),
            class_=mark,
        )

    def _marked(self, start: int, end: int) -> Html:
        """The words of a sentence; those that a claim was read from stand out."""
        text, parts, here = self.told.sample.text, [], start
        for first, last in _spans(self.told.read.claims, start, end):
            parts += [html(text[here:first]), tag("mark", text[first:last])]
            here = last
        return join((*parts, text[here:end]))

    def _passage(self, passage: Passage) -> Html:
        link = passage.link
        sheet = self.sheets[link.case]
        claim = sheet.reading.claims[link.claim]
        label = tag("strong", VERDICT_WORDS[passage.verdict])
        lines: list[Html] = [label]
        if passage.proposal is not None:
            signs = ", ".join(f"{each.name} {VERDICTS[each.verdict]}" for each in passage.aspects)
            words = _reading_words(passage.proposal, sheet.reading)
            lines = [join((label, f": {words}.")), html(f"Beside the record: {signs}.")]
        if link.claim in self._shown:
            lines.append(join(("The record keeps ", tag("code", claim.id), ", see above.")))
        else:
            self._shown.add(link.claim)
            kept = f": {claim.paraphrase}"
            lines.append(join(("The record keeps ", tag("code", claim.id), kept)))
            lines.append(self._supports(sheet, link.claim))
        return tag("li", *(tag("p", line) for line in lines))

    def _supports(self, sheet: Sheet, claim: str) -> Html:
        """Links to the entries that cite a claim, or that it is kept as a statement only."""
        reading = sheet.reading
        cited = [row.id for kind in CITING for row in reading.rows(kind) if claim in row.sources]
        if not cited:
            found = [row for row in reading.rows(Commitment) if claim in row.sources]
            cited = [row.id for row in found]
        if not cited:
            words = "It supports no figure; it is kept as a statement "
            return join((words, sheet.at.link(claim), "."))
        parts: list[Html] = []
        for name in cited[:MOST_ENTRIES]:
            said = support(reading, name)
            amount = f" ({said.quantity})" if said.quantity else ""
            parts.append(join((f"{said.about}{amount} ", sheet.at.link(name))))
        if len(cited) > MOST_ENTRIES:
            parts.append(html(f"{len(cited) - MOST_ENTRIES} more"))
        between = [piece for each in parts for piece in (html("; "), each)][1:]
        return join(("It supports: ", *between, "."))

    def _unheld(self, proposal: Proposal) -> Html:
        reading = self.told.cases[self.told.sample.case]
        return tag(
            "li",
            tag(
                "p",
                tag("strong", "Read, and the record keeps nothing of it"),
                f": {_reading_words(proposal, reading)}. It supports no figure.",
            ),
        )

    def _figure(self, asked: Asked) -> Html:
        sheet = self.sheets[asked.case]
        figure = sheet.reading.figure(asked.commitments, asked.rung)
        number = count_words(figure.bounds) if figure.bounds is not None else "nothing on record"
        judged = sheet.reading.overlap_judgements(asked.commitments)
        names = dict.fromkeys((*figure.cites, *(each.id for each in judged)))
        links = [piece for name in names for piece in (html(" "), sheet.at.link(name))]
        words = ", ".join(
            f"{each.relation.replace('-', ' ')} {sheet.reading.title(each.right)}"
            for each in judged
        )
        rest = join((" Rests on", *links, ".")) if links else None
        judged_words = html(f" Judged: {words}.") if judged else None
        return tag("li", f"{asked.words}: ", tag("strong", number), ".", judged_words, rest)


def _spans(claims: Iterable[Proposal], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a sentence that claims were read from, joined where they overlap."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((max(each.start, start), min(each.end, end)) for each in claims):
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def _reading_words(read: Proposal, reading: Reading) -> str:
    """A reading by rules in one line."""
    parts = [f"{read.event.replace('_', ' ')}, {read.status.replace('_', ' ')}, {read.stance}"]
    low, high = read.counts
    if low is not None or high is not None:
        parts.append(f"{_count_words(low, high)} ({read.item})")
    else:
        parts.append(read.item)
    parts.append(_sum_words(*read.sums))
    if read.portion is not None:
        parts.append(f'"{read.portion.text}" {read.portion_of}'.strip())
    for role, names in read.actors.items():
        if names:
            parts.append(f"{role} {listed([_name(name, reading) for name in names])}")
    if read.speaker:
        parts.append(f"said by {', '.join(read.speaker)}")
    return "; ".join(part for part in parts if part)


def _count_words(low: Decimal | None, high: Decimal | None) -> str:
    """A count with both ends; a fraction of a unit is shown as it was read."""
    if any(end is not None and end != int(end) for end in (low, high)):
        return " to ".join(str(end) for end in dict.fromkeys((low, high)) if end is not None)
    return count_words(Bounds(int(low or 0), None if high is None else int(high), low is not None))


def _sum_words(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """A sum with both ends; empty without one."""
    ends = [f"{end:,.0f}" for end in dict.fromkeys((low, high)) if end is not None]
    if not ends:
        return ""
    open_ = "at most " if low is None else "at least " if high is None else ""
    return f"{open_}{currency} {' to '.join(ends)}"


def _name(name: str, reading: Reading) -> str:
    known = reading.words.parties.get(name)
    return known.name if known else name
