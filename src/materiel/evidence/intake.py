"""A text as proposed claims and marked sentences: the whole reading of one document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from materiel.evidence.actors import ActorMention, find_actors
from materiel.evidence.casting import overview, survey
from materiel.evidence.composing import priced, read_sentence
from materiel.evidence.facts import Scan, scan
from materiel.evidence.goods import find_hits
from materiel.evidence.insight import Understanding
from materiel.evidence.periods import read_periods
from materiel.evidence.proposals import Proposal
from materiel.evidence.scales import Scales
from materiel.evidence.sections import headings, read_headings, under_headings
from materiel.evidence.sentences import Sentence, split_sentences
from materiel.evidence.story import Story, cues, prepare
from materiel.evidence.weighing import weigh_document

Mark = Literal["claimed", "context", "unread"]


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence and what became of it (DESIGN §5.3)."""

    sentence: Sentence
    mark: Mark


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read in one document.

    Attributes:
        document: stem of the file name.
        published: day of the document, as given or as stated in it.
        sentences: every sentence with its mark, in order.
        claims: the proposals, in the order of the text.
    """

    document: str
    published: date | None
    sentences: tuple[MarkedSentence, ...]
    claims: tuple[Proposal, ...]


def read_document(
    document: str,
    text: str,
    published: date | None = None,
    *,
    weighed: bool = True,
    weights: Scales | None = None,
    understanding: Understanding | None = None,
) -> Reading:
    """Read a document.

    Args:
        document: name for the claims, the stem of the file name.
        text: its text; offsets of claims count its code points.
        published: its day; else the first full date near its beginning, if there is one.
        weighed: whether the packaged weights decide; otherwise the rules alone do.
        weights: other weights than the packaged ones, to measure them.
        understanding: an encoder whose answers are added to the weights; None: weights alone.
    """
    today = published or stated_day(text)
    actors, hits = find_actors(text), find_hits(text)
    sentences, begins = _sectioned(text)
    scans = [scan(each, hits, actors, today) for each in sentences if each.kind != "furniture"]
    found = ruled = read_by_rules(_story(document, text, today, actors, scans), scans)
    if weighed:
        story = _story(document, text, today, actors, scans)
        found = weigh_document(story, scans, ruled, weights, understanding)
    found = under_headings(found, begins, actors)
    headlines = {view.sentence.start for view in scans if view.sentence.kind == "headline"}
    headline = [each for each in found if each.sentence in headlines]
    found = [each for each in found if each.sentence not in headlines]
    kept = without_repeats(found, headline)
    kept.sort(key=lambda each: (each.start, each.end))
    claims = _numbered(document, [_unique(text, one) for one in kept])
    return Reading(document, today, _marks(sentences, scans, claims), claims)


def _numbered(document: str, kept: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The claims with their names; links to claims that were dropped go with them."""
    names = {each.id: f"{document}.{number}" for number, each in enumerate(kept, 1) if each.id}
    return tuple(
        replace(
            each,
            id=f"{document}.{number}",
            links=tuple(
                replace(link, other=names[link.other]) for link in each.links if link.other in names
            ),
        )
        for number, each in enumerate(kept, 1)
    )


def prepared(document: str, text: str, published: date | None = None) -> tuple[Story, list[Scan]]:
    """A story at its beginning and the scanned sentences of its text, page furniture left out."""
    today = published or stated_day(text)
    actors, hits = find_actors(text), find_hits(text)
    sentences, _ = _sectioned(text)
    scans = [scan(each, hits, actors, today) for each in sentences if each.kind != "furniture"]
    return _story(document, text, today, actors, scans), scans


def _sectioned(text: str) -> tuple[list[Sentence], list[tuple[int, str]]]:
    sentences = split_sentences(text)
    begins = headings(sentences)
    return read_headings(sentences, begins), begins


def _story(
    document: str, text: str, today: date | None, actors: list[ActorMention], scans: list[Scan]
) -> Story:
    story = Story(document, text, today, survey(actors, len(text)))
    prepare(story)
    overview(story.scene, [(view.text, list(view.groups)) for view in scans])
    return story


