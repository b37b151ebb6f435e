"""How many decisions change when one thing does: on the kept basis, near the kept plan, afresh.

A slot of one item slips by half a year, and then the family's other changes. Counted are acts
(sent, delivered, exercised) outside the slot's family that differ, of those that are in either
answer. ``near`` keeps what can be kept within 0.1 % of the best value.
"""

import json
import sys
import time
from dataclasses import replace

import coalition_family
import numpy as np
import plan_solve
from measure import load

from materiel.planning.draft import Draft
from materiel.planning.estimate import SAME, Estimator, acts_of
from materiel.planning.parts import Slot
from materiel.planning.problem import Problem

TOLERANCE = 1e-3


def with_slot(problem: Problem) -> tuple[Problem, Problem, str]:
    """The problem with a slot in month 12, with the same slot in month 18, and its family.

    The slot refills the holding with the most arcs, a quarter of what it is.
    """
    arcs: dict[tuple[str, str], int] = {}
    for arc in problem.arcs:
        arcs[arc.donor, arc.item] = arcs.get((arc.donor, arc.item), 0) + 1
    stock = max(
        (each for each in problem.stocks if (each.party, each.item) in arcs),
        key=lambda each: (arcs[each.party, each.item], each.units, each.name),
    )
    units = max(1, int(stock.units) // 4)
    slot = Slot(name="refill", party=stock.party, item=stock.item, units=units, month=12)
    family = next(item.family for item in problem.items if item.name == stock.item)
    base = replace(problem, slots=(slot,))
    return base, replace(problem, slots=(replace(slot, month=18),)), family


def outside(draft: Draft, family: str) -> np.ndarray:
    """The columns of all acts on items of other families."""
    problem, layout = draft.problem, draft.layout
    of = {item.name: item.family for item in problem.items}
    rights = [layout.rights[at].contract.item for at in layout.option_right]
    blocks = (
        (draft.moves, [arc.item for arc in problem.arcs]),
        (draft.deliveries, [way.contract.item for way in layout.ways]),
        (draft.units, rights),
    )
    return np.concatenate(
        [columns[[of[item] != family for item in items]].ravel() for columns, items in blocks]
    )


def share(before: np.ndarray, after: np.ndarray, columns: np.ndarray) -> float:
    """Of the columns that are used in one of the two, those that differ."""
    columns = columns[columns >= 0]
    old, new = before[columns], after[columns]
    there = (old > SAME) | (new > SAME)
    return float((np.abs(old - new) > SAME).sum() / max(int(there.sum()), 1))


def main(name: str = "alliance") -> None:
    """Print the shares as one line of JSON."""
    base, slipped, family = with_slot(coalition_family.make(name))
    weights = coalition_family.weights()
    estimator = Estimator(base, weights)
    estimator.estimate()
    estimator.remember()
    kept = np.zeros(estimator.draft.model.column_count)
    acts = acts_of(estimator.draft)
    kept[acts] = estimator.nearest(0.0).before
    others = outside(estimator.draft, family)
    report: dict[str, object] = {"scale": name, "load": load(), "slot": str(base.slots[0])}
    for words, changed in {"slot slips": slipped, **plan_solve.changes(base)}.items():
        start = time.process_time()
        estimator.change(changed)
        estimator.return_home()
        best = estimator.estimate()
        again = time.process_time()
        near = estimator.nearest(TOLERANCE)
        done = time.process_time()
        now = np.zeros(len(kept))
        now[acts] = near.after
        report[words] = {
            "value": best.value,
            "near": near.value,
            "worse by": (near.value - best.value) / best.value,
            "free blocks": near.free,
            "changed outside the family": {
                "near": share(kept, now, others),
                "kept basis": share(kept, estimator.values(), others),
            },
            "CPU s": {"kept basis": round(again - start, 2), "near": round(done - again, 2)},
        }
    afresh = Estimator(slipped, weights)
    afresh.estimate()
    report["slot slips, afresh"] = share(kept, afresh.values(), others)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
