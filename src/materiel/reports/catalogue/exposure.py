"""Exposure: what each buyer stands to pay under each contract, net, VAT and gross."""

from materiel.reports.contracting import contracting
from materiel.reports.exposure_tables import exposure_table
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Table


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each contract, buyer, currency and price basis."""
    del plan
    return exposure_table(reading, contracting(reading))


REPORT = Report(
    "exposure",
    "What each buyer stands to pay",
    "What does each buyer owe for what is on order, net, VAT and gross?",
    make,
)
