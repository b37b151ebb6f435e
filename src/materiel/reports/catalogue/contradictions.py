"""Statements that disagree, or tell one event twice, side by side with grades and dates."""

from materiel.evidence.judgements import Judgement
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import day_words, period_words

RELATIONS = {
    "contradicts": "disagree",
    "same-event": "one event, told twice",
    "updates": "a later statement updates an earlier one",
    "reject": "set aside",
}
COLUMNS = (
    Column("relation", "how they relate"),
    Column("statement", "one statement"),
    Column("source", "its source"),
    Column("against", "the other"),
    Column("other-source", "its source"),
    Column("reason", "how it is read, and why"),
    Column("judged", "known on"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each pair of statements that a judgement relates."""
    del plan
    lines = []
    for row in reading.rows(Judgement):
        if row.relation not in RELATIONS:
            continue
        known = reading.records[row.id].known_on
        for left in row.left:
            if left not in reading.claims:
                continue
            cells = (
                RELATIONS[row.relation],
                *_said(reading, left),
                *(_said(reading, row.right) if row.right else ("", "")),
                row.reason,
                day_words(type(reading.as_of).fromisoformat(known)),
            )
            cites = [row.id, left, *([row.right] if row.right else [])]
            lines.append(Line(cells, cited(cites)))
    order = list(RELATIONS.values())
    lines.sort(key=lambda line: order.index(str(line.cells[0])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "relation",
        empty="No statements are on record as competing.",
        notes=("Each event counts once; the statements that disagree about it all stay.",),
    )


def _said(reading: Reading, name: str) -> tuple[str, str]:
    """Our paraphrase of a claim, and its publisher, grade and date."""
    claim = reading.claims.get(name)
    if claim is None:
        return name, ""
    document = reading.documents.get(claim.document)
    if document is None:
        return claim.paraphrase, "source not known at this time"
    side = ", partisan outlet" if document.partisan else ""
    return (
        claim.paraphrase,
        f"{document.publisher}, {period_words(document.published)}, grade {document.grade}{side}",
    )


REPORT = Report(
    "contradictions",
    "Competing statements",
    "Which statements disagree or tell one event twice, and how are they read?",
    make,
)
