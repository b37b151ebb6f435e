"""How a joint contract lies with its buyers: firm, option, ceiling and share of each, as bounds."""

from collections.abc import Sequence

from materiel.kernel.bounds import Bounds
from materiel.procurement.contracts import Option
from materiel.reports.naming import Names
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.sharing_out import SharedOut, shared_out
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import count_words, day_words, listed

COLUMNS = (
    Column("contract", "contract"),
    Column("buyer", "buyer"),
    Column("firm", "firm", "count", "units of issue"),
    Column("option", "under option", "count", "units of issue"),
    Column("ceiling", "own ceiling", "count", "units of issue"),
    Column("wanted", "approved or asked for", "count", "units of issue"),
    Column("share", "share if all options are exercised", "count", "units of issue"),
    Column("all-inside", "the same if all that may lie inside does", "count", "units of issue"),
    Column("reading", "how to read it"),
)
INSIDE = {"part-of": "lies inside", "possibly-part-of": "may lie inside"}
SILENT = "buyers without a published number, together"
WHOLE = "all buyers"


def make(reading: Reading, plan: PlanData) -> Table:
    """For each line its buyers, those without a number together, and the whole."""
    del plan
    lines: list[Line] = []
    for each in shared_out(reading):
        lines += [_buyer(reading, each, buyer) for buyer in each.buyers]
        if len(each.judged.silent) > 1:
            lines.append(_silent(reading, each))
        lines.append(_whole(reading, each))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "contract",
        empty="No contract with lines stands on the day asked for.",
        notes=(
            (
                "A share is what fits the ceiling of the line and the buyer's own, not what is on "
                "order; that is under firm."
            ),
            (
                "What is approved or asked for inside a contract is taken as its buyer's share at "
                "full use; several approvals of one buyer may be about the same units."
            ),
        ),
    )


def _buyer(reading: Reading, each: SharedOut, buyer: str) -> Line:
    mine = [row for row in each.rows if row.buyer and reading.words.party(row.buyer).id == buyer]
    firm = sum((each.firm.buyers[name] for name in {row.buyer for row in mine}), Bounds.exactly(0))
    wishes = [wish for wish in each.wishes if wish.stake.buyer == buyer]
    own = [
        option
        for option in each.options
        if option.buyer and reading.words.party(option.buyer).id == buyer
    ]
    limits = [row.limit for row in mine]
    units = [limit.units for limit in limits if limit.units is not None]
    said = [
        f"{reading.title(wish.root)}: {count_words(wish.stake.units)}, {INSIDE[wish.stake.inside]}"
        for wish in wishes
    ]
    if not wishes and buyer in each.judged.silent:
        said.append("no number of its own is published")
    if buyer in each.judged.clashes:
        said.append(each.judged.clashes[buyer].problem.rstrip("."))
    elif buyer in each.all_inside.clashes:
        said.append(
            f"if all of it lies inside: {each.all_inside.clashes[buyer].problem.rstrip('.')}"
        )
    joined = [row.starts.start for row in mine if row.starts is not None]
    if joined:
        said.append(f"a buyer since {day_words(min(joined))}")
    cells: tuple[Cell, ...] = (
        Names(reading).contract(each.contract, each.line),
        reading.party(buyer),
        firm,
        _under(own) if own else None,
        Bounds.exactly(sum(units)) if len(units) == len(limits) else Bounds.unknown(),
        _most([wish.stake.units for wish in wishes]),
        each.judged.shares[buyer],
        each.all_inside.shares[buyer],
        "; ".join(said),
    )
    cites = [row.id for row in (*mine, *own)]
    cites += [
        name for wish in wishes for name in (reading.commitments[wish.root].id, wish.judgement)
    ]
    return Line(cells, cited(cites))


def _silent(reading: Reading, each: SharedOut) -> Line:
    silent = each.judged.silent
    names = listed([reading.party(buyer) for buyer in silent])
    cells: tuple[Cell, ...] = (
        Names(reading).contract(each.contract, each.line),
        SILENT,
        None,
        None,
        None,
        None,
        each.judged.of(silent),
        each.all_inside.of(silent),
        names,
    )
    cites = [row.id for row in each.rows] + [wish.judgement for wish in each.wishes]
    return Line(cells, cited(cites), strong=True)


def _whole(reading: Reading, each: SharedOut) -> Line:
    pooled = [option for option in each.options if not option.buyer]
    notes = [finding.problem for finding in (*each.firm.findings, *each.judged.findings)]
    if not each.firm.whole.low_known:
        notes.append("the firm part is unknown")
    if pooled and any(option.quantity is None for option in pooled):
        notes.append("how many the options add is not published")
    whole = each.judged.whole
    sure = each.firm.whole.low if each.firm.whole.low in Bounds(0, whole.high) else 0
    cells: tuple[Cell, ...] = (
        Names(reading).contract(each.contract, each.line),
        WHOLE,
        each.firm.whole,
        _under(each.options) if each.options else None,
        whole,
        None,
        Bounds(sure, whole.high, low_known=sure > 0),
        None,
        "; ".join(notes),
    )
    return Line(cells, cited([row.id for row in (*each.rows, *each.options)]), strong=True)


def _under(options: Sequence[Option]) -> Bounds:
    known = (
        Bounds.unknown() if each.quantity is None else Bounds.exactly(each.quantity)
        for each in options
    )
    return sum(known, Bounds.exactly(0))


def _most(wanted: Sequence[Bounds]) -> Bounds | None:
    """The largest of several numbers that may be about the same units."""
    if not wanted:
        return None
    highs = [each.high for each in wanted]
    high = None if None in highs else sum(end or 0 for end in highs)
    low = max(each.low for each in wanted)
    return Bounds(low, high, low_known=any(each.low_known and each.low for each in wanted))


REPORT = Report(
    "buyer-shares",
    "Shares of a joint contract",
    "What is firm, under option and the ceiling for each buyer, and what can each have if all "
    "options are exercised?",
    make,
)
