"""The promises and payments of a case at its stamps, as plain values that measures ask."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from materiel.evidence.claims import Claim
from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.money import MINOR_DIGITS
from materiel.kernel.table import Row
from materiel.ledger.postings import PROMISES, Posted
from materiel.ledger.rows import Commitment, Gate, Payment
from materiel.ledger.totals import NOTHING, Known, Sum, sum_of, total_of
from materiel.vocabulary.vocabulary import Vocabulary

RowKind = TypeVar("RowKind", bound=Row)
GIFTS = ("gift", "loan")
"""Kinds of promises that are support."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and the entries that it rests on; ``stated`` is False when no entry says any."""

    bounds: Bounds
    cites: tuple[str, ...] = ()
    stated: bool = True


NOTHING_SAID = Counted(Bounds.exactly(0), (), stated=False)


@dataclass(frozen=True)
class Books:
    """One case as the measures of this room see it; the store's reader has every part of it.

    Attributes:
        vocabulary: with the case's own parties and items.
        as_of: the day asked for; nothing after it counts.
        rows: the rows of each table that count at the stamps.
        roots: id to the first id of its chain of corrections.
        postings: all legs that may have happened by ``as_of``.
        known: the unknowns, relations and overlaps behind them.
        ids: position to the id of its entry.
    """

    vocabulary: Vocabulary
    as_of: date
    rows: Mapping[type[Row], Sequence[Row]]
    roots: Mapping[str, str]
    postings: Sequence[Posted] = ()
    known: Known = NOTHING
    ids: Mapping[int, str] = field(default_factory=dict)

    def of(self, kind: type[RowKind]) -> list[RowKind]:
        """The rows of one table."""
        return [row for row in self.rows.get(kind, ()) if isinstance(row, kind)]

    def root(self, name: str) -> str:
        """The first id of the chain of corrections that an id belongs to."""
        return self.roots.get(name, name)

    @cached_property
    def commitments(self) -> dict[str, Commitment]:
        """Promises by root, with the names of parties and items as ids."""
        words = self.vocabulary
        return {
            self.root(row.id): replace(
                row,
                giver=words.party(row.giver).id,
                receiver=words.party(row.receiver).id,
                item=words.item(row.item).id,
                payer=tuple(words.party(name).id for name in row.payer),
                producer=words.party(row.producer).id if row.producer else "",
            )
            for row in self.of(Commitment)
        }

    def commitment(self, root: str) -> Commitment:
        """The promise of a root.

        Raises:
            UnknownNameError: there is none at the stamps.
        """
        if root not in self.commitments:
            raise UnknownNameError("commitment", root, list(self.commitments))
        return self.commitments[root]

    def select(
        self,
        *,
        kinds: Collection[str] = GIFTS,
        item: str = "",
        giver: str = "",
        receiver: str = "",
        where: Callable[[Commitment], bool] = lambda _: True,
    ) -> list[str]:
        """Roots of the promises between parties, in the order of the record; empty takes all.

        A promise that lies inside another chosen one by judgement is left out, so that a total
        counts nothing twice.
        """
        words = self.vocabulary
        parties = {name: words.party(name).id for name in (giver, receiver) if name}
        kind = words.item(item).id if item else ""
        chosen = [
            root
            for root, row in self.commitments.items()
            if row.kind in kinds
            and (not kind or words.is_a(row.item, kind))
            and (not giver or row.giver == parties[giver])
            and (not receiver or row.receiver == parties[receiver])
            and where(row)
        ]
        inner = {
            each.left
            for each in self.known.overlaps
            if each.state == "part-of" and each.right in chosen and each.left != each.right
        }
        return [root for root in chosen if root not in inner]

    def unit(self, roots: Sequence[str]) -> str:
        """The unit of issue of some promises.

        Raises:
            InputError: they count in different units, which never meet in one sum.
        """
        words = self.vocabulary
        units = {words.item(self.commitment(root).item).unit or "unit" for root in roots}
        if len(units) > 1:
            raise InputError(
                f"{' and '.join(sorted(units))} cannot be added: choose one item or class"
            )
        return next(iter(units), "unit")

    # -- what has reached a rung ------------------------------------------------------------

    @cached_property
    def _ladder(self) -> dict[tuple[str, str], list[Posted]]:
        """The receiver's legs of the promises book, by promise and rung."""
        found: dict[tuple[str, str], list[Posted]] = defaultdict(list)
        for leg in self.postings:
            account = leg.account
            if account.book != PROMISES or leg.coefficient < 0:
                continue
            row = self.commitments.get(account.commitment)
            if row is not None and account.party == row.receiver:
                found[account.commitment, account.name].append(leg)
        return dict(found)

    def sum(self, root: str, rung: str, on: date | None = None, sign: int = 1) -> Sum:
        """What of a promise has reached a rung by a day, as an expression over unknowns."""
        day = self.as_of if on is None else min(on, self.as_of)
        return sum_of(self._ladder.get((root, rung), ()), day, self.known, sign)

    def reached(self, root: str, rung: str, on: date | None = None) -> Counted:
        """How many of a promise have reached a rung by a day, at most ``as_of``."""
        legs = self._ladder.get((root, rung), [])
        if not legs:
            return NOTHING_SAID
        return Counted(total_of([self.sum(root, rung, on)], self.known).bounds, self._cite(legs))

    def after(self, root: str, rung: str, day: date) -> Counted:
        """How many of a promise reached a rung after a day, and by ``as_of``.

        A movement whose period holds the day may have come before it or after it.
        """
        legs = [leg for leg in self._ladder.get((root, rung), ()) if leg.last > day]
        late = [leg for leg in legs if leg.first > day]
        open_ = [leg for leg in legs if leg.first <= day]
        bounds = total_of([sum_of(late, self.as_of, self.known)], self.known).bounds
        if open_:
            most = total_of([sum_of(open_, self.as_of, self.known)], self.known).bounds
            bounds += Bounds(0, most.high)
        return Counted(bounds, self._cite(legs), bool(legs))

    def movements(self, root: str, rung: str) -> list[tuple[date, date, Counted]]:
        """Each event that raised a rung: between which days, and how many."""
        return [
            (
                leg.first,
                leg.last,
                Counted(
                    total_of([sum_of([leg], leg.last, self.known)], self.known).bounds,
                    self._cite([leg]),
                ),
            )
            for leg in self._ladder.get((root, rung), ())
        ]

    def left(self, root: str, rung: str, *others: str) -> Counted:
        """What reached a rung and none of some others; equal unknowns cancel, never below 0."""
        legs = [leg for name in (rung, *others) for leg in self._ladder.get((root, name), ())]
        if (root, rung) not in self._ladder:
            return NOTHING_SAID
        sums = [self.sum(root, rung), *(self.sum(root, name, sign=-1) for name in others)]
        found = total_of(sums, self.known).bounds
        high = None if found.high is None else max(0, found.high)
        return Counted(Bounds(max(0, found.low), high, found.low_known), self._cite(legs))

    def promised(self, root: str) -> tuple[str, Counted]:
        """The firmest rung of a promise before anything moved, and how many reached it.

        A gift that was handed over and never announced was promised at least then.
        """
        for rung in ("ordered", "pledged", "approved", "announced", "requested", "received"):
            if (root, rung) in self._ladder:
                return rung, self.reached(root, rung)
        return "pledged", NOTHING_SAID

    def first_day(self, root: str, rung: str) -> tuple[date, date] | None:
        """The earliest and latest day on which a promise first reached a rung."""
        legs = self._ladder.get((root, rung))
        if not legs:
            return None
        return min(leg.first for leg in legs), min(leg.last for leg in legs)

    def _cite(self, legs: Sequence[Posted]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.ids[leg.seq] for leg in legs))

    # -- money, consents, statements --------------------------------------------------------

    def payments(self, root: str = "") -> list[Payment]:
        """Sums that may have reached their stage by ``as_of``; of one promise or of all."""
        return [
            row
            for row in self.of(Payment)
            if row.valid.start <= self.as_of and (not root or self.root(row.commitment) == root)
        ]

    def amount(self, row: Payment) -> Bounds:
        """A sum in minor units; one whose day is not sure may not have come yet."""
        low, high = (_minor(value, row.currency) for value in (row.low, row.high))
        certain = row.valid.happened_by(self.as_of) == "yes"
        return Bounds((low or 0) if certain else 0, high, low is not None and certain)

    def party(self, name: str) -> str:
        """The id of the party of this name."""
        return self.vocabulary.party(name).id

    def gates(self, root: str) -> list[Gate]:
        """The consents of a promise: those that name it, or its giver, receiver and item."""
        row = self.commitment(root)
        found = []
        for gate in self.of(Gate):
            if gate.commitment:
                if self.root(gate.commitment) == root:
                    found.append(gate)
            elif (self.party(gate.giver), self.party(gate.receiver)) == (
                row.giver,
                row.receiver,
            ) and self.vocabulary.is_a(row.item, self.vocabulary.item(gate.item).id):
                found.append(gate)
        return found

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Claims by id."""
        return {row.id: row for row in self.of(Claim)}


def _minor(value: Decimal | None, currency: str) -> int | None:
    """Whole minor units, rounded half to even as the ledger posts them."""
    if value is None:
        return None
    return round(Fraction(value) * Fraction(10) ** MINOR_DIGITS.get(currency, 2))
