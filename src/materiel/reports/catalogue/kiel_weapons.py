"""The Ukraine Support Tracker's sheets of weapons, counted again from its own rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.release import CASE
from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Commitment, Event
from materiel.reports.kiel import Counted, weapon_counts
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited

COLUMNS = (
    Column("donor", "donor"),
    Column("item", "item as printed"),
    Column("measure", "measure"),
    Column("units", "units", "count"),
)


def counts(reading: Reading) -> list[Counted]:
    """The numbers with what each rests on; none outside the tracker's own case."""
    if reading.reader.case != CASE:
        return []
    return weapon_counts(
        reading.rows(Commitment), reading.rows(Event), reading.rows(Claim), reading.words
    )


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each donor, item and measure."""
    del plan
    lines = [
        Line(
            (each.donor, each.what, each.measure, Bounds.exactly(int(each.value))),
            cited(each.cites),
        )
        for each in counts(reading)
    ]
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
                "As in the tracker's own sheets, a number that is not disclosed adds nothing, and "
                "a broken one its whole part."
            ),
        ),
    )


def records(reading: Reading) -> Sequence[Mapping[str, Any]]:
    """``donor``, ``item``, ``measure``, ``units``."""
    return [
        {
            "donor": each.donor,
            "item": each.what,
            "measure": each.measure,
            "units": int(each.value),
        }
        for each in counts(reading)
    ]


REPORT = Report(
    "kiel-weapons",
    "The tracker's weapons",
    "How many of each item does the Ukraine Support Tracker count for each donor?",
    make,
    records=records,
)
