"""What each party carries is held against its share of the whole; what is short is counted."""

from collections.abc import Mapping

import numpy as np

from materiel.kernel.findings import Finding
from materiel.optimise.model import IntArray, Model, everywhere
from materiel.planning.constraint import Constraint
from materiel.planning.course import Course
from materiel.planning.draft import Draft
from materiel.planning.layout import Layout
from materiel.planning.plan import Plan
from materiel.planning.spending import pledges
from materiel.planning.terms import Key


def _members(layout: Layout) -> list[tuple[Key, str, float]]:
    """(key, party, share), in the order of the columns."""
    keys = layout.problem.keys
    return [(key, party, float(share)) for key in keys for party, share in key.shares]


def _columns(layout: Layout, model: Model) -> Mapping[str, IntArray]:
    """``carried[K]`` and ``key-short[K]`` by member of a key, ``key-total`` by key; in coins."""
    keys, members = layout.problem.keys, _members(layout)
    if not keys:
        return {}

    def words(at: tuple[int, ...]) -> str:
        return f"{members[at[0]][1]} of {members[at[0]][0].name}"

    return {
        "carried": model.add_columns("carried", everywhere(len(members)), label=words),
        "key-short": model.add_columns("key-short", everywhere(len(members)), label=words),
        "key-total": model.add_columns("key-total", everywhere(len(keys))),
    }


def _add(draft: Draft) -> None:
    problem, model, members = draft.problem, draft.model, _members(draft.layout)
    if not problem.keys:
        return
    carried, short, total = (draft.own[name] for name in ("carried", "key-short", "key-total"))
    zero = np.zeros(len(members))
    rows = model.add_rows("carried", low=zero, high=zero)
    model.add_terms(rows, carried)
    worth = {item.name: item.worth for item in problem.items}
    givers = [giver for _, giver in pledges(problem)]
    for row, (key, party, _) in zip(rows, members, strict=True):
        mine = [at for at, arc in enumerate(problem.arcs) if arc.donor == party and worth[arc.item]]
        value = np.array([worth[problem.arcs[at].item] for at in mine], dtype=float)
        value *= float(key.credit) / draft.layout.coin
        model.add_terms(row, draft.moves[mine], -value[:, None])
        if "paid" in draft.own:
            model.add_terms(row, draft.own["paid"][[giver == party for giver in givers]], -1.0)
    place = {id(key): at for at, key in enumerate(problem.keys)}
    at = np.array([place[id(key)] for key, _, _ in members], dtype=np.int64)
    zero = np.zeros(len(problem.keys))
    rows = model.add_rows("key-total", low=zero, high=zero)
    model.add_terms(rows, total)
    model.add_terms(rows[at], carried, -1.0)
    rows = model.add_rows("key-short", low=np.zeros(len(members)))
    model.add_terms(rows, carried)
    model.add_terms(rows, short)
    owed = np.array([float(key.part) * share for key, _, share in members])
    model.add_terms(rows, total[at], -owed)


def _broken(plan: Plan, course: Course) -> list[Finding]:
    """A key forbids nothing; what is short of it is an objective."""
    del plan, course
    return []


CONSTRAINT = Constraint(
    name="burden-key",
    formula="carried = credit x worth x sent + paid, short >= part x share x total - carried",
    meaning="what each party carries is held against its share of the whole",
    add=_add,
    broken=_broken,
    columns=_columns,
)
