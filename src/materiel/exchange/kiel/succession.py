"""Two releases of the tracker as two states of knowledge, matched by activity and content."""

from materiel.exchange.format import Imported
from materiel.exchange.kiel.matching import PREFIX, links_between
from materiel.exchange.succession import NO_LONGER, Rows, Succession, relate, require_later

__all__ = ["NO_LONGER", "follow"]


def follow(before: Rows, later: Imported) -> Succession:
    """Relate a release to the rows that are in force; see ``succession.relate``.

    Rows that ``matching`` does not recognise are listed apart, as new and as vanished.

    Raises:
        InputError: the release is not later than the rows in force.
    """
    require_later(before, later)
    return relate(before, later, links_between(before, later.rows), PREFIX.match)
