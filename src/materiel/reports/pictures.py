"""Which charts a case gets, each as one specification made from figures."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from materiel.kernel.bounds import Bounds
from materiel.kernel.period import add_months
from materiel.ledger.totals import sum_of, total_of
from materiel.reports.charts import Bar, Chart, Point, Span
from materiel.reports.planned import PlanReader
from materiel.reports.reading import GIFTS, Reading
from materiel.reports.words import day_words, month_words

MOST_BARS = 12


def main_flow(reading: Reading) -> tuple[str, str]:
    """The receiver and item with the most gifts; empty strings when there is none."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in reading.of_kind(*GIFTS).values():
        counts[row.receiver, row.item] += 1
    return max(counts, key=lambda key: counts[key]) if counts else ("", "")


def gifts(reading: Reading, receiver: str, item: str) -> Chart:
    """Promised and handed over by giver, with bounds."""
    groups: dict[str, list[str]] = defaultdict(list)
    for root, row in reading.of_kind(*GIFTS).items():
        if (row.receiver, row.item) == (receiver, item):
            groups[row.giver].append(root)
    bars = [
        Bar(
            reading.party(giver),
            (
                reading.figure(roots, "pledged").bounds,
                reading.figure(roots, "received").bounds,
            ),
        )
        for giver, roots in sorted(groups.items())
    ]
    return Chart(
        "bars",
        f"{reading.item(item)}: promised and handed over to {reading.party(receiver)}, by giver",
        "Hatched: possible, not certain. A dash: no statement on record.",
        reading.unit(item),
        ("promised", "handed over"),
        tuple(bars[:MOST_BARS]),
    )


def over_time(reading: Reading, receiver: str, item: str) -> Chart:
    """How many had been handed over by each day, as known at the stamps."""
    roots = [
        root
        for root, row in reading.of_kind(*GIFTS).items()
        if (row.receiver, row.item) == (receiver, item)
    ]
    legs = [leg for root in roots for leg in reading.legs(root, "received")]
    days = {day for leg in legs for day in (leg.first, leg.last) if day <= reading.as_of}
    points = []
    for day in sorted({*days, reading.as_of}):
        known = reading.reader.known
        total = total_of([sum_of(legs, day, known)], known)
        points.append(Point(day, total.bounds))
    if days:
        points.insert(0, Point(min(days) - timedelta(days=30), Bounds.exactly(0)))
    return Chart(
        "steps",
        f"{reading.item(item)}: handed over to {reading.party(receiver)} by each day",
        f"As known on {day_words(reading.reader.stamps.known_at)}. Where nothing dates a "
        "hand-over, the number stays open until its last possible day.",
        reading.unit(item),
        ("handed over",),
        tuple(points if legs else ()),
    )


def plan_moves(view: PlanReader) -> Chart | None:
    """Hand-overs and refills of the plan on a time axis; None without dates or moves."""
    start = view.reading.case.plan_start
    moves = view.list("moves")
    if start is None or not moves:
        return None
    spans = [
        Span(
            f"{view.party(move['donor'])} to {view.party(move['recipient'])}: {_item(view, move)}",
            _first(start, int(move["month"])),
            _last(start, int(move["arrives"])),
            str(move["units"]),
            0,
        )
        for move in moves
    ]
    for each in view.list("backfills"):
        spans += [
            Span(
                f"to {view.party(each['donor'])}: {_item(view, {'item': each['of']})}",
                _first(start, int(part["month"])),
                _last(start, int(part["month"])),
                str(part["units"]),
                1,
            )
            for part in each["filled"]
        ]
    spans.sort(key=lambda span: (span.tone, span.first, span.label))
    return Chart(
        "gantt",
        "Hand-overs and refills of the plan",
        "From the month of sending to the month of arrival; a number is how many units.",
        "units",
        ("handed over", "refilled"),
        tuple(spans[: 4 * MOST_BARS]),
    )


def unmet(view: PlanReader) -> Chart | None:
    """Units missing in each month of the plan, by recipient; None when nothing is missing."""
    months = view.reading.case.plan_months
    missing: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for need in view.list("unmet"):
        for month, units in need["months"]:
            missing[view.party(need["recipient"])][int(month)] += int(units)
    if not missing or not months:
        return None
    names = sorted(missing)
    bars = [
        Bar(
            _label(view, month),
            tuple(Bounds.exactly(missing[name].get(month, 0)) for name in names),
        )
        for month in range(1, months + 1)
    ]
    return Chart(
        "stacked",
        "Units missing in each month of the plan, by who needs them",
        "All items that are needed, each counted in its own unit.",
        "units of issue missing",
        tuple(names),
        tuple(bars),
    )


def _label(view: PlanReader, month: int) -> str:
    start = view.reading.case.plan_start
    return month_words(None, month) if start is None else f"{add_months(start, month - 1):%Y-%m}"


def _item(view: PlanReader, move: Mapping[str, Any]) -> str:
    name = str(move["item"])
    return view.reading.item(name) if name in view.reading.words.items else name


def _first(start: date, month: int) -> date:
    return add_months(start, month - 1)


def _last(start: date, month: int) -> date:
    return add_months(start, month) - timedelta(days=1)
