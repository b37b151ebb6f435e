"""What is stated about one number can all hold at once."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Commitment


def _find(rows: CaseRows) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in rows.live(Commitment):
        root = rows.lives.root(row.id)
        for rung in rows.standing.related(root):
            for found in rows.standing.arrived(root, rung).findings:
                if found.problem not in seen:
                    seen.add(found.problem)
                    problem = f"{rung}: {found.problem}"
                    yield Finding(CHECK.name, rows.where(row), problem, found.remedy, "warning")


CHECK = Check("contradiction", "what is stated about a number can all hold at once", _find)
