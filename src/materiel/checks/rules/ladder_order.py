"""No later rung of a track is reached by more units than an earlier one (DESIGN §4.3)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment
from materiel.vocabulary.reader import table
from materiel.vocabulary.rungs import Rung

ALWAYS = "dispatched"
"""What was never dispatched can be neither received nor operational, so it counts unreported."""


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.live(Commitment):
        root = rows.lives.root(row.id)
        for earlier, later in _pairs(rows.standing.rungs(root)):
            standing = rows.standing
            before, after = standing.reached(root, earlier.id), standing.reached(root, later.id)
            over = standing.total(after, standing.reached(root, earlier.id, -1))
            if over.bounds.low > 0:
                yield Finding(
                    CHECK.name,
                    rows.where(row),
                    f"{later.name} {standing.total(after).bounds}, "
                    f"{earlier.name} {standing.total(before).bounds}",
                    f"Enter what is known about {earlier.name}, or correct {later.name}.",
                    "warning",
                )


def _pairs(reported: set[str]) -> Iterator[tuple[Rung, Rung]]:
    """Neighbours among the reported rungs of each track; off-ladder ends have no order."""
    tracks: dict[str, list[Rung]] = defaultdict(list)
    for rung in sorted(table(Rung).rows.values(), key=lambda each: each.order):
        if rung.track != "end" and (rung.id in reported or rung.id == ALWAYS):
            tracks[rung.track].append(rung)
    for rungs in tracks.values():
        yield from pairwise(rungs)


CHECK = Check(
    "ladder-order", "no later rung of a track is reached by more than an earlier one", _find
)
