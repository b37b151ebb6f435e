"""Who holds one role in a total: parts that sum to it exactly, parties with bounds, groups.

>>> pair = Piece("pair", Bounds.exactly(2), {"NOR": Bounds.at_most(2), "DNK": Bounds.at_most(2)})
>>> paid = Attribution("paid", "fire-unit", (Piece.whole("first", Bounds.exactly(3), "DEU"), pair))
>>> {party: str(bounds) for party, bounds in paid.rows.items()}
{'DEU': '3', 'DNK': 'at most 2', 'NOR': 'at most 2'}
>>> str(paid.of({"NOR", "DNK"})), str(paid.total)
('2', '5')
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.ledger.totals import Known, Sum, together
from materiel.sharing.costkey import Weights

UNDISCLOSED = "UNDISCLOSED"
"""The party of a role that is known to be kept back: a value, not a gap (DESIGN §2.1)."""
NOT_STATED = "not-stated"
"""The party of a role that no entry names; unlike ``UNDISCLOSED`` nobody keeps it back."""
NOT_HANDED_OVER = "not-handed-over"
"""The party of what is promised and has not left its giver."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One quantity and what each party may hold of it; the shares always sum to the quantity.

    Invariant: some whole shares inside their bounds sum to some amount inside its bounds.

    Attributes:
        name: what it is a piece of: the root id of a promise, the id of a payment.
        amount: whole units of issue or minor units.
        shares: bounds by party; several unsplit ones are each between nothing and all.
        cites: ids of the entries that it rests on.
    """

    name: str
    amount: Bounds
    shares: Mapping[str, Bounds]
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.shares:
            raise InputError(f"{self.name}: nobody holds it; name {NOT_STATED!r} instead")
        low = sum(each.low for each in self.shares.values())
        high = _sum_highs(self.shares.values())
        most = self.amount.high
        if (most is not None and low > most) or (high is not None and high < self.amount.low):
            raise InputError(
                f"{self.name}: shares of {low:,} to {'any' if high is None else f'{high:,}'} "
                f"cannot sum to {self.amount}"
            )

    @classmethod
    def whole(cls, name: str, amount: Bounds, party: str, cites: tuple[str, ...] = ()) -> "Piece":
        """All of it is one party's."""
        return cls(name, amount, {party: amount}, cites)

    @classmethod
    def shared(
        cls, name: str, amount: Bounds, parties: Sequence[str], cites: tuple[str, ...] = ()
    ) -> "Piece":
        """Several parties hold it and no split is published: each has nothing to all of it.

        Nobody named counts as ``NOT_STATED``.
        """
        named = tuple(dict.fromkeys(parties)) or (NOT_STATED,)
        if len(named) == 1:
            return cls.whole(name, amount, named[0], cites)
        part = Bounds(0, amount.high, low_known=False)
        return cls(name, amount, dict.fromkeys(named, part), cites)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who may hold some of it, sorted."""
        return tuple(sorted(self.shares))

    def of(self, parties: Collection[str]) -> Bounds:
        """What the parties hold together; exact for any group, because the shares sum.

        ``low = max(sum of lows inside, amount.low - sum of highs outside)``,
        ``high = min(sum of highs inside, amount.high - sum of lows outside)``.
        """
        inside = [each for party, each in self.shares.items() if party in parties]
        outside = [each for party, each in self.shares.items() if party not in parties]
        if not outside:
            return self.amount
        low = sum(each.low for each in inside)
        rest = _sum_highs(outside)
        if rest is not None:
            low = max(low, self.amount.low - rest)
        high = _sum_highs(inside)
        if self.amount.high is not None:
            most = self.amount.high - sum(each.low for each in outside)
            high = most if high is None else min(high, most)
        return Bounds(low, high, low == high or all(each.low_known for each in inside))


@dataclass(frozen=True, slots=True)
class Row:
    """One party or group in a table of attribution.

    Attributes:
        party: the id of a party or group.
        held: its bounds.
        members: of a group on the stated day, sorted; empty for a party.
        cites: ids of the entries behind it.
    """

    party: str
    held: Bounds
    cites: tuple[str, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joint:
    """How the amounts of pieces hang together, so that a total is no wider than the ledger's.

    Attributes:
        sums: the amount of each piece as an expression over unknowns.
        known: what is known about the unknowns.
    """

    sums: Mapping[str, Sum]
    known: Known

    def bounds(self, names: Iterable[str]) -> Bounds:
        """The bounds of some amounts together; equal unknowns and stated splits count."""
        return together({name: self.sums[name] for name in names}, self.known).bounds


@dataclass(frozen=True, slots=True)
class Attribution:
    """A total by who holds one role in it (DESIGN §9).

    Attributes:
        role: name of the role.
        unit: the unit of issue, or the currency of minor units.
        pieces: in the order of the record; each name once.
        basis: what is counted, for the reader.
        joint: how the amounts hang together; None when each varies on its own.
    """

    role: str
    unit: str
    pieces: tuple[Piece, ...]
    basis: str = ""
    joint: Joint | None = None

    def __post_init__(self) -> None:
        names = [piece.name for piece in self.pieces]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise InputError(f"{self.role}: counted twice: {', '.join(twice)}")

    @property
    def total(self) -> Bounds:
        """The whole that every role conserves."""
        return self._together(self.pieces)

    @property
    def parts(self) -> dict[tuple[str, ...], Bounds]:
        """The whole by who holds it together.

        These bounds add up to the total exactly when the amounts vary on their own, and hold
        it between their sums in any case.
        """
        found: dict[tuple[str, ...], list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault(piece.holders, []).append(piece)
        return {holders: self._together(found[holders]) for holders in sorted(found)}

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who holds or may hold some of it, sorted."""
        return tuple(sorted({party for piece in self.pieces for party in piece.shares}))

    @property
    def rows(self) -> dict[str, Bounds]:
        """The bounds of each party; where shares are open they overlap, see ``parts``."""
        return {party: self.of({party}) for party in self.parties}

    def of(self, parties: Collection[str]) -> Bounds:
        """What some parties hold together; what they hold alone counts as in the ledger."""
        inside = [each for each in self.pieces if set(each.shares) <= set(parties)]
        across = [
            each
            for each in self.pieces
            if not set(each.shares) <= set(parties) and not set(parties).isdisjoint(each.shares)
        ]
        return self._together(inside) + total(each.of(parties) for each in across)

    def _together(self, pieces: Sequence[Piece]) -> Bounds:
        if self.joint is None or len(pieces) < 2:  # noqa: PLR2004  (one amount alone is its own)
            return total(piece.amount for piece in pieces)
        return self.joint.bounds(piece.name for piece in pieces)

    def cites(self, parties: Collection[str]) -> tuple[str, ...]:
        """Ids of the entries behind what some parties hold."""
        return tuple(
            dict.fromkeys(
                name
                for piece in self.pieces
                if not set(parties).isdisjoint(piece.shares)
                for name in piece.cites
            )
        )

    def table(self, groups: Mapping[str, Collection[str]] | None = None) -> tuple[Row, ...]:
        """A row for each party, then one for each group beside its members.

        Args:
            groups: members by group, as ``Vocabulary.members`` gives them for a day.
        """
        rows = [Row(each, self.of({each}), self.cites({each})) for each in self.parties]
        for name, members in (groups or {}).items():
            inside = {*members} & {*self.parties}
            rows.append(Row(name, self.of(inside), self.cites(inside), tuple(sorted(members))))
        return tuple(rows)

    def opened(self, group: str, members: Collection[str]) -> "Attribution":
        """What a group holds, as held by its members with shares that nobody published."""
        return replace(self, pieces=tuple(_opened(each, group, members) for each in self.pieces))

    def spread(self, group: str, weights: Weights) -> "Attribution":
        """What a group holds, spread over its members by a key that the reader chose.

        An exact amount is split to the last unit by largest remainder; of an open amount each
        member has what the key gives of either end, rounded outwards.

        Raises:
            InputError: a weight is negative or all are zero.
        """
        if not weights or min(weights.values()) < 0 or not sum(weights.values()):
            raise InputError(f"{group}: weights must be non-negative and not all zero")
        return replace(self, pieces=tuple(_spread(each, group, weights) for each in self.pieces))


