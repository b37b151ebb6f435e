"""Every figure names the claims or documents that it rests on."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event, Holding, Payment


def _find(rows: CaseRows) -> Iterator[Finding]:
    for row in _figures(rows):
        if row.sources or not (row.low or row.high):
            continue
        figure = row.low if row.high is None else row.high
        yield Finding(
            CHECK.name,
            rows.where(row, "sources"),
            f"the figure {figure:,} names no source",
            "Cite a claim or a document.",
            "warning",
        )


def _figures(rows: CaseRows) -> Iterator[Event | Holding | Payment]:
    yield from rows.every(Event)
    yield from rows.every(Holding)
    yield from rows.every(Payment)


CHECK = Check("cited", "every figure names its sources", _find)
