"""What could have been planned on a past day: the record of that day, the user's own choices kept.

The routes, the request and the times are choices of the user and are recorded when they were
made, after the day; they are taken as made before it. Everything else is read as known then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from materiel.kernel.findings import Finding
from materiel.kernel.period import Period, add_months
from materiel.kernel.table import Row
from materiel.ledger.case import Assumption, Case
from materiel.planning.problem import Problem
from materiel.planning.rows import Requirement, Route
from materiel.scenarios.hold_harmless import hold_harmless
from materiel.scenarios.situation import build
from materiel.scenarios.snapshot import Held, Snapshot

Knowledge = Literal["then", "now"]
READINGS: Mapping[Knowledge, str] = {
    "then": "holdings as known on the day",
    "now": "holdings of the day as known at the case's date",
}
OWN: tuple[type[Row], ...] = (Case, Route, Requirement, Assumption)
"""Tables of the user's own choices (an assumption of the record counts from when it was made)."""


@dataclass(frozen=True, slots=True)
class PastProblem:
    """The problem of one day under one floor.

    Attributes:
        day: of which the record is read.
        reading: which knowledge of the holdings.
        less: how far below the day's holding a giver may fall.
        problem: what could be planned.
        left_out: rows that it cannot use, and why.
    """

    day: date
    reading: Knowledge
    less: int
    problem: Problem
    left_out: tuple[Finding, ...]


def first_month(day: date) -> date:
    """The first day of the first month that begins after a day.

    >>> str(first_month(date(2024, 6, 1))), str(first_month(date(2024, 12, 31)))
    ('2024-07-01', '2025-01-01')
    """
    return add_months(day.replace(day=1), 1)


def past_problem(
    then: Snapshot,
    now: Snapshot,
    held: Mapping[tuple[str, str], Held],
    day: date,
    reading: Knowledge,
    less: int,
) -> PastProblem:
    """What could be planned on a past day with hold-harmless floors.

    Args:
        then: the case as known on the day.
        now: the case as known at its date, for the user's own choices.
        held: the holdings that are used.
        day: the day.
        reading: what ``held`` is.
        less: for the floors, units below the holding of the day.

    Raises:
        InputError: the rows contradict each other.
    """
    start = first_month(day)
    case = now.case
    month = Period.parse(f"{start:%Y-%m}")
    open_end = Period.parse(f"{start:%Y-%m}..")
    rows = dict(then.rows)
    rows[Case] = [replace(case, plan_start=start, today=day)]
    rows[Route] = [replace(row, valid=open_end) for row in now.of(Route)]
    rows[Requirement] = [replace(row, due=month) for row in now.of(Requirement)]
    known = {row.id for row in then.of(Assumption)}
    rows[Assumption] = [row for row in now.of(Assumption) if row.whose == "user" or row.id in known]
    snapshot = replace(then, rows=rows, held=held)
    problem, left_out = build(snapshot, start, case.plan_months)
    named = replace(problem, case=f"{case.id}:{day}")
    return PastProblem(day, reading, less, hold_harmless(named, less), tuple(left_out))
