"""Who pays how much of a pooled cost: every key, the Shapley value, and who would rather leave.

Amounts are whole minor units; what each way of sharing says sums to the pooled cost exactly.

>>> price = {1: 1000, 2: 1500}
>>> lot = Shared("lot", 1500, (Member("P", quantity=1), Member("Q", quantity=2)))
>>> found = share_pool("PQ", lambda group: price[len(group)], [lot], "EUR")
>>> {party: str(amount) for party, amount in found.ways["quantity"].items()}
{'P': 'EUR 5.00', 'Q': 'EUR 10.00'}
>>> {party: str(amount) for party, amount in found.ways["shapley"].items()}
{'P': 'EUR 7.50', 'Q': 'EUR 7.50'}
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.sharing.cooperative import (
    PLAYERS_MAX,
    Group,
    Objection,
    core_objection,
    saving,
    shapley,
    summing,
    tabulated,
)
from materiel.sharing.costkey import Member
from materiel.sharing.sampling import CONFIDENCE, SEED, sampled_shapley
from materiel.sharing.shares import side_by_side

SHAPLEY = "shapley"
EVERY_GROUP = "every group was asked"
ORDERS = 200

Cost = Callable[[Group], int]
"""What a group pays by itself, in minor units; refuses groups that cannot be compared."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One lot whose cost is shared.

    Attributes:
        name: of the lot.
        cost: in minor units.
        members: who joined it, with their units in it and the figures that keys need.
    """

    name: str
    cost: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Core:
    """Whether a group had better leave.

    Attributes:
        objection: the group with the strongest reason, its gain in minor units; None: none found.
        most: no group gains more than this, in minor units; None: not proven.
        how: how groups were asked.
    """

    objection: Objection | None
    most: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the Shapley value was sampled; amounts of ``error`` in minor units."""

    orders: int
    seed: int
    confidence: Fraction
    error: Mapping[str, Fraction]
    why: str


@dataclass(frozen=True, slots=True)
class PoolShares:
    """One pooled cost shared in every way.

    Attributes:
        whole: what is shared.
        ways: by key, and ``shapley``, what each party pays; each way sums to ``whole``.
        not_computed: by way, why not.
        core: by way, whether a group had better leave; empty where costs do not compare.
        sampling: None where the Shapley value is exact, or not computed.
    """

    whole: Money
    ways: Mapping[str, Mapping[str, Money]]
    not_computed: Mapping[str, str]
    core: Mapping[str, Core]
    sampling: Sampling | None


Search = Callable[[Mapping[str, int]], tuple[tuple[str, ...], int, int | None]]
"""From what each pays to the group that gains most by leaving, its gain, and the most any gains."""


def share_pool(
    players: Collection[str],
    cost: Cost,
    lots: Sequence[Shared],
    currency: str,
    *,
    search: Search | None = None,
    orders: int = ORDERS,
    seed: int = SEED,
    bounded: bool = True,
) -> PoolShares:
    """Every key side by side, the Shapley value of the saving, and the core check of each.

    A key shares each lot among those who joined it, so that nobody pays for a lot of others.

    Args:
        players: who pools.
        cost: see ``Cost``; its ``InputError`` is told as the reason why costs do not compare.
        lots: what is shared.
        currency: ISO 4217 code.
        search: for more than ``PLAYERS_MAX`` players, who would rather leave.
        orders: beyond ``PLAYERS_MAX`` players, how many orders of joining are drawn.
        seed: which ones.
        bounded: whether no group loses by growing, so that errors of a sample can be stated.
    """
    total = Money(sum(lot.cost for lot in lots), currency)
    ways, missing = _keys(players, lots, currency)
    sampling = None
    core: dict[str, Core] = {}
    try:
        for party in sorted(players):
            cost(frozenset({party}))
        saved, sampling = _saved(players, cost, orders, seed, bounded=bounded)
        alone = {party: cost(frozenset({party})) for party in saved}
        exact = {party: alone[party] - part for party, part in saved.items()}
        ways[SHAPLEY] = summing(exact, total)
        for name, paid in ways.items():
            minor = {party: amount.minor for party, amount in paid.items()}
            core[name] = _core(players, cost, minor, search)
    except InputError as problem:
        # A sample may meet a group that does not compare after the value was begun.
        ways.pop(SHAPLEY, None)
        missing[SHAPLEY] = str(problem)
        sampling, core = None, {}
    return PoolShares(total, ways, missing, core, sampling)


def _keys(
    players: Collection[str], lots: Sequence[Shared], currency: str
) -> tuple[dict[str, Mapping[str, Money]], dict[str, str]]:
    """What each pays under each key, lot by lot; a key that one lot lacks is not computed."""
    minor: dict[str, dict[str, int]] = {}
    missing: dict[str, str] = {}
    for lot in lots:
        found = side_by_side(Money(lot.cost, currency), lot.members)
        for key, why in found.not_computed.items():
            missing.setdefault(key, why)
        for key, parts in found.parts.items():
            paid = minor.setdefault(key, dict.fromkeys(sorted(players), 0))
            for party, amount in parts.items():
                paid[party] += amount.minor
    return {
        key: {party: Money(amount, currency) for party, amount in paid.items()}
        for key, paid in minor.items()
        if key not in missing
    }, missing


def _saved(
    players: Collection[str], cost: Cost, orders: int, seed: int, *, bounded: bool
) -> tuple[Mapping[str, Fraction], Sampling | None]:
    if len(players) <= PLAYERS_MAX:
        return shapley(players, saving(players, tabulated(players, cost))), None
    alone = {party: cost(frozenset({party})) for party in players}

    def worth(group: Group) -> int:
        return sum(alone[party] for party in group) - cost(group)

    spread = Fraction(worth(frozenset(players))) if bounded else None
    found = sampled_shapley(players, worth, orders=orders, spread=spread, seed=seed)
    told = Sampling(found.orders, found.seed, CONFIDENCE, found.error, found.why)
    return found.value, told


def _core(
    players: Collection[str], cost: Cost, paid: Mapping[str, int], search: Search | None
) -> Core:
    if len(players) <= PLAYERS_MAX:
        objection = core_objection(players, cost, paid)
        return Core(objection, 0 if objection is None else int(objection.gain), EVERY_GROUP)
    if search is None:
        return Core(None, None, f"not asked: more than {PLAYERS_MAX} members")
    group, gain, most = search(paid)
    objection = Objection(group, Fraction(gain)) if group else None
    return Core(objection, most, "the most discontented group was sought by a model of all groups")
