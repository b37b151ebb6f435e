"""Where the money returns to, and how much of what is given waits for a third state's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Payment
from materiel.sharing.attribution import UNDISCLOSED, total
from materiel.sharing.books import GIFTS, Books
from materiel.sharing.ratio import Ratio, share
from materiel.vocabulary.vocabulary import Vocabulary

CONSENTS = (
    "transfer-consent-government-sale",
    "transfer-consent-commercial-sale",
    "end-use-re-export",
)
"""Kinds of gates that a third state opens; licences and budgets are the giver's own."""


@dataclass(frozen=True, slots=True)
class Home:
    """The states that a maker belongs to.

    Attributes:
        states: ids of the states among its owners, sorted.
        open: whether an owner was reached that belongs to no state in the tables.
    """

    states: tuple[str, ...]
    open: bool


def home(words: Vocabulary, maker: str, on: date) -> Home:
    """The states above a maker on a day; an owner without a parent leaves the answer open.

    Raises:
        InputError: its owners form a cycle.
        UnknownNameError: the maker or an owner does not exist.
    """
    owners = words.owners(maker, on)
    states = sorted(each.id for each in owners if each.kind == "state")
    loose = any(each.kind != "state" and not each.parents_on(on) for each in owners)
    return Home(tuple(states), loose or not states)


@dataclass(frozen=True, slots=True)
class Returned:
    """What of a payer's money goes to makers of its own state.

    Attributes:
        payer, stage, basis, currency: of the sums; stages and bases are never mixed.
        paid: minor units to makers.
        returned: of these, to makers of the payer's own state.
        open_makers: makers whose owners no table resolves to states.
        cites: ids of the sums.
    """

    payer: str
    stage: str
    basis: str
    currency: str
    paid: Bounds
    returned: Bounds
    abroad: Bounds
    open_makers: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def share(self) -> Ratio | None:
        """Returned by all; None when nothing was paid."""
        return share(self.returned, self.abroad)


def returning(books: Books) -> tuple[Returned, ...]:
    """Money to makers by payer, stage, basis and currency, with what returns home (DESIGN §9).

    The maker is the producer of the promise, or a company that is paid or supplies where no
    producer is named; a sum to a giver for its gift buys nothing new and is left out. A maker
    that belongs to several states returns between nothing and all.
    """
    groups: dict[tuple[str, str, str, str], list[tuple[str, Bounds, str, date]]] = {}
    for row in books.payments():
        maker = _maker(books, row)
        if maker:
            key = (books.party(row.payer), row.stage, row.basis, row.currency)
            day = min(row.valid.last, books.as_of)
            groups.setdefault(key, []).append((maker, books.amount(row), row.id, day))
    return tuple(_returned(books, key, sums) for key, sums in sorted(groups.items()))


def _maker(books: Books, row: Payment) -> str:
    """Who makes what a sum buys; empty for a sum that buys nothing new, as one for a gift.

    A purchase through a government still goes to the producer that the promise names.
    """
    promise = books.commitments.get(books.root(row.commitment))
    payee = books.vocabulary.party(row.payee)
    if payee.kind == "company":
        return promise.producer if promise and promise.producer else payee.id
    if promise is None or promise.kind in GIFTS:
        return ""
    if payee.id in (promise.receiver, UNDISCLOSED):
        # Money that lets somebody else buy has not reached a maker yet.
        return ""
    giver = books.vocabulary.party(promise.giver)
    return promise.producer or (giver.id if giver.kind == "company" else "")


