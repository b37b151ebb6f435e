"""Sheets that the tracker keeps beside its bilateral aid, and who paid into them, as claims."""

from collections.abc import Mapping, Sequence

from materiel.evidence.claims import Claim
from materiel.exchange.format import Fate
from materiel.exchange.kiel.cells import Amount, amount, text_of
from materiel.exchange.kiel.container import Cells
from materiel.exchange.kiel.days import read_when, slash_order
from materiel.exchange.kiel.gathering import Gathering
from materiel.exchange.kiel.making import LISTED_APART, make_claims
from materiel.exchange.kiel.naming import currency, slug, total_line
from materiel.exchange.kiel.records import MainTable, Record, main_heading, read_main
from materiel.kernel.findings import Finding

_SILENT = ("", ".")


def claims_apart(gathering: Gathering, where: str, rows: Cells) -> bool:
    """Keep the rows of a sheet as claims, which move no figure, and tell their fates.

    A line without an activity of its own that names a contributor continues the activity above:
    it is a claim of the contributor, for what it put into that activity.

    Args:
        gathering: takes the claims and fates.
        where: ``file:sheet``.
        rows: of the sheet.

    Returns:
        Whether the sheet has the columns of such rows.
    """
    if main_heading(rows, where) is None:
        return False
    table = read_main(rows, where)
    about = slug(where.rpartition(":")[2])
    make_claims(gathering, table.records, about)
    _contributions(gathering, rows, table, about)
    by_line = {record.line: record.place for record in table.records}
    for line in range(1, len(rows) + 1):
        place = f"{where}:{line}"
        if line in by_line or place in gathering.made:
            gathering.settle([by_line.get(line, place)])
        else:
            gathering.fates.append(table.fates[line])
    return True


def _contributions(gathering: Gathering, rows: Cells, table: MainTable, about: str) -> None:
    at = table.heading.at
    if "contributor" not in at:
        return
    order = slash_order(text_of(record.date) for record in table.records)
    by_line = {record.line: record for record in table.records}
    above: Record | None = None
    for line, cells in enumerate(rows, 1):
        if line <= table.heading.row + 1:
            continue
        own = line in by_line
        if own or not _continues(table.fates[line], cells, at):
            above = by_line.get(line)  # nothing below a refused activity is part of another one
        said = text_of(_cell(cells, at, "contributor"))
        if said in _SILENT or total_line(said) or above is None:
            continue
        place = f"{table.where}:{line}"
        given = amount(_cell(cells, at, "contribution"))
        printed = text_of(_cell(cells, at, "contribution_currency")).upper()
        code = currency(printed) if printed not in _SILENT else ""
        known = given.value if code else None
        if known is None and given.said != "nothing":
            gathering.remark(place, [_unpriced(place, given, printed)])
        when = read_when(above.date, gathering.known_on, order)
        figure = given.wording if given.said != "nothing" else "an unstated amount"
        unit = "" if printed in _SILENT else f" {printed}"
        gathering.add(
            Claim(
                id=gathering.id(f"{about}.L{line}.contribution", "claim"),
                document=gathering.document,
                place=place,
                event=about,
                status=LISTED_APART,
                stance="reported",
                speaker="Kiel Institute",
                giver=said,
                receiver="Ukraine",
                item=above.aid,
                wording="" if known is not None else figure[:60],
                amount_low=known,
                amount_high=known,
                currency=code if known is not None else "",
                when=when.period,
                paraphrase=(
                    f"{said} contributes {figure}{unit} to {above.aid} aid to Ukraine through "
                    f"{above.donor}."
                ),
                known_on=gathering.known_on,
                note=f"part of {above.key}" if above.key else "",
            ),
            place,
        )


def _continues(fate: Fate, cells: Sequence[object], at: Mapping[str, int]) -> bool:
    """Whether a line has no activity of its own: only who contributed, and how much."""
    own = any(
        text_of(_cell(cells, at, column)) not in _SILENT
        for column in ("id", "donor", "date", "type")
    )
    return not own and fate.word in ("not-data", "refused")


def _cell(cells: Sequence[object], at: Mapping[str, int], column: str) -> object:
    index = at.get(column, -1)
    return cells[index] if 0 <= index < len(cells) else ""


def _unpriced(place: str, given: Amount, printed: str) -> Finding:
    problem = (
        f"found {given.wording[:60]!r}; accepted: a number"
        if given.said == "unreadable"
        else f"a contribution of {given.wording[:60]} in the currency {printed!r}"
    )
    return Finding(
        "cells",
        f"{place}:contribution",
        problem,
        "It is kept in its wording, as an unknown amount.",
        "warning",
    )
