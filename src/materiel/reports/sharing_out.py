"""A contract line with its buyers on a day: what is firm, what each asked for, what fits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import Period
from materiel.procurement.agreements import Agreement
from materiel.procurement.allotment import Allotment, Inside, Stake, allot
from materiel.procurement.amendments import Amendment, in_force
from materiel.procurement.contracts import (
    ContractLine,
    LineShares,
    Option,
    line_ceiling,
    line_shares,
)
from materiel.reports.reading import Reading

WANTED = ("approved", "requested")
"""Rungs that say how many a buyer may or wants to order; where both are stated, both hold."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a promise of a buyer asks for out of a contract.

    Attributes:
        root: the promise.
        judgement: id of the judgement that says how it lies to the contract.
        stake: buyer, number, and whether it lies inside.
    """

    root: str
    judgement: str
    stake: Stake


@dataclass(frozen=True, slots=True)
class SharedOut:
    """One contract line on the day asked for.

    Attributes:
        rows: its whole and its shares as they stood.
        options: the rights to order more under it.
        wishes: approvals, requests and orders of its buyers that lie or may lie inside.
        firm: what is firm, fitted to the whole.
        judged: shares if all options are exercised, as the judgements stand.
        all_inside: the same if every wish that may lie inside does; ``judged`` when none may.
    """

    contract: str
    line: str
    rows: tuple[ContractLine, ...]
    options: tuple[Option, ...]
    wishes: tuple[Wish, ...]
    firm: LineShares
    judged: Allotment
    all_inside: Allotment

    @property
    def buyers(self) -> tuple[str, ...]:
        """Who has joined by the day, in the order of the record."""
        return tuple(self.judged.shares)


def shared_out(reading: Reading) -> Iterator[SharedOut]:
    """Each line of each contract that stands on the day asked for."""
    groups: dict[str, list[ContractLine]] = defaultdict(list)
    for row in reading.rows(ContractLine):
        groups[row.contract].append(row)
    orders = {row.order for row in reading.rows(Amendment)} & set(groups)
    for contract, mine in groups.items():
        found = in_force(
            mine,
            [row for row in reading.rows(Option) if row.contract == contract],
            [row for row in reading.rows(Amendment) if row.contract == contract],
            reading.as_of,
            awarded=_awarded(reading, contract),
            orders=orders,
        )
        lines: dict[str, list[ContractLine]] = defaultdict(list)
        for row in found.lines:
            lines[row.line].append(row)
        for line, rows in lines.items():
            options = tuple(row for row in found.options if row.line == line)
            yield _line(reading, contract, line, rows, options)


def _awarded(reading: Reading, contract: str) -> Period | None:
    rows = [row for row in reading.rows(Agreement) if row.contract == contract]
    return rows[-1].awarded if rows else None


def _line(
    reading: Reading,
    contract: str,
    line: str,
    rows: Sequence[ContractLine],
    options: tuple[Option, ...],
) -> SharedOut:
    named = [reading.words.party(row.buyer).id for row in rows if row.buyer]
    buyers = list(dict.fromkeys(named))
    roots = {reading.roots.get(row.commitment, "") for row in rows}
    wishes = tuple(_wishes(reading, roots, buyers))
    limit = line_ceiling(rows).units
    whole = Bounds.unknown() if limit is None else Bounds.exactly(limit)
    stakes = [each.stake for each in wishes]
    own = _own(reading, rows)
    where = f"{contract}/{line}"
    inside = [Stake(each.buyer, each.units) for each in stakes]
    return SharedOut(
        contract,
        line,
        tuple(rows),
        options,
        wishes,
        line_shares(rows),
        allot(whole, buyers, stakes, where, own),
        allot(whole, buyers, inside, where, own),
    )


def _own(reading: Reading, rows: Sequence[ContractLine]) -> dict[str, Bounds]:
    """What the rows of each buyer state, from its firm number to its own ceiling.

    A ceiling has the options in it, the buyer's own and pooled ones; where no row states it,
    nothing limits the buyer's share but the whole.
    """
    own: dict[str, Bounds] = {}
    for row in rows:
        if not row.buyer:
            continue
        buyer, firm, most = reading.words.party(row.buyer).id, row.firm, row.limit.units
        # A firm number above its ceiling is a finding of its own; what is firm holds.
        high = None if most is None else max(most, firm.low)
        stated = Bounds(firm.low, high, firm.low_known)
        own[buyer] = own[buyer] + stated if buyer in own else stated
    return own


def _wishes(reading: Reading, roots: set[str], buyers: Sequence[str]) -> Iterator[Wish]:
    for left, right, judgement in reading.overlaps:
        buyer = reading.commitments[left].receiver
        if right not in roots or judgement.relation == "distinct" or buyer not in buyers:
            continue
        units = _wanted(reading, left)
        if units is None:
            continue
        state: Inside = "part-of" if judgement.relation == "part-of" else "possibly-part-of"
        yield Wish(left, judgement.id, Stake(buyer, units, state))


def _wanted(reading: Reading, root: str) -> Bounds | None:
    """What a promise asks for: approved and requested both hold, else what was ordered."""
    found: Bounds | None = None
    for rung in WANTED:
        bounds = reading.figure([root], rung).bounds
        if bounds is not None and bounds.high != 0:
            # An approval that contradicts the request stands in its place.
            found = bounds if found is None else found.meet(bounds) or found
    if found is None:
        return reading.figure([root], "ordered").bounds
    return found
