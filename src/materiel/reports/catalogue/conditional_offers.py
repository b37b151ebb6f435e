"""Conditional offers: what each waits for, how far the others are, and whether it counts."""

from materiel.kernel.bounds import Bounds
from materiel.ledger.rows import Gate
from materiel.procurement.conditions import OfferStanding
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.waiting import conditional_offers, progress
from materiel.reports.words import day_words, listed

COLUMNS = (
    Column("offer", "offer"),
    Column("party", "of"),
    Column("item", "item"),
    Column("units", "offered", "count", "units of issue"),
    Column("threshold", "if the others give", "count", "units of issue"),
    Column("by", "by"),
    Column("others", "the others gave", "count", "units of issue"),
    Column("state", "state"),
    Column("counts", "counts", "count", "units of issue"),
    Column("reading", "why"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each conditional offer that is known at the stamps."""
    del plan
    lines = []
    for each in conditional_offers(reading):
        row = each.condition
        promise = reading.commitments[row.commitment]
        cells = (
            promise.title,
            reading.party(each.party),
            reading.item_unit(promise.item),
            Bounds.exactly(row.units),
            Bounds.exactly(row.threshold),
            day_words(row.by) if row.by else "no day stated",
            each.others,
            each.state,
            each.units,
            _why(reading, each),
        )
        legs = [leg for name in row.others for leg in reading.legs(name, row.rung)]
        named = [row.id, promise.id, *reading.ids(legs), *_gates(reading, row.commitment)]
        lines.append(Line(cells, cited([*named, *reading.known(row.sources)])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        empty="No offer of the case waits for what others give.",
        notes=(
            (
                "An offer counts from the day on which the others have given enough, and never "
                "when that day passed without it, unless it is renewed."
            ),
        ),
    )


def _why(reading: Reading, each: OfferStanding) -> str:
    row = each.condition
    parts = []
    if each.state == "counts" and each.since is not None:
        parts.append(f"its condition came true on {day_words(each.since)}")
    elif each.state == "may count":
        parts.append(f"{progress(each)}, so it depends on what is not known")
    elif each.state == "lapsed":
        parts.append(f"{progress(each)} when its last day passed")
    elif each.state == "mutual":
        parts.append("it waits for an offer that waits for it; a person decides")
    elif each.state == "not yet made":
        parts.append(f"made on {day_words(row.made)}")
    elif each.state == "renewed":
        parts.append("a renewal stands in its place")
    else:
        parts.append(progress(each))
    if row.terms:
        parts.append(row.terms)
    names = _gates(reading, row.commitment)
    waits = [each for each in reading.rows(Gate) if each.id in names and each.state == "pending"]
    if waits:
        grantors = listed([reading.party(gate.grantor) for gate in waits])
        parts.append(f"besides, the consent of {grantors} is pending")
    return "; ".join(parts)


def _gates(reading: Reading, root: str) -> list[str]:
    return [
        row.id
        for row in reading.rows(Gate)
        if row.commitment and reading.roots.get(row.commitment) == root
    ]


REPORT = Report(
    "conditional-offers",
    "Conditional offers",
    "Which offers wait for what others give, how far are the others, and what counts today?",
    make,
)
