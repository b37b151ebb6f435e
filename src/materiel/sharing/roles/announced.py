"""Who said that it will be given."""

from materiel.sharing.attribution import Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The giver of the promise: the one that bound itself, whoever pays or makes it."""
    counted = books.reached(root, rung)
    return Piece.whole(root, counted.bounds, books.commitment(root).giver, (root, *counted.cites))


ROLE = Role("announced", "who promised it", piece)
