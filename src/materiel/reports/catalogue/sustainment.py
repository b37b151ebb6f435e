"""Sustainment: what is agreed about delivered units, and where they are now."""

from materiel.reports.option_tables import sustainment_table
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Table


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each term of sustainment."""
    del plan
    return sustainment_table(reading)


REPORT = Report(
    "sustainment",
    "Repair, conversion and shelf life",
    "What is agreed about delivered units, and where are they now?",
    make,
)
