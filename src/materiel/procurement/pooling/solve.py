"""A pool becomes a purchase: solved in the order unmet, cost; proven; replayed.

>>> from materiel.procurement.pooling.values import Need, Offer, Tier
>>> offer = Offer(id="o", supplier="s", item="i", tiers=(Tier(1, 10), Tier(100, 9)))
>>> needs = [Need(id=p, party=p, items=("i",), units=60, due=0) for p in "PQ"]
>>> found = buy(Pool("c", "EUR", tuple(needs), (offer,)))
>>> found.cost, found.gap, [part.units for part in found.lots[0].parts]
(1080, 0.0, [60, 60])
"""

import numpy as np

from materiel.kernel.errors import InternalError
from materiel.optimise.answer import Answer
from materiel.optimise.solver import solve as optimise
from materiel.procurement.pooling.delivery import Wanted, deliver
from materiel.procurement.pooling.lots import Lot, Part, Purchase
from materiel.procurement.pooling.model import Formulated, formulate
from materiel.procurement.pooling.replay import replay
from materiel.procurement.pooling.tiers import cost
from materiel.procurement.pooling.values import Offer, Pool

ROUNDING = 1e-6
"""How far the solver's value of an objective may be off the exact one, relative."""


def buy(
    pool: Pool, *, gap: float = 0.0, threads: int = 1, time_limit: float | None = None
) -> Purchase:
    """The purchase with least unmet units, priority by priority, then least cost.

    Args:
        pool: what is needed and offered.
        gap: relative gap at which an objective counts as solved.
        threads: threads of the solver.
        time_limit: seconds for each objective; the answer may then depend on the machine.

    Raises:
        SolverError: the solver found no answer that can be trusted.
        InternalError: the answer does not hold in the replay.
    """
    made = formulate(pool)
    answer = optimise(made.model, made.stages, gap=gap, threads=threads, time_limit=time_limit)
    if not answer.stages:
        raise InternalError(
            f"pool {pool.case} is {answer.status}, though buying nothing is allowed"
        )
    bought = read(pool, made, answer)
    faults = replay(pool, bought)
    if faults:
        raise InternalError(f"pool {pool.case}: the replay found {faults[0]} and {len(faults)} all")
    _same(pool, bought, answer)
    return bought


def read(pool: Pool, made: Formulated, answer: Answer) -> Purchase:
    """The lots of an answer, with their months and their cost in integers."""
    units = np.rint(answer.values[made.units]).astype(np.int64)
    asked: dict[int, list[Wanted]] = {}
    for at in np.flatnonzero(units).tolist():
        pair = made.pairs[at]
        need = pool.needs[pair.need]
        asked.setdefault(pair.offer, []).append(Wanted(need, pair.window, int(units[at])))
    lots = tuple(_lot(pool, pool.offers[at], asked[at]) for at in sorted(asked))
    given: dict[str, int] = {}
    late = 0
    due = {need.id: need.due for need in pool.needs}
    for lot in lots:
        for part in lot.parts:
            given[part.need] = given.get(part.need, 0) + part.units
            late += sum(n * max(0, month - due[part.need]) for month, n in part.arrivals)
    unmet = {need.id: need.units - given.get(need.id, 0) for need in pool.needs}
    return Purchase(
        lots,
        {name: left for name, left in unmet.items() if left},
        late,
        late * pool.rules.late_price,
        answer.status,
        answer.stages,
    )


def _lot(pool: Pool, offer: Offer, asked: list[Wanted]) -> Lot:
    wanted = [each.left for each in asked]
    came = deliver(pool, offer, asked)
    parts = tuple(
        Part(
            each.need.id, each.need.party, units, each.window.option, tuple(sorted(months.items()))
        )
        for each, units, months in zip(asked, wanted, came, strict=True)
    )
    firm = sum(part.units for part in parts if not part.option)
    option = sum(part.units for part in parts if part.option)
    return Lot(
        offer.id,
        offer.supplier,
        offer.item,
        parts,
        firm,
        option,
        cost(offer, firm),
        option * offer.option_price,
    )


def _same(pool: Pool, bought: Purchase, answer: Answer) -> None:
    """The integers say what the solver said: else one of the two misreads the pool."""
    priority = {need.id: need.priority for need in pool.needs}
    exact = {"cost": bought.cost + bought.late_cost}
    for name, left in bought.unmet.items():
        key = f"unmet-{priority[name]}"
        exact[key] = exact.get(key, 0) + left
    for stage in answer.stages:
        told = exact.get(stage.name, 0)
        if abs(stage.value - told) > ROUNDING * max(1.0, abs(told)):
            raise InternalError(
                f"pool {pool.case}: {stage.name} is {stage.value} to the solver, {told} in integers"
            )
