"""A unit arrives with its parts or after them, never before."""

from collections.abc import Iterator, Mapping

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.flows import came, given
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem
from materiel.planning.terms import Bundle


def _parts(problem: Problem) -> list[tuple[Bundle, str, Number]]:
    """(bundle, part, units), in the order of the columns."""
    return [(bundle, item, units) for bundle in problem.bundles for item, units in bundle.parts]


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``spare[K, B]``: units of a part that have come beyond what the units need."""
    parts = _parts(layout.problem)
    if not parts:
        return {}
    where = everywhere(len(parts), len(layout.grid))
    return {"spare": model.add_columns("spare", where, label=lambda at: parts[at[0]][0].name)}


def _add(draft: Draft) -> None:
    model, parts = draft.model, _parts(draft.problem)
    if not parts:
        return
    counted: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    for at, (bundle, item, units) in enumerate(parts):
        counted.setdefault((bundle.recipient, item), []).append((at, 1))
        counted.setdefault((bundle.recipient, bundle.item), []).append((at, -units))
    known, spare = given(draft.layout, counted, len(parts)), draft.own["spare"]
    rows = model.add_rows("bundle", low=known, high=known)
    model.add_terms(rows, spare)
    model.add_terms(rows[:, 1:], spare[:, :-1], -1.0)
    came(draft, rows, counted, -1.0)


def _spare(course: Course) -> Iterator[tuple[Bundle, str, list[Number]]]:
    """(bundle, part, what is spare at each month's end; below zero: parts are missing)."""
    for bundle, item, units in _parts(course.problem):
        change: list[Number] = [0] * course.problem.months
        for arrival in course.arrivals:
            if arrival.party == bundle.recipient and arrival.item in (item, bundle.item):
                by = 1 if arrival.item == item else -units
                change[arrival.month - 1] += by * arrival.units
        level: Number = 0
        for month, each in enumerate(change):
            level += each
            change[month] = level
        yield bundle, item, change


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for bundle, item, spare in _spare(course):
        missing = [month for month, units in enumerate(spare, start=1) if units < 0]
        if missing:
            where = f"bundle {bundle.name}, {course.problem.month_name(missing[0])}"
            told = f"{-spare[missing[0] - 1]} of {item} missing for the {bundle.item} that came"
            found.append(Finding("bundle", where, told, "Send the parts first, or with it."))
    return found


def _binding(course: Course) -> list[str]:
    return [
        f"bundle {bundle.name}: no {item} to spare for one more {bundle.item}"
        for bundle, item, spare in _spare(course)
        if spare[-1] < dict(bundle.parts)[item]
        and any(a.party == bundle.recipient and a.item == bundle.item for a in course.arrivals)
    ]


CONSTRAINT = Constraint(
    name="bundle",
    formula="spare[t] = spare[t-1] + parts arrived[t] - units x arrived[t] >= 0",
    meaning="a unit arrives with its parts or after them",
    add=_add,
    broken=_broken,
    columns=_columns,
    binding=_binding,
)
