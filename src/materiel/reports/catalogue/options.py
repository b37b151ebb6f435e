"""Options: open until when, at what price before and after, and which approvals they lack."""

from materiel.reports.contracting import contracting
from materiel.reports.option_tables import options_table
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Table


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each option."""
    del plan
    return options_table(reading, contracting(reading))


REPORT = Report(
    "options",
    "Options",
    "Which options are open until when, at what price, and what do they still lack?",
    make,
)
