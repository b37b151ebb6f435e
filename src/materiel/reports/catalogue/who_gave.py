"""Who gave what to whom: gifts and loans by giver, receiver and item, with bounds."""

from collections import defaultdict

from materiel.kernel.period import Period
from materiel.reports.reading import GIFTS, Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import count_words, period_words

COLUMNS = (
    Column("giver", "giver"),
    Column("receiver", "receiver"),
    Column("item", "item"),
    Column("promised", "promised", "count", "units of issue"),
    Column("sent", "sent", "count", "units of issue"),
    Column("handed-over", "handed over", "count", "units of issue"),
    Column("taken-back", "taken back or lapsed", "count", "units of issue"),
    Column("open", "still open", "count", "units of issue"),
    Column("last", "last hand-over"),
    Column("reading", "how to read it"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each giver, receiver and item."""
    del plan
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for root, row in reading.of_kind(*GIFTS).items():
        groups[row.giver, row.receiver, row.item].append(root)
    lines = []
    for (giver, receiver, item), roots in groups.items():
        promised = reading.figure(roots, "pledged")
        sent = reading.figure(roots, "dispatched")
        given = reading.figure(roots, "received")
        ended = reading.difference(
            [(root, rung) for root in roots for rung in ("withdrawn", "lapsed")], []
        )
        left = reading.difference(
            [(root, "pledged") for root in roots],
            [(root, rung) for root in roots for rung in ("received", "withdrawn", "lapsed")],
        )
        figures = (promised, sent, given, ended, left)
        cites = [name for figure in figures for name in figure.cites]
        announced = reading.figure(roots, "announced")
        note = [reading.undated(promised, given), reading.said(promised, given)]
        note += [
            f"{'perhaps' if row.relation != 'part-of' else 'counted again'} inside: "
            f"{reading.title(right)}"
            for left_root, right, row in reading.overlaps
            if left_root in roots and row.relation != "distinct"
        ]
        if announced.stated and not promised.stated:
            note.append(f"announced only: {count_words(announced.total.bounds)}")
            cites += announced.cites
        cells = (
            reading.party(giver),
            reading.party(receiver),
            reading.item_unit(item),
            *(figure.bounds for figure in figures),
            _last(reading, roots),
            "; ".join(filter(None, note)),
        )
        cites = cites or [reading.commitments[root].id for root in roots]
        lines.append(Line(cells, cited(cites)))
    lines.sort(key=lambda line: tuple(map(str, (line.cells[1], line.cells[2], line.cells[0]))))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No gift on record.",
    )


def _last(reading: Reading, roots: list[str]) -> str:
    """When the latest hand-over happened, as precisely as stated."""
    legs = [leg for root in roots for leg in reading.legs(root, "received")]
    if not legs:
        return ""
    latest = max(legs, key=lambda leg: (leg.last, leg.first))
    name = reading.ids([latest])[0]
    return period_words(Period.parse(reading.records[name].valid))


REPORT = Report(
    "who-gave",
    "Who gave what to whom",
    "Who promised and handed over how many of what to whom, and what is still open?",
    make,
)
