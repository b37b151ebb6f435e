"""Who handed it to the receiver."""

from materiel.sharing.attribution import Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The giver of the promise, whoever paid for it."""
    counted = books.reached(root, rung)
    return Piece.whole(root, counted.bounds, books.commitment(root).giver, (root, *counted.cites))


ROLE = Role("handed-over", "who handed it to the receiver", piece)
