"""A later file of a process after one that stands: what it adds, and what it says anew.

A release says only what changed. So a row that comes again keeps the cells that the new one leaves
empty, as a field keeps its value when releases merge, and supersedes the row that stands.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from materiel.evidence.claims import Claim
from materiel.exchange.format import Imported
from materiel.exchange.ocds.names import NO_TITLE, NOUNS, UNNAMED
from materiel.exchange.ocds.parts import described
from materiel.kernel.findings import Finding
from materiel.kernel.table import Row, from_cells, to_cells

_NUMBERED = re.compile(r"(.+)/(\d{1,6})")
_GROUND = frozenset(("id", "known_on", "sources", "supersedes", "document", "speaker", "publisher"))
"""Cells that say since when, by whom and on what ground; the others are what a row states."""

Rows = Mapping[type[Row], Sequence[Row]]


def same_statement(one: Row, other: Row) -> bool:
    """Whether two rows say the same, whoever says it and whenever it was known."""
    return type(one) is type(other) and _stated(one) == _stated(other)


def _stated(row: Row) -> dict[str, str]:
    return {name: cell for name, cell in to_cells(row).items() if name not in _GROUND}


def base_of(name: str) -> str:
    """The id of the first state of a row, from that of any state."""
    found = _NUMBERED.fullmatch(name)
    return found[1] if found else name


def later(row: Row, head: str) -> Row:
    """A later state of a row, which supersedes the one that stands.

    Ids that we make hold no other slash, so the number behind it is ours.
    """
    found = _NUMBERED.fullmatch(head)
    base, number = (found[1], int(found[2]) + 1) if found else (head, 2)
    return replace(row, id=f"{base}/{number}", supersedes=head)


def in_order_of_correction(rows: Sequence[Row]) -> list[Row]:
    """The rows with each behind the one that it corrects, else as they stand."""
    by_id = {row.id: row for row in rows}
    found: dict[str, Row] = {}
    for row in rows:
        chain: list[Row] = []
        each: Row | None = row
        while each is not None and each.id not in found and each not in chain:
            chain.append(each)
            each = by_id.get(each.supersedes)
        found.update({each.id: each for each in reversed(chain)})
    return list(found.values())


def follow(imported: Imported, standing: Rows, logged: Collection[str]) -> Imported:
    """The rows of a file as they come after those that stand.

    Args:
        imported: what was read, as if nothing stood.
        standing: the rows of the case in force.
        logged: ids of rows of the file that the log holds with the very same content.
    """
    heads: dict[str, Row] = {base_of(row.id): row for mine in standing.values() for row in mine}
    names: dict[str, str] = {}
    places = dict(imported.places)
    findings = list(imported.findings)
    rows: dict[type[Row], list[Row]] = {}
    for kind, mine in imported.rows.items():
        kept = rows.setdefault(kind, [])
        for row in mine:
            head = heads.get(base_of(row.id))
            if head is None or isinstance(row, NOUNS) or row.id in logged:
                kept.append(row)
                continue
            place = places.get(row.id, "")
            merged = _merged(head, row)
            if merged is None or same_statement(head, merged):
                names[row.id] = head.id
            elif _day(row, imported) < _day(head, imported):
                names[row.id] = head.id
                findings.append(
                    Finding(
                        "ocds-order",
                        place,
                        f"{row.id} was known on {row.known_on}, before {head.id}, which stands",
                        "Import older releases first; it is not entered.",
                        "warning",
                    )
                )
            else:
                entered = later(merged, head.id)
                heads[base_of(row.id)] = entered
                names[row.id] = entered.id
                places[entered.id] = place
                kept.append(entered)
    fates = tuple(
        replace(fate, rows=tuple(dict.fromkeys(names.get(each, each) for each in fate.rows)))
        for fate in imported.fates
    )
    ordered = {kind: tuple(mine) for kind, mine in rows.items()}
    return replace(imported, rows=ordered, places=places, fates=fates, findings=tuple(findings))


def _day(row: Row, imported: Imported) -> Any:
    return row.known_on or imported.known_on


def _merged(head: Row, row: Row) -> Row | None:
    """The row with the cells of the one that stands where it leaves them empty or unnamed."""
    if type(head) is not type(row):
        return None
    cells, before = to_cells(row), to_cells(head)
    if cells.get("item", "").startswith(UNNAMED) and not before.get("firm_high", "?"):
        # What was measured and not counted is so still, though its unit is not said again.
        cells |= {"firm_low": "", "firm_high": ""}
    for name, cell in before.items():
        silent = not cells[name] or cells[name].startswith((NO_TITLE, UNNAMED))
        if silent and name not in _GROUND:
            cells[name] = cell
    if isinstance(row, Claim):
        cells["paraphrase"] = described(cells)
    return from_cells(type(row), cells)
