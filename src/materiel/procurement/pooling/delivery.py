"""When the units of a lot arrive: earliest due first, month by month, in integers.

For equal units with a first and a last month each, this rule is late for nobody where anybody
could be served in time, and its lateness in unit-months is the least (exchange argument: of two
units that are both ready, serving the one that is due first never makes the sum worse).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from materiel.kernel.errors import InternalError
from materiel.procurement.pooling.values import Need, Offer, Pool, Window


@dataclass(slots=True)
class Wanted:
    """Units of a need that are still to be delivered."""

    need: Need
    window: Window
    left: int


def deliver(pool: Pool, offer: Offer, asked: Sequence[Wanted]) -> list[dict[int, int]]:
    """Units by month of arrival, for each of those who ask.

    Raises:
        InternalError: the capacity does not deliver them in their windows.
    """
    came: list[dict[int, int]] = [{} for _ in asked]
    order = sorted(range(len(asked)), key=lambda at: (asked[at].need.due, asked[at].need.id))
    for month in sorted(months_of(asked)):
        room = pool.fits(offer, month, month)
        for at in order:
            each = asked[at]
            if not each.left or not each.window.first <= month <= each.window.last:
                continue
            units = each.left if room is None else min(room, each.left)
            if units:
                came[at][month] = units
                each.left -= units
                room = None if room is None else room - units
    late = [each.need.id for each in asked if each.left]
    if late:
        raise InternalError(f"offer {offer.id} cannot deliver in time for {', '.join(late)}")
    return came


def months_of(asked: Sequence[Wanted]) -> set[int]:
    """Every month in which somebody takes units."""
    return {month for each in asked for month in range(each.window.first, each.window.last + 1)}
