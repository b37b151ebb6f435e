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
        rungs = [rung for rung in PROMISED if rung in reported]
        if not all(standing.excess(root, HANDED_OVER, rung).bounds.low > 0 for rung in rungs):
            continue
        found = standing.arrived(root, HANDED_OVER).bounds
        if found.low > 0:
            words = [f"{rung} {standing.arrived(root, rung).bounds}" for rung in rungs] or [
                "nothing promised"
            ]
            yield Finding(
                CHECK.name,
                rows.where(row),
                f"handed over {found}, {', '.join(words)}",
                "Enter the promise, or correct the hand-over.",
                "warning",
            )


CHECK = Check("promise", "nothing is handed over that was not promised", _find)
