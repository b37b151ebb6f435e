"""An option on a ladder is exercised only if the one below it is, in whatever month."""

import numpy as np

from materiel.kernel.findings import Finding
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.plan import Plan


def _add(draft: Draft) -> None:
    options, model = draft.problem.options, draft.model
    place = {option.name: at for at, option in enumerate(options)}
    upper = np.array([at for at, each in enumerate(options) if each.ladder], dtype=np.int64)
    lower = np.array([place[options[at].ladder] for at in upper], dtype=np.int64)
    rows = model.add_rows("option-ladder", high=np.zeros(len(upper)))
    model.add_terms(rows[:, None], draft.chosen[upper])
    model.add_terms(rows[:, None], draft.chosen[lower], -1.0)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    exercised = {each.option for each in plan.decisions.exercises}
    return [
        Finding(
            "option-ladder",
            f"option {option.name}",
            f"exercised without {option.ladder}",
            f"Exercise {option.ladder} as well.",
        )
        for option in course.problem.options
        if option.ladder and option.name in exercised and option.ladder not in exercised
    ]


CONSTRAINT = Constraint(
    name="option-ladder",
    formula="sum(chosen) <= sum(chosen below)",
    meaning="an option on a ladder is exercised only if the one below it is",
    add=_add,
    broken=_broken,
    rests_on=("option",),
)
