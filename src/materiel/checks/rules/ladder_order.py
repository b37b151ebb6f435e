"""No later rung of a track is reached by more units than an earlier one (DESIGN §4.3)."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
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
        standing = rows.standing
        for earlier, later in _pairs(standing.rungs(root)):
            if standing.excess(root, later.id, earlier.id).bounds.low > 0:
                yield Finding(
                    CHECK.name,
                    rows.where(row),
                    f"{later.name} {standing.arrived(root, later.id).bounds}, "
                    f"{earlier.name} {standing.arrived(root, earlier.id).bounds}",
                    f"Enter what is known about {earlier.name}, or correct {later.name}.",
                    "warning",
                )


@lru_cache(1024)
def _pairs(reported: frozenset[str]) -> tuple[tuple[Rung, Rung], ...]:
    """Neighbours among the reported rungs of each track; off-ladder ends have no order."""
    tracks: dict[str, list[Rung]] = defaultdict(list)
    for rung in sorted(table(Rung).rows.values(), key=lambda each: each.order):
        if rung.track != "end" and (rung.id in reported or rung.id == ALWAYS):
            tracks[rung.track].append(rung)
    return tuple(pair for rungs in tracks.values() for pair in pairwise(rungs))


CHECK = Check(
    "ladder-order", "no later rung of a track is reached by more than an earlier one", _find
)
