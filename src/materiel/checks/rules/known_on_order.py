"""Nothing is known before the first of its sources was published (DESIGN §4.4)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.claims import Claim
from materiel.kernel.findings import Finding

REMEDY = "State the day on which it became public."


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in rows.all():
        cited = [row.document, *row.sources] if isinstance(row, Claim) else list(row.sources)
        days = [(day, name) for name in cited if (day := rows.published(name)) is not None]
        if not days:
            continue
        first, name = min(days)
        known = rows.known_on(row)
        if first > known:
            problem = f"known on {known}, its first source {name} was published on {first}"
            yield Finding(CHECK.name, rows.where(row, "known_on"), problem, REMEDY)


CHECK = Check("known-on-order", "nothing is known before its first source was published", _find)
