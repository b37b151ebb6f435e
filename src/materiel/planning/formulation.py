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
from materiel.planning.grid import Grid
from materiel.planning.layout import Layout, Masks
from materiel.planning.objective import Objective
from materiel.planning.problem import Problem

Whole = Literal["all", "systems", "sent", "nothing"]
"""Which units are whole numbers: all, those of systems, systems sent, or none at all."""


@cache
def constraints() -> Mapping[str, Constraint]:
    """All rules by name, those of third parties (``materiel.constraints``) included."""
    return collect(constraints_package, Constraint, "materiel.constraints")


@cache
def objectives() -> tuple[Objective, ...]:
    """All objectives in the order of their rank."""
    found = collect(objectives_package, Objective, "materiel.objectives")
    return tuple(sorted(found.values(), key=lambda each: (each.rank, each.name)))


def admitted(layout: Layout, rules: Mapping[str, Constraint]) -> Masks:
    """The acts that no rule excludes by itself."""
    masks = layout.masks()
    for rule in rules.values():
        rule.narrow(layout, masks)
    return masks


def formulate(
    problem: Problem,
    rules: Mapping[str, Constraint] | None = None,
    *,
    whole: Whole = "all",
    grid: Grid | None = None,
    frame: Masks | None = None,
) -> Draft:
    """The model of a problem.

    Args:
        problem: what is planned.
        rules: the rules that count; None: all of them.
        whole: which units are whole numbers in the model: ``all``, only those of ``systems`` (so
            that lots may be divided), only systems ``sent``, or ``nothing``, not even the choice
            of an option. All but the first are for estimates at large scale; such an answer is
            not a plan, because a plan is replayed in integers.
        grid: buckets of months, for estimates too; None: single months.
        frame: acts that get a column even where this problem does not admit them, so that its
            model has the shape of another's; ignored where it does not cover this problem.
    """
    rules = constraints() if rules is None else rules
    layout = Layout(problem, grid)
    masks = admitted(layout, rules)
    flags = [
        whole == "all" or (whole != "nothing" and item.kind == "system") for item in problem.items
    ]
    draft = new_draft(
        layout,
        masks,
        np.array(flags, dtype=bool),
        frame=frame if frame is not None and masks.within(frame) else None,
        sent_only=whole == "sent",
        relaxed=whole == "nothing",
    )
    for rule in rules.values():
        draft.own.update(rule.columns(layout, draft.model))
    for rule in rules.values():
        rule.add(draft)
    return draft
