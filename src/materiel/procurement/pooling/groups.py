"""What groups of nations would pay by themselves, each asked for once; and who had better leave.

A worth of a group is a cost only where all its needs are met: costs of unlike deliveries are not
compared (decision 0007).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from materiel.kernel.errors import InputError
from materiel.optimise.solver import solve as optimise
from materiel.procurement.pooling.lots import Purchase
from materiel.procurement.pooling.model import formulate
from materiel.procurement.pooling.solve import buy
from materiel.procurement.pooling.values import Pool


@dataclass(slots=True)
class Groups:
    """One market and what every group of its parties would buy.

    Attributes:
        market: all of its needs and offers.
        gap: relative gap at which a group's purchase counts as solved.
        known: what was asked for already.
    """

    market: Pool
    gap: float = 0.0
    known: dict[frozenset[str], Purchase] = field(default_factory=dict)

    def purchase(self, group: Collection[str]) -> Purchase:
        """What the group buys by itself.

        Raises:
            SolverError: the solver found no answer that can be trusted.
        """
        key = frozenset(group)
        if key not in self.known:
            whole = key == frozenset(self.market.parties)
            pool = self.market if whole else self.market.of(key)
            self.known[key] = buy(pool, gap=self.gap)
        return self.known[key]

    def cost(self, group: Collection[str]) -> int:
        """What the group pays by itself in minor units, options included.

        Raises:
            InputError: it leaves units unmet or gets some late at a price: then its cost
                compares with no other.
        """
        bought = self.purchase(group)
        names = ", ".join(sorted(group))
        if bought.unmet:
            raise InputError(f"{names} would leave {bought.unmet_units()} units unmet")
        if bought.late_cost:
            raise InputError(f"{names} would get units late, {bought.late} unit-months in all")
        return bought.cost

    @property
    def superadditive(self) -> bool:
        """Whether a group can never lose by growing.

        Under ``share`` what two groups buy apart can be bought together: parts of capacity add
        up, minima stay met, prices never rise. Staggered options on one line may lose a unit to
        the rounding of its months, and gaps leave room either way.
        """
        pool = self.market
        staggered = any(need.commits for need in pool.needs)
        return pool.rules.capacity == "share" and not staggered and self.gap == 0


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who had better buy alone, by the model whose members may leave.

    Attributes:
        group: the members of the group that gains most; empty when none was found.
        gain: what they would save against what they pay, in minor units, replayed.
        most: no group at all gains more than this; None when the bound cannot be trusted.
    """

    group: tuple[str, ...]
    gain: int
    most: int | None


def leaving(groups: Groups, paid: Mapping[str, int], *, gap: float = 1e-4) -> Leaving:
    """The group with the strongest reason to leave, among all groups of a market.

    Row generation for the core of a cost game: the most broken row is found by a model in which
    each party joins or not. A group it names is solved and replayed by itself.

    Args:
        groups: the market.
        paid: what each of its parties pays, in minor units.
        gap: relative gap of the search.

    Raises:
        InputError: the shares are not those of the parties.
        SolverError: the solver found no answer that can be trusted.
    """
    market = groups.market
    if set(paid) != set(market.parties):
        raise InputError(
            f"shares of {', '.join(sorted(paid))}; accepted: of {', '.join(market.parties)}"
        )
    made = formulate(market, paid)
    answer = optimise(made.model, made.stages, gap=gap)
    joins = np.rint(answer.values[made.joins]).astype(bool)
    group = tuple(
        party for party, stays in zip(market.parties, joins.tolist(), strict=True) if stays
    )
    bound = answer.bound
    most = None if bound is None else max(0, ceil(-bound))
    if not group or len(group) == len(market.parties):
        return Leaving((), 0, most)
    gain = sum(paid[party] for party in group) - groups.cost(group)
    if gain <= 0:
        return Leaving((), 0, most)
    return Leaving(group, gain, None if most is None else max(most, gain))
