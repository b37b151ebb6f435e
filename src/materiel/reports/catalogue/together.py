"""Ceilings and requests together: what may lie inside what, and a total that counts it once."""

from materiel.ledger.totals import Sum
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited

WISHES = ("ceiling", "requested")
ALL = ("ceiling", "ordered", "requested", "approved", "pledged")
RUNGS = ("ceiling", "ordered", "requested", "approved")
COLUMNS = (
    Column("group", "promises that may overlap"),
    Column("promise", "promise"),
    Column("party", "for"),
    Column("item", "item"),
    Column("ceiling", "ceiling", "count", "units of issue"),
    Column("ordered", "ordered", "count", "units of issue"),
    Column("requested", "requested", "count", "units of issue"),
    Column("approved", "approved", "count", "units of issue"),
    Column("total", "counted once", "count", "units of issue"),
    Column("overlap", "lies inside"),
)
SAID = {
    "part-of": "part of",
    "possibly-part-of": "undecided whether part of",
    "distinct": "not part of",
}
BOTH_ENDS = "undecided: both ends are possible"


def make(reading: Reading, plan: PlanData) -> Table:
    """For each set of promises linked by judgements: its parts, then two joint totals."""
    del plan
    lines: list[Line] = []
    for roots in _groups(reading):
        title = max(roots, key=lambda root: sum(right == root for _, right, _ in reading.overlaps))
        group = reading.title(title)
        lines += [_part(reading, group, root) for root in roots]
        for rungs, words in (
            (WISHES, "ceilings and requests together"),
            (ALL, "ceilings, orders, requests and approvals together"),
        ):
            if line := _joint(reading, group, roots, rungs, words):
                lines.append(line)
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "group",
        empty="No judgement says that one promise may lie inside another.",
        notes=(
            (
                "A request is not an order, and neither is an approval or a ceiling; the totals "
                "only say how many different units they can be about."
            ),
        ),
    )


def _groups(reading: Reading) -> list[list[str]]:
    """Promises of one item that judgements link, each set in log order."""
    sets: list[set[str]] = []
    for left, right, _ in reading.overlaps:
        pair = {left, right}
        if len({reading.commitments[root].item for root in pair}) > 1:
            continue
        touching = [each for each in sets if each & pair]
        sets = [each for each in sets if not each & pair]
        sets.append(pair.union(*touching))
    order = list(reading.commitments)
    return [sorted(each, key=order.index) for each in sets]


def _part(reading: Reading, group: str, root: str) -> Line:
    row = reading.commitments[root]
    figures = [reading.figure([root], rung) for rung in RUNGS]
    judged = [
        (f"{SAID[judgement.relation]} {reading.title(right)}", judgement.id)
        for left, right, judgement in reading.overlaps
        if left == root
    ]
    cells: tuple[Cell, ...] = (
        group,
        row.title,
        reading.party(row.receiver),
        reading.item_unit(row.item),
        *(figure.bounds for figure in figures),
        "",
        "; ".join(words for words, _ in judged),
    )
    cites = [row.id, *(name for figure in figures for name in figure.cites)]
    return Line(cells, cited([*cites, *(name for _, name in judged)]))


def _joint(
    reading: Reading, group: str, roots: list[str], rungs: tuple[str, ...], words: str
) -> Line | None:
    sums: dict[str, Sum] = {}
    cites: list[str] = []
    for root in roots:
        legs = next((found for rung in rungs if (found := reading.legs(root, rung))), [])
        if legs:
            sums[root] = reading.sum(legs)
            cites += reading.ids(legs)
    if not sums:
        return None
    figure = reading.joint(sums, cites)
    item = reading.commitments[roots[0]].item
    label = reading.item_unit(item)
    undecided = [row for row in reading.overlap_judgements(sums) if row.relation[0:4] == "poss"]
    state = "counted once"
    if undecided:
        exact = figure.total.bounds.exact is not None
        state = "undecided, and the total is the same" if exact else BOTH_ENDS
    cells = (group, words, "", label, "", "", "", "", figure.bounds, state)
    return Line(cells, cited(figure.cites), strong=True)


REPORT = Report(
    "together",
    "Ceilings and requests together",
    "How many different units are ceilings, requests and approvals about, where one may lie "
    "inside another?",
    make,
)
