"""A problem becomes a model: columns where acts are admissible, rows by the collected rules."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

import numpy as np

from materiel.kernel.collect import collect
from materiel.planning import constraints as constraints_package
from materiel.planning import objectives as objectives_package
from materiel.planning.constraint import Constraint
from materiel.planning.draft import Draft, new_draft
from materiel.planning.layout import Layout
from materiel.planning.objective import Objective
from materiel.planning.problem import Problem

Whole = Literal["all", "systems"]


@cache
def constraints() -> Mapping[str, Constraint]:
    """All rules by name, those of third parties (``materiel.constraints``) included."""
    return collect(constraints_package, Constraint, "materiel.constraints")


@cache
def objectives() -> tuple[Objective, ...]:
    """All objectives in the order of their rank."""
    found = collect(objectives_package, Objective, "materiel.objectives")
    return tuple(sorted(found.values(), key=lambda each: (each.rank, each.name)))


def formulate(
    problem: Problem, rules: Mapping[str, Constraint] | None = None, *, whole: Whole = "all"
) -> Draft:
    """The model of a problem.

    Args:
        problem: what is planned.
        rules: the rules that count; None: all of them.
        whole: which units are whole numbers in the model: ``all``, or only those of ``systems``,
            so that lots may be divided (for estimates at large scale; such an answer is not a
            plan, because a plan is replayed in integers).
    """
    rules = constraints() if rules is None else rules
    layout = Layout(problem)
    masks = layout.masks()
    for rule in rules.values():
        rule.narrow(layout, masks)
    flags = [whole == "all" or item.kind == "system" for item in problem.items]
    draft = new_draft(layout, masks, np.array(flags, dtype=bool))
    for rule in rules.values():
        rule.add(draft)
    return draft
