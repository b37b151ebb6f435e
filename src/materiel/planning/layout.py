"""A problem as index arrays: which stocks, arcs, deliveries and options a model can have.

Sets are sparse: a stock exists where a floor counts it or an arc can take from it, a delivery
where a contract names the buyer, so a model grows with what can happen and not with all
combinations (planning.md A2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from materiel.kernel.errors import InputError
from materiel.optimise.model import ABSENT, BoolArray, FloatArray, IntArray, everywhere
from materiel.planning.grid import Grid, monthly
from materiel.planning.numbers import Number
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

    All three are by month; on a coarser grid a bucket admits an act that each of its months
    admits. Options are exercised in months on every grid.
    """

    moves: BoolArray
    deliveries: BoolArray
    exercises: BoolArray

    def within(self, other: "Masks") -> bool:
        """Whether every act that these admit is admitted by the others."""
        pairs = (
            (self.moves, other.moves),
            (self.deliveries, other.deliveries),
            (self.exercises, other.exercises),
        )
        return all(mine.shape == its.shape and not (mine & ~its).any() for mine, its in pairs)


@dataclass(frozen=True)
class Layout:
    """Index arrays of a problem; buckets of its grid are columns 0 to ``B - 1``.

    Sizes: ``P`` stock pairs, ``A`` arcs, ``W`` ways, ``N`` rights, ``O`` options, ``Q`` pools.
    """

    problem: Problem
    calendar: Grid | None = None
    pair: dict[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        if self.grid.months != problem.months:
            raise InputError(
                f"grid: found an end at month {self.grid.months}; accepted: {problem.months}"
            )
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

    @cached_property
    def grid(self) -> Grid:
        """The buckets of the model; single months unless another grid was asked for."""
        return self.calendar or monthly(self.problem.months)

    @cached_property
    def coin(self) -> float:
        """What money columns are counted in, a power of two of minor units near a usual price.

        Columns in minor units would sit beside units of a thousand million of them.
        """
        prices = [each.price for each in self.problem.contracts]
        prices += [item.worth for item in self.problem.items]
        usual = sorted(price for price in prices if price)
        return 2.0 ** (usual[len(usual) // 2].bit_length() - 1) if usual else 1.0

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
        """``[A, B]`` bucket of arrival of what leaves at a bucket's end, ``ABSENT`` after all."""
        return self.grid.bucket(self.grid.last + self.arc_lead[:, None])

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
    def paid_ways(self) -> dict[str, list[int]]:
        """The ways with a price, by who pays."""
        found: dict[str, list[int]] = {}
        for at, way in enumerate(self.ways):
            if way.price:
                found.setdefault(way.payer, []).append(at)
        return found

    @cached_property
    def paid_options(self) -> dict[str, list[int]]:
        """The options that cost something to exercise, by who pays."""
        found: dict[str, list[int]] = {}
        for at, option in enumerate(self.problem.options):
            if option.fee or option.commitment:
                found.setdefault(self.problem.option_payer(option), []).append(at)
        return found

    @cached_property
    def line_work(self) -> dict[str, FloatArray]:
        """``[T + 1]`` by line, its work up to each month; the first is 0."""
        zero = np.zeros(1)
        return {
            line.name: np.concatenate([zero, np.cumsum(np.array(line.capacity, dtype=float))])
            for line in self.problem.lines
        }

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
    def pool_of(self) -> dict[tuple[str, str], tuple[int, Number]]:
        """(recipient, item) to (pool, ratio)."""
        return {
            (pool.recipient, item): (at, ratio)
            for at, pool in enumerate(self.pools)
            for item, ratio in pool.accept
        }

    def given(self, keys: Mapping[tuple[str, str], tuple[int, Number]], size: int) -> FloatArray:
        """``[size, B]`` units of given slots by row of ``keys``, times the factor there."""
        units = np.zeros((size, len(self.grid)))
        for slot in self.problem.slots:
            row, factor = keys.get((slot.party, slot.item), (ABSENT, 0))
            if row != ABSENT:
                units[row, self.grid.of_month[slot.month - 1]] += float(factor * slot.units)
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
