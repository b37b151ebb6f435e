"""How many people live in a state: the figures behind the key of population."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column
from materiel.vocabulary.reader import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Population(Row):
    """The people of a state in one year, as a statistical office counts them.

    No table of gross national income ships, because no figure for it with a public source is
    held; a case brings its own in the table ``key_figures``.
    """

    TABLE: ClassVar[str] = "population"
    party: str = column("id", "party id of the state")
    year: int = column("count", "the year measured")
    persons: int = column("count", "total population at the middle of the year", unit="persons")


def population(party: str, year: int) -> Population:
    """The people of a state in a year.

    Args:
        party: id of the state.
        year: of the figure; no other year stands in for it.

    Raises:
        InputError: no figure ships for that party and year; names the years that are held.
    """
    rows = table(Population).rows
    found = rows.get(f"{party}:{year}")
    if found is None:
        years = [each.year for each in rows.values() if each.party == party]
        have = ", ".join(map(str, years)) or "none"
        raise InputError(f"no population of {party} in {year}; years held: {have}")
    return found
