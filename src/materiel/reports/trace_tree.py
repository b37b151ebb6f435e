"""The tree under a figure as values and as text: entries, passages, what disagrees."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from materiel.reports.words import day_words

DATED = ("events", "holdings", "money", "gates")
"""Tables whose rows say when something happened or holds."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a document says, in our words, and where it can be read.

    Attributes:
        claim: id of the claim; empty where an entry cites the whole document.
        paraphrase, stance, speaker, place: see ``Claim``.
        document, title, publisher, published, locator, grade: see ``Document``.
        partisan: whether the outlet is one of a party to the matter.
    """

    claim: str
    paraphrase: str
    stance: str
    speaker: str
    place: str
    document: str
    title: str
    publisher: str
    published: str
    locator: str
    grade: str
    partisan: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A judgement about statements behind an entry, with the statements on its other side."""

    judgement: str
    relation: str
    reason: str
    by: str
    known_on: str
    others: tuple[Passage, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the statements that a judgement relates.

    Attributes:
        id: a claim, a promise or an entry.
        text: what it is, in words.
        passage: what its document says; None for anything but a claim.
    """

    id: str
    text: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Support:
    """One entry under a figure and everything that it rests on.

    Attributes:
        id, table, about, quantity, wording, note: what it says.
        valid: when, in words; ``undated`` says so where nothing is more precise than a stretch.
        known_on, recorded_at, actor: when and by whom it was known and recorded.
        corrects: id of the entry that it corrected; empty for none.
        passages: what it rests on.
        beside: judgements that relate its claims to others.
        missing: cited ids that the record does not hold at the stamps.
        standing: why it does not count at the stamps; empty when it does.
        left, right: of a judgement, the statements on its two sides.
    """

    id: str
    table: str
    about: str
    quantity: str
    wording: str
    valid: str
    undated: str
    known_on: str
    recorded_at: str
    actor: str
    corrects: str
    note: str
    passages: tuple[Passage, ...]
    beside: tuple[Beside, ...]
    missing: tuple[str, ...] = ()
    standing: str = ""
    left: tuple[Statement, ...] = ()
    right: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure with the tree of what it rests on.

    Attributes:
        title: what was asked.
        as_of, known_at: the stamps.
        figure: the number in words; empty where entries were asked for, not a number.
        bounds: the number for a program; None without one.
        reasons: why it is not exact.
        supports: the entries.
    """

    title: str
    as_of: date
    known_at: date
    figure: str
    bounds: dict[str, Any] | None
    reasons: tuple[str, ...]
    supports: tuple[Support, ...]

    def as_dict(self) -> dict[str, Any]:
        """The tree as JSON-like content."""
        return json.loads(json.dumps(asdict(self), default=str))  # type: ignore[no-any-return]

    def as_text(self) -> str:
        """The tree for a terminal, two spaces a level."""
        head = f"{self.title}: {self.figure}" if self.figure else self.title
        lines = [head, f"as of {self.as_of}, known at {self.known_at}"]
        lines += [f"  {reason}" for reason in self.reasons]
        for each in self.supports:
            lines += _support_lines(each)
        return "\n".join(lines)


def _support_lines(each: Support) -> list[str]:
    when = f", {each.valid}" if each.valid else ""
    quantity = f" = {each.quantity}" if each.quantity else ""
    lines = [f"  [{each.id}] {each.about}{quantity}{when}, known on {each.known_on}"]
    if each.standing:
        lines.append(f"      {each.standing}")
    if each.wording:
        lines.append(f'      in the source\'s words: "{each.wording}"')
    lines += [f"      {text}" for text in (each.undated, each.note) if text]
    if each.corrects:
        lines.append(f"      corrects {each.corrects}")
    for side, statements in (("left", each.left), ("right", each.right)):
        lines += _side_lines(side, statements)
    for passage in each.passages:
        lines += _passage_lines(passage, "    - ", "      ")
    lines += [f"    - {name}: not in the record at these stamps" for name in each.missing]
    for beside in each.beside:
        day = day_words(date.fromisoformat(beside.known_on))
        lines.append(
            f"    beside it [{beside.judgement}] {beside.relation}, {day}: {beside.reason}"
        )
        lines += [f"      * {name}" for name in beside.named]
        for passage in beside.others:
            lines += _passage_lines(passage, "      * ", "        ")
    if not each.passages and not each.missing and each.table in DATED:
        lines.append("    - no source is cited")
    return lines


def _side_lines(side: str, statements: tuple[Statement, ...]) -> list[str]:
    """The statements on one side of a judgement."""
    lines = [f"    on the {side} side:"] if statements else []
    for each in statements:
        if each.passage is None:
            lines.append(f"      * [{each.id}] {each.text}")
        else:
            lines += _passage_lines(each.passage, "      * ", "        ")
    return lines


def _passage_lines(passage: Passage, first: str, rest: str) -> list[str]:
    said = f"[{passage.claim}] {passage.paraphrase}" if passage.claim else "the document as a whole"
    speaker = f" ({passage.stance}{f', {passage.speaker}' if passage.speaker else ''})"
    place = f", {passage.place}" if passage.place else ""
    side = ", partisan outlet" if passage.partisan else ""
    return [
        f"{first}{said}{speaker if passage.claim else ''}",
        (
            f"{rest}{passage.publisher}, {passage.published}, grade {passage.grade or '?'}{side}: "
            f"{passage.locator}{place}"
        ),
    ]