def read_by_rules(story: Story, scans: list[Scan]) -> list[Proposal]:
    """What the rules alone read, sentence by sentence; a price joins the claim before it."""
    found: list[Proposal] = []
    headline: list[Proposal] = []
    for view in scans:
        made = [] if priced(story, view, found) else read_sentence(story, view)
        (headline if view.sentence.kind == "headline" else found).extend(made)
    return [*found, *headline]


_HEAD = 600


def stated_day(text: str) -> date | None:
    """The first full date near the beginning of a text."""
    for each in read_periods(text[:_HEAD]):
        if each.precision == "day" and each.first is not None and each.first == each.last:
            return each.first
    return None


def without_repeats(found: list[Proposal], headline: list[Proposal]) -> list[Proposal]:
    """A fact told twice is one claim; a headline yields only what the body never says."""
    kept: list[Proposal] = []
    for each in found:
        if not any(_repeats(each, other) for other in kept):
            kept.append(each)
    for each in headline:
        if each.number is None and each.amount is None:
            continue
        alike = [
            other
            for other in kept
            if _same_numbers(each, other)
            or (other.item_class == each.item_class and other.event == each.event)
        ]
        if not alike:
            kept.append(each)
        elif each.number and all(
            other.counts == (None, None) and other.amount is None and other.event == each.event
            for other in alike
        ):
            kept = [other for other in kept if other not in alike] + [each]
    return kept


_DOERS = ("giver", "buyer", "payer", "supplier", "approver")


def _other_doer(later: Proposal, earlier: Proposal) -> bool:
    """Whether another actor does it: Portugal's promise does not repeat Germany's."""
    return any(
        later.actors.get(role)
        and earlier.actors.get(role)
        and not set(later.actors[role]) <= set(earlier.actors[role])
        for role in _DOERS
    )


def _same_numbers(left: Proposal, right: Proposal) -> bool:
    return (
        left.item_class == right.item_class
        and left.counts == right.counts
        and left.sums == right.sums
    )


def _repeats(later: Proposal, earlier: Proposal) -> bool:
    if later.event != earlier.event or later.item_class != earlier.item_class:
        return False
    if later.sentence == earlier.sentence and later.start != earlier.start and later.number:
        return False
    if later.actors != earlier.actors and later.sentence == earlier.sentence and later.amount:
        return False
    if _other_doer(later, earlier):
        return False
    if later.counts == (None, None) and later.sums == (None, None, ""):
        return later.status == earlier.status
    return later.counts == earlier.counts and (later.sums == earlier.sums or later.sums[2] == "")


WIDEST = 40
"""Words by which evidence that occurs twice is widened before it is left as it is."""


def _twice(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    first = text.find(piece)
    return text.find(piece, first + 1) >= 0


def _unique(text: str, claim: Proposal) -> Proposal:
    """Evidence that occurs once: widened to the left, letter by letter of words, until it does."""
    start, end = claim.start, claim.end
    for _ in range(WIDEST):
        if not _twice(text, start, end):
            break
        before = re.search(r"\S+\s*$", text[:start][-60:])
        after = re.match(r"\s*\S+", text[end : end + 60])
        if before and "\n" not in before[0]:
            start -= len(before[0])
        elif after:
            end += after.end()
        else:
            break
    return replace(claim, start=start, end=end, evidence=text[start:end])


def _marks(
    sentences: list[Sentence], scans: list[Scan], claims: tuple[Proposal, ...]
) -> tuple[MarkedSentence, ...]:
    read = {view.sentence.start: view for view in scans}
    made = []
    covered = bytearray(max((each.end for each in sentences), default=0))
    for claim in claims:
        covered[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
    for sentence in sentences:
        mark: Mark = "unread"
        if any(covered[sentence.start : sentence.end]):
            mark = "claimed"
        elif view := read.get(sentence.start):
            known = view.groups or view.goods or view.amounts or view.happenings
            mark = "context" if known or cues("speech").search(sentence.text) else "unread"
        made.append(MarkedSentence(sentence, mark))
    return tuple(made)
