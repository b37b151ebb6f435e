"""How long givers stay short after their gifts: from published slots, and from a line's output."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import LAST_DAY, add_months, month_index
from materiel.planning.rows import Capacity
from materiel.reports.asking import number, numbers, party
from materiel.reports.books import books_of
from materiel.reports.reading import Reading
from materiel.reports.report import Options, PlanData, Report
from materiel.reports.table import ASSUMPTION, Cell, Column, Line, Table, cited
from materiel.reports.words import month_words
from materiel.sharing.books import Books
from materiel.sharing.gaps import Swept, arrivals, gap_between, hand_overs, sweep

COLUMNS = (
    Column("giver", "giver"),
    Column("item", "item"),
    Column("basis", "refilled from"),
    Column("yearly", "made a year", "count", "units of issue"),
    Column("rival", "own forces take first", "count", "units a year"),
    Column("lead", "in line after", "count", "months"),
    Column("alone", "gap without them", "count", "unit-months"),
    Column("gap", "gap", "count", "unit-months"),
    Column("caused", "because of them", "count", "unit-months"),
    Column("closed", "closed in the end"),
)
OPTIONS = {
    "giver": "one giver; else all whose hand-overs have exact numbers",
    "item": "one item, family or class; else all",
    "leads": "months from a hand-over until the giver is in line, as 12 or 0;12;24; else 0;12;24",
    "rivals": "units a year that the producer's own forces take first, as 0..6; else from none to "
    "all that the line makes, in about six steps",
    "yearly": "units that a line makes a year, in place of the rate on record; with an item that "
    "no line of the case makes, those of a line of the reader's own",
    "months": "how many months are counted; else to the end of the last published slot, and at "
    "least five years past the day asked for",
}
LEADS = (0, 12, 24)
STEPS = 6
AFTER = 60
"""Months that are counted past the day asked for, where no slot is later."""


@dataclass(frozen=True, slots=True)
class _Flow:
    """The gifts of one giver and item, by month, at both ends of their open days."""

    giver: str
    item: str
    start: date
    early: tuple[int, ...]
    late: tuple[int, ...]
    cites: tuple[str, ...]


def make(reading: Reading, plan: PlanData) -> Table:
    """The gaps under the assumptions that the report supposes when none is set."""
    del plan
    return asked(reading, {})


def asked(reading: Reading, options: Options) -> Table:
    """One row for the published slots, then one for each combination of assumptions."""
    books = books_of(reading.reader)
    chosen = party(options, "giver", reading.words)
    lines: list[Line] = []
    notes = []
    for (giver, item), roots in _gifts(books, chosen, options.get("item", "")).items():
        flow = _flow(reading, books, giver, item, roots, options)
        if isinstance(flow, str):
            notes.append(f"Left out: {flow}.")
            continue
        mine = [*_slots(reading, flow), *_lines(reading, flow, options)]
        if mine:
            last = add_months(flow.start, len(flow.early) - 1)
            months = f"{month_words(flow.start, 1)} to {month_words(last, 1)}"
            notes.append(f"{reading.party(giver)}, {reading.item_unit(item)}: {months}.")
        lines += mine
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        group="giver",
        empty="No gift with an exact number has a published slot or a line that could refill it.",
        notes=(
            "Unit-months below the holding before the gifts, counted at each month's end.",
            "Two ends, of slots: whatever the open days turn out to be.",
            "Two ends, of a line: the hand-overs at their earliest and at their latest days.",
            "What a line makes for whom is the reader's assumption, swept, and no finding.",
            "What a line makes and nobody of the row wants yet stays in store for the next month.",
            *notes,
        ),
    )


def _gifts(books: Books, giver: str, item: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for root in books.select(giver=giver, item=item):
        row = books.commitment(root)
        if books.movements(root, "received"):
            found.setdefault((row.giver, row.item), []).append(root)
    return found


def _flow(
    reading: Reading, books: Books, giver: str, item: str, roots: Sequence[str], options: Options
) -> _Flow | str:
    """The hand-overs month by month; why they cannot be counted where they cannot."""
    moves = [each for root in roots for each in books.movements(root, "received")]
    first = min(each[0] for each in moves)
    start = date(first.year, 1, 1)
    ends = [row.valid.last for row in _capacities(reading, item, "slot", giver)]
    ends = [each for each in ends if each != LAST_DAY]
    until = max([add_months(reading.as_of, AFTER), *ends])
    months = number(options, "months", month_index(start, until) + 1)
    try:
        early, late = (hand_overs(books, roots, start, months, late=end) for end in (False, True))
    except InputError as problem:
        return str(problem)
    cites = dict.fromkeys(name for each in moves for name in each[2].cites)
    return _Flow(giver, item, start, early, late, tuple(cites))


def _capacities(reading: Reading, item: str, kind: str, owner: str = "") -> list[Capacity]:
    """The lines that make an item, or the slots in which a party gets it."""
    words = reading.words
    return [
        row
        for row in reading.rows(Capacity)
        if row.kind == kind
        and any(words.is_a(item, words.item(name).id) for name in row.items)
        and (not owner or words.party(row.party).id == owner)
    ]


def _slots(reading: Reading, flow: _Flow) -> Iterator[Line]:
    rows = _capacities(reading, flow.item, "slot", flow.giver)
    whole = [row for row in rows if row.rate == int(row.rate)]
    if not whole:
        return
    windows = [(row.valid, int(row.rate)) for row in whole]
    months = len(flow.early)
    early, late = (arrivals(windows, flow.start, months, late=end) for end in (False, True))
    gap = gap_between((flow.early, flow.late), (early, late))
    least, most = sum(flow.early) <= sum(late), sum(flow.late) <= sum(early)
    yield _line(
        reading,
        flow,
        ("published slots", None, None, None, None, gap, None, _word(least, most)),
        [row.id for row in whole],
    )


def _lines(reading: Reading, flow: _Flow, options: Options) -> Iterator[Line]:
    rows: list[Capacity | None] = [*_capacities(reading, flow.item, "line")]
    if not rows and {"yearly", "item"} <= set(options):
        rows = [None]
    for row in rows:
        made = numbers(options, "yearly", (int(row.rate * 12),) if row else ())
        # A line of the reader's own makes units from the first month on.
        begins = 1 if row is None else max(1, month_index(flow.start, row.valid.start) + 1)
        leads = numbers(options, "leads", LEADS)
        for yearly in made:
            rivals = numbers(options, "rivals", _steps(yearly))
            ends = [
                list(
                    sweep(
                        opening=sum(leaving),
                        leaving=leaving,
                        yearly=(yearly,),
                        rival_shares=rivals,
                        leads=leads,
                        first=begins,
                    )
                )
                for leaving in (flow.early, flow.late)
            ]
            for early, late in zip(*ends, strict=True):
                named = [row.id] if row else []
                yield _line(reading, flow, _swept(row, early, late), [*named, ASSUMPTION])


def _steps(yearly: int) -> tuple[int, ...]:
    """From nothing to everything in about six steps."""
    return tuple(sorted({yearly * step // STEPS for step in range(STEPS + 1)}))


def _swept(row: Capacity | None, early: Swept, late: Swept) -> tuple[Cell, ...]:
    return (
        f"line: {row.name or row.id}" if row else "line: supposed by the reader",
        Bounds.exactly(early.yearly),
        Bounds.exactly(early.rival_share),
        Bounds.exactly(early.lead),
        _ends(early.alone.unit_months, late.alone.unit_months),
        _ends(early.gap.unit_months, late.gap.unit_months),
        _ends(early.caused, late.caused),
        _word(early.gap.closed, late.gap.closed),
    )


def _ends(one: int, other: int) -> Bounds:
    return Bounds.between(min(one, other), max(one, other))


def _word(one: bool, other: bool) -> str:
    return "yes" if one and other else "perhaps" if one or other else "no"


def _line(reading: Reading, flow: _Flow, cells: tuple[Cell, ...], rests: Sequence[str]) -> Line:
    names = (reading.party(flow.giver), reading.item_unit(flow.item))
    return Line((*names, *cells), cited([*flow.cites, *rests]))


REPORT = Report(
    "refill-gaps",
    "Gaps until the refill",
    "For how many unit-months do givers hold less than before their gifts?",
    make,
    options=OPTIONS,
    asked=asked,
)
