"""Two promises overlap in one way only: standing judgements on the same pair agree."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.judgements import Judgement
from materiel.kernel.findings import Finding
from materiel.ledger.derive import OVERLAPS


def _find(rows: CaseRows) -> Iterator[Finding]:
    stated: dict[frozenset[str], tuple[Judgement, str]] = {}
    for row in rows.live(Judgement):
        if row.relation not in OVERLAPS:
            continue
        for left in row.left:
            names = rows.lives.root(left), rows.lives.root(row.right)
            way = row.relation if row.relation == "distinct" else f"{row.relation} {names[1]}"
            first, before = stated.setdefault(frozenset(names), (row, way))
            if before != way:
                yield Finding(
                    CHECK.name,
                    rows.where(row, "relation"),
                    f"{row.id} says {row.relation}, {first.id} says {first.relation}, of "
                    f"{' and '.join(sorted(names))}",
                    f"Let the newer one supersede {first.id}.",
                )


CHECK = Check("overlap-judged-once", "standing judgements on a pair of promises agree", _find)
