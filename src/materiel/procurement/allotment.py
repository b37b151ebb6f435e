"""How a contract's ceiling can lie with its buyers: every share as bounds that fit the whole.

The reading is that of the contract's own words, "if all options are exercised" (DESIGN §2.4):
nothing of it is on order. An approval or request that lies inside the contract is its buyer's
share at full use; one that may lie inside may be. What the contract's rows state for a buyer, its
firm number and its own ceiling, holds against both.

>>> stakes = [Stake("ROU", Bounds.exactly(200)), Stake("DEU", Bounds.exactly(500))]
>>> found = allot(Bounds.exactly(1000), ["DEU", "NLD", "ESP", "ROU"], stakes)
>>> str(found.shares["ROU"]), str(found.shares["NLD"]), str(found.of(["NLD", "ESP"]))
('200', 'at most 300', 'at most 300')
>>> str(allot(Bounds.exactly(31), ["NLD"], [], own={"NLD": Bounds.between(10, 12)}).shares["NLD"])
'10 to 12'
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.kernel.expression import Expression
from materiel.kernel.findings import Finding
from materiel.optimise.bounds import Relation, bounds_of

Inside = Literal["part-of", "possibly-part-of"]
POOL = "rest"
"""The part of a whole that no named buyer has."""
UNSTATED: Mapping[str, Bounds] = MappingProxyType({})
"""No row states a number for any buyer."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What a buyer's approval or request asks for.

    Attributes:
        buyer: whose.
        units: how many.
        inside: whether it lies inside the contract; one judged distinct is no stake.
    """

    buyer: str
    units: Bounds
    inside: Inside = "part-of"


@dataclass(frozen=True, slots=True)
class Allotment:
    """Shares of a ceiling.

    Attributes:
        whole: the ceiling; unbounded where none is stated.
        shares: each buyer's, fitted to the whole.
        stated: buyers with a number of their own: a stake that lies inside or may, a firm number
            or a ceiling.
        findings: stakes or firm numbers that cannot all lie inside; then they, or the ceiling, are
            left out of the shares.
        clashes: by buyer, stakes that its own firm number or ceiling rules out; they are left out.
    """

    whole: Bounds
    shares: Mapping[str, Bounds]
    stated: tuple[str, ...]
    findings: tuple[Finding, ...]
    clashes: Mapping[str, Finding]
    _system: "_System"

    @property
    def silent(self) -> tuple[str, ...]:
        """Buyers for whom no number is stated."""
        return tuple(each for each in self.shares if each not in self.stated)

    def of(self, buyers: Collection[str]) -> Bounds:
        """What several buyers have together, fitted to the whole.

        Raises:
            UnknownNameError: one of them is no buyer of the contract.
        """
        for name in buyers:
            if name not in self.shares:
                raise UnknownNameError("buyer", name, list(self.shares))
        return self._system.bounds(buyers)


def allot(
    whole: Bounds,
    buyers: Sequence[str],
    stakes: Sequence[Stake],
    where: str = "contract",
    own: Mapping[str, Bounds] = UNSTATED,
) -> Allotment:
    """Fit the buyers' shares into a ceiling.

    Several stakes of one buyer may be about the same units, so its share is at least the
    largest that lies inside, and at most their sum where all of them do. What no named buyer has
    is left to buyers who have not joined.

    Args:
        whole: the ceiling, 1,000 as ``Bounds.exactly(1000)``; unknown where none is stated.
        buyers: who has joined, each once.
        stakes: what lies or may lie inside.
        where: the contract, for findings.
        own: what the contract's rows state for a buyer, from its firm number to its own ceiling.

    Raises:
        UnknownNameError: a stake or a row of somebody who is no buyer.
    """
    for name in (*(stake.buyer for stake in stakes), *own):
        if name not in buyers:
            raise UnknownNameError("buyer", name, list(buyers), where)
    held = {buyer: own.get(buyer, Bounds.unknown()) for buyer in buyers}
    findings: list[Finding] = []
    limit = whole
    firm = sum(each.low for each in held.values())
    if whole.high is not None and firm > whole.high:
        problem = f"the buyers' firm numbers are at least {firm:,}, the ceiling is {whole.high:,}."
        remedy = "Correct a firm number or the ceiling."
        findings.append(Finding("allotment", where, problem, remedy, "warning"))
        limit = Bounds.unknown()
    found = {buyer: _clash(buyer, stakes, held[buyer], where) for buyer in buyers}
    clashes = {buyer: clash for buyer, clash in found.items() if clash is not None}
    used = [stake for stake in stakes if stake.buyer not in clashes]
    least = sum(max(_least(used, buyer), held[buyer].low) for buyer in buyers)
    if limit.high is not None and least > limit.high:
        takers = "approvals, requests and firm numbers" if firm else "approvals and requests"
        problem = f"{takers} inside it take at least {least:,} of {limit.high:,}."
        findings.append(
            Finding("allotment", where, problem, "Judge again what lies inside.", "warning")
        )
        used = []
    system = _System(limit, held, used)
    named = {stake.buyer for stake in used}
    named |= {buyer for buyer, each in held.items() if each.low_known or each.high is not None}
    stated = tuple(buyer for buyer in buyers if buyer in named)
    shares = {buyer: system.bounds([buyer]) for buyer in buyers}
    return Allotment(whole, shares, stated, tuple(findings), clashes, system)


def _clash(buyer: str, stakes: Sequence[Stake], own: Bounds, where: str) -> Finding | None:
    """Why a buyer's stakes inside cannot be its share as its own rows bound it."""
    low, high = _least(stakes, buyer), _most(stakes, buyer)
    if own.high is not None and low > own.high:
        problem = (
            f"at least {low:,} approved or asked for inside it, above its own ceiling of "
            f"{own.high:,}."
        )
    elif high is not None and high < own.low:
        problem = f"at most {high:,} approved or asked for inside it, below its {own.low:,} firm."
    else:
        return None
    remedy = "Correct the row, or judge again what lies inside."
    return Finding("allotment", f"{where}/{buyer}", problem, remedy, "warning")


