"""How a contract's ceiling can lie with its buyers: every share as bounds that fit the whole.

The reading is that of the contract's own words, "if all options are exercised" (DESIGN §2.4):
nothing of it is on order. An approval or request that lies inside the contract is its buyer's
share at full use; one that may lie inside may be.

>>> stakes = [Stake("ROU", Bounds.exactly(200)), Stake("DEU", Bounds.exactly(500))]
>>> found = allot(Bounds.exactly(1000), ["DEU", "NLD", "ESP", "ROU"], stakes)
>>> str(found.shares["ROU"]), str(found.shares["NLD"]), str(found.of(["NLD", "ESP"]))
('200', 'at most 300', 'at most 300')
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnknownNameError
from materiel.kernel.expression import Expression
from materiel.kernel.findings import Finding
from materiel.optimise.bounds import Relation, bounds_of

Inside = Literal["part-of", "possibly-part-of"]
POOL = "rest"
"""The part of a whole that no named buyer has."""


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
        stated: buyers with a stake that lies inside, or may.
        findings: stakes that cannot all lie inside; then they are left out of the shares.
    """

    whole: Bounds
    shares: Mapping[str, Bounds]
    stated: tuple[str, ...]
    findings: tuple[Finding, ...]
    _system: "_System"

    @property
    def silent(self) -> tuple[str, ...]:
        """Buyers for whom no stake is stated."""
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
    whole: Bounds, buyers: Sequence[str], stakes: Sequence[Stake], where: str = "contract"
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

    Raises:
        UnknownNameError: a stake of somebody who is no buyer.
    """
    for stake in stakes:
        if stake.buyer not in buyers:
            raise UnknownNameError("buyer", stake.buyer, list(buyers), where)
    inside = [stake for stake in stakes if stake.inside == "part-of"]
    least = sum(_least(inside, buyer) for buyer in buyers)
    findings: tuple[Finding, ...] = ()
    used = list(stakes)
    if whole.high is not None and least > whole.high:
        problem = f"approvals and requests inside it take at least {least:,} of {whole.high:,}."
        findings = (
            Finding("allotment", where, problem, "Judge again what lies inside.", "warning"),
        )
        used = []
    system = _System(whole, tuple(buyers), used)
    stated = tuple(buyer for buyer in buyers if any(stake.buyer == buyer for stake in used))
    shares = {buyer: system.bounds([buyer]) for buyer in buyers}
    return Allotment(whole, shares, stated, findings, system)


def _least(stakes: Sequence[Stake], buyer: str) -> int:
    return max((stake.units.low for stake in stakes if stake.buyer == buyer), default=0)


class _System:
    """The shares as unknowns, with what limits them."""

    def __init__(self, whole: Bounds, buyers: tuple[str, ...], stakes: Sequence[Stake]) -> None:
        self._box: dict[str, tuple[int | None, int | None]] = {POOL: (0, None)}
        for buyer in buyers:
            mine = [stake for stake in stakes if stake.buyer == buyer]
            low = _least([stake for stake in mine if stake.inside == "part-of"], buyer)
            high = None
            if mine and all(stake.inside == "part-of" for stake in mine):
                ends = [stake.units.high for stake in mine]
                high = None if None in ends else sum(end or 0 for end in ends)
            self._box[_name(buyer)] = low, high
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
