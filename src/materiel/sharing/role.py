"""What a role is: a named rule that says who holds it in a promise or a payment."""

from collections.abc import Callable
from dataclasses import dataclass

from materiel.sharing.attribution import Piece
from materiel.sharing.books import Books


@dataclass(frozen=True, slots=True)
class Role:
    """One of the parts that a party can play in what is given (DESIGN §2.1).

    Attributes:
        name: kebab-case.
        meaning: one phrase for reports.
        piece: ``(books, root, rung)`` to the piece of that promise: how much reached the rung,
            and who holds the role in it.
    """

    name: str
    meaning: str
    piece: Callable[[Books, str, str], Piece]
