"""Who pays for it, as far as stated; payers without a published split share it openly."""

from materiel.sharing.attribution import Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The payers of the promise; competing statements about them: ``sharing.statements``."""
    row, counted = books.commitment(root), books.reached(root, rung)
    return Piece.shared(root, counted.bounds, row.payer, (root, *counted.cites))


ROLE = Role("paid", "who pays for it", piece)
