"""Every report by name, and the answer to one."""

from functools import cache

from materiel.kernel.collect import collect
from materiel.kernel.errors import UnknownNameError
from materiel.reports import catalogue
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import Table
from materiel.store.reading import Reader

GROUP = "materiel.reports"
"""Entry-point group under which third parties add reports."""


@cache
def reports() -> dict[str, Report]:
    """Every report by name."""
    return collect(catalogue, Report, GROUP)


def answer(
    name: str,
    reading: Reading | Reader,
    plan: PlanData | None = None,
    options: Options | None = None,
) -> Table:
    """The table of a report.

    Raises:
        UnknownNameError: no such report, or no such option; the nearest names are offered.
        InputError: it is about a plan and none is given; or an option cannot be read.
    """
    known = reports()
    if name not in known:
        raise UnknownNameError("report", name, list(known))
    return known[name].table(reading, plan, options)
