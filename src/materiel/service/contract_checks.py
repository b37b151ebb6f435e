"""What the rows of contracts contradict, and which rule of a framework a call-off breaks."""

from collections.abc import Iterator
from dataclasses import replace

from materiel.checks.case import CaseRows
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.procurement.position import Position, position
from materiel.reports.contracting import named_papers

ELSEWHERE = ("option-", "contract-ceiling")
"""Findings about uses of options: the check of that name reads them from the events."""


def contract_findings(rows: CaseRows) -> list[Finding]:
    """The findings of every contract as it stands at the stamps, each with its place."""
    try:
        papers = named_papers(rows.live, rows.vocabulary)
    except InputError:
        return []  # a name that nothing defines is a finding of its own
    found: list[Finding] = []
    for name in papers.names():
        try:
            where = position(papers, name, rows.stamps.as_of)
        except InputError as problem:
            found.append(Finding("contract", name, str(problem), "Correct its rows.", "warning"))
            continue
        found += _own(where)
    return [replace(each, where=rows.places.get(each.where, each.where)) for each in found]


def _own(where: Position) -> Iterator[Finding]:
    for each in where.findings:
        if not each.check.startswith(ELSEWHERE):
            yield each
