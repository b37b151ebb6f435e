"""How many people live in a state: the figures behind the key of population."""

from collections.abc import Iterable
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
    persons: int = column(
        "count",
        "total population at the middle of the year, or on the day that the source names",
        unit="persons",
    )


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


def populations(parties: Iterable[str], newest: int) -> tuple[int, dict[str, int]]:
    """The people of several states in the newest year for which all their figures are held.

    Args:
        parties: ids of states; figures of different years never meet in one sum.
        newest: no later year is taken.

    Returns:
        The year, and persons by party.

    Raises:
        InputError: no year up to ``newest`` holds a figure of each; names who lacks one.
    """
    wanted = sorted(set(parties))
    held: dict[int, dict[str, int]] = {}
    for row in table(Population).rows.values():
        if row.party in wanted and row.year <= newest:
            held.setdefault(row.year, {})[row.party] = row.persons
    full = [year for year, found in held.items() if len(found) == len(wanted)]
    if not full:
        best = max(held.values(), key=len, default={})
        lacking = ", ".join(party for party in wanted if party not in best) or "nobody"
        raise InputError(
            f"population: no year up to {newest} holds all {len(wanted)} states; lacking: {lacking}"
        )
    return max(full), held[max(full)]
