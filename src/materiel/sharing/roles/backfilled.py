"""Who gets new ones for what was given, as far as the refill has come."""

from materiel.kernel.bounds import Bounds
from materiel.sharing.attribution import Piece
from materiel.sharing.books import Books
from materiel.sharing.refills import NOT_REFILLED, refilled
from materiel.sharing.role import Role


def piece(books: Books, root: str, rung: str) -> Piece:
    """The receivers of the refills that reached the hands of somebody, and what is still open.

    What no refill has made good stands under ``NOT_REFILLED``, so the column conserves the
    total of the gift.
    """
    counted = books.reached(root, rung)
    found = refilled(books, root, counted.bounds, "received")
    done = found.by_receiver
    most = sum(each.high or 0 for each in done.values())
    unbounded = any(each.high is None for each in done.values())
    least = 0 if unbounded else max(0, counted.bounds.low - most)
    high = counted.bounds.high
    if high is not None:
        high -= sum(each.low for each in done.values())
    certain = all(each.exact is not None for each in done.values())
    rest = Bounds(least, high, counted.bounds.low_known and certain)
    shares = {**done, NOT_REFILLED: rest} if rest.high != 0 or not done else dict(done)
    return Piece(root, counted.bounds, shares, (root, *counted.cites, *found.cites))


ROLE = Role("backfilled", "who got new ones for it", piece)
