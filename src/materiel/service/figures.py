"""Figures of a case at some stamps: what reached a rung, what is held, what was paid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError, InternalError, UnknownNameError
from materiel.kernel.expression import Expression
from materiel.kernel.period import LAST_DAY
from materiel.kernel.stamps import Stamps
from materiel.ledger.postings import MONEY, PLANS, PROMISES, STOCK, Account, Posted
from materiel.ledger.rows import Commitment
from materiel.ledger.totals import Sum, Total, sum_of, together, total_of
from materiel.service.selection import Selection, names_of
from materiel.store.reading import NOBODY, Filter, Reader


@dataclass(frozen=True, slots=True)
class Key:
    """What a figure is about; the parts that do not apply are empty.

    Attributes:
        book: ``promises``, ``stock``, ``money`` or ``plans``.
        giver, receiver: the two sides of a promise, a payment or a planned act.
        party: whose stock it is.
        item: an item, or a currency.
        name: a rung, a place, a stage of money or a planned act.
        commitment: the promise; empty when several are added up.
    """

    book: str
    giver: str
    receiver: str
    party: str
    item: str
    name: str
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """Who promises what to whom: the part of a promise that no correction changes."""

    giver: str
    receiver: str
    item: str


class Figures:
    """Reads the figures of one selection.

    Attributes:
        sides: every promise of the case by the first id of its chain, also one that is known
            later than the stamps: what reached it may be known before it is.
    """

    def __init__(self, reader: Reader, selection: Selection) -> None:
        self.reader, self.selection = reader, selection
        self.sides: Mapping[str, Side] = _sides(reader, NEWEST)

    def totals(self, *, each_promise: bool = False) -> dict[Key, Total]:
        """Every figure that is wanted, one for each promise or added up over the promises."""
        found: dict[Key, Total] = {}
        for book in self.selection.books:
            if book in (PROMISES, STOCK):
                found.update(self._by_account(book, each_promise))
            else:
                found.update(self._by_pair(book, each_promise))
        return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))

    def differences(self, less: str, *, each_promise: bool = False) -> dict[Key, Total]:
        """What reached the wanted rung and not the rung ``less``; equal unknowns cancel.

        A count is not below zero: where the statements leave room for it, the end is 0.

        Raises:
            InputError: not one rung of promises is wanted, or ``less`` is none.
        """
        if less not in names_of(PROMISES):
            raise InputError(
                f"less: {less} is no rung of promises; accepted: {', '.join(names_of(PROMISES))}"
            )
        if len(self.selection.names) != 1 or PROMISES not in self.selection.books:
            raise InputError("less: name the rung of promises that it is taken from, with --rung")
        (rung,) = self.selection.names
        words = f"{rung} less {less}"
        added = self._promise_legs_by_key(rung, words, each_promise)
        taken = self._promise_legs_by_key(less, words, each_promise)
        found = {}
        for key, mine in added.items():
            minus = sum_of(taken.get(key, ()), self.reader.stamps.as_of, self.reader.known, -1)
            total = total_of([self.sum(mine), minus], self.reader.known)
            low, high = total.bounds.low, total.bounds.high
            bounds = Bounds(
                max(0, low), None if high is None else max(0, high), total.bounds.low_known
            )
            found[key] = replace(total, bounds=bounds)
        return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))

    def _promise_legs_by_key(
        self, rung: str, words: str, each_promise: bool
    ) -> dict[Key, list[Posted]]:
        found: dict[Key, list[Posted]] = defaultdict(list)
        for mine in self.promise_legs(rung).values():
            for leg in mine:
                key = self._key(leg.account, each_promise=each_promise)
                if key is not None:
                    found[replace(key, name=words)].append(leg)
        return found

    def joint(self, keys: Iterable[Key]) -> Total | None:
        """All figures added up as one; None when they are not of one rung and item."""
        kinds = {(key.book, key.name, key.item) for key in keys}
        if len(kinds) != 1:
            return None
        ((book, _, _),) = kinds
        legs = self._legs(book)
        if book == PROMISES:
            by_promise = {account.commitment: self.sum(mine) for account, mine in legs.items()}
            return together(by_promise, self.reader.known)
        return total_of([self.sum(mine) for mine in legs.values()], self.reader.known)

    def sum(self, legs: Sequence[Posted]) -> Sum:
        """What some legs add up to at the stamps."""
        return sum_of(legs, self.reader.stamps.as_of, self.reader.known)

    def legs(self) -> list[Posted]:
        """The postings behind all figures of the selection, in the order of the log."""
        found = [
            leg
            for book in self.selection.books
            for each in self._legs(book).values()
            for leg in each
        ]
        return sorted(found, key=lambda leg: leg.seq)

    def promise_legs(self, name: str) -> dict[str, list[Posted]]:
        """Promise to the postings of one of its counters, such as its ceiling."""
        wanted = replace(self._filter(PROMISES), names=(name,))
        found: dict[str, list[Posted]] = defaultdict(list)
        for leg in self.reader.postings(wanted):
            if self._key(leg.account, each_promise=True) is not None:
                found[leg.account.commitment].append(leg)
        return dict(found)

    # -- books whose accounts say it all -----------------------------------------------------

    def _by_account(self, book: str, each_promise: bool) -> dict[Key, Total]:
        """Exact accounts come added up from the database; only doubtful ones leg by leg."""
        groups: dict[Key, dict[Account, Total]] = defaultdict(dict)
        doubtful: set[Account] = set()
        for account, total in self.reader.balances(self._filter(book)).items():
            key = self._key(account, each_promise=each_promise)
            if key is not None:
                groups[key][account] = total
                if total.bounds.exact is None or total.unknown or total.undated:
                    doubtful.add(account)
        crowded = {
            account
            for mine in groups.values()
            if len(mine) > 1
            for account in mine
            if account in doubtful
        }
        legs = self._legs_of(book, crowded)
        return {key: self._added(mine, legs) for key, mine in groups.items()}

    def _added(
        self, accounts: Mapping[Account, Total], legs: Mapping[Account, Sequence[Posted]]
    ) -> Total:
        """Several accounts as one figure; what lies inside another promise is not added again."""
        if len(accounts) == 1:
            return next(iter(accounts.values()))
        parts = {
            account: self.sum(legs[account]) if account in legs else _exact(account, total)
            for account, total in accounts.items()
        }
        if any(account.book == STOCK for account in accounts):
            return total_of(list(parts.values()), self.reader.known)
        by_promise = {account.commitment: part for account, part in parts.items()}
        return together(by_promise, self.reader.known)

    def _legs_of(self, book: str, accounts: set[Account]) -> dict[Account, list[Posted]]:
        if not accounts:
            return {}
        wanted = Filter(
            book=book,
            parties={account.party for account in accounts},
            names={account.name for account in accounts},
            items={account.item for account in accounts},
            commitments=_all_or_none({account.commitment for account in accounts}),
        )
        found: dict[Account, list[Posted]] = defaultdict(list)
        for leg in self.reader.postings(wanted):
            if leg.account in accounts:
                found[leg.account].append(leg)
        return dict(found)

    def _key(self, account: Account, *, each_promise: bool) -> Key | None:
        """What the balance of an account is a figure of; None when it is not wanted."""
        promise = account.commitment if each_promise else ""
        if account.book == STOCK:
            if self.selection.takes_stock(account.party, account.name):
                return Key(STOCK, "", "", account.party, account.item, account.name)
            return None
        side = self.sides.get(account.commitment)
        # The giver's account is the same figure with a minus.
        if side is None or account.party != side.receiver:
            return None
        if not self.selection.takes_sides(side.giver, side.receiver):
            return None
        return Key(PROMISES, side.giver, side.receiver, "", account.item, account.name, promise)

    # -- books whose legs say who gave -------------------------------------------------------

    def _by_pair(self, book: str, each_promise: bool) -> dict[Key, Total]:
        groups: dict[Key, list[Posted]] = defaultdict(list)
        for leg, giver in self._pairs(book):
            account = leg.account
            promise = account.commitment if each_promise else ""
            key = Key(book, giver, account.party, "", account.item, account.name, promise)
            groups[key].append(leg)
        return {key: total_of([self.sum(legs)], self.reader.known) for key, legs in groups.items()}

    def _pairs(self, book: str) -> Iterator[tuple[Posted, str]]:
        """Each receiving leg with the party of the giving leg of the same entry."""
        by_entry: dict[int, list[Posted]] = defaultdict(list)
        for leg in self.reader.postings(self._filter(book)):
            by_entry[leg.seq].append(leg)
        for legs in by_entry.values():
            givers = [leg for leg in legs if leg.coefficient < 0]
            for leg in legs:
                if leg.coefficient < 0 or not givers:
                    continue
                giver = givers[0].account.party
                if self.selection.takes_sides(giver, leg.account.party):
                    yield leg, giver

    # -- both --------------------------------------------------------------------------------

    def _filter(self, book: str) -> Filter:
        """What the database chooses by itself."""
        chosen = self.selection
        roots = chosen.roots
        if book == PROMISES and (chosen.givers or chosen.receivers or chosen.parties):
            mine = frozenset(
                root
                for root, side in self.sides.items()
                if chosen.takes_sides(side.giver, side.receiver)
            )
            roots = (roots & mine if roots else mine) or frozenset({NOBODY})
        return Filter(
            book=book,
            parties=chosen.parties if book == STOCK else (),
            names=chosen.names,
            items=chosen.items,
            commitments=roots,
        )

    def _legs(self, book: str) -> dict[Account, list[Posted]]:
        found: dict[Account, list[Posted]] = defaultdict(list)
        if book in (MONEY, PLANS):
            for leg, _ in self._pairs(book):
                found[leg.account].append(leg)
            return found
        for leg in self.reader.postings(self._filter(book)):
            if self._key(leg.account, each_promise=False) is not None:
                found[leg.account].append(leg)
        return found


def _exact(account: Account, total: Total) -> Sum:
    """An account as a plain number; one that holds unknowns needs its postings instead.

    Raises:
        InternalError: it holds unknowns, which a plain number would silently drop.
    """
    if total.bounds.exact is None or total.unknown or total.undated:
        raise InternalError(f"the postings of {account} were not read, and its number is not exact")
    return Sum(Expression(total.bounds.low), {})


def _all_or_none(values: set[str]) -> set[str]:
    """Values of a filter; all, where the empty one is wanted, which a filter cannot name."""
    return set() if "" in values else values


def roots_of(reader: Reader, names: Iterable[str]) -> frozenset[str]:
    """Promises as the first ids of their chains.

    Raises:
        UnknownNameError: no promise has this id.
        InputError: it is known later than the reader's stamps.
    """
    wanted = list(names)
    if not wanted:
        return frozenset()
    roots = reader.roots()
    known = set(_sides(reader, reader.stamps))
    later = set(_sides(reader, NEWEST)) - known
    for name in wanted:
        if roots.get(name) in later:
            raise InputError(f"commitment {name!r} is not known at {reader.stamps.known_at}")
        if roots.get(name) not in known:
            raise UnknownNameError("commitment", name, sorted(known))
    return frozenset(roots[name] for name in wanted)


NEWEST = Stamps(LAST_DAY, LAST_DAY)
"""Where everything is known."""


def _sides(reader: Reader, stamps: Stamps) -> dict[str, Side]:
    """The promises that are known at some stamps, by the first id of their chain."""
    newest = Reader(reader.connection, reader.case, stamps)
    words = reader.book.vocabulary
    rows = [row for row in newest.rows(Commitment) if isinstance(row, Commitment)]
    roots = newest.roots() if any(row.supersedes for row in rows) else {}
    return {
        roots.get(row.id, row.id): Side(
            words.party(row.giver).id, words.party(row.receiver).id, words.item(row.item).id
        )
        for row in rows
    }


_BOOKS = (PROMISES, STOCK, MONEY, PLANS)


def _order(key: Key) -> tuple[object, ...]:
    return (
        _BOOKS.index(key.book),
        key.item,
        key.giver,
        key.receiver,
        key.party,
        key.commitment,
        key.name,
    )
