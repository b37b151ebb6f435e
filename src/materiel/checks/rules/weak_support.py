"""A low-grade or partisan source is never a figure's only support (DESIGN §5.6)."""

from collections.abc import Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.evidence.judgements import Judgement
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event, Holding, Payment

REMEDY = "Leave low empty, or cite a source of grade A or B that was public by then."


def _find(rows: CaseRows) -> Iterator[Finding]:
    rejected = {
        name
        for judgement in rows.live(Judgement)
        if judgement.relation == "reject"
        for name in (*judgement.left, judgement.right)
    }
    for row in _figures(rows):
        if not row.low or not row.sources:
            continue
        reasons = [_weakness(rows, row, source, rejected) for source in row.sources]
        if all(reasons):
            cited = "; ".join(reasons)
            problem = f"at least {row.low:,} rests on no strong source: {cited}"
            yield Finding(CHECK.name, rows.where(row, "low"), problem, REMEDY)


def _weakness(
    rows: CaseRows, row: Event | Holding | Payment, source: str, rejected: set[str]
) -> str:
    """Why a source supports nothing alone; empty when it does."""
    document, published = rows.document(source), rows.published(source)
    if document is None or published is None:
        return f"{source} is missing"
    if document.partisan:
        return f"{source} is partisan"
    if document.weak:
        return f"{source} is of grade {document.grade}"
    if source in rejected:
        return f"{source} is rejected"
    cited = rows.by_id[source]
    known = cited.known_on or published
    if min(known, published) > rows.known_on(row):
        return f"{source} was not public before {published}"
    return ""


def _figures(rows: CaseRows) -> Iterator[Event | Holding | Payment]:
    yield from rows.every(Event)
    yield from rows.every(Holding)
    yield from rows.every(Payment)


CHECK = Check("weak-support", "no figure rests on weak sources alone", _find)
