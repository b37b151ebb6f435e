"""Which figures a person means: filters in anybody's words, as ids of the vocabulary."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.ledger.entry import Record
from materiel.ledger.postings import CEILING, MONEY, PLANS, PROMISES, STOCK, Account
from materiel.ledger.rows import MONEY_STAGES, PLANNED_ACTS, Commitment
from materiel.store.entries import row_of
from materiel.store.reading import Filter, Reader
from materiel.vocabulary.events import Account as StockAccount
from materiel.vocabulary.reader import table
from materiel.vocabulary.rungs import Rung
from materiel.vocabulary.vocabulary import Vocabulary

BOOKS = (PROMISES, STOCK, MONEY, PLANS)
OF_RECORD = (PROMISES, STOCK, MONEY)
"""The books shown unasked: plans are never mixed with facts (DESIGN §7.7)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters as a person writes them; an empty one takes all.

    Attributes:
        giver, receiver: names of the two sides of a promise, payment or plan.
        party: on either side, or whose stock it is.
        item: an item, a family or a class, or a currency.
        rung: a rung, ``ceiling``, a place of the stock, a stage of money or a planned act.
        book: ``promises``, ``stock``, ``money`` or ``plans``; empty: the first three.
        commitments: ids of promises.
    """

    giver: str = ""
    receiver: str = ""
    party: str = ""
    item: str = ""
    rung: str = ""
    book: str = ""
    commitments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """Who promises what to whom: the part of a commitment that no correction changes."""

    giver: str
    receiver: str
    item: str
    kind: str
    title: str


@dataclass(frozen=True)
class Selection:
    """Filters resolved against one case.

    Attributes:
        book: the only book wanted; empty: the books of record.
        givers, receivers, parties, items, names, roots: ids; empty: all.
    """

    book: str = ""
    givers: frozenset[str] = frozenset()
    receivers: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    sides: Mapping[str, Side] = field(default_factory=dict)

    @property
    def filter(self) -> Filter:
        """What the database can choose by itself; ``takes`` does the rest."""
        return Filter(
            book=self.book,
            parties=self.receivers or self.parties if self.book == STOCK else (),
            names=self.names,
            items=self.items,
            commitments=self.roots,
        )

    def takes(self, account: Account) -> bool:
        """Whether a figure is read from this account: the receiving side, or a holding."""
        if self.book != account.book and (self.book or account.book not in OF_RECORD):
            return False
        side = self.sides.get(account.commitment)
        if account.book == STOCK:
            return self._takes_stock(account, side)
        if account.book in (PROMISES, MONEY) and side is None:
            return False
        if account.book == PLANS:
            return not self.givers and (
                _in(account.party, self.receivers) and _in(account.party, self.parties)
            )
        assert side is not None
        if account.book == MONEY:
            return _in(account.party, self.receivers) and _in(account.party, self.parties)
        return (
            account.party == side.receiver
            and _in(side.giver, self.givers)
            and _in(side.receiver, self.receivers)
            and (not self.parties or bool(self.parties & {side.giver, side.receiver}))
        )

    def _takes_stock(self, account: Account, side: Side | None) -> bool:
        if self.givers or self.receivers:
            return False
        kind = table(StockAccount)[account.name].kind
        return _in(account.party, self.parties) and (kind == "holding" or bool(self.names))


def _in(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted
