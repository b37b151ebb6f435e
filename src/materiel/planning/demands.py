"""What somebody asks of a plan beyond its rules, and whether any plan can do it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from materiel.kernel.errors import UnknownNameError
from materiel.optimise.answer import Stage
from materiel.optimise.memory import Memory
from materiel.optimise.model import IntArray
from materiel.optimise.solver import solve as optimise
from materiel.planning.draft import Draft
from materiel.planning.formulation import formulate
from materiel.planning.problem import Problem

Kind = Literal["unmet", "gap", "late"]
TABLES: dict[Kind, str] = {"unmet": "requirements", "gap": "floors", "late": "obligations"}
"""What each kind of shortfall is about."""


@dataclass(frozen=True, slots=True)
class Demand:
    """That a shortfall is at most so large.

    Attributes:
        kind: unmet units of a need, units below a floor, or units of backfill that are late.
        name: of the need, floor or obligation.
        most: the largest shortfall that is accepted.
        month: at the end of this month; None: the sum over all months, in unit-months.
    """

    kind: Kind
    name: str
    most: int
    month: int | None = None


def possible(
    problem: Problem, demands: tuple[Demand, ...] = (), memory: Memory | None = None
) -> bool:
    """Whether some plan keeps every rule and meets the demands.

    Raises:
        UnknownNameError: a demand names what the problem does not hold.
        SolverError: the solver gives no answer that can be trusted.
    """
    draft = formulate(problem)
    for demand in demands:
        _add(draft, demand)
    if not draft.model.row_count or not draft.model.column_count:
        return True
    nothing = Stage("nothing", np.zeros(0, dtype=np.int64), np.zeros(0))
    return optimise(draft.model, [nothing], memory=memory).status != "infeasible"


def _add(draft: Draft, demand: Demand) -> None:
    parts = getattr(draft.problem, TABLES[demand.kind])
    names = [each.name for each in parts]
    if demand.name not in names:
        raise UnknownNameError(TABLES[demand.kind], demand.name, names, "demand")
    block: IntArray = getattr(draft, demand.kind)
    columns = block[names.index(demand.name)]
    if demand.month is not None:
        columns = columns[demand.month - 1 : demand.month]
    row = draft.model.add_rows("demand", np.ones(1, dtype=bool), high=float(demand.most))
    draft.model.add_terms(row, columns)
