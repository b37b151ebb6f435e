"""The institute's own totals, and where a release's rows do not add up to them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from materiel.exchange.kiel.cells import amount, text_of
from materiel.exchange.kiel.headings import find_heading
from materiel.exchange.kiel.naming import Names, joint_funds
from materiel.exchange.kiel.records import Record, exact_sum, total
from materiel.kernel.findings import Finding

BILLION = Decimal(10**9)
TOLERANCE = Decimal("0.01")
"""Euros."""
SHOWN = 20
"""So many misfits are listed one by one."""
UNION = "EU"

Funds = Literal["folded", "apart", "donors"]
"""Inside the Union; left out of the donors; donors like others."""

Cell = tuple[str, str, str]
"""Party, kind of aid, measure."""


def read_summary(rows: Sequence[Sequence[object]], names: Names, where: str) -> dict[Cell, Decimal]:
    """The country summary in euros; empty when the sheet is none."""
    heading = find_heading(rows, "summary", ("donor",), where)
    if heading is None or "donor" not in heading.at:
        return {}
    found = {}
    first = heading.at["donor"]
    for cells in rows[heading.row + 1 :]:
        donor = text_of(cells[first]) if first < len(cells) else ""
        if not donor or donor.casefold() == "total":
            continue
        for column, index in heading.at.items():
            aid, _, measure = column.partition(":")
            value = amount(cells[index]).value if measure and index < len(cells) else None
            if value is not None:
                found[names.donor(donor), aid, measure] = value * BILLION
    return found


def row_sums(records: Sequence[Record], names: Names) -> dict[Cell, Decimal]:
    """What the rows add up to, in euros."""
    found: dict[Cell, Decimal] = {}
    for measure in ("committed", "allocated"):
        for (donor, aid), value in total(records, measure).items():
            key = (names.donor(donor), aid, measure)
            found[key] = exact_sum(found.get(key, Decimal(0)), value)
    return found


def count_funds(summary: Mapping[Cell, Decimal], sums: Mapping[Cell, Decimal]) -> tuple[Funds, str]:
    """How a release counts the joint funds of the Union, and how we know.

    Read off the summary where one is there: it lists them as donors, or its cells of the
    Union are reached with or without them. Else by the release's measures: with allocations
    (the newer method) they count inside the Union.
    """
    listed = {party for party, _, _ in summary}
    funds = joint_funds() - listed
    if summary and not funds:
        return "donors", "the country summary lists them as donors"
    apart = folded = 0
    for (party, aid, measure), stated in summary.items():
        own = sums.get((UNION, aid, measure), Decimal(0))
        extra = sum((sums.get((fund, aid, measure), Decimal(0)) for fund in funds), Decimal(0))
        if party == UNION and abs(extra) > TOLERANCE:
            apart += abs(own - stated) <= TOLERANCE
            folded += abs(own + extra - stated) <= TOLERANCE
    if apart != folded:
        how = "with" if folded > apart else "without"
        found: Funds = "folded" if folded > apart else "apart"
        return found, f"the country summary's cells of the Union are reached {how} them"
    if any(measure == "allocated" for _, _, measure in sums):
        return "folded", "releases with allocations count them inside the Union"
    return "apart", "releases without allocations do not count them as donors"


def misfits(
    summary: Mapping[Cell, Decimal],
    sums: Mapping[Cell, Decimal],
    names: Names,
    funds: Funds,
    where: str,
) -> Iterator[Finding]:
    """Each cell of the summary that the rows do not add up to."""
    measures = {measure for _, _, measure in sums}
    bad = []
    for (party, aid, measure), stated in summary.items():
        if measure not in measures:
            continue
        parts = [party, *(joint_funds() if party == UNION and funds == "folded" else ())]
        value = sum((sums.get((part, aid, measure), Decimal(0)) for part in parts), Decimal(0))
        if abs(value - stated) > TOLERANCE:
            bad.append(f"{names.printed(party)} {aid} {measure}: rows {value:.2f}, {stated:.2f}")
    for text in bad[:SHOWN]:
        yield Finding(
            "country-summary",
            where,
            f"{text} EUR in the institute's own summary",
            "The rows are counted; look which of the two the institute corrected.",
            "warning",
        )
    if len(bad) > SHOWN:
        cells = sum(1 for _, _, measure in summary if measure in measures)
        yield Finding(
            "country-summary",
            where,
            f"{len(bad)} of {cells} cells differ; {SHOWN} are listed",
            "Columns of this release may mean another thing; see the findings on columns.",
            "warning",
        )


def weapon_misfits(
    rows: Sequence[Sequence[object]], records: Sequence[Record], delivered: bool, where: str
) -> Iterator[Finding]:
    """Each cell of a sheet of counted weapons that the rows do not add up to.

    Names are compared without case, as the workbook's own formulas do.
    """
    heading = find_heading(rows, "weapons", ("total", "type"), where)
    if heading is None or len(heading.at) < 2:  # noqa: PLR2004  (total and type)
        return
    sums: dict[tuple[str, str], int] = {}
    for record in records:
        units = record.units_delivered if delivered else record.units
        key = (record.donor, record.item.casefold())
        sums[key] = sums.get(key, 0) + (units.low or 0)
    donors = {record.donor for record in records}
    first = heading.at["type"] + 1
    columns = {
        index: name
        for index, cell in enumerate(rows[heading.row])
        if index >= first and (name := text_of(cell)) in donors
    }
    for row, cells in enumerate(rows[heading.row + 1 :], heading.row + 2):
        item = text_of(cells[0])
        for index, donor in columns.items():
            value = amount(cells[index]).value if index < len(cells) else None
            mine = sums.get((donor, item.casefold()), 0)
            if item and value is not None and value != mine:
                yield Finding(
                    "weapons-sheet",
                    f"{where}:{row}",
                    f"{donor}, {item}: rows {mine}, {value} in the sheet",
                    "The rows are counted.",
                    "warning",
                )
