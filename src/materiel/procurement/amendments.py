"""What changed while a contract ran, and its lines and options as they stood on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from materiel.kernel.errors import InputError, MaterielError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.kernel.table import Column, Row, column, columns, to_cells
from materiel.procurement.contracts import ContractLine, Option

AMENDMENT_KINDS = ("accession", "change", "call-off", "termination")
LINE_FIELDS = (
    *("firm_low", "firm_high", "ceiling", "price", "vat_rate", "advance"),
    *("supplier", "starts", "delivery", "site", "origin"),
)
OPTION_FIELDS = (
    *("quantity", "minimum", "price", "price_after", "opens", "expires"),
    *("after", "holders", "lead_months", "index"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Row):
    """Something that changed in a live contract, from a day in the world on (DESIGN §2.11)."""

    TABLE: ClassVar[str] = "amendments"
    contract: str = column("id", "the contract")
    line: str = column("id", "the line it touches; empty: none, or all", default="")
    option: str = column("id", "the option it touches", default="", refers="options")
    buyer: str = column(
        "party", "who joins or calls off, or whose share it touches; empty: the whole", default=""
    )
    kind: str = column(
        "choice",
        "a buyer joins; terms change; an order under a framework; it ends",
        choices=AMENDMENT_KINDS,
    )
    units: int | None = column(
        "count", "call-off: how many; empty: unknown", default=None, unit="units of issue"
    )
    order: str = column(
        "id", "call-off: the contract that holds its lines, which are then counted", default=""
    )
    field: str = column("text", "the column of the line or option that changes", default="")
    before: str = column("text", "what it was, as in a cell", default="")
    after: str = column("text", "what it is from then on; empty: no longer stated", default="")
    reason: str = column("text", "why", default="")
    valid: Period = column("period", "when it took effect")

    def __post_init__(self) -> None:
        if self.field:
            self._check_field()
        elif self.before or self.after:
            raise InputError("field: required with before or after")
        if self.kind == "change" and not self.field:
            raise InputError("field: required for a change")
        if self.kind == "accession" and not self.buyer:
            raise InputError("buyer: required for an accession")
        if self.kind == "call-off":
            if not (self.line and self.buyer) or self.field:
                raise InputError("a call-off names line, buyer and units, and no field")
        elif self.units is not None or self.order:
            raise InputError("units, order: only a call-off has them; accepted: empty cells")

    def _check_field(self) -> None:
        accepted = OPTION_FIELDS if self.option else LINE_FIELDS
        if self.field not in accepted:
            raise InputError(f"field: found {self.field!r}; accepted: {', '.join(accepted)}")
        if not (self.option or self.line):
            raise InputError("line: required with a field, or an option")
        for name, text in (("before", self.before), ("after", self.after)):
            self._read(name, text)

    def _read(self, name: str, text: str) -> Any:
        """The value of a cell of the field; that of an empty one is the column's default."""
        kind: type[Row] = Option if self.option else ContractLine
        if not text:
            if _column(kind, self.field).required:
                raise InputError(f"{name}: {self.field} cannot be empty")
            return kind.__dataclass_fields__[self.field].default
        try:
            return _column(kind, self.field).read(text)
        except MaterielError as problem:
            raise InputError(f"{name}: {self.field}: {problem}") from None

    @property
    def value(self) -> Any:
        """What the field is from then on."""
        return self._read("after", self.after)

    @property
    def earlier(self) -> Any:
        """What the field was before."""
        return self._read("before", self.before)


def _column(kind: type[Row], name: str) -> Column:
    return next(each for each in columns(kind) if each.name == name)


@dataclass(frozen=True, slots=True)
class InForce:
    """The rows of a contract on a day, every change of the world until then applied.

    Attributes:
        lines: shares that have begun; a call-off is a share of its buyer.
        options: all options, with their terms of that day.
        applied: the amendments that count, or may count, by then.
        findings: where a stated *before* is not what stood there.
    """

    lines: tuple[ContractLine, ...]
    options: tuple[Option, ...]
    applied: tuple[Amendment, ...]
    findings: tuple[Finding, ...] = ()


def in_force(
    lines: Sequence[ContractLine],
    options: Sequence[Option],
    amendments: Iterable[Amendment],
    day: date,
    *,
    awarded: Period | None = None,
    orders: Iterable[str] = (),
) -> InForce:
    """What stood in one contract at the end of ``day``.

    Inside the period of a change, whose day nobody states, firm numbers hold both ends and any
    other field is as if it were not stated.

    Args:
        lines: the rows of the contract.
        options: its options.
        amendments: its amendments.
        day: the day asked for.
        awarded: since when lines count that state no ``starts``; None: always.
        orders: contracts whose lines are counted by themselves; a call-off that names one is not
            counted again.
    """
    rows = {row.id: begun for row in lines if (begun := _begun(row, awarded, day)) is not None}
    rights = {row.id: row for row in options}
    applied: list[Amendment] = []
    findings: list[Finding] = []
    elsewhere = set(orders)
    for each in sorted(amendments, key=lambda row: (row.valid.start, row.valid.end, row.id)):
        certain = each.valid.happened_by(day)
        if certain == "no":
            continue
        applied.append(each)
        sure = certain == "yes"
        if each.kind == "call-off":
            if each.order not in elsewhere:
                _call_off(rows, each, sure=sure)
        elif each.kind == "termination" and not each.field:
            _end(rights, each, sure=sure)
        elif each.option and each.field:
            findings += _change(rights, [each.option], each, sure=sure)
        elif each.field:
            findings += _change(rows, _touched(rows, each), each, sure=sure)
    return InForce(tuple(rows.values()), tuple(rights.values()), tuple(applied), tuple(findings))


