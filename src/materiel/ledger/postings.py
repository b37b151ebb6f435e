"""Postings, unknowns and relations: what an entry does to the books (DESIGN §4.1, §4.2, §4.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from materiel.kernel.errors import UnbalancedError
from materiel.kernel.period import Period
from materiel.optimise.bounds import Relation

STOCK, PROMISES, MONEY, PLANS = "stock", "promises", "money", "plans"
"""The three books of the record, and a fourth that only accepted plans post to."""

ON_HAND = "on-hand"
OPENING = "opening"
CEILING = "ceiling"
CONVERSION = "conversion"


class Account(NamedTuple):
    """Where a posting stands; a tuple, because a read makes one for each account.

    Attributes:
        book: ``stock``, ``promises`` or ``money``.
        party: whose.
        name: a place (``on-hand``), a rung (``received``) or a stage of money (``paid``).
        item: an item, or a currency in the money book.
        commitment: the promise it belongs to; empty for none.
    """

    book: str
    party: str
    name: str
    item: str
    commitment: str = ""


class Leg(NamedTuple):
    """``coefficient x (1 or variable)`` units of issue or minor units on one account.

    A tuple, because a large import makes millions.
    """

    account: Account
    coefficient: int
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """An unknown whole number, as one version of an entry bounds it.

    Attributes:
        name: the root id of the entry that introduced it, with a suffix for its parts.
        low: None when unknown; counts 0 in sums.
        high: None when unbounded.
        owner: id of the entry whose bounds these are; empty for the deriving entry itself.
    """

    name: str
    low: int | None
    high: int | None
    wording: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whether commitment ``left`` lies inside commitment ``right``.

    Attributes:
        state: ``part-of``, ``possibly-part-of`` or ``distinct``.
    """

    left: str
    right: str
    state: str


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate as an entry states it; see ``rows.Gate``."""

    commitment: str
    kind: str
    state: str
    cap: int | None
    window: Period


@dataclass(frozen=True, slots=True)
class Derived:
    """All that one entry adds to the derived tables."""

    legs: tuple[Leg, ...] = ()
    variables: tuple[Variable, ...] = ()
    relations: tuple[Relation, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    gates: tuple[GateState, ...] = ()


NOTHING = Derived()
"""What an entry adds that moves, bounds and opens nothing."""


def refuse_unbalanced(where: str, legs: Sequence[Leg]) -> None:
    """Raise when the legs of an entry do not sum to zero per book and item or currency.

    Raises:
        UnbalancedError: names the entry, the book, the item and the excess.
    """
    sums: dict[tuple[str, str, str], int] = {}
    for (book, _, _, item, _), coefficient, variable in legs:
        key = book, item, variable
        sums[key] = sums.get(key, 0) + coefficient
    for (book, item, variable), excess in sums.items():
        if excess:
            unit = f" x {variable}" if variable else ""
            raise UnbalancedError(
                f"{where}: legs in {book} of {item} sum to {excess:+d}{unit}, not 0. "
                "Add the missing leg, or correct the count."
            )


class Posted(NamedTuple):
    """A leg as it is read back at some stamps; a tuple, because a read makes one for each leg.

    Attributes:
        seq: the entry it belongs to.
        first, last: the days between which it happened, both included.
    """

    seq: int
    account: Account
    coefficient: int
    variable: str
    first: date
    last: date
