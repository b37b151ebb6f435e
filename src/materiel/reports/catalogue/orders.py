"""Orders and contracts: firm, option and ceiling, value with its basis, implied average."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.money import MINOR_DIGITS
from materiel.ledger.rows import Commitment, Payment
from materiel.procurement.contracts import ContractLine, Option, line_ceiling, line_shares
from materiel.reports.naming import Names
from materiel.reports.reading import SUPPLY, Reading
from materiel.reports.report import PlanData, Report
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import Amount, day_words, listed, period_words, rounded_money

CONTRACT, OPTIONS = "contract lines", "options"
LOOSE = "orders without published lines"
COLUMNS = (
    Column("part", "part of the record"),
    Column("contract", "contract"),
    Column("item", "item"),
    Column("buyer", "for"),
    Column("supplier", "supplier"),
    Column("firm", "firm", "count", "units of issue"),
    Column("option", "under option", "count", "units of issue"),
    Column("ceiling", "ceiling", "count", "units of issue"),
    Column("value", "value and its basis"),
    Column("average", "implied average, not a price"),
    Column("price", "stated unit price, net"),
    Column("delivery", "delivery"),
    Column("reading", "how to read it"),
)


def make(reading: Reading, plan: PlanData) -> Table:
    """One row for each contract line and buyer's share, then every other order."""
    del plan
    groups: dict[tuple[str, str], list[ContractLine]] = defaultdict(list)
    for row in reading.rows(ContractLine):
        groups[row.contract, row.line].append(row)
    lines = []
    for mine in groups.values():
        lines.append(_whole(reading, mine))
        shares = [row for row in mine if row.scope == "share"]
        if len(mine) > 1:
            lines += [_share(reading, row, mine) for row in shares]
    named = {reading.roots.get(row.commitment, "") for row in reading.rows(ContractLine)}
    lines += [
        _loose(reading, root, row)
        for root, row in reading.of_kind(*SUPPLY).items()
        if root not in named
    ]
    lines.sort(key=lambda line: (CONTRACT, OPTIONS, LOOSE).index(str(line.cells[0])))
    return Table(
        REPORT.name,
        REPORT.title,
        REPORT.question,
        COLUMNS,
        tuple(lines),
        "part",
        empty="No order is on record.",
        notes=(
            (
                "A ceiling is not an order: where only a ceiling is published, the firm part is "
                "unknown."
            ),
            (
                "A value divided by a number of units is an implied average, never a unit price; "
                "it may hold spares, training and services."
            ),
        ),
    )


def _whole(reading: Reading, mine: Sequence[ContractLine]) -> Line:
    first = next((row for row in mine if row.scope == "whole"), mine[0])
    options = [
        row
        for row in reading.rows(Option)
        if (row.contract, row.line) == (first.contract, first.line)
    ]
    fitted, ceiling = line_shares(mine), line_ceiling(mine)
    under = sum((_quantity(row) for row in options), Bounds.exactly(0))
    roots = dict.fromkeys(reading.roots.get(row.commitment, "") for row in mine if row.commitment)
    value, average, paid = _value(reading, list(roots), fitted.whole, ceiling.units)
    notes = ["firm part unknown"] if not fitted.whole.low_known else []
    notes += [finding.problem for finding in fitted.findings]
    buyers = [reading.party(row.buyer) for row in mine if row.buyer]
    limit = Bounds.unknown() if ceiling.units is None else Bounds.exactly(ceiling.units)
    cells: tuple[Cell, ...] = (
        CONTRACT,
        Names(reading).contract(first.contract, first.line),
        reading.item_unit(first.item),
        listed(buyers) or "buyers not published",
        reading.party(first.supplier) if first.supplier else None,
        fitted.whole,
        under if options else None,
        None if ceiling.state == "none" else limit,
        value,
        average,
        _price(first),
        period_words(first.delivery) if first.delivery else None,
        "; ".join(notes),
    )
    cites = [row.id for row in (*mine, *options)] + paid
    return Line(cells, cited(cites), strong=len(mine) > 1)


def _share(reading: Reading, row: ContractLine, mine: Sequence[ContractLine]) -> Line:
    ceiling = row.limit
    limit = Bounds.unknown() if ceiling.units is None else Bounds.exactly(ceiling.units)
    whole = line_shares(mine).buyers[row.buyer]
    alone = sum(other.buyer == row.buyer for other in mine if other.scope == "share") == 1
    # What nobody states of a share stays unknown; the ceiling of the whole says little of it.
    firm = row.firm if row.firm.high is None or not alone else whole
    cells: tuple[Cell, ...] = (
        CONTRACT,
        Names(reading).contract(row.contract, row.line),
        reading.item_unit(row.item),
        f"share of {reading.party(row.buyer)}" if row.buyer else "share of a buyer not named",
        "",
        firm,
        "",
        None if ceiling.state == "none" else limit,
        "",
        "",
        _price(row),
        period_words(row.delivery) if row.delivery else None,
        "firm part unknown" if not firm.low_known else "",
    )
    return Line(cells, cited([row.id]))


