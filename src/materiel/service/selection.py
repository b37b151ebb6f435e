"""Which figures a person means: filters in anybody's words, as ids of the vocabulary."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.ledger.postings import CEILING, MONEY, PLANS, PROMISES, STOCK
from materiel.ledger.rows import MONEY_STAGES, PLANNED_ACTS
from materiel.vocabulary.events import Account
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
        giver, receiver: names of the two sides of a promise, a payment or a planned act.
        party: either side, or whose stock it is.
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

    @property
    def anything(self) -> bool:
        """Whether no filter is set."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Selection:
    """The same filters as ids; an empty set takes all.

    Attributes:
        books: the books wanted.
        givers, receivers, parties: parties, with the members of groups that were named.
        items: items with everything under them, or one currency.
        names: rungs, places, stages or acts.
        roots: promises, each by the first id of its chain of corrections.
    """

    books: tuple[str, ...] = OF_RECORD
    givers: frozenset[str] = frozenset()
    receivers: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()

    def takes_sides(self, giver: str, receiver: str) -> bool:
        """Whether a figure that one party owes or gives to another is wanted."""
        return (
            among(giver, self.givers)
            and among(receiver, self.receivers)
            and (among(giver, self.parties) or among(receiver, self.parties))
        )

    def takes_stock(self, party: str, place: str) -> bool:
        """Whether a party's stock is wanted; sources and sinks are only when they are named."""
        if self.givers or self.receivers or not among(party, self.parties):
            return False
        return bool(self.names) or table(Account)[place].kind == "holding"


def among(value: str, wanted: Collection[str]) -> bool:
    """Whether a value passes a filter."""
    return not wanted or value in wanted


def select_figures(wanted: Wanted, words: Vocabulary, on: date) -> Selection:
    """Resolve filters, all but the promises, which only the ledger knows.

    Args:
        wanted: the filters as written.
        words: the vocabulary of the case.
        on: the day of the question; settles dated names and who was in a group.

    Raises:
        UnknownNameError: a name means nothing; carries the nearest names.
        InputError: the rung is none of the book.
    """
    if wanted.book and wanted.book not in BOOKS:
        raise UnknownNameError("book", wanted.book, BOOKS)
    books: tuple[str, ...] = (wanted.book,) if wanted.book else OF_RECORD
    if wanted.rung:
        rung = rung_of(wanted.rung)
        holding = [book for book in BOOKS if rung in names_of(book)]
        books = tuple(book for book in books if book in holding)
        if not books:
            raise InputError(
                f"rung: {rung} stands in the book {' and '.join(holding)}"
                + (f", not in {wanted.book}" if wanted.book else "; name it with --book")
            )
    return Selection(
        books=books,
        givers=_parties(wanted.giver, words, on),
        receivers=_parties(wanted.receiver, words, on),
        parties=_parties(wanted.party, words, on),
        items=_items(wanted.item, words),
        names=frozenset({rung_of(wanted.rung)}) if wanted.rung else frozenset(),
    )


def _parties(name: str, words: Vocabulary, on: date) -> frozenset[str]:
    if not name:
        return frozenset()
    found = words.party(name, on).id
    try:
        return frozenset({found, *words.members(found, on)})
    except InputError:
        return frozenset({found})


def _items(name: str, words: Vocabulary) -> frozenset[str]:
    if not name:
        return frozenset()
    try:
        found = words.item(name).id
    except UnknownNameError as problem:
        try:
            return frozenset({words.currency(name).id})
        except UnknownNameError:
            raise problem from None
    return frozenset(each.id for each in words.items_below(found))


def rung_of(name: str) -> str:
    """The id of a rung, place, stage or act by its id or its shown name.

    Raises:
        UnknownNameError: no such rung.
    """
    known = [each for book in BOOKS for each in names_of(book)]
    for each in table(Rung).rows.values():
        if name == each.name:
            return each.id
    if name not in known:
        raise UnknownNameError("rung", name, known)
    return name


def names_of(book: str) -> tuple[str, ...]:
    """The rungs, places, stages or acts that the accounts of a book are named after."""
    if book == PROMISES:
        return (*table(Rung).rows, CEILING)
    if book == STOCK:
        return tuple(table(Account).rows)
    return MONEY_STAGES if book == MONEY else PLANNED_ACTS
