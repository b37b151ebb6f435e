"""Approvals: what waits before which body, and when it can be decided."""

from materiel.reports.approvals import docket_of, holds
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited

COLUMNS = (
    Column("approval", "approval"),
    Column("title", "what is asked"),
    Column("body", "body"),
    Column("state", "state"),
    Column("since", "since"),
    Column("holds", "holds up"),
    Column("earliest", "earliest decision"),
    Column("needed", "needed by"),
    Column("file", "file by"),
    Column("refusal", "a single refusal"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each approval; what is open goes first."""
    matters = sorted(docket_of(reading).matters, key=lambda each: not each.waits)
    lines = []
    for matter in matters:
        row = matter.approval
        day = row.filed if matter.waits else row.decided
        lines.append(
            Line(
                (
                    row.id,
                    row.title,
                    matter.procedure.body.name,
                    matter.state.replace("-", " "),
                    str(day) if day else None,
                    "; ".join(holds(reading, matter, plan)),
                    matter.earliest.words("not before") if matter.earliest else None,
                    str(matter.needed_by) if matter.needed_by else None,
                    matter.latest.words("not after") if matter.latest else None,
                    matter.refusal() if matter.waits else None,
                ),
                cited([row.id, *row.sources]),
            )
        )
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No approval is on record.",
        notes=("An approval is not an order, and a gate of the ledger is what a plan heeds.",),
    )


REPORT = Report(
    "approvals",
    "Approvals before their bodies",
    "What waits for whom, when can it be decided, and what does it hold up?",
    make,
)