def _loose(reading: Reading, root: str, row: Commitment) -> Line:
    ordered = reading.figure([root], "ordered")
    ceiling = reading.figure([root], "ceiling")
    bounds = ordered.bounds
    value, average, paid = _value(
        reading, [root], bounds or Bounds.unknown(), ceiling.total.bounds.high
    )
    option = row.kind == "option"
    notes = []
    if bounds is not None and not bounds.low_known:
        notes.append("firm part unknown" if bounds.high is not None else "how many is unknown")
    parts = sum(other.parent == row.id for other in reading.commitments.values())
    if bounds is None and not option:
        notes.append("no order on record yet" if not parts else f"in {parts} parts, each apart")
    rights = [each for each in reading.rows(Option) if reading.roots.get(each.commitment) == root]
    notes += [words for each in rights if (words := _right(reading, each))]
    if undated := reading.undated(ordered):
        notes.append(undated)
    left = reading.difference([(root, "ceiling")], [(root, "ordered"), (root, "lapsed")])
    cells: tuple[Cell, ...] = (
        OPTIONS if option else LOOSE,
        row.title,
        reading.item_unit(row.item),
        reading.party(row.receiver),
        reading.party(row.giver),
        bounds,
        (left.bounds or Bounds.unknown()) if option else None,
        ceiling.bounds,
        value,
        average if ceiling.stated and not parts else None,
        "; ".join(words for each in rights if (words := _prices(each))) or None,
        period_words(row.due) if row.due and not option else None,
        "; ".join(notes),
    )
    named = [each.id for each in rights]
    return Line(cells, cited([row.id, *ordered.cites, *ceiling.cites, *paid, *named]))


def _prices(right: Option) -> str:
    """Price of a unit before and after the last day."""
    if right.price is None:
        return ""
    after = "" if right.price_after is None else f", afterwards {right.price_after:,f}"
    return f"{right.currency} {right.price:,f} ({right.basis}){after}"


def _right(reading: Reading, right: Option) -> str:
    """Window, minimum, predecessor and holders of an option."""
    parts = [f"at least {right.minimum} at once"] if right.minimum else []
    if right.expires:
        parts.append(f"last day {day_words(right.expires)}")
    if right.after:
        parts.append(f"only after {right.after}")
    if right.holders:
        parts.append(f"exercised by {listed([reading.party(name) for name in right.holders])}")
    return ", ".join(parts)


def _quantity(option: Option) -> Bounds:
    return Bounds.unknown() if option.quantity is None else Bounds.exactly(option.quantity)


def _price(row: ContractLine) -> str | None:
    price = row.unit_price
    if price is None:
        return None
    return f"{price.currency} {price.each:,f} ({price.basis})"


def _value(
    reading: Reading, roots: list[str], firm: Bounds, ceiling: int | None
) -> tuple[str | None, str | None, list[str]]:
    """Money obligated or committed for the promises, the implied averages, and what is cited."""
    values, averages, cites = [], [], []
    for row in reading.rows(Payment):
        root = reading.roots.get(row.commitment, row.commitment)
        if root not in roots or row.stage != "obligated":
            continue
        scale = 10 ** MINOR_DIGITS.get(row.currency, 2)
        low, high = (None if end is None else int(end * scale) for end in (row.low, row.high))
        bounds = Bounds(low or 0, high, low is not None)
        about = "; ".join(filter(None, (row.basis, row.wording, row.note)))
        values.append(f"{Amount(bounds, row.currency)} ({about})")
        cites.append(row.id)
        units = ceiling if row.basis == "ceiling" else firm.exact
        if high and units and row.basis in ("ceiling", "contract"):
            over = "if all of the ceiling is used" if row.basis == "ceiling" else "over all units"
            averages.append(f"{rounded_money(Fraction(high, units), row.currency)} {over}")
    return "; ".join(values) or None, "; ".join(averages) or None, cites


REPORT = Report(
    "orders",
    "Orders and contracts",
    "What is firm, what is under option, what is the ceiling of each contract, and what is it "
    "worth on which basis?",
    make,
)
