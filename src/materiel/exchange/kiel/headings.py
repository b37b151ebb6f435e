"""Find the heading row of a table by its content, and say what is missing, new or near."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from materiel.exchange.kiel.packaged import known_headings, nameless, normal, spellings
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding, Severity

IGNORED = "ignored"
SEARCHED = 60
"""A heading row stands among the first rows of a sheet; releases put titles above it."""
NEAR = 0.8
"""Convention: how alike two words must be to be one word in two spellings."""
SHORT = 4
"""Letters of the shortest word with a slip of the pen in it; USD is no misspelt EUR."""
MONEY = frozenset(
    {
        *("source_value", "source_total", "currency", "contribution", "contribution_currency"),
        *("rate", "total", "financial", "humanitarian", "military", "commitments", "share_bn"),
        *("stockpile", "procurement", "unspecified", "nato_purl", "number"),
    }
)
"""Columns of figures: a heading that is only like theirs may be of another unit or measure."""


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
        if index is None:
            continue
        name, spelt = new.pop(index), known_headings(table, column)
        first = next((each for each in spelt if _spelt_alike(normal(name), each)), spelt[0])
        if is_money(column):
            problem = f"column {name!r} is no known spelling of {first!r}, and is not read"
            remedy = f"If it means the same, in the same currency, rename it to {first!r}."
            findings.append(Finding("columns", place, problem, remedy))
        else:
            found[column] = index
            problem = f"column {name!r} is read as {first!r}"
            remedy = "Look at a row of it; rename the column if it means another thing."
            findings.append(Finding("columns", place, problem, remedy, "warning"))
    headings = list(known)
    for name in new.values():
        near = nearest(normal(name), headings, 1)
        hint = f"The nearest known one is {near[0]!r}." if near else "No known one is near."
        missed = bool(near) and is_money(known[near[0]]) and known[near[0]] not in found
        severity: Severity = "warning" if missed else "note"
        problem = f"column {name!r} is new and is not read"
        findings.append(Finding("columns", place, problem, hint, severity))
    return Heading(row, found, tuple(findings))


def is_money(column: str) -> bool:
    """Whether a column holds figures, which are never read under a heading that is only near."""
    return column in MONEY or column.endswith("_eur") or ":" in column


def nameless_columns(
    heading: Heading, rows: Sequence[Sequence[object]], where: str
) -> list[Finding]:
    """Columns that hold something under no name: they are not read, and that is said.

    Args:
        heading: the heading row of the table.
        rows: all rows, the heading among them.
        where: ``file:sheet``.
    """
    used, cells = set(heading.at.values()), rows[heading.row]
    held: Counter[int] = Counter()
    for row in rows[heading.row + 1 :]:
        for index, cell in enumerate(row):
            named = index < len(cells) and normal(str(cells[index]))
            if not named and index not in used and str(cell).strip():
                held[index] += 1
    return [
        Finding(
            "columns",
            f"{where}:{heading.row + 1}",
            f"column {index + 1} has no name; {count:,} cells under it are not read",
            "Name it, if it matters.",
            "warning",
        )
        for index, count in sorted(held.items())
    ]


def _stand_in(new: Mapping[int, str], known: Sequence[str]) -> int | None:
    """The one new heading that spells a known one otherwise; None when none or several do."""
    close = [
        index
        for index, name in new.items()
        if any(_spelt_alike(normal(name), each) for each in known)
    ]
    return close[0] if len(close) == 1 else None


def _spelt_alike(left: str, right: str) -> bool:
    """Whether two headings are of the same words, in another order or with slips of the pen."""
    mine, theirs = left.split(), right.split()
    if len(mine) != len(theirs):
        return False
    return sorted(mine) == sorted(theirs) or all(map(_one_word, mine, theirs))


@lru_cache(4096)
def _one_word(left: str, right: str) -> bool:
    if left == right:
        return True
    if max(len(left), len(right)) < SHORT:
        return False
    if min(len(left), len(right)) > SHORT and (left.startswith(right) or right.startswith(left)):
        return True  # cut short, as "redistr"
    return SequenceMatcher(None, left, right).ratio() > NEAR


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


def nearly(
    rows: Sequence[Sequence[object]], table: str, groups: Sequence[Sequence[str]], where: str
) -> str:
    """Which columns a table lacks whose other headings are those of ``table``; empty for none.

    Args:
        rows: the first of the table.
        table: the table whose headings are looked for.
        groups: columns of which one each is needed.
        where: of the file, for the message.

    Returns:
        The message of ``require`` for the row that comes nearest: at least half of the groups
        are there, and three headings in all, slips of the pen counted in.
    """
    best: tuple[int, int, int] = (0, 0, -1)
    for row, cells in enumerate(rows[:SEARCHED]):
        here = recognised(cells, table)
        for index, cell in enumerate(cells):
            column = _misspelt(normal(str(cell)), table) if isinstance(cell, str) else ""
            if column and column != IGNORED:
                here.setdefault(column, index)
        met = sum(any(column in here for column in group) for group in groups)
        if (met, len(here)) > best[:2]:
            best = (met, len(here), row)
    met, many, row = best
    if met * 2 < len(groups) or many < min(len(groups), 3):
        return ""
    exact = recognised(rows[row], table)
    lacking = [group[0] for group in groups if not any(column in exact for column in group)]
    try:
        require(Heading(row, exact, ()), rows[row], table, lacking, where)
    except InputError as problem:
        return str(problem)
    return ""


@lru_cache(4096)
def _misspelt(name: str, table: str) -> str:
    """The column that a heading spells otherwise; empty for none."""
    if not name:
        return ""
    known = spellings(table)
    return next((known[each] for each in known if _spelt_alike(name, each)), "")
