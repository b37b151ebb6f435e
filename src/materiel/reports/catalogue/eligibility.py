"""Eligibility: which funding programme may pay for which contract line, and what is missing."""

from materiel.reports.eligibility import eligibility_table, judged
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Table


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each contract line and programme."""
    del plan
    return eligibility_table(judged(reading))


REPORT = Report(
    "eligibility",
    "Eligibility",
    "Which funding programme may pay for which contract line?",
    make,
)
