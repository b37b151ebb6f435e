"""Swaps: what was given, what makes it good at which ratio and of which type, and what counts."""

from materiel.kernel.bounds import Bounds
from materiel.procurement.swaps import Swap, SwapStanding, swap_standing
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import count_words, period_words

COLUMNS = (
    Column("swap", "swap"),
    Column("party", "gives away"),
    Column("gives", "what"),
    Column("given", "how many", "count", "units of issue"),
    Column("partner", "made good by"),
    Column("returns", "with"),
    Column("returned", "how many", "count", "units of issue"),
    Column("ratio", "ratio"),
    Column("type", "type"),
    Column("state", "terms"),
    Column("counts", "counts", "count", "units of issue"),
    Column("reading", "why"),
)
OF = {
    "proposed": "proposed, not agreed",
    "failed": "the terms were never agreed",
    "withdrawn": "taken back",
}


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each swap whose terms stand on the day asked for."""
    del plan
    lines = []
    for row in reading.rows(Swap):
        each = swap_standing(row, reading.words, reading.as_of)
        if each is None:
            continue
        cells: tuple[Cell, ...] = (
            row.title,
            reading.party(row.party),
            reading.item(row.gives) if row.gives else None,
            row.given,
            reading.party(row.partner),
            reading.item(row.returns),
            row.returned,
            str(each.ratio),
            each.difference,
            f"{row.state}, {period_words(row.valid)}",
            each.counts,
            _why(reading, each),
        )
        promises = [
            reading.commitments[root].id
            for name in (row.gift, row.refill)
            if (root := reading.roots.get(name, "")) in reading.commitments
        ]
        lines.append(Line(cells, cited([row.id, *promises, *reading.known(row.sources)])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No swap is on record.",
        notes=(
            (
                "The ratio reads: one comes back for so many that were given. A ratio says "
                "nothing of how good either is."
            ),
        ),
    )


def _why(reading: Reading, each: SwapStanding) -> str:
    row = each.swap
    parts = [OF[row.state]] if row.state in OF else []
    if row.asked is not None:
        parts.append(f"asked for {count_words(row.asked)}")
    if each.short is not None and each.short.low:
        parts.append(f"{count_words(each.short)} more than offered")
    parts += [
        f"{words} {count_words(bounds)}"
        for name, rung, words in (
            (row.gift, "received", "given so far:"),
            (row.refill, "received", "come back so far:"),
        )
        if name and (bounds := _reached(reading, name, rung)) is not None
    ]
    if row.profile:
        parts.append(row.profile)
    return "; ".join(parts)


def _reached(reading: Reading, name: str, rung: str) -> Bounds | None:
    return reading.figure([reading.roots.get(name, name)], rung).bounds


REPORT = Report(
    "swaps",
    "Swaps",
    "Who gave what against what from whom, at which ratio, and what of it is agreed?",
    make,
)
