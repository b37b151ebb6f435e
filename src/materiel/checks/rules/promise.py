"""What was handed over had been promised: announced, pledged, approved or ordered."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment

PROMISED = ("announced", "pledged", "approved", "ordered")
HANDED_OVER = "received"


def _find(rows: CaseRows) -> Iterator[Finding]:
    standing = rows.standing
    for row in rows.live(Commitment):
        root = rows.lives.root(row.id)
        reported = standing.rungs(root)
        if HANDED_OVER not in reported:
            continue
        arrived = standing.reached(root, HANDED_OVER)
        rungs = [rung for rung in PROMISED if rung in reported]
        over = all(
            standing.total(arrived, standing.reached(root, rung, -1)).bounds.low > 0
            for rung in rungs
        )
        found = standing.total(arrived).bounds
        if over and found.low > 0:
            words = [
                f"{rung} {standing.total(standing.reached(root, rung)).bounds}" for rung in rungs
            ] or ["nothing promised"]
            yield Finding(
                CHECK.name,
                rows.where(row),
                f"handed over {found}, {', '.join(words)}",
                "Enter the promise, or correct the hand-over.",
                "warning",
            )


CHECK = Check("promise", "nothing is handed over that was not promised", _find)
