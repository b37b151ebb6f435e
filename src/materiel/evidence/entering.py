"""Proposals as rows of the record: a claim that waits for a person, a relation that may hold."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from materiel.evidence.claims import Claim
from materiel.evidence.proposals import ROLES, Proposal
from materiel.evidence.relating import Relation, relate
from materiel.evidence.suggestions import Suggestion
from materiel.kernel.table import LARGEST, SEPARATOR

COLUMNS: Final = {role: role for role in ROLES} | {"recipient": "receiver"}
"""The column of a claim for each role of the guidelines."""


def claim_row(proposal: Proposal, read_by: str, known_on: date, place: str = "") -> Claim:
    """A proposal as a claim of the record, at its place in the file.

    A number that is no whole one is kept between the whole ones around it; one that is too large
    for the record is left open, with its words.
    """
    low, high = proposal.counts
    words = proposal.number.text if proposal.number and proposal.number.qualifier != "exact" else ""
    ends = _floor(low), _ceiling(high)
    if proposal.number and (_lost(low, ends[0]) or _lost(high, ends[1])):
        words = proposal.number.text
    sums = [each if each is None or abs(each) <= LARGEST else None for each in proposal.sums[:2]]
    roles: dict[str, Any] = {
        COLUMNS[role]: _joined(proposal.actors.get(role, ())) for role in ROLES
    }
    counted = ends if proposal.unit else (None, None)
    made = Claim(
        id=proposal.id,
        document=proposal.document,
        place=place or f"letters {proposal.start}-{proposal.end}",
        event=_line(proposal.cue) or proposal.event,
        status=proposal.status,
        stance=proposal.stance,
        speaker=_joined(proposal.speaker),
        item=_line(proposal.item),
        low=counted[0],
        high=counted[1],
        wording=_line(words),
        amount_low=sums[0],
        amount_high=sums[1],
        currency=proposal.sums[2] if proposal.amount else "",
        when=proposal.period.period if proposal.period else None,
        paraphrase=proposal.event,
        event_kind=proposal.event,
        item_class=proposal.item_class,
        unit=proposal.unit,
        start=proposal.start,
        end=proposal.end,
        read_by=read_by,
        known_on=known_on,
        **roles,
    )
    return replace(made, paraphrase=paraphrase_of(made))


def _floor(number: Decimal | None) -> int | None:
    return _fitting(number, ROUND_FLOOR)


def _ceiling(number: Decimal | None) -> int | None:
    return _fitting(number, ROUND_CEILING)


def _fitting(number: Decimal | None, rounding: str) -> int | None:
    if number is None or not 0 <= number <= LARGEST:
        return None
    return int(number.to_integral_value(rounding))


def _lost(stated: Decimal | None, kept: int | None) -> bool:
    return stated is not None and stated != kept


def _line(text: str) -> str:
    """Words on one line, as a cell holds them."""
    return " ".join(text.split())


def _joined(names: Iterable[str]) -> str:
    return f"{SEPARATOR} ".join(_line(name) for name in names)


def paraphrase_of(claim: Claim) -> str:
    """The assertion by its cells: never the words of the source."""
    parts = [f"{claim.event_kind}, {claim.status}" if claim.status else claim.event_kind]
    if claim.stance != "asserted":
        parts.append(claim.stance)
    if claim.item_class:
        parts.append(f"of {claim.item_class}")
    low, high = claim.low, claim.high
    if claim.unit and (low is not None or high is not None):
        ends = f"{low}" if low == high else f"{'' if low is None else low}..{high or ''}"
        parts.append(f"{ends} {claim.unit}")
    for role in ROLES:
        if cell := getattr(claim, COLUMNS[role]):
            names = (name.strip() for name in cell.split(SEPARATOR))
            parts.append(f"{role} {', '.join(names)}")
    return "; ".join(parts)


def suggestion_rows(
    new: Iterable[tuple[Proposal, ...]],
    old: Iterable[tuple[Proposal, ...]],
    by: str,
    known_on: date,
    *,
    weighed: bool = True,
) -> list[Suggestion]:
    """Proposed relations inside each new document, and between it and every other.

    Documents are compared two at a time, in the order of their ids, so that the answer depends
    on which documents there are, and never on the order or the grouping in which they came.

    Args:
        new: the claims of each new document.
        old: the claims of each document that was compared before.
        by: who proposes.
        known_on: the day of the proposal.
        weighed: whether weights propose beside the rules.
    """
    fresh = [each for each in new if each]
    found: dict[str, Suggestion] = {}
    pairs: list[tuple[tuple[Proposal, ...], tuple[Proposal, ...]]] = [(each, ()) for each in fresh]
    for at, mine in enumerate(fresh):
        pairs += [(mine, other) for other in (*fresh[at + 1 :], *old) if other]
    for mine, other in pairs:
        first, second = sorted((mine, other), key=lambda each: each[0].document if each else "")
        for relation in relate([*first, *second], weighed=weighed):
            row = _suggestion(relation, by, known_on)
            across = _document(relation.left) != _document(relation.right)
            if across == bool(other):
                found[row.id] = row
    return sorted(found.values(), key=lambda each: each.id)


def _document(claim: str) -> str:
    return claim.rpartition(".")[0]


def _suggestion(relation: Relation, by: str, known_on: date) -> Suggestion:
    return Suggestion(
        id=f"s/{relation.left}/{relation.right}",
        left=relation.left,
        relation=relation.relation.replace("_", "-"),
        right=relation.right,
        points=max(0, relation.score),
        reasons="; ".join(f"{each.words} ({each.points:+d})" for each in relation.features),
        by=by,
        known_on=known_on,
    )
