"""A burden promise by promise: each unit under every role, and who pays by each statement."""

from collections.abc import Iterator, Sequence

from materiel.kernel.bounds import Bounds
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import count_words
from materiel.sharing.attribution import Piece
from materiel.sharing.burden import Burden

TOTAL = "total"
TITLES = {"handed-over": "handed over", "backfilled": "was refilled"}
MOST_UNITS = 12
"""Up to so many units of an exact promise have a row each; more of them share one."""


def promise_table(found: Burden, roles: Sequence[str]) -> Table:
    """One row for each unit, who holds it under each role; every column sums to the total.

    Args:
        found: the burden.
        roles: its roles in the order of the columns.
    """
    by_role = {role: {piece.name: piece for piece in found.pieces[role]} for role in roles}
    lines = []
    for root in next(iter(by_role.values()), {}):
        mine = [by_role[role][root] for role in roles]
        cites = cited([root, *(name for piece in mine for name in piece.cites)])
        holders = [" or ".join(piece.holders) for piece in mine]
        for label, units in _rows(mine[0]):
            lines.append(Line((root, label, found.titles[root], units, *holders), cites))
    cites = cited([name for line in lines for name in line.cites])
    total = [count_words(found.total) for _ in roles]
    lines.append(Line((TOTAL, "", "", found.total, *total), cites, strong=True))
    return Table(
        "promises",
        "Promise by promise",
        "Who announced, owned, paid, handed over, made and was refilled each unit?",
        (
            Column("promise", "promise"),
            Column("unit", "unit of it"),
            Column("title", "what"),
            Column("units", "units", "count", found.unit),
            *(Column(role, TITLES.get(role, role)) for role in roles),
        ),
        tuple(lines),
        notes=(
            "Every column counts the same units, so each sums to the total.",
            '"A or B": one of them, or several together; the split is not published.',
        ),
    )


def _rows(piece: Piece) -> Iterator[tuple[str, Bounds]]:
    """Which of how many, and what the row counts."""
    units = piece.amount.exact
    if units is None or units > MOST_UNITS or units < 2:  # noqa: PLR2004  (one is not numbered)
        yield "", piece.amount
        return
    for number in range(1, units + 1):
        yield f"{number} of {units}", Bounds.exactly(1)


def readings_table(found: Burden) -> Table:
    """Who pays, once under each competing statement; each reading sums to the total."""
    lines = []
    for name, rows in found.readings.items():
        lines += [Line((name, row.party, row.held), cited(row.cites)) for row in rows]
        cites = cited([cite for row in rows for cite in row.cites])
        lines.append(Line((name, TOTAL, found.total), cites, strong=True))
    return Table(
        "readings",
        "Who paid, by each statement",
        "What does each competing statement make of who paid?",
        (
            Column("statement", "statement"),
            Column("party", "party"),
            Column("paid", "paid", "count", found.unit),
        ),
        tuple(lines),
        group="statement",
        empty="No two statements compete.",
        notes=(
            "One contested promise is read one way at a time, the others stay open.",
            "None of the statements is chosen, and none is averaged.",
        ),
    )
