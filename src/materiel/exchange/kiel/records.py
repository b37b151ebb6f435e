"""One row of the tracker's main table as typed values, whatever its release calls the columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact

from materiel.exchange.format import Fate
from materiel.exchange.kiel.cells import Amount, Count, amount, count, text_of
from materiel.exchange.kiel.headings import (
    Heading,
    find_heading,
    nameless_columns,
    nearly,
    require,
)
from materiel.exchange.kiel.naming import aid_type, measure, total_line
from materiel.exchange.kiel.packaged import mapping
from materiel.kernel.errors import InputError, nearest
from materiel.kernel.findings import Finding

TABLE = "main"
REQUIRED = ("donor", "date", "type")
VALUES = ("committed_eur", "allocated_eur", "plain_eur")
"""At least one of them says how much money."""

_EXACT = Context(prec=200, traps=[Inexact])
"""Wide enough for every amount that ``cells`` lets through."""

NOTHING = Amount(None, "nothing", "")
NO_COUNT = Count(None, None, "nothing", "")


@dataclass(frozen=True, slots=True)
class Record:
    """A row that can be read.

    Attributes:
        place: ``file:sheet:line``.
        line: of the sheet or file, from 1.
        key: the activity's id as printed; empty when the table has none.
        donor: as printed.
        aid: financial, humanitarian or military.
        date: the cell as it is.
        measure: ``allocated`` or ``committed``; empty when the release does not tell.
        item: as printed; empty when the row is about money only.
        kind: the tracker's type of item.
        committed: euros committed.
        allocated: euros allocated.
        delivered: euros delivered.
        plain: euros before they are spread over rows; kept in the claim.
        original: the amount in the currency of the source.
        currency: of ``original``, as printed.
        units: promised.
        units_delivered: handed over.
        official: whether the tracker calls its source official; None when it does not say.
        priced: whether the tracker worked the value out from prices.
        findings: what is odd about the row.
    """

    place: str
    line: int
    key: str
    donor: str
    aid: str
    date: object
    measure: str
    item: str
    kind: str
    committed: Amount
    allocated: Amount
    delivered: Amount
    plain: Amount
    original: Amount
    currency: str
    units: Count
    units_delivered: Count
    official: bool | None
    priced: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MainTable:
    """The main table of a release.

    Attributes:
        where: ``file:sheet``.
        heading: its columns.
        records: the rows that can be read.
        fates: of the rows that cannot, or that hold no data, by line.
    """

    where: str
    heading: Heading
    records: tuple[Record, ...]
    fates: Mapping[int, Fate]


def main_heading(rows: Sequence[Sequence[object]], where: str) -> Heading | None:
    """The heading of a main table; None when the rows have none that is complete."""
    heading = find_heading(rows, TABLE, REQUIRED, where)
    if heading is None or any(column not in heading.at for column in REQUIRED):
        return None
    return heading if any(column in heading.at for column in VALUES) else None


def lacking(rows: Sequence[Sequence[object]], where: str) -> str:
    """Which columns of a main table rows lack that have most of them; empty for other rows."""
    return nearly(rows, TABLE, (*((column,) for column in REQUIRED), VALUES), where)


def read_main(
    rows: Sequence[Sequence[object]], where: str, lines: Sequence[int] | None = None
) -> MainTable:
    """Read a main table.

    Args:
        rows: all rows, title lines included.
        where: ``file:sheet``.
        lines: the line of each row; counted from 1 when left out.

    Raises:
        InputError: no heading row, or a column is missing; names the nearest.
    """
    heading = find_heading(rows, TABLE, REQUIRED, where)
    if heading is None:
        why = lacking(rows, where)
        raise InputError(
            why or f"{where}: no row of headings of the tracker's main table was found"
        )
    require(heading, rows[heading.row], TABLE, REQUIRED, where)
    if not any(column in heading.at for column in VALUES):
        require(heading, rows[heading.row], TABLE, VALUES[:1], where)
    unread = nameless_columns(heading, rows, where)
    heading = replace(heading, findings=(*heading.findings, *unread))
    places = lines or range(1, len(rows) + 1)
    records: list[Record] = []
    fates: dict[int, Fate] = {}
    for line, cells in zip(places, rows, strict=False):
        if line <= places[heading.row]:
            fates[line] = Fate(f"{where}:{line}", "not-data")
            continue
        found = _record(cells, heading.at, f"{where}:{line}", line)
        if isinstance(found, Record):
            records.append(found)
        else:
            fates[line] = found
    return MainTable(where, heading, tuple(records), fates)


def _record(  # noqa: PLR0911  (one return for each reason)
    cells: Sequence[object], at: Mapping[str, int], place: str, line: int
) -> Record | Fate:
    def cell(column: str) -> object:
        index = at.get(column, -1)
        return cells[index] if 0 <= index < len(cells) else ""

    donor = text_of(cell("donor"))
    printed = text_of(cell("type"))
    if not donor or donor == ".":
        told = [amount(cell(column)) for column in at if column != "donor"]
        if all(each.said == "nothing" or each.value == 0 for each in told):
            return Fate(place, "not-data")
        problem = Finding("cells", f"{place}:donor", "no donor", "Fill it in.")
        return Fate(place, "refused", findings=(problem,))
    if total_line(donor):
        if not text_of(cell("id")):
            return Fate(place, "not-data")
        problem = Finding("cells", f"{place}:donor", f"{donor!r} is a sum, no donor", "Name it.")
        return Fate(place, "refused", findings=(problem,))
    aid = aid_type(printed)
    if not aid:
        return Fate(place, "refused", findings=(_unknown("type", printed, "types", place),))
    stage = measure(said := text_of(cell("measure")))
    if "measure" in at and not stage:
        return Fate(place, "refused", findings=(_unknown("measure", said, "measures", place),))
    found = {name: amount(cell(name)) for name in at if name.endswith("_eur")}
    for name in ("source_value", "source_total"):
        stated = amount(cell(name)) if name in at else NOTHING
        if stated.value is not None or "original" not in found:
            found["original"] = stated
    counts = {name: count(cell(name)) for name in ("units", "units_delivered") if name in at}
    item = text_of(cell("item"))
    official = text_of(cell("official")).casefold()
    findings = [*_odd(found, place), *_odd(counts, place)]
    committed, allocated = _measured(found, stage)
    return Record(
        place,
        line,
        text_of(cell("id")),
        donor,
        aid,
        cell("date"),
        stage,
        "" if item in ("", ".") else item,
        "" if (kind := text_of(cell("item_type"))) in ("", ".", "0") else kind,
        committed,
        allocated,
        found.get("delivered_eur", NOTHING),
        found.get("plain_eur", NOTHING),
        found.get("original", NOTHING),
        text_of(cell("currency")).upper(),
        counts.get("units", NO_COUNT),
        counts.get("units_delivered", NO_COUNT),
        {"yes": True, "no": False}.get(official),
        "calculated" in text_of(cell("value_source")).casefold(),
        tuple(findings),
    )


def _measured(found: Mapping[str, Amount], stage: str) -> tuple[Amount, Amount]:
    """Euros committed and allocated by a row.

    The column of commitments holds for every row. The column of allocations does not count
    in a row that is only a commitment; without a column of commitments, it is one there.
    """
    plain = found.get("plain_eur", NOTHING)
    if "committed_eur" in found:
        allocated = found.get("allocated_eur", plain)
        return found["committed_eur"], NOTHING if stage == "committed" else allocated
    value = found.get("allocated_eur", plain)
    return (NOTHING, value) if stage == "allocated" else (value, NOTHING)


def _unknown(column: str, text: str, table: str, place: str) -> Finding:
    known = [next(iter(row.values())) for row in mapping(table)]
    near = nearest(text, known, 1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Accepted: {', '.join(known)}."
    return Finding("cells", f"{place}:{column}", f"found {text!r}", remedy)


def _odd(found: Mapping[str, Amount | Count], place: str) -> Iterator[Finding]:
    for name, each in found.items():
        if each.said == "unreadable":
            yield Finding(
                "cells",
                f"{place}:{name}",
                f"found {each.wording[:60]!r}; accepted: a number",
                "It is kept as an unknown number.",
                "warning",
            )
        elif isinstance(each, Count) and each.low != each.high:
            yield Finding(
                "cells",
                f"{place}:{name}",
                f"{each.wording} units is no whole number",
                f"It is kept as {each.low} to {each.high}.",
                "warning",
            )


def total(records: Sequence[Record], measure_name: str) -> dict[tuple[str, str], Decimal]:
    """Exact sums of euros by printed donor and kind of aid, for one measure."""
    sums: dict[tuple[str, str], Decimal] = {}
    for record in records:
        value = getattr(record, measure_name).value
        if value is not None:
            key = (record.donor, record.aid)
            sums[key] = exact_sum(sums.get(key, Decimal(0)), value)
    return sums


def exact_sum(left: Decimal, right: Decimal) -> Decimal:
    """Sum without rounding to the context's digits."""
    return _EXACT.add(left, right)
