"""Run every check on a case, whether its rows come from a folder or from a database."""

from collections.abc import Collection, Mapping
from functools import cache

from materiel.checks import rules
from materiel.checks.case import CaseRows
from materiel.checks.check import Check
from materiel.kernel.collect import collect
from materiel.kernel.errors import UnknownNameError
from materiel.kernel.findings import Finding

ENTRY_POINTS = "materiel.checks"
"""Entry-point group under which third parties add checks."""

_SEVERITIES = ("error", "warning", "note")


@cache
def checks() -> Mapping[str, Check]:
    """Every check by name."""
    return collect(rules, Check, ENTRY_POINTS)


def run_checks(rows: CaseRows, only: Collection[str] = ()) -> list[Finding]:
    """What the checks find, errors first, then by check, in the order of the rows.

    Args:
        rows: a case at its stamps.
        only: names of checks; empty for all.

    Raises:
        UnknownNameError: a name in ``only`` is no check.
    """
    known = checks()
    for name in only:
        if name not in known:
            raise UnknownNameError("check", name, list(known))
    found = [
        finding
        for name, check in known.items()
        if not only or name in only
        for finding in check.find(rows)
    ]
    return sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))
