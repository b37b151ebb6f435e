"""Promised, approved, ordered, under option, handed over, operational: by nation and item."""

from collections import defaultdict

from materiel.kernel.bounds import Bounds
from materiel.procurement.contracts import Option
from materiel.reports.reading import Figure, Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.words import count_words, listed
from materiel.vocabulary.reader import table
from materiel.vocabulary.rungs import ReportingWord

RUNGS = (
    ("announced", "announced"),
    ("pledged", "promised"),
    ("requested", "requested"),
    ("approved", "approved"),
    ("ordered", "ordered"),
    ("option", "under option"),
    ("dispatched", "sent"),
    ("received", "handed over"),
    ("operational", "operational"),
)
COLUMNS = (
    Column("receiver", "for"),
    Column("item", "item"),
    *(Column(name, title, "count", "units of issue") for name, title in RUNGS),
    Column("reading", "how to read it"),
)
NOTES = (
    "Each number is how many have reached that rung so far; news of an earlier rung may come late.",
    "A dash: no statement on record, which is not zero.",
    (
        "Sent: left the giver. Handed over: in the receiver's hands. Reporters use the word "
        '"delivered" for either; both readings stand here.'
    ),
    "What an approval, a request or a ceiling allows is not an order.",
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each receiver and item, over all promises to it."""
    del plan
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for root, row in reading.commitments.items():
        groups[row.receiver, row.item].append(root)
    lines = []
    for (receiver, item), roots in groups.items():
        figures = {
            name: under_option(reading, roots) if name == "option" else reading.figure(roots, name)
            for name, _ in RUNGS
        }
        cites = [name for figure in figures.values() for name in figure.cites]
        cells = (
            reading.party(receiver),
            reading.item_unit(item),
            *(figure.bounds for figure in figures.values()),
            _reading(reading, figures),
        )
        if not cites:
            cites = [reading.commitments[root].id for root in roots]
        lines.append(Line(cells, cited(cites)))
    lines.sort(key=lambda line: (str(line.cells[0]), str(line.cells[1])))
    return Table(
        REPORT.name, REPORT.title, REPORT.question, COLUMNS, tuple(lines), "receiver", notes=NOTES
    )


def under_option(reading: Reading, roots: list[str]) -> Figure:
    """What options still allow: their most less what was ordered under them or lapsed.

    Options of a contract whose promise is no option of its own add their stated quantity,
    unknown where none is stated.
    """
    mine = [root for root in roots if reading.commitments[root].kind == "option"]
    plus = [(root, "ceiling") for root in mine]
    minus = [(root, rung) for root in mine for rung in ("ordered", "lapsed", "withdrawn")]
    figure = reading.difference(plus, minus)
    bounds, cites = figure.total.bounds, list(figure.cites)
    stated = figure.stated
    for root in mine:
        if not reading.legs(root, "ceiling"):
            bounds, stated = bounds + Bounds.unknown(), True
            cites.append(reading.commitments[root].id)
    for option in reading.rows(Option):
        root = reading.roots.get(option.commitment, "")
        if root in roots and root not in mine:
            known = option.quantity is not None
            bounds += Bounds(0, option.quantity, low_known=known) if known else Bounds.unknown()
            cites, stated = [*cites, option.id], True
    total = type(figure.total)(bounds, figure.total.unknown, figure.total.undated)
    return Figure(total, tuple(cites), stated)


def _reading(reading: Reading, figures: dict[str, Figure]) -> str:
    parts = []
    sent, got = figures["dispatched"], figures["received"]
    if sent.bounds is not None and sent.bounds != got.bounds:
        words = [row for row in table(ReportingWord).rows.values() if row.word == "delivered"]
        by = {
            rung: listed([_reporter(reading, row.party) for row in words if row.rung == rung])
            for rung in ("dispatched", "received")
        }
        parts.append(
            f'"delivered" means {count_words(sent.bounds)} to those who count what was sent '
            f"({by['dispatched']}) and {_or_none(got.bounds)} to those who count what "
            f"was received ({by['received']})"
        )
    ordered = figures["ordered"].bounds
    if ordered is not None and not ordered.low_known:
        limit = "the firm part" if ordered.high is not None else "how many in all"
        parts.append(f"ordered: {limit} is unknown")
    if undated := reading.undated(*figures.values()):
        parts.append(undated)
    parts += [str(found) for figure in figures.values() for found in figure.total.findings]
    return "; ".join(parts)


def _or_none(bounds: Bounds | None) -> str:
    return "none" if bounds is None else count_words(bounds)


def _reporter(reading: Reading, party: str) -> str:
    return "anybody else" if party == "*" else reading.party(party)


REPORT = Report(
    "ladder",
    "Promised, ordered, handed over",
    "How many were promised, approved, ordered, are under option, were handed over, are "
    "operational, by nation and item?",
    make,
)
