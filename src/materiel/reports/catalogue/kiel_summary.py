"""The Ukraine Support Tracker's country summary, added up again from its own rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.release import CASE
from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Commitment, Payment
from materiel.reports.kiel import Counted, summary_counts
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import Amount

COLUMNS = (
    Column("donor", "donor"),
    Column("type", "kind of aid"),
    Column("measure", "measure"),
    Column("eur", "euros", "money", "EUR", adds=True),
)


def counts(reading: Reading) -> list[Counted]:
    """The numbers with what each rests on; none outside the tracker's own case."""
    if reading.reader.case != CASE:
        return []
    return summary_counts(
        reading.rows(Commitment), reading.rows(Payment), reading.rows(Claim), reading.words
    )


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each donor, kind of aid and measure."""
    del plan
    lines = []
    for each in counts(reading):
        cents = Bounds.exactly(int(each.value.scaleb(2)))
        cells = (each.donor, each.what, each.measure, Amount(cents, "EUR"))
        lines.append(Line(cells, cited(each.cites)))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        group="measure",
        empty="This is not the case of the tracker; 'materiel import' brings its releases.",
        notes=(
            "The release that was known counts whole, whatever the day in the world asked for.",
            (
                "As in the tracker's own table, an amount that is not known adds nothing, and "
                "funds that the release does not call donors are left out."
            ),
        ),
    )


def records(reading: Reading) -> Sequence[Mapping[str, Any]]:
    """``donor``, ``type``, ``measure``, ``eur``; JSON has no decimals, cents survive a float."""
    return [
        {"donor": each.donor, "type": each.what, "measure": each.measure, "eur": float(each.value)}
        for each in counts(reading)
    ]


REPORT = Report(
    "kiel-summary",
    "The tracker's country summary",
    "How many euros of each kind of aid does the Ukraine Support Tracker count for each donor?",
    make,
    records=records,
)
