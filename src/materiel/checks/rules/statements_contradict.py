"""Accepted statements that a watched total counts as one event can all be true (DESIGN §4.9)."""

from collections.abc import Iterator
from dataclasses import replace

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.watched import Watched, cited, same_names
from materiel.evidence.watching import Watching
from materiel.kernel.findings import Finding


def _find(rows: CaseRows) -> Iterator[Finding]:
    watched = rows.reviewed_rows(Watched)
    if not watched:
        return
    claims, same = rows.reviewed.claims, same_names(rows.vocabulary)

    def show(name: str) -> str:
        return cited(name, claims[name], rows.document(claims[name].id))

    seen: set[str] = set()
    for each in watched:
        for found in Watching(each, rows.reviewed, same).findings(show):
            if found.problem not in seen:
                seen.add(found.problem)
                where = rows.where(claims[found.where])
                yield replace(found, check=CHECK.name, where=where, severity="warning")


CHECK = Check("statements-contradict", "what a watched total counts as one event agrees", _find)
