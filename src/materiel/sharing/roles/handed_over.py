"""Who handed it to the receiver, as far as it has left the giver."""

from materiel.kernel.bounds import Bounds
from materiel.sharing.attribution import NOT_HANDED_OVER, Piece
from materiel.sharing.books import Books
from materiel.sharing.role import Role

LEFT = "dispatched"
"""The first rung of the movement: from here on somebody has handed it over."""


def piece(books: Books, root: str, rung: str) -> Piece:
    """The giver of the promise, whoever paid for it; what has not left it stands apart.

    A total of what was only announced or pledged is no total of hand-overs: the part that has
    not been dispatched stands under ``NOT_HANDED_OVER``, so the column conserves the total.
    """
    giver, counted = books.commitment(root).giver, books.reached(root, rung)
    cites = (root, *counted.cites)
    if books.vocabulary.rung(rung).track == "movement":
        return Piece.whole(root, counted.bounds, giver, cites)
    most, left = counted.bounds, books.reached(root, LEFT)
    ends = [end for end in (most.high, left.bounds.high) if end is not None]
    gone = Bounds(min(most.low, left.bounds.low), min(ends, default=None), left.bounds.low_known)
    rest = books.left(root, rung, LEFT).bounds
    shares = {giver: gone, NOT_HANDED_OVER: rest}
    held = {party: each for party, each in shares.items() if each.high != 0}
    return Piece(root, most, held or shares, (*cites, *left.cites))


ROLE = Role("handed-over", "who handed it to the receiver", piece)
