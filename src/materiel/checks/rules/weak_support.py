"""A low-grade or partisan source is never a figure's only support (DESIGN §5.6)."""

from collections.abc import Collection, Iterator

from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.findings import Finding
from materiel.ledger.rows import Event, Holding, Payment

REMEDY = "Leave low empty, or cite a source of grade A or B that was public by then."
TAKE_BACK = (
    "Take it back with 'materiel correct {} --void', leave low empty, or cite a source of grade A "
    "or B that was public by then."
)


def _find(rows: CaseRows) -> Iterator[Finding]:
    states = rows.reviewed.states
    rejected = {name for name, state in states.items() if state == "rejected"}
    for row in _figures(rows):
        if not row.low or not row.sources:
            continue
        # A figure that was corrected stood on what was thought of its sources then.
        counts = rows.lives.counts(row.id, rows.review_at)
        lost = rejected if counts else frozenset[str]()
        reasons = [_weakness(rows, row, source, lost) for source in row.sources]
        if all(reasons):
            cited = "; ".join(reasons)
            problem = f"at least {row.low:,} rests on no strong source: {cited}"
            fallen = any(rows.lives.root(source) in lost for source in row.sources)
            remedy = TAKE_BACK.format(row.id) if fallen else REMEDY
            yield Finding(CHECK.name, rows.where(row, "low"), problem, remedy)


def _weakness(
    rows: CaseRows, row: Event | Holding | Payment, source: str, rejected: Collection[str]
) -> str:
    """Why a source supports nothing alone; empty when it does."""
    document, published = rows.document(source), rows.published(source)
    if document is None or published is None:
        return f"{source} is missing"
    if document.partisan:
        return f"{source} is partisan"
    if document.weak:
        return f"{source} is of grade {document.grade}"
    if rows.lives.root(source) in rejected:
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