def total(bounds: Iterable[Bounds]) -> Bounds:
    """The sum of some bounds; nothing at all is exactly 0."""
    whole = Bounds.exactly(0)
    for each in bounds:
        whole += each
    return whole


def _sum_highs(bounds: Iterable[Bounds]) -> int | None:
    highs = [each.high for each in bounds]
    known = [high for high in highs if high is not None]
    return sum(known) if len(known) == len(highs) else None


def _opened(piece: Piece, group: str, members: Collection[str]) -> Piece:
    if group not in piece.shares:
        return piece
    held = piece.shares[group]
    shares = {party: each for party, each in piece.shares.items() if party != group}
    part = Bounds(0, held.high, low_known=False) if len(set(members)) > 1 else held
    for member in sorted(set(members)):
        before = shares.get(member)
        shares[member] = before + part if before else part
    return replace(piece, shares=shares)


def _spread(piece: Piece, group: str, weights: Weights) -> Piece:
    if group not in piece.shares:
        return piece
    held = piece.shares[group]
    whole = sum(weights.values(), Fraction(0))
    shares = {party: each for party, each in piece.shares.items() if party != group}
    exact = None if held.exact is None else largest_remainder(held.exact, weights)
    for party in sorted(weights):
        if exact is not None:
            part = Bounds.exactly(exact[party])
        else:
            weight = weights[party] / whole
            high = None if held.high is None else ceil(held.high * weight)
            part = Bounds(floor(held.low * weight), high, held.low_known)
        before = shares.get(party)
        shares[party] = before + part if before else part
    return replace(piece, shares=shares)


def largest_remainder(units: int, weights: Weights) -> dict[str, int]:
    """Whole parts in proportion to the weights that sum to the units; ties go by name.

    Source: largest remainder (Hamilton) method, as ``kernel.money`` splits money.
    """
    parties = sorted(weights)
    parts = Money(units, "").split([weights[party] for party in parties])
    return {party: part.minor for party, part in zip(parties, parts, strict=True)}