def _returned(
    books: Books,
    key: tuple[str, str, str, str],
    sums: Sequence[tuple[str, Bounds, str, date]],
) -> Returned:
    back, abroad, open_makers = [], [], []
    for maker, amount, _, day in sums:
        found = home(books.vocabulary, maker, day)
        doubt = Bounds(0, amount.high, low_known=False)
        if found.states == (key[0],) and not found.open:
            back.append(amount)
        elif key[0] not in found.states and not found.open:
            abroad.append(amount)
        else:
            back.append(doubt)
            abroad.append(doubt)
            open_makers.append(maker)
    return Returned(
        *key,
        total(amount for _, amount, _, _ in sums),
        total(back),
        total(abroad),
        tuple(dict.fromkeys(open_makers)),
        tuple(name for _, _, name, _ in sums),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of what is given needs a third state's consent, by what is on record.

    Attributes:
        donor, item: ids.
        promised: units that a donor promised or handed over.
        needing: of these, units of promises with such a consent on record.
        granted, refused, pending: of ``needing``, by how the consents stand.
        grantors: the third states, sorted.
        cites: ids of the promises and consents.
    """

    donor: str
    item: str
    promised: Bounds
    needing: Bounds
    granted: Bounds
    refused: Bounds
    pending: Bounds
    silent: Bounds
    grantors: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def share(self) -> Ratio | None:
        """Needing by all. What has no consent on record may need one nobody reported."""
        return share(self.needing, self.silent)


def consents_needed(books: Books, roots: Sequence[str]) -> tuple[Waiting, ...]:
    """By donor and item; a consent limited to fewer units than promised covers only those."""
    groups: dict[tuple[str, str], list[str]] = {}
    for root in roots:
        row = books.commitment(root)
        groups.setdefault((row.giver, row.item), []).append(root)
    return tuple(_waiting(books, donor, item, mine) for (donor, item), mine in groups.items())


def _waiting(books: Books, donor: str, item: str, roots: Sequence[str]) -> Waiting:
    sums: dict[str, list[Bounds]] = {
        name: [] for name in ("promised", "needing", "granted", "refused", "pending", "silent")
    }
    grantors, cites = set[str](), list[str]()
    limits: dict[str, int | None] = {}
    for root in roots:
        row = books.commitment(root)
        _, promised = books.promised(root)
        cites += [root, *promised.cites]
        units = promised.bounds
        sums["promised"].append(units)
        third = [
            gate
            for gate in books.gates(root)
            if gate.kind in CONSENTS
            and gate.valid.start <= books.as_of
            and books.party(gate.grantor) not in (row.giver, row.receiver)
        ]
        if not third:
            sums["silent"].append(units)
            continue
        sums["needing"].append(units)
        grantors |= {books.party(gate.grantor) for gate in third}
        cites += [gate.id for gate in third]
        # The strictest of several consents decides; an expired one no longer opens anything.
        states = {gate.state for gate in third}
        word = next((each for each in ("refused", "expired", "pending") if each in states), "")
        if word:
            sums["refused" if word == "refused" else "pending"].append(units)
            continue
        limits |= {gate.id: gate.cap_units for gate in third}
        caps = [gate.cap_units for gate in third if gate.cap_units is not None]
        covered = _at_most(units, min(caps)) if caps else units
        sums["granted"].append(covered)
        sums["pending"].append(_beyond(units, covered))
    found = {name: total(each) for name, each in sums.items()}
    if limits and not any(limit is None for limit in limits.values()):
        # Several promises under one consent share its limit.
        most = sum(limit for limit in limits.values() if limit is not None)
        covered = _at_most(found["granted"], most)
        found["pending"] += _beyond(found["granted"], covered)
        found["granted"] = covered
    return Waiting(
        donor, item, **found, grantors=tuple(sorted(grantors)), cites=tuple(dict.fromkeys(cites))
    )


def _at_most(units: Bounds, cap: int) -> Bounds:
    high = cap if units.high is None else min(units.high, cap)
    return Bounds(min(units.low, cap), high, units.low_known)


def _beyond(units: Bounds, covered: Bounds) -> Bounds:
    """What is above the cap; both ends move together."""
    high = None if units.high is None else units.high - (covered.high or 0)
    return Bounds(units.low - covered.low, high, units.low_known)
