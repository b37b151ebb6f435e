"""Attribute what was given by role; every role's column sums to the same total (DESIGN §9)."""

from collections.abc import Sequence
from datetime import date

from materiel.kernel.collect import collect
from materiel.kernel.errors import UnknownNameError
from materiel.ledger.rows import MONEY_STAGES
from materiel.sharing import roles
from materiel.sharing.attribution import Attribution, Joint, Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role

ENTRY_POINTS = "materiel.roles"
STAGES = MONEY_STAGES
"""The words for money in their order; an attribution never mixes two of them (DESIGN §2.8)."""


def known_roles() -> dict[str, Role]:
    """Every role, shipped or added by others, by name."""
    return collect(roles, Role, ENTRY_POINTS)


def attribute(role: str, books: Books, roots: Sequence[str], rung: str = "received") -> Attribution:
    """What has reached a rung, by who holds a role in it.

    Args:
        role: a name of ``known_roles``.
        books: the case at its stamps.
        roots: the promises, as ``Books.select`` gives them; all of one unit.
        rung: what is counted, ``received`` for what was handed over.

    Raises:
        UnknownNameError: there is no such role.
        InputError: the promises count in different units.
    """
    known = known_roles()
    if role not in known:
        raise UnknownNameError("role", role, list(known))
    pieces = tuple(known[role].piece(books, root, rung) for root in roots)
    said = tuple(piece for piece in pieces if books.reached(piece.name, rung).stated)
    joint = Joint({piece.name: books.sum(piece.name, rung) for piece in said}, books.known)
    return Attribution(role, books.unit(roots), said, f"{rung} by {books.as_of}", joint)


def attribute_all(
    books: Books, roots: Sequence[str], rung: str = "received"
) -> dict[str, Attribution]:
    """The same total under every role, side by side."""
    return {name: attribute(name, books, roots, rung) for name in known_roles()}


MoneyKey = tuple[str, str, str]
"""Stage, basis, currency."""


def attribute_money(books: Books, roots: Sequence[str] = ()) -> dict[MoneyKey, Attribution]:
    """Sums by who pays, one attribution for each stage, basis and currency; never mixed.

    Args:
        books: the case at its stamps.
        roots: only sums of these promises; empty takes all.
    """
    found: dict[MoneyKey, list[Piece]] = {}
    for row in books.payments():
        root = books.root(row.commitment)
        if roots and root not in roots:
            continue
        piece = Piece.whole(row.id, books.amount(row), books.party(row.payer), (row.id,))
        found.setdefault((row.stage, row.basis, row.currency), []).append(piece)
    order = {stage: place for place, stage in enumerate(STAGES)}
    return {
        key: Attribution("paid", key[2], tuple(found[key]), f"{key[0]}, {key[1]} basis")
        for key in sorted(found, key=lambda key: (order[key[0]], key))
    }


def group_members(books: Books, groups: Sequence[str], on: date) -> dict[str, tuple[str, ...]]:
    """The members of some groups on a day, for rows beside those of their members.

    Raises:
        InputError: a group had no members on that day.
    """
    return {books.party(name): books.vocabulary.members(name, on) for name in groups}
