"""Line capacity that the producer's own forces claim is used by nobody else."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout
from materiel.planning.numbers import Number
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``claimed[K, B]``: work that a claim takes from its line, used or only reserved."""
    claims = layout.problem.claims
    if not claims:
        return {}
    reserved = layout.grid.total(np.array([each.reserved for each in claims], dtype=float))
    names = [each.name for each in claims]
    where = everywhere(len(claims), len(layout.grid))
    claimed = model.add_columns("claimed", where, lower=reserved, label=lambda at: names[at[0]])
    return {"claimed": claimed}


def _add(draft: Draft) -> None:
    layout, problem, model = draft.layout, draft.problem, draft.model
    capacity = {line.name: np.array(line.capacity, dtype=float) for line in problem.lines}
    for line in dict.fromkeys(claim.line for claim in problem.claims):
        mine = [at for at, claim in enumerate(problem.claims) if claim.line == line]
        claimants = [problem.claims[at].party for at in mine]
        rows = model.add_rows("claim", high=draft.grid.total(capacity[line]))
        model.add_terms(rows, draft.own["claimed"][mine])
        for at, way in enumerate(layout.ways):
            if way.contract.line == line and way.buyer not in claimants:
                model.add_terms(rows, draft.deliveries[at], float(way.contract.work))
        for at, party in zip(mine, claimants, strict=True):
            used = model.add_rows("claimed", low=np.zeros(len(draft.grid)))
            model.add_terms(used, draft.own["claimed"][at])
            for number, way in enumerate(layout.ways):
                if way.contract.line == line and way.buyer == party:
                    model.add_terms(used, draft.deliveries[number], -float(way.contract.work))


def _used(course: Course, line: str) -> dict[str, list[Number]]:
    """Work of a line by who receives."""
    contracts = {each.name: each for each in course.problem.contracts}
    used: dict[str, list[Number]] = {}
    for each in course.decisions.deliveries:
        contract = contracts.get(each.contract)
        if contract and contract.line == line and 1 <= each.month <= course.problem.months:
            series = used.setdefault(each.buyer, [0] * course.problem.months)
            series[each.month - 1] += contract.work * each.units
    return used


def _taken(course: Course, line: str) -> list[Number]:
    """Work of a line that is used, or reserved for somebody who does not use it."""
    used = _used(course, line)
    claims = {claim.party: claim for claim in course.problem.claims if claim.line == line}
    taken: list[Number] = []
    for month in range(course.problem.months):
        others = sum((series[month] for p, series in used.items() if p not in claims), 0)
        own = sum(
            max(claim.reserved[month], used[party][month] if party in used else 0)
            for party, claim in claims.items()
        )
        taken.append(others + own)
    return taken


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    problem, found = course.problem, []
    lines = {line.name: line for line in problem.lines}
    for name in dict.fromkeys(claim.line for claim in problem.claims):
        pairs = zip(_taken(course, name), lines[name].capacity, strict=True)
        over = [month for month, (taken, there) in enumerate(pairs, start=1) if taken > there]
        if over:
            whose = ", ".join(claim.party for claim in problem.claims if claim.line == name)
            where = f"line {name}, {in_words(problem, over)}"
            told = f"work that is reserved for {whose} is used by others"
            found.append(Finding("claim", where, told, "Deliver later."))
    return found


def _binding(course: Course) -> list[str]:
    problem, found = course.problem, []
    lines = {line.name: line for line in problem.lines}
    for claim in problem.claims:
        works = [each.work for each in problem.contracts if each.line == claim.line]
        used = _used(course, claim.line).get(claim.party, [0] * problem.months)
        triples = zip(
            _taken(course, claim.line), lines[claim.line].capacity, used, claim.reserved,
            strict=True,
        )  # fmt: skip
        full = [
            month
            for month, (taken, there, own, reserved) in enumerate(triples, start=1)
            if works
            and own < reserved
            and there - taken < min(works) <= there - taken + reserved - own
        ]
        if full:
            months = in_words(problem, full)
            found.append(
                f"claim {claim.name}: what {claim.party} leaves of line {claim.line} unused would "
                f"build one more unit in {months}"
            )
    return found


CONSTRAINT = Constraint(
    name="claim",
    formula="sum(work x delivered[t] to others) + sum(max(reserved[t], own[t])) <= capacity[t]",
    meaning="line capacity that the producer's own forces claim is used by nobody else",
    add=_add,
    broken=_broken,
    columns=_columns,
    binding=_binding,
)
