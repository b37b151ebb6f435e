"""Whose it was before: the giver's own stock, or nobody's when it was made anew for the gift."""

from materiel.sharing.attribution import NOT_STATED, Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The giver where its stock fell by it; not stated where a maker is named for the gift."""
    row, counted = books.commitment(root), books.reached(root, rung)
    cites = (root, *counted.cites)
    if row.producer and row.producer == row.giver:
        # New from the maker: who owned it on the way is what a contract says, not the gift.
        return Piece.whole(root, counted.bounds, NOT_STATED, cites)
    return Piece.whole(root, counted.bounds, row.giver, cites)


ROLE = Role("owned", "whose stock it came from", piece)
