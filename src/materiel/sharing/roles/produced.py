"""Who made it, where an entry says so."""

from materiel.sharing.attribution import NOT_STATED, Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The producer of the promise; a gift from stock often names none."""
    row, counted = books.commitment(root), books.reached(root, rung)
    cites = (root, *counted.cites)
    return Piece.whole(root, counted.bounds, row.producer or NOT_STATED, cites)


ROLE = Role("produced", "who made it", piece)