def amended(
    lines: Sequence[ContractLine],
    options: Sequence[Option],
    amendments: Sequence[Amendment],
    day: date,
) -> tuple[list[ContractLine], list[Option]]:
    """All lines and options of a case with the changes until ``day``, lines to come included."""
    found: list[ContractLine] = []
    rights: list[Option] = []
    names = dict.fromkeys([row.contract for row in lines] + [row.contract for row in options])
    for name in names:
        mine = [row for row in lines if row.contract == name]
        force = in_force(
            mine,
            [row for row in options if row.contract == name],
            [row for row in amendments if row.contract == name],
            day,
            orders=[row.contract for row in lines],
        )
        standing = {row.id for row in force.lines}
        found += [*force.lines, *(row for row in mine if row.id not in standing)]
        rights += force.options
    return found, rights


def _begun(row: ContractLine, awarded: Period | None, day: date) -> ContractLine | None:
    """The row when it has begun; with nothing sure of it inside an unknown start."""
    starts = row.starts or awarded
    certain = "yes" if starts is None else starts.happened_by(day)
    if certain == "no":
        return None
    if certain == "yes" or row.firm_low is None:
        return row
    # Nothing is firm for sure while nobody knows whether it has begun.
    high = row.firm.high
    return replace(row, firm_low=0, firm_high=high)


def _touched(rows: Mapping[str, ContractLine], each: Amendment) -> list[str]:
    """Ids of the rows of a line whose share, or whole, an amendment changes."""
    mine = [row for row in rows.values() if row.line == each.line]
    if each.buyer and each.kind != "accession":
        return [row.id for row in mine if row.buyer == each.buyer]
    wholes = [row.id for row in mine if row.scope == "whole"]
    return wholes or [row.id for row in mine]


def _change(
    rows: dict[str, Any], names: Sequence[str], each: Amendment, *, sure: bool
) -> list[Finding]:
    """Apply one change to each row it touches."""
    findings = []
    if not names or any(name not in rows for name in names):
        return [
            Finding(
                "amendment-target",
                each.id,
                f"no row of {each.option or each.contract + '/' + each.line} stands on "
                f"{each.valid}",
                "Name a line, buyer or option that the contract has then.",
                "warning",
            )
        ]
    for name in names:
        row = rows[name]
        found = to_cells(row)[each.field]
        if getattr(row, each.field) != each.earlier:
            findings.append(
                Finding(
                    "amendment-before",
                    each.id,
                    f"{each.field} of {name} was {found or 'not stated'}, the amendment says "
                    f"{each.before or 'not stated'}",
                    "Correct the row or the amendment.",
                    "warning",
                )
            )
        value = each.value if sure else _between(getattr(row, each.field), each)
        try:
            rows[name] = replace(row, **{each.field: value})
        except MaterielError as problem:
            findings.append(
                Finding(
                    "amendment-value",
                    each.id,
                    f"{each.field} of {name} cannot become {each.after or 'empty'}: {problem}",
                    "Correct the amendment, or state the change of the other column first.",
                    "warning",
                )
            )
    return findings


def _between(old: Any, each: Amendment) -> Any:
    """A field while nobody knows whether its change has happened."""
    new = each.value
    if old == new:
        return old
    if each.field == "firm_low":
        return None if old is None or new is None else min(old, new)
    if each.field == "firm_high":
        return None if old is None or new is None else max(old, new)
    if each.field == "ceiling":
        return "unknown"
    if each.field == "minimum":
        return min(old, new)
    kind = Option if each.option else ContractLine
    return kind.__dataclass_fields__[each.field].default


def _end(rights: dict[str, Option], each: Amendment, *, sure: bool) -> None:
    """An option, or all of a line or contract, can no longer be used."""
    for name, row in rights.items():
        if (each.option and name != each.option) or (each.line and row.line != each.line):
            continue
        if not sure:
            rights[name] = replace(row, expires=None)
            continue
        last = each.valid.start - timedelta(days=1)
        if row.expires is None or row.expires > last:
            opens = row.opens if row.opens is None or row.opens <= last else last
            rights[name] = replace(row, opens=opens, expires=last)


def _call_off(rows: dict[str, ContractLine], each: Amendment, *, sure: bool) -> None:
    """An order under a framework as a share of its buyer."""
    mine = [row for row in rows.values() if row.line == each.line]
    if not mine:
        return
    whole = next((row for row in mine if row.scope == "whole"), None)
    like = next((row for row in mine if row.buyer == each.buyer), whole or mine[0])
    least = each.units if sure else 0
    rows[each.id] = replace(
        like,
        id=each.id,
        scope="share",
        buyer=each.buyer,
        firm_low=least,
        firm_high=each.units,
        ceiling="unknown" if each.units is None else str(each.units),
        starts=each.valid,
        commitment="",
        sources=each.sources,
        note=each.note,
    )
    if whole is not None and whole.firm_low is not None and whole.firm_high is not None:
        high = None if each.units is None else whole.firm_high + each.units
        rows[whole.id] = replace(whole, firm_low=whole.firm_low + (least or 0), firm_high=high)
