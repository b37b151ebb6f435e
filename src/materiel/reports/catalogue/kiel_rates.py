"""The exchange rates that a release of the tracker counts with, beside the central bank's."""

from materiel.evidence.claims import Claim
from materiel.exchange.kiel.rates import installed_reference, stated_rates
from materiel.exchange.kiel.release import CASE
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table

COLUMNS = (
    Column("currency", "currency"),
    Column("stated", "for one euro, as the release states"),
    Column("reference", "for one euro, central bank"),
    Column("day", "reference rate of"),
    Column("difference", "stated above the reference, in %"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each currency of the release that is in force."""
    del plan
    rates = stated_rates(reading.rows(Claim)) if reading.reader.case == CASE else {}
    reference = installed_reference() if rates else None
    lines = []
    for code, (stated, row) in sorted(rates.items()):
        held = reference(code, row.known_on) if reference and row.known_on else None
        beside = (
            (str(held.value), str(held.day), f"{held.difference(stated):+.2f}")
            if held
            else (None, None, None)
        )
        lines.append(Line((code, str(stated), *beside), (row.id,)))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No release of the tracker that states its exchange rates is in the case.",
        notes=(
            "The release's own rates are kept; a reference rate beside one mends nothing.",
            (
                "Reference: European Central Bank, of the release's day or the last day before it "
                "that has one."
            ),
        ),
    )


REPORT = Report(
    "kiel-rates",
    "The tracker's exchange rates",
    "With which exchange rates does the Ukraine Support Tracker count, and how far are they from "
    "the central bank's?",
    make,
)
