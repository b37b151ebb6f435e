"""A problem as index arrays: which stocks, arcs, deliveries and options a model can have.

Sets are sparse: a stock exists where a floor counts it or an arc can take from it, a delivery
where a contract names the buyer, so a model grows with what can happen and not with all
combinations (planning.md A2).
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from materiel.optimise.model import ABSENT, BoolArray, IntArray, everywhere
from materiel.planning.parts import Contract, Option, Requirement
from materiel.planning.problem import Accept, Problem


@dataclass(frozen=True, slots=True)
class Right:
    """Units of a contract that one holder (empty: the pool) can call at one price.

    ``firm`` units are there from the start, the options add theirs.
    """

    contract: Contract
    holder: str
    price: int
    firm: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Deliveries under a right to one buyer."""

    right: int
    contract: Contract
    holder: str
    buyer: str
    price: int
    payer: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Requirements of one recipient that accept the same list share what arrives."""

    recipient: str
    accept: Accept
    requirements: tuple[Requirement, ...]


@dataclass(slots=True)
class Masks:
    """Which acts are admissible; each constraint may clear places.

    Attributes:
        moves: ``[A, T]`` by arc and month of sending.
        deliveries: ``[W, T]`` by way and month.
        exercises: ``[O, T]`` by option and month.
    """

    moves: BoolArray
    deliveries: BoolArray
    exercises: BoolArray


@dataclass(frozen=True)
class Layout:
    """Index arrays of a problem; months are columns 0 to ``T - 1``.

    Sizes: ``P`` stock pairs, ``A`` arcs, ``W`` ways, ``N`` rights, ``O`` options, ``Q`` pools.
    """

    problem: Problem
    pair: dict[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        pairs = {(arc.donor, arc.item) for arc in problem.arcs}
        reached = {(stock.party, stock.item) for stock in problem.stocks}
        reached |= {(slot.party, slot.item) for slot in problem.slots}
        reached |= {(arc.recipient, arc.item) for arc in problem.arcs}
        reached |= {(way.buyer, way.contract.item) for way in self.ways}
        for floor in problem.floors:
            for item, _ in problem.weights(floor.of):
                pairs |= {(party, item) for party in floor.parties} & reached
        object.__setattr__(self, "pair", {key: at for at, key in enumerate(sorted(pairs))})

    @property
    def months(self) -> int:
        """``T``."""
        return self.problem.months

    def pair_of(self, keys: list[tuple[str, str]]) -> IntArray:
        """Stock pairs of (party, item), ``ABSENT`` where none is kept."""
        return _ints(self.pair.get(key, ABSENT) for key in keys)

    @cached_property
    def arc_pair(self) -> IntArray:
        """``[A]`` the stock an arc takes from."""
        return self.pair_of([(arc.donor, arc.item) for arc in self.problem.arcs])

    @cached_property
    def arc_target(self) -> IntArray:
        """``[A]`` the stock an arc adds to, ``ABSENT`` when nobody counts it."""
        return self.pair_of([(arc.recipient, arc.item) for arc in self.problem.arcs])

    @cached_property
    def arc_lead(self) -> IntArray:
        """``[A]`` months of transport."""
        return _ints(arc.lead for arc in self.problem.arcs)

    @cached_property
    def arrival(self) -> IntArray:
        """``[A, T]`` month index of arrival, ``ABSENT`` after the horizon."""
        month = np.arange(self.months) + self.arc_lead[:, None]
        return np.where(month < self.months, month, ABSENT)

    @cached_property
    def rights(self) -> tuple[Right, ...]:
        """Holders of a contract's units; options at the firm price join the firm units."""
        firm: dict[tuple[str, str, int], int] = {}
        more: dict[tuple[str, str, int], list[Option]] = {}
        contracts = {contract.name: contract for contract in self.problem.contracts}
        for contract in self.problem.contracts:
            if contract.pooled:
                firm[contract.name, "", contract.price] = contract.pooled
            for buyer, units in contract.shares:
                key = (contract.name, buyer, contract.price)
                firm[key] = firm.get(key, 0) + units
        for option in self.problem.options:
            key = (option.contract, option.buyer, option.price)
            more.setdefault(key, []).append(option)
            firm.setdefault(key, 0)
        return tuple(
            Right(contracts[name], holder, price, units, tuple(more.get((name, holder, price), ())))
            for (name, holder, price), units in firm.items()
        )

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Each right with each buyer that may receive under it."""
        found = []
        for at, right in enumerate(self.rights):
            buyers = dict.fromkeys([right.holder] if right.holder else right.contract.buyers)
            for buyer in buyers:
                payer = right.contract.payer or buyer
                found.append(Way(at, right.contract, right.holder, buyer, right.price, payer))
        return tuple(found)

    @cached_property
    def way_right(self) -> IntArray:
        """``[W]`` the right of each way."""
        return _ints(way.right for way in self.ways)

    @cached_property
    def way_pair(self) -> IntArray:
        """``[W]`` the stock that a delivery adds to."""
        return self.pair_of([(way.buyer, way.contract.item) for way in self.ways])

    @cached_property
    def option_right(self) -> IntArray:
        """``[O]`` the right that each option adds to."""
        place = {option.name: at for at, each in enumerate(self.rights) for option in each.options}
        return _ints(place[option.name] for option in self.problem.options)

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """Requirements by recipient and accept-list, in order of appearance."""
        found: dict[tuple[str, Accept], list[Requirement]] = {}
        for each in self.problem.requirements:
            found.setdefault((each.recipient, self.problem.accepted(each)), []).append(each)
        return tuple(Pool(key[0], key[1], tuple(needs)) for key, needs in found.items())

    @cached_property
    def pool_of(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(recipient, item) to (pool, ratio)."""
        return {
            (pool.recipient, item): (at, ratio)
            for at, pool in enumerate(self.pools)
            for item, ratio in pool.accept
        }

    def given(self, keys: dict[tuple[str, str], tuple[int, int]], size: int) -> IntArray:
        """``[size, T]`` units of given slots by row of ``keys``, times the factor there."""
        units = np.zeros((size, self.months), dtype=np.int64)
        for slot in self.problem.slots:
            row, factor = keys.get((slot.party, slot.item), (ABSENT, 0))
            if row != ABSENT:
                units[row, slot.month - 1] += factor * slot.units
        return units

    def masks(self) -> Masks:
        """Every act in every month, before any constraint narrows it."""
        return Masks(
            everywhere(len(self.problem.arcs), self.months),
            everywhere(len(self.ways), self.months),
            everywhere(len(self.problem.options), self.months),
        )


def _ints(values: object) -> IntArray:
    return np.fromiter(values, dtype=np.int64)  # type: ignore[call-overload, no-any-return]
