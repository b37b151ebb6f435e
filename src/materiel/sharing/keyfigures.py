"""The figures that keys weigh by: what ships, and what a case states for itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, column
from materiel.sharing.books import Books
from materiel.sharing.costkey import Member
from materiel.vocabulary.figures import population

FIGURES = ("gdp", "gni", "population", "agreed")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure(Row):
    """A figure of a party that a cost-share key weighs by, where none ships or another is meant.

    Gross national income ships for nobody; a case that wants that key states it here.
    """

    TABLE: ClassVar[str] = "key_figures"
    party: str = column("party", "whose")
    kind: str = column("choice", "what is measured", choices=FIGURES)
    year: int | None = column("count", "the year measured; empty for an agreed part", default=None)
    value: int = column("count", "the figure, in one unit for all parties of the case")
    unit: str = column("text", "what one of it is, as USD million", default="")


@dataclass(frozen=True, slots=True)
class Figures:
    """Members with their figures, and why some have none.

    Attributes:
        members: in the order of the ids.
        years: the year of each figure that was taken, by kind.
        missing: ``(party, kind)`` to why nothing could be taken.
        cites: ids of the case's rows and of the packaged tables' rows.
    """

    members: tuple[Member, ...]
    years: Mapping[str, int]
    missing: Mapping[tuple[str, str], str]
    cites: tuple[str, ...]


def figures_of(books: Books, parties: Iterable[str], years: Mapping[str, int]) -> Figures:
    """The figures of some parties for stated years; no year stands in for another.

    Args:
        books: the case at its stamps, whose own ``key_figures`` go first.
        parties: ids or names.
        years: the year to take by kind (``gdp``, ``gni``, ``population``); a kind that is left
            out is not looked up.

    Raises:
        InputError: the case states two figures for one party, kind and year, or figures of one
            kind in different units.
    """
    own = _own(books, years)
    members, cites = [], list[str]()
    missing: dict[tuple[str, str], str] = {}
    for party in sorted({books.party(name) for name in parties}):
        found: dict[str, int] = {}
        for kind in FIGURES:
            if kind != "agreed" and kind not in years:
                continue
            row = own.get((party, kind))
            if row is not None:
                found[kind] = row.value
                cites.append(row.id)
                continue
            try:
                found[kind] = _packaged(books, party, kind, years)
                cites.append(f"{kind}/{party}:{years[kind]}")
            except InputError as problem:
                missing[party, kind] = str(problem)
        members.append(
            Member(
                party,
                gdp=found.get("gdp"),
                gni=found.get("gni"),
                population=found.get("population"),
                agreed=Fraction(found["agreed"]) if "agreed" in found else None,
            )
        )
    return Figures(tuple(members), dict(years), missing, tuple(cites))


def _own(books: Books, years: Mapping[str, int]) -> dict[tuple[str, str], KeyFigure]:
    found: dict[tuple[str, str], KeyFigure] = {}
    units: dict[str, str] = {}
    for row in books.of(KeyFigure):
        if row.kind != "agreed" and years.get(row.kind) != row.year:
            continue
        key = (books.party(row.party), row.kind)
        if key in found:
            raise InputError(f"{row.id}: {key[0]} has a {row.kind} already, in {found[key].id}")
        if units.setdefault(row.kind, row.unit) != row.unit:
            raise InputError(f"{row.id}: {row.kind} in {row.unit!r}, others in {units[row.kind]!r}")
        found[key] = row
    return found


def _packaged(books: Books, party: str, kind: str, years: Mapping[str, int]) -> int:
    if kind == "gdp":
        return books.vocabulary.gdp(party, years[kind]).usd_million
    if kind == "population":
        return population(party, years[kind]).persons
    if kind == "gni":
        raise InputError(f"no gross national income ships; state that of {party} in key_figures")
    raise InputError(f"no agreed part of {party} is stated in key_figures")
