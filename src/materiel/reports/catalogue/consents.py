"""Consents and approvals: what each opens, who grants it, how it stands, its limit and window."""

from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Gate
from materiel.reports.naming import Names
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import period_words

COLUMNS = (
    Column("opens", "what it opens"),
    Column("kind", "kind"),
    Column("grantor", "granted by"),
    Column("state", "state"),
    Column("cap", "limit", "count", "units of issue"),
    Column("window", "window"),
    Column("note", "note"),
)
KINDS = {
    "transfer-consent-government-sale": "consent to pass on goods of a government sale",
    "transfer-consent-commercial-sale": "consent to pass on goods of a commercial sale",
    "end-use-re-export": "end-use condition: consent to re-export",
}
"""Kinds of consents in words, where the name alone does not say it."""
ORDER = ("pending", "granted", "refused", "expired")


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each gate that is stated at the stamps."""
    del plan
    lines = []
    for row in sorted(reading.rows(Gate), key=lambda gate: (ORDER.index(gate.state), gate.id)):
        cap: Cell = None if row.cap == "none" else Bounds.unknown()
        if row.cap_units is not None:
            cap = Bounds.exactly(row.cap_units)
        state = row.state
        if row.valid.last < reading.as_of and state in ("granted", "pending"):
            state = f"{state}, its window is over"
        cells = (
            Names(reading).gate(row),
            KINDS.get(row.kind, row.kind.replace("-", " ")),
            reading.party(row.grantor),
            state,
            cap,
            period_words(row.valid),
            row.note,
        )
        lines.append(Line(cells, cited([row.id])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No consent is on record.",
        notes=("A consent is not a hand-over. A dash under limit: it sets none.",),
    )


REPORT = Report(
    "consents",
    "Consents and approvals",
    "Which consents are granted, pending, refused or expired, and what do they allow?",
    make,
)
