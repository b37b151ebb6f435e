"""The burden report as plain values: tables, a tile map, ranked bars and flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.sharing.attributing import (
    MoneyKey,
    attribute_all,
    attribute_money,
    group_members,
)
from materiel.sharing.attribution import (
    NOT_HANDED_OVER,
    NOT_STATED,
    UNDISCLOSED,
    Attribution,
    Piece,
    Row,
)
from materiel.sharing.books import Books
from materiel.sharing.comparison import Compared, compare
from materiel.sharing.dependence import Returned, Waiting, consents_needed, returning
from materiel.sharing.flows import Sankey, sankey
from materiel.sharing.keyfigures import Figures, figures_of
from materiel.sharing.measures import (
    BackfillRatio,
    OpenPromise,
    Timeliness,
    ageing,
    backfill_ratios,
    on_time,
)
from materiel.sharing.ranks import Figure, Rank, rank
from materiel.sharing.refills import NOT_REFILLED
from materiel.sharing.statements import Statement, payer_statements, readings
from materiel.vocabulary.reader import table
from materiel.vocabulary.tiles import Tile

NOBODY = (NOT_STATED, UNDISCLOSED, NOT_REFILLED, NOT_HANDED_OVER)
"""Rows that name nobody in particular; they have bars and no place."""


@dataclass(frozen=True, slots=True)
class Square:
    """One state on the tile map.

    Attributes:
        party: its id.
        across, down: its square, counted from 0 at the top left.
        held: its bounds; None where nothing is on record, which is never 0.
        cites: ids of the entries behind it.
    """

    party: str
    across: int
    down: int
    held: Bounds | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedBar:
    """One party in a ranking: a bar from its low to its high end, with its place as a range.

    Attributes:
        place: among the named parties; None for what nobody in particular is named for.
    """

    party: str
    held: Bounds
    place: Rank | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """Who carried what of one total, under every role and key.

    Attributes:
        as_of: the day asked for.
        unit: of the counted units.
        total: what every role conserves.
        roles: rows by role: parties, then the groups asked for.
        parts: by role, the total by who holds it together; these sum exactly.
        pieces: by role, what of each promise is counted and who holds it.
        titles: our short name of each promise, by root.
        statements: by promise, the competing statements about who pays, side by side.
        readings: the column of payers once under each competing statement; each sums to the
            total.
        money: sums by stage, basis and currency; never added across.
        keys: keys side by side for the members of each group asked for.
        tiles: what each state handed over, on the map.
        outside_map: parties without a square, with what they hold.
        bars: by role, the parties by rank.
        flows: from payer to refilled donor.
        timeliness, open_promises, backfills, returned, consents: the measures.
    """

    as_of: date
    unit: str
    total: Bounds
    roles: Mapping[str, tuple[Row, ...]]
    parts: Mapping[str, Mapping[tuple[str, ...], Bounds]]
    pieces: Mapping[str, tuple[Piece, ...]]
    titles: Mapping[str, str]
    statements: Mapping[str, tuple[Statement, ...]]
    readings: Mapping[str, tuple[Row, ...]]
    money: Mapping[MoneyKey, tuple[Row, ...]]
    keys: Mapping[str, Compared]
    figures: Mapping[str, Figures]
    tiles: tuple[Square, ...]
    outside_map: Mapping[str, Bounds]
    bars: Mapping[str, tuple[RankedBar, ...]]
    flows: Sankey
    timeliness: tuple[Timeliness, ...]
    open_promises: tuple[OpenPromise, ...]
    backfills: tuple[BackfillRatio, ...]
    returned: tuple[Returned, ...]
    consents: tuple[Waiting, ...]


def burden(
    books: Books,
    roots: Sequence[str],
    *,
    rung: str = "received",
    groups: Sequence[str] = (),
    years: Mapping[str, int] | None = None,
) -> Burden:
    """Everything about who carries what, of one unit of issue.

    Args:
        books: the case at its stamps.
        roots: promises of one unit, as ``Books.select`` gives them.
        rung: what is counted; ``received`` for what was handed over.
        groups: groups whose rows stand beside their members, as of the day asked for.
        years: year of each key figure to take, by kind.

    Raises:
        InputError: the promises count in different units, or a group has no members that day.
    """
    columns = attribute_all(books, roots, rung)
    members = group_members(books, groups, books.as_of)
    handed = columns["handed-over"]
    figures = {name: figures_of(books, each, years or {}) for name, each in members.items()}
    statements = {root: payer_statements(books, root) for root in roots}
    squares, outside = tile_map(handed)
    return Burden(
        as_of=books.as_of,
        unit=handed.unit,
        total=handed.total,
        roles={name: each.table(members) for name, each in columns.items()},
        parts={name: each.parts for name, each in columns.items()},
        pieces={name: each.pieces for name, each in columns.items()},
        titles={root: books.commitment(root).title for root in roots},
        statements={root: each for root, each in statements.items() if each},
        readings={name: each.table() for name, each in readings(columns["paid"], books).items()},
        money={
            key: each.table(members) for key, each in attribute_money(books, tuple(roots)).items()
        },
        keys={name: compare(handed, each.members, books.as_of) for name, each in figures.items()},
        figures=figures,
        tiles=squares,
        outside_map=outside,
        bars={name: ranked_bars(each, books.as_of) for name, each in columns.items()},
        flows=sankey(books, roots, rung),
        timeliness=on_time(books, roots),
        open_promises=ageing(books, roots),
        backfills=backfill_ratios(books, roots),
        returned=returning(books),
        consents=consents_needed(books, roots),
    )


def tile_map(held: Attribution) -> tuple[tuple[Square, ...], dict[str, Bounds]]:
    """Every square of the map with what its state holds, and the parties without a square."""
    rows = held.rows
    tiles = table(Tile).rows
    squares = tuple(
        Square(tile.id, tile.across, tile.down, rows.get(tile.id), held.cites({tile.id}))
        for tile in tiles.values()
    )
    return squares, {party: each for party, each in rows.items() if party not in tiles}


def ranked_bars(held: Attribution, on: date) -> tuple[RankedBar, ...]:
    """The parties of a column, the best place first; what is nobody's stands last, unranked.

    A place holds among the parties that are named: what is not stated could be anybody's.
    """
    told = f"{held.role}, {held.basis}" if held.basis else held.role
    rows = held.rows
    figures = [
        Figure(
            party,
            Fraction(each.low),
            None if each.high is None else Fraction(each.high),
            f"{told}, {held.unit}",
            on,
        )
        for party, each in rows.items()
        if party not in NOBODY
    ]
    places = {figure.party: rank(figure.party, figures) for figure in figures}
    order = sorted(
        places,
        key=lambda party: (places[party].best, places[party].worst, -rows[party].low, party),
    )
    return tuple(
        RankedBar(party, rows[party], places.get(party), held.cites({party}))
        for party in (*order, *(each for each in rows if each in NOBODY))
    )