def _least(stakes: Sequence[Stake], buyer: str) -> int:
    """The least that a buyer's stakes inside make its share."""
    inside = (each for each in stakes if each.buyer == buyer and each.inside == "part-of")
    return max((each.units.low for each in inside), default=0)


def _most(stakes: Sequence[Stake], buyer: str) -> int | None:
    """The most that a buyer's stakes make its share; None unless all of them lie inside."""
    mine = [each for each in stakes if each.buyer == buyer]
    ends = [each.units.high if each.inside == "part-of" else None for each in mine]
    return sum(end or 0 for end in ends) if ends and None not in ends else None


class _System:
    """The shares as unknowns, with what limits them."""

    def __init__(self, whole: Bounds, own: Mapping[str, Bounds], stakes: Sequence[Stake]) -> None:
        self._box: dict[str, tuple[int | None, int | None]] = {POOL: (0, None)}
        for buyer, held in own.items():
            ends = [end for end in (_most(stakes, buyer), held.high) if end is not None]
            low = max(_least(stakes, buyer), held.low)
            self._box[_name(buyer)] = low, min(ends, default=None)
        names = tuple(sorted(self._box))
        self._relations: list[Relation] = []
        if whole.high is not None:
            terms = tuple((name, 1) for name in names)
            self._relations.append(Relation(terms, whole.high, "all shares fit the ceiling"))

    def bounds(self, buyers: Collection[str]) -> Bounds:
        """The least and the most that some buyers have together."""
        wanted = Expression.build(0, {_name(buyer): 1 for buyer in buyers})
        found = bounds_of(wanted, self._box, self._relations)
        assert found.low is not None, "a share is not negative and the stakes fit"
        return Bounds(found.low, found.high, low_known=found.low > 0 or found.high == 0)


def _name(buyer: str) -> str:
    return f"share:{buyer}"
