"""Bundles: which components of a whole have firm sources, and what is missing."""

from collections.abc import Mapping
from dataclasses import replace

from materiel.kernel.bounds import Bounds
from materiel.procurement.bundling import BundlePart, BundleStanding, bundle_standings
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.waiting import waiting
from materiel.reports.words import count_words, listed

COLUMNS = (
    Column("bundle", "bundle"),
    Column("part", "component"),
    Column("needed", "one whole needs", "count", "units of the component"),
    Column("firm", "firm", "count", "units of the component"),
    Column("offered", "offered", "count", "units of the component"),
    Column("withdrawn", "withdrawn", "count", "units of the component"),
    Column("missing", "the next whole lacks", "count", "units of the component"),
    Column("sources", "sources"),
    Column("reading", "how to read it"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """For each bundle its components, then how many whole things they make."""
    del plan
    words = reading.words
    rows = [
        replace(
            row,
            item=words.item(row.item).id,
            component=words.item(row.component).id,
            source=words.party(row.source).id,
            commitment=reading.roots.get(row.commitment, row.commitment),
        )
        for row in reading.rows(BundlePart)
    ]

    def composition(item: str) -> Mapping[str, int]:
        return {words.item(part.item).id: part.count for part in words.item(item).parts}

    waits = waiting(reading)
    lines: list[Line] = []
    for each in bundle_standings(rows, composition, reading.as_of, waits):
        lines += _components(reading, each, waits)
        lines.append(_whole(reading, each, [row.id for row in rows if row.bundle == each.name]))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "bundle",
        empty="Nothing of the case is put together from several sources.",
        notes=("A whole exists only when every component has a firm source: never a part of one.",),
    )


def _components(reading: Reading, each: BundleStanding, waits: Mapping[str, str]) -> list[Line]:
    lines = []
    for part in each.components:
        said = [
            f"{reading.party(row.source)} {count_words(row.bounds)} ({state})"
            for row, state in part.sources
        ]
        why = [waits[row.commitment] for row, _ in part.sources if row.commitment in waits]
        cells: tuple[Cell, ...] = (
            each.title,
            reading.item(part.item),
            Bounds.exactly(part.each),
            part.firm,
            part.offered,
            part.withdrawn,
            Bounds.exactly(part.missing),
            "; ".join(said) or "no source",
            "; ".join(why),
        )
        cites = [row.id for row, _ in part.sources]
        cites += [name for row, _ in part.sources for name in reading.known(row.sources)]
        lines.append(Line(cells, cited(cites)))
    return lines


def _whole(reading: Reading, each: BundleStanding, rows: list[str]) -> Line:
    lacking = [
        f"{part.missing} {reading.item(part.item)}" for part in each.components if part.missing
    ]
    left = [
        f"{count_words(units)} {reading.item(item)}"
        for item, units in each.left_over.items()
        if units.high != 0
    ]
    parts = []
    if lacking and each.whole.low == 0:
        parts.append(f"no whole one without {listed(lacking)}")
    elif lacking:
        parts.append(f"for one more: {listed(lacking)}")
    if left:
        parts.append(f"left over: {listed(left)}")
    cells: tuple[Cell, ...] = (
        each.title,
        f"whole: {reading.item(each.item)}",
        "",
        each.whole,
        each.offered,
        "",
        "",
        "",
        "; ".join(parts),
    )
    return Line(cells, cited(rows), strong=True)


REPORT = Report(
    "bundles",
    "Bundles",
    "Which systems are to be put together from several sources, which exist, and what is missing?",
    make,
)
