"""What an entry does to the books: one function for each kind that posts (DESIGN §4.2, §4.3)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from materiel.evidence.judgements import Judgement, read_share
from materiel.kernel.errors import InputError
from materiel.kernel.money import MINOR_DIGITS
from materiel.kernel.table import Row
from materiel.ledger.entry import Entry
from materiel.ledger.postings import (
    CEILING,
    CONVERSION,
    MONEY,
    NOTHING,
    ON_HAND,
    OPENING,
    PLANS,
    PROMISES,
    STOCK,
    Account,
    Derived,
    GateState,
    Leg,
    Overlap,
    Variable,
    refuse_unbalanced,
)
from materiel.ledger.rows import Commitment, Event, Gate, Holding, Payment, Planned
from materiel.optimise.bounds import Relation
from materiel.vocabulary.vocabulary import Vocabulary

OVERLAPS = ("part-of", "possibly-part-of", "distinct")


class Book(Protocol):
    """What a derivation may ask about the rest of the log."""

    vocabulary: Vocabulary

    def party(self, name: str) -> str:
        """The id of the party of this name; raises ``UnknownNameError``."""
        ...

    def item(self, name: str) -> str:
        """The id of the item of this name; raises ``UnknownNameError``."""
        ...

    def commitment(self, name: str) -> Commitment:
        """The commitment of this id; raises ``UnknownNameError``."""
        ...

    def versions(self, name: str) -> Sequence[Event]:
        """The event of this id and all its corrections; raises ``UnknownNameError``."""
        ...

    def shared(self, root: str) -> bool:
        """Whether another entry uses the unknown of this chain of corrections."""
        ...

    def root(self, name: str) -> str:
        """The first id of the chain of corrections that this id belongs to."""
        ...


def derive(entry: Entry, book: Book) -> Derived:
    """The postings, unknowns, relations and gates of one entry; nothing for most kinds.

    Raises:
        UnknownNameError: the entry names a party, item, event or commitment that is unknown.
        UnbalancedError: its legs do not sum to zero (a fault of the derivation or of a kind
            added by somebody else).
        InputError: a number that cannot be read one way.
    """
    rule = RULES.get(type(entry.row))
    if rule is None:
        return NOTHING
    derived = rule(entry, book)
    refuse_unbalanced(entry.id, derived.legs)
    return derived


def _event(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Event)
    event = book.vocabulary.event(row.event)
    promises = [book.commitment(name) for name in row.commitment]
    if not promises:
        raise InputError(f"{entry.id}: commitment: an event names at least one commitment")
    if len({book.root(promise.id) for promise in promises}) < len(promises):
        raise InputError(f"{entry.id}: commitment: the event names one promise twice")
    items = {book.item(promise.item) for promise in promises}
    if len(items) != 1:
        raise InputError(
            f"{entry.id}: commitment: the event names promises of {' and '.join(sorted(items))}; "
            "write one event for each item"
        )
    item = items.pop()
    whole, variables, extra = _quantity(entry, book)
    relations: list[Relation] = []
    if len(promises) == 1:
        parts = [whole]
    else:
        # Which promise it fulfils is a variable when the source does not say (DESIGN §4.6).
        parts = []
        for promise in promises:
            name = f"{book.root(entry.id)}:{promise.id}"
            variables.append(Variable(name, 0, extra, "which promise is not stated"))
            parts.append((1, name))
        relations = _sum_equals(entry.id, [name for _, name in parts], whole)
    legs: list[Leg] = []
    for promise, part in zip(promises, parts, strict=True):
        giver = book.party(promise.giver)
        receiver = book.party(promise.receiver)
        root = book.root(promise.id)
        for rung in event.raises:
            legs += _move(PROMISES, (giver, rung), (receiver, rung), item, root, part)
        if event.moves_stock:
            holders = {"giver": giver, "receiver": receiver}
            source = holders[event.from_holder], event.stock_from
            target = holders[event.to_holder], event.stock_to
            legs += _move(STOCK, source, target, item, root, part)
        if event.stock_from == CONVERSION:
            legs += _components(book, item, giver, root, part)
    return Derived(tuple(legs), tuple(variables), tuple(relations))


Part = tuple[int, str]
"""A coefficient and a variable; the variable is empty for an exact number."""


def _quantity(entry: Entry, book: Book) -> tuple[Part, list[Variable], int | None]:
    """The number of a row as a part, the unknowns it needs, and its upper end."""
    row = entry.row
    assert isinstance(row, (Event, Holding))
    same_as = getattr(row, "same_as", "")
    if same_as:
        if row.low is not None or row.high is not None:
            raise InputError(f"{entry.id}: same_as: state a number or same_as, not both")
        versions, root = book.versions(same_as), book.root(same_as)
        if any(other.same_as for other in versions if other.id == same_as):
            raise InputError(f"{entry.id}: same_as: {same_as} has no number of its own")
        # No end of its own: the other event, known or corrected later, is the only bound.
        return (1, root), _versions(root, versions), None
    try:
        bounds, root = row.bounds, book.root(entry.id)
    except InputError as problem:
        raise InputError(f"{entry.id}: low, high: {problem}") from None
    if bounds.exact is None or not bounds.low_known:
        return (1, root), [_variable(root, row)], bounds.high
    # An exact number still bounds the unknown when another entry counts "the same as" it.
    known = []
    if isinstance(row, Event) and row.supersedes:
        used = _was_unknown(row, book) or book.shared(root)
        known = [_variable(root, row)] if used else []
    return (bounds.exact, ""), known, bounds.exact


def _was_unknown(row: Event, book: Book) -> bool:
    """Whether a version before this one left the number open.

    Asked beside ``shared``, so that a rebuild, which starts from empty tables, says the same.
    """
    versions = {each.id: each for each in book.versions(row.id)}
    seen = {row.id}
    while row.supersedes in versions and row.supersedes not in seen:
        row = versions[row.supersedes]
        seen.add(row.id)
        if row.bounds.exact is None or not row.bounds.low_known:
            return True
    return False


def _versions(root: str, versions: Sequence[Event]) -> list[Variable]:
    """The unknown of a chain as each version with a number of its own bounds it."""
    return [_variable(root, other, other.id) for other in versions if not other.same_as]


def _unknown_of(name: str, book: Book) -> tuple[str, list[Variable]]:
    """The unknown that an event counts: its own, or that of the event it equals."""
    named = next(each for each in book.versions(name) if each.id == name)
    name = named.same_as or name
    return book.root(name), _versions(book.root(name), book.versions(name))


def _variable(name: str, row: Event | Holding, owner: str = "") -> Variable:
    return Variable(name, row.low, row.high, row.wording, owner)


_new = tuple.__new__
"""Makes an account or leg in half the time of its own constructor: an import makes millions."""


def _move(
    book: str, source: tuple[str, str], target: tuple[str, str], item: str, root: str, part: Part
) -> list[Leg]:
    """Two legs that take a part from one account to another."""
    count, variable = part
    return [
        _new(Leg, (_new(Account, (book, *source, item, root)), -count, variable)),
        _new(Leg, (_new(Account, (book, *target, item, root)), count, variable)),
    ]


def _components(book: Book, item: str, party: str, root: str, part: Part) -> list[Leg]:
    """Assembly: the components of a whole leave the stock through the conversion account."""
    parts = book.vocabulary.item(item).parts
    if not parts:
        raise InputError(f"{item}: no composition is stated, so none can be assembled")
    legs: list[Leg] = []
    for each in parts:
        component = book.item(each.item)
        count, variable = part
        needed = (count * each.count, variable)
        legs += _move(STOCK, (party, ON_HAND), (party, CONVERSION), component, root, needed)
    return legs


def _sum_equals(where: str, names: list[str], whole: Part) -> list[Relation]:
    count, variable = whole
    terms = dict.fromkeys(names, 1)
    bound = count
    if variable:
        terms[variable] = -count
        bound = 0
    up = tuple(sorted(terms.items()))
    down = tuple((name, -by) for name, by in up)
    why = f"{where}: its parts sum to the whole"
    return [Relation(up, bound, why), Relation(down, -bound, why)]


def _holding(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Holding)
    party, item = book.party(row.party), book.item(row.item)
    part, variables, _ = _quantity(entry, book)
    legs = _move(STOCK, (party, OPENING), (party, ON_HAND), item, "", part)
    return Derived(tuple(legs), tuple(variables))


def _commitment(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Commitment)
    giver, receiver = book.party(row.giver), book.party(row.receiver)
    item = book.item(row.item)
    if (row.ceiling == "number") != (row.ceiling_units is not None):
        raise InputError(
            f"{entry.id}: ceiling_units: state it when, and only when, ceiling is 'number'"
        )
    if row.ceiling_units is None:
        return NOTHING
    names = (giver, CEILING), (receiver, CEILING)
    return Derived(
        tuple(_move(PROMISES, *names, item, book.root(entry.id), (row.ceiling_units, "")))
    )


def _payment(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Payment)
    payer, payee = book.party(row.payer), book.party(row.payee)
    root = book.root(book.commitment(row.commitment).id)
    low, high = (_minor(value, row.currency) for value in (row.low, row.high))
    variables: list[Variable] = []
    if low is not None and low == high:
        part: Part = (low, "")
    else:
        name = book.root(entry.id)
        variables, part = [Variable(name, low, high, row.wording)], (1, name)
    legs = _move(MONEY, (payer, row.stage), (payee, row.stage), row.currency, root, part)
    return Derived(tuple(legs), tuple(variables))


def _minor(value: Decimal | None, currency: str) -> int | None:
    """Whole minor units; a source's finer decimal stays in its row and is rounded here.

    Half to even (DESIGN §4.2), on exact fractions: no precision is lost on the way.
    """
    if value is None:
        return None
    scale: int = 10 ** MINOR_DIGITS.get(currency, 2)
    return round(Fraction(value) * scale)


def _judgement(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Judgement)
    if row.relation in OVERLAPS and _is_commitment(book, row.right):
        right = book.root(book.commitment(row.right).id)
        lefts = [book.root(book.commitment(name).id) for name in row.left]
        return Derived(overlaps=tuple(Overlap(left, right, row.relation) for left in lefts))
    if row.relation == "share":
        return _share(entry, row, book)
    return Derived()


def _is_commitment(book: Book, name: str) -> bool:
    try:
        book.commitment(name)
    except InputError:
        return False
    return True


def _share(entry: Entry, row: Judgement, book: Book) -> Derived:
    """Share words as linear rows: ``q x parts >= p x whole`` for a share p/q, +1 when strict."""
    if not row.share_low and not row.share_high:
        raise InputError(f"{entry.id}: share_low, share_high: a share needs at least one of them")
    unknowns = [_unknown_of(name, book) for name in (*row.left, row.right)]
    *parts, whole = (name for name, _ in unknowns)
    variables = [each for _, versions in unknowns for each in versions]
    relations = []
    for text, sign in ((row.share_low, -1), (row.share_high, 1)):
        if not text:
            continue
        share, strict = read_share(text)
        terms: dict[str, int] = {}
        for part in parts:
            terms[part] = terms.get(part, 0) + sign * share.denominator
        terms[whole] = terms.get(whole, 0) - sign * share.numerator
        why = f"{entry.id}: {row.reason}"
        relations.append(Relation(tuple(sorted(terms.items())), -1 if strict else 0, why))
    return Derived(variables=tuple(variables), relations=tuple(relations))


def _gate(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Gate)
    book.party(row.grantor)
    if row.commitment:
        root = book.root(book.commitment(row.commitment).id)
    elif row.giver and row.receiver and row.item:
        root = ""
        book.party(row.giver)
        book.party(row.receiver)
        book.item(row.item)
    else:
        raise InputError(
            f"{entry.id}: commitment: a gate names a commitment, or giver, receiver and item"
        )
    if (row.cap == "number") != (row.cap_units is not None):
        raise InputError(f"{entry.id}: cap_units: state it when, and only when, cap is 'number'")
    return Derived(gates=(GateState(root, row.kind, row.state, row.cap_units, row.valid),))


def _planned(entry: Entry, book: Book) -> Derived:
    row = entry.row
    assert isinstance(row, Planned)
    giver, receiver = book.party(row.giver), book.party(row.receiver)
    item = book.item(row.item)
    names = (giver, row.act), (receiver, row.act)
    return Derived(tuple(_move(PLANS, *names, item, row.plan, (row.units, ""))))


RULES: Mapping[type[Row], Callable[[Entry, Book], Derived]] = {
    Event: _event,
    Holding: _holding,
    Commitment: _commitment,
    Payment: _payment,
    Judgement: _judgement,
    Gate: _gate,
    Planned: _planned,
}
"""The kinds of entries that post; all others are kept and cited but move nothing."""
