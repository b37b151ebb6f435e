"""Find the heading row of a table by its content, and say what is missing, new or near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from materiel.exchange.kiel.packaged import known_headings, nameless, normal, spellings
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding

IGNORED = "ignored"
SEARCHED = 60
"""A heading row stands among the first rows of a sheet; releases put titles above it."""
NEAR = 0.8
"""Convention: how alike a new heading must be to stand in for one that is missing."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row of a table.

    Attributes:
        row: index of the heading row, from 0.
        at: our column to its index.
        findings: new and stand-in columns; none is taken over silently.
    """

    row: int
    at: Mapping[str, int]
    findings: tuple[Finding, ...]


def recognised(cells: Sequence[object], table: str) -> dict[str, int]:
    """Our columns in a row of headings, the first of equal ones; ignored ones left out."""
    known, empty = spellings(table), nameless(table)
    names = [normal(str(cell)) for cell in cells]
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        column = known.get(name, "")
        if not name and index + 1 < len(names):
            column = empty.get(names[index + 1], "")
        if column and column != IGNORED:
            found.setdefault(column, index)
    return found


def find_heading(
    rows: Sequence[Sequence[object]], table: str, required: Sequence[str], where: str
) -> Heading | None:
    """The row that reads most like the headings of a table; None when none does.

    A row counts with at least three known headings (or all that are required, if fewer), or
    with all but one of the required ones.
    """
    best: dict[str, int] = {}
    best_row = -1
    for row, cells in enumerate(rows[:SEARCHED]):
        found = recognised(cells, table)
        if len(found) > len(best):
            best, best_row = found, row
    enough = min(len(required), 3)
    if len(best) < max(enough, 1) and sum(name in best for name in required) < enough - 1:
        return None
    if not best:
        return None
    return _complete(rows[best_row], best_row, best, table, required, where)


def _complete(
    cells: Sequence[object],
    row: int,
    found: dict[str, int],
    table: str,
    required: Sequence[str],
    where: str,
) -> Heading:
    known = spellings(table)
    place = f"{where}:{row + 1}"
    new = {
        index: str(cell).strip()
        for index, cell in enumerate(cells)
        if normal(str(cell)) and normal(str(cell)) not in known
    }
    findings = []
    wanted = [*required, *dict.fromkeys(known.values())]
    for column in dict.fromkeys(wanted):
        if column in found or column == IGNORED:
            continue
        index = _stand_in(new, known_headings(table, column))
        if index is not None:
            found[column] = index
            findings.append(
                Finding(
                    "columns",
                    place,
                    f"column {new.pop(index)!r} is read as {known_headings(table, column)[0]!r}",
                    "Look at a row of it; rename the column if it means another thing.",
                    "warning",
                )
            )
    headings = list(known)
    for name in new.values():
        near = nearest(normal(name), headings, 1)
        hint = f"The nearest known one is {near[0]!r}." if near else "No known one is near."
        findings.append(
            Finding("columns", place, f"column {name!r} is new and is not read", hint, "note")
        )
    return Heading(row, found, tuple(findings))


def _stand_in(new: Mapping[int, str], known: Sequence[str]) -> int | None:
    """The one new heading that is near enough to a known spelling; None when none or several."""
    close = [
        index
        for index, name in new.items()
        if any(_alike(normal(name), each) >= NEAR for each in known)
    ]
    return close[0] if len(close) == 1 else None


def _alike(left: str, right: str) -> float:
    if sorted(left.split()) == sorted(right.split()):
        return 1.0
    return SequenceMatcher(None, left, right).ratio()


def require(
    heading: Heading, cells: Sequence[object], table: str, required: Sequence[str], where: str
) -> None:
    """Refuse a table that lacks a column.

    Raises:
        InputError: names every missing column, its known headings and the nearest one found.
    """
    missing = [column for column in required if column not in heading.at]
    if not missing:
        return
    texts = [str(cell).strip() for cell in cells if str(cell).strip()]
    parts = []
    for column in missing:
        known = known_headings(table, column)
        near = next((found[0] for each in known if (found := nearest(each, texts, 1))), "")
        hint = f"; nearest here: {near!r}" if near else ""
        parts.append(f"no column for {column!r} (known as {', '.join(map(repr, known))}{hint})")
    raise InputError(f"{where}:{heading.row + 1}: {'; '.join(parts)}")
