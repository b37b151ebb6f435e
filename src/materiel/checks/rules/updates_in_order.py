"""What is judged to update a statement is not told by an older report than that (DESIGN §5.4)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.claims import Claim
from materiel.evidence.judgements import Judgement
from materiel.kernel.findings import Finding

UPDATES = "updates"


def _find(rows: CaseRows) -> Iterator[Finding]:
    claims = rows.reviewed.claims
    for judgement in rows.reviewed_rows(Judgement):
        right = claims.get(rows.lives.root(judgement.right))
        if judgement.relation != UPDATES or right is None:
            continue
        found = (claims.get(rows.lives.root(name)) for name in judgement.left)
        lefts = [each for each in found if each is not None]
        # Several that are judged together are as new as the newest of them.
        if lefts and all(_older(rows, left, right) for left in lefts):
            told = " and ".join(_told(rows, left) for left in lefts)
            yield Finding(
                CHECK.name,
                rows.where(judgement, "left"),
                f"{told} updates {_told(rows, right)}: an older report replaces a newer one",
                f"Undo {judgement.id}, and relate them the other way round, or as contradicts.",
                "warning",
            )


def _older(rows: CaseRows, left: Claim, right: Claim) -> bool:
    """Whether the left one was published before the right one, and tells of no later day."""
    mine, other = rows.document(left.id), rows.document(right.id)
    if mine is None or other is None or mine.published.last >= other.published.start:
        return False
    later = left.when and right.when and left.when.start > right.when.last
    return not later


def _told(rows: CaseRows, claim: Claim) -> str:
    document = rows.document(claim.id)
    day = f" of {document.published}" if document else ""
    return f"{rows.lives.root(claim.id)}{day}"


CHECK = Check("updates-in-order", "what updates a statement is not older than it", _find)
