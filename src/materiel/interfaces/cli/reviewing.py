"""What a reviewer reads: a claim in its paragraph, what it may be the same as, what it moves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import materiel
from materiel.interfaces.cli.output import wrapped

Mark = Callable[[str], str]
"""Sets words apart: colours on a terminal, signs elsewhere."""
READING = (
    "event_kind",
    "status",
    "stance",
    "speaker",
    "giver",
    "receiver",
    "payer",
    "buyer",
    "supplier",
    "intermediary",
    "approver",
    "item",
    "item_class",
    "unit",
    "amount_low",
    "amount_high",
    "currency",
    "when",
)
"""The cells of a claim that a reviewer judges, in order; the count stands with them."""
SIGNS = ("»", "«")


@dataclass(frozen=True, slots=True)
class How:
    """What a reviewer says about every judgement: as who, and why; empty for the usual."""

    by: str = ""
    reason: str = ""


def total_line(total: "materiel.Total") -> str:
    """A watched total on one line."""
    return f"{total.watched.id}: {total.accepted}; with all that waits {total.with_waiting}"


def signed(words: str) -> str:
    """Words between signs, where there are no colours."""
    return f"{SIGNS[0]}{words}{SIGNS[1]}"


def coloured(words: str) -> str:
    """Words in reverse on a terminal."""
    return f"\x1b[7m{words}\x1b[0m"


def headline(desk: "materiel.Desk", waiting: "materiel.Waiting") -> str:
    """What is to be decided, on one line."""
    link = waiting.decision.link
    if link is None:
        claim = desk.claim(waiting.decision.claim)
        return f"{waiting.decision.claim}: {claim.paraphrase}"
    return f"{link.left} {link.relation} {link.right}"


def effects(waiting: "materiel.Waiting") -> list[str]:
    """What a decision does to each watched total that it touches."""
    yes, no = ("accepted", "rejected") if waiting.decision.link is None else ("holds", "does not")
    lines = []
    for each in waiting.effects:
        answers = f"{yes}: {each.holds or 'cannot be'}; {no}: {each.not_so or 'cannot be'}"
        sure = f", {each.worth} narrower in any case" if each.worth else ""
        lines.append(f"{each.total}: now {each.now}; {answers}{sure}")
    return lines


def claim_text(
    desk: "materiel.Desk", name: str, passage: "materiel.Passage | None", mark: Mark = signed
) -> Iterator[str]:
    """A claim as a reviewer reads it, line by line."""
    claim = desk.claim(name)
    document = desk.document(claim)
    state = desk.reviewed.states[desk.name(name)]
    by = desk.reviewed.judged.get(desk.name(name), "")
    yield f"{desk.name(name)}  {state}{f' by {by}' if by else ''}"
    if document is not None:
        stated = str(document.published)
        day = "day not stated" if stated == ".." else stated
        about = f"{document.title}; {document.publisher}; {day}; grade {document.grade}"
        yield f"  {about}; {claim.place}"
    if passage is not None:
        marked = passage.before + mark(passage.words) + passage.after
        yield ""
        yield from wrapped("  " + " ".join(marked.split()), "  ")
        yield ""
    else:
        yield f"  the passage is not kept; {claim.paraphrase}"
    count = f"{claim.bounds}" if claim.bounds else "no number"
    words = f" ({claim.wording})" if claim.wording else ""
    yield f"  count: {count}{words}"
    for column in READING:
        value = getattr(claim, column)
        if value not in ("", None):
            yield f"  {column}: {value}"


def relations_text(
    desk: "materiel.Desk", name: str, around: Sequence["materiel.Waiting"]
) -> list[str]:
    """What a claim may be the same as, with the reasons, and what was judged already."""
    mine = desk.name(name)
    lines = [
        f"  {link.left} {link.relation} {link.right}: judged by {by}"
        for link, by in desk.reviewed.decided
        if mine in (link.left, link.right)
    ]
    for each in around:
        link, row = each.decision.link, each.decision.suggestion
        if link is None or row is None:
            continue
        lines.append(f"  may be: {link.left} {link.relation} {link.right} ({row.points} points)")
        lines += [f"    {line}" for line in wrapped(row.reasons, "    ")]
        other = link.right if link.left == mine else link.left
        lines.append(f"    {desk.cited(other)}")
        lines += [f"    {line}" for line in effects(each)]
    return lines
