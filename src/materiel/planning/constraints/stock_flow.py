"""What a party holds is what it held, plus what arrives, minus what it sends; never below zero."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft, pick
from materiel.planning.plan import Plan
from materiel.planning.words import in_words


def _add(draft: Draft) -> None:
    layout, model = draft.layout, draft.model
    known = layout.given({key: (row, 1) for key, row in layout.pair.items()}, len(layout.pair))
    for stock in draft.problem.stocks:
        row = layout.pair.get((stock.party, stock.item))
        if row is not None:
            known[row, 0] += stock.units
    rows = model.add_rows("stock-flow", low=known, high=known)
    model.add_terms(rows, draft.stock)
    model.add_terms(rows[:, 1:], draft.stock[:, :-1], -1.0)
    model.add_terms(pick(rows, layout.arc_pair), draft.moves)
    model.add_terms(draft.at_arrival(pick(rows, layout.arc_target)), draft.moves, -1.0)
    model.add_terms(pick(rows, layout.way_pair), draft.deliveries, -1.0)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    del plan
    found = []
    for (party, item), series in course.stock.items():
        below = [month for month, units in enumerate(series, start=1) if units < 0]
        if below:
            worst = int(np.min(series))
            found.append(
                Finding(
                    "stock-flow",
                    f"{party} {item}, {in_words(course.problem, below)}",
                    f"{worst} units held",
                    "Send fewer or later.",
                )
            )
    return found


CONSTRAINT = Constraint(
    name="stock-flow",
    formula="stock[t] = stock[t-1] + arrived[t] + delivered[t] - sent[t] >= 0",
    meaning="nobody hands over what it does not hold",
    add=_add,
    broken=_broken,
)
