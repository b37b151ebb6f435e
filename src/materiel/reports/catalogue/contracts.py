"""Contracts: each line and buyer, what is firm, exercised, open, lapsed, reachable."""

from materiel.reports.contract_tables import standing_table
from materiel.reports.contracting import contracting
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Table


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each line, then one for each of its buyers."""
    del plan
    return standing_table(reading, contracting(reading))


REPORT = Report(
    "contracts",
    "Contract lines and their buyers",
    "What is firm, exercised, open, lapsed and reachable of each line, and for whom?",
    make,
)
