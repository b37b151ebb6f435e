"""Every party that a document is read to name is one that somebody knows.

A claim that a person entered says what is printed; only what was read out of a document, by rules
or by a model, is looked at.
"""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.whom import strangers, told
from materiel.kernel.findings import Finding

REMEDY = "Edit the reading, or add the party to the case; a draft leaves it out."


def _find(rows: CaseRows) -> Iterator[Finding]:
    reviewed = rows.reviewed
    for name, claim in reviewed.claims.items():
        if not claim.read_by or reviewed.states[name] == "rejected":
            continue
        for column, problem in strangers(claim, rows.vocabulary):
            said = f"party not known: {told(problem)}"
            yield Finding(CHECK.name, rows.where(claim, column), said, REMEDY, "warning")


CHECK = Check("known-parties", "every party that a document is read to name is known", _find)
