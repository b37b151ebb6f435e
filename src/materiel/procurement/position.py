"""Where a contract stands on a day: each line and buyer, exposure, findings; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.procurement.agreements import Agreement
from materiel.procurement.amendments import Amendment, in_force
from materiel.procurement.calloffs import CallOff, Framework, from_lines
from materiel.procurement.contracts import (
    POOLED,
    Ceiling,
    ContractLine,
    LineShares,
    Milestone,
    Option,
    line_shares,
)
from materiel.procurement.exposure import Exposures, exposure_of, ordered_parts
from materiel.procurement.options import Exercise, OptionBook
from materiel.procurement.standing import LineStanding, OptionStanding, standing
from materiel.procurement.terms import Content, Reached, Threshold, Tier, reached, tier_price

NOTHING = Bounds.exactly(0)


@dataclass(frozen=True, slots=True)
class Papers:
    """All rows about contracts that were known on a day, whatever the day they speak of."""

    lines: Sequence[ContractLine] = ()
    options: Sequence[Option] = ()
    milestones: Sequence[Milestone] = ()
    agreements: Sequence[Agreement] = ()
    amendments: Sequence[Amendment] = ()
    tiers: Sequence[Tier] = ()
    thresholds: Sequence[Threshold] = ()
    contents: Sequence[Content] = ()
    uses: Mapping[str, Sequence[Exercise]] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Every contract that is named, in the order of the rows."""
        found = [row.contract for row in self.agreements]
        found += [row.contract for row in self.lines]
        found += [row.contract for row in self.options]
        return tuple(dict.fromkeys(found))

    def agreement(self, contract: str) -> Agreement | None:
        """The row about a contract as a whole; None where there is none.

        Raises:
            InputError: there are two.
        """
        found = [row for row in self.agreements if row.contract == contract]
        if len(found) > 1:
            names = ", ".join(row.id for row in found)
            raise InputError(f"{contract}: rows {names} both describe it; accepted: one")
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class BuyerStanding:
    """One buyer's part of a line on a day, in units of issue.

    Attributes:
        buyer: the party; ``POOLED`` for what no row names a buyer of.
        firm: firm without options, fitted into the whole.
        exercised: ordered through options that are for this buyer, or may be.
        ceiling: the most of the buyer's own share, as its row states it.
        waiting, open, lapsed, reachable: of the options that are for this buyer; what may be
            for it, as nobody discloses for whom it is, adds to the high ends alone.
        rows: ids that it rests on.
    """

    buyer: str
    firm: Bounds
    exercised: Bounds
    ceiling: Ceiling
    waiting: Bounds
    open: Bounds
    lapsed: Bounds
    reachable: Bounds
    rows: tuple[str, ...]

    @property
    def ordered(self) -> Bounds:
        """Firm and exercised together."""
        return self.firm + self.exercised


@dataclass(frozen=True, slots=True)
class LinePosition:
    """One line of a contract on a day."""

    name: str
    book: OptionBook
    shares: LineShares
    standing: LineStanding
    buyers: tuple[BuyerStanding, ...]
    thresholds: tuple[Reached, ...]

    @property
    def item(self) -> str:
        """What is bought."""
        return self.book.lines[0].item


@dataclass(frozen=True, slots=True)
class Position:
    """One contract on a day.

    Attributes:
        contract: its id.
        agreement: the row about it; None where there is none.
        day: events up to its end count.
        lines: each line that has begun.
        exposures: what each buyer stands to pay for all that is on order.
        amendments: those that count, or may count, by then.
        framework: its call-offs, where it is a framework.
        findings: what the rows contradict, and which rule a reported act breaks.
    """

    contract: str
    agreement: Agreement | None
    day: date
    lines: tuple[LinePosition, ...]
    exposures: Exposures
    amendments: tuple[Amendment, ...]
    framework: Framework | None
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> tuple[ContractLine, ...]:
        """All lines in force."""
        return tuple(row for each in self.lines for row in each.book.lines)


def position(papers: Papers, contract: str, day: date) -> Position:
    """Where one contract stands at the end of ``day``.

    Raises:
        InputError: the rows cannot be read one way (two wholes of one line, options in a circle).
    """
    agreement = papers.agreement(contract)
    awarded = agreement.awarded if agreement else None
    mine = [row for row in papers.lines if row.contract == contract]
    names = papers.names()
    force = in_force(
        mine,
        [row for row in papers.options if row.contract == contract],
        [row for row in papers.amendments if row.contract == contract],
        day,
        awarded=awarded,
        orders=[name for name in names if any(row.contract == name for row in papers.lines)],
    )
    findings = list(force.findings)
    lines = []
    for line in dict.fromkeys(row.line for row in force.lines):
        rows = [row for row in force.lines if row.line == line]
        lines.append(_line(papers, contract, line, rows, force.options, day))
    for each in lines:
        findings += each.shares.findings
        findings += [found for found in each.book.findings() if _by(found, each.book, day)]
        findings += _table_price(papers, each)
        findings += _share_ceilings(contract, each)
    findings += _advance(papers, contract, force.lines)
    framework = None
    if agreement is not None and agreement.form == "framework":
        framework = framework_of(papers, agreement, day)
        findings += framework.findings()
    parts = [part for each in lines for part in ordered_parts(each.book, day)]
    return Position(
        contract,
        agreement,
        day,
        tuple(lines),
        exposure_of(parts),
        force.applied,
        framework,
        tuple(findings),
    )


def _by(finding: Finding, book: OptionBook, day: date) -> bool:
    """Whether a finding about a use is of a use that had begun by ``day``."""
    return any(
        finding.where == f"{use.option}:{use.day}" and use.day <= day for use in book.exercises
    )


def _line(
    papers: Papers,
    contract: str,
    line: str,
    rows: Sequence[ContractLine],
    options: Sequence[Option],
    day: date,
) -> LinePosition:
    tiers = [row for row in papers.tiers if (row.contract, row.line) == (contract, line)]
    priced = _priced(rows, tiers)
    rights = [row for row in options if row.line == line]
    uses = [use for row in rights for use in papers.uses.get(row.id, ())]
    book = OptionBook.of(priced, rights).using(uses)
    where = standing(book, day)
    shares = line_shares(priced)
    named = [row for row in papers.thresholds if (row.contract, row.line) == (contract, line)]
    return LinePosition(
        line,
        book,
        shares,
        where,
        tuple(_buyers(book, shares, where)),
        tuple(reached(row, where.firm) for row in named),
    )


def _priced(rows: Sequence[ContractLine], tiers: Sequence[Tier]) -> list[ContractLine]:
    """Rows without a price take that of the price table for the whole line, where it is certain."""
    if not tiers:
        return list(rows)
    whole = line_shares(rows).whole
    found = []
    for row in rows:
        price = None if row.price is not None else tier_price(tiers, whole, _day_of(row))
        if price is not None:
            row = replace(  # noqa: PLW2901  (the same row, with the price that its table gives)
                row, price=price.each, currency=price.currency, basis=price.basis
            )
        found.append(row)
    return found


def _day_of(row: ContractLine) -> Period | None:
    return row.starts


def _buyers(book: OptionBook, shares: LineShares, where: LineStanding) -> list[BuyerStanding]:
    firm = dict(shares.buyers)
    if shares.rest is not None and (shares.rest != NOTHING or POOLED in firm):
        firm[POOLED] = firm.get(POOLED, NOTHING) + shares.rest
    for each in where.options:
        firm.setdefault(each.option.buyer, NOTHING)
    found = []
    for buyer, bounds in firm.items():
        mine = [row for row in book.lines if row.scope == "share" and row.buyer == buyer]
        rights = [_for(each, buyer) for each in where.options if _concerns(each, buyer)]
        wholes = [row.id for row in book.lines if row.scope == "whole"] if not mine else []
        limits = [row.limit for row in mine]
        found.append(
            BuyerStanding(
                buyer,
                bounds,
                sum((each.exercised for each in rights), NOTHING),
                _limit(limits),
                sum((each.waiting for each in rights), NOTHING),
                sum((each.open for each in rights), NOTHING),
                sum((each.lapsed for each in rights), NOTHING),
                sum((each.reachable for each in rights), NOTHING),
                (*(row.id for row in mine), *wholes, *(each.option.id for each in rights)),
            )
        )
    return found


def _concerns(where: OptionStanding, buyer: str) -> bool:
    """Whether an option is for a buyer, or may be: nothing says for whom an undisclosed one is."""
    return where.option.buyer == buyer or (where.option.buyer == POOLED and where.undisclosed)


def _for(where: OptionStanding, buyer: str) -> OptionStanding:
    """An option as one buyer's: all, part or nothing of it where its buyer is not disclosed."""
    if where.option.buyer == buyer:
        return where
    return replace(
        where,
        exercised=_perhaps(where.exercised),
        waiting=_perhaps(where.waiting),
        open=_perhaps(where.open),
        lapsed=_perhaps(where.lapsed),
        reachable=_perhaps(where.reachable),
    )


def _perhaps(units: Bounds) -> Bounds:
    return units if units.high == 0 else Bounds(0, units.high, low_known=False)


def _limit(limits: Sequence[Ceiling]) -> Ceiling:
    """The ceiling of a share that stands in several rows; unknown where no row states it."""
    if any(limit.state == "none" for limit in limits):
        return Ceiling("none")
    if not limits or any(limit.units is None for limit in limits):
        return Ceiling("unknown")
    return Ceiling("number", sum(limit.units or 0 for limit in limits))


def _share_ceilings(contract: str, line: LinePosition) -> list[Finding]:
    """Where more is on order for a buyer than its own share allows."""
    return [
        Finding(
            "share-ceiling",
            f"{contract}/{line.name}",
            f"{each.buyer}: {each.ordered} on order, the ceiling of its share is {each.ceiling}",
            "Correct the share, or enter the amendment that raised it.",
            "warning",
        )
        for each in line.buyers
        if each.ceiling.units is not None and each.ordered.low > each.ceiling.units
    ]


def _table_price(papers: Papers, line: LinePosition) -> list[Finding]:
    """Where a stated price is not that of the price table for what is firmly ordered."""
    contract = line.book.lines[0].contract
    tiers = [row for row in papers.tiers if (row.contract, row.line) == (contract, line.name)]
    found = []
    for row in line.book.lines:
        price = tier_price(tiers, line.shares.whole, _day_of(row)) if tiers else None
        if price is None or row.price is None or row.currency != price.currency:
            continue
        if row.price != price.each:
            found.append(
                Finding(
                    "tier-price",
                    row.id,
                    f"its price is {row.price:f}, the price table says {price.each:f} for "
                    f"{line.shares.whole} units",
                    "Correct the price or the table.",
                    "warning",
                )
            )
    return found


def _advance(papers: Papers, contract: str, lines: Sequence[ContractLine]) -> list[Finding]:
    """Where a line and the milestones state different advances."""
    stated = {
        row.share
        for row in papers.milestones
        if row.contract == contract and row.kind == "advance" and row.share is not None
    }
    if len(stated) != 1:
        return []
    percent = stated.pop()
    return [
        Finding(
            "advance",
            row.id,
            f"its advance is {row.advance} %, the milestones say {percent} %",
            "Correct one of the two.",
            "warning",
        )
        for row in lines
        if row.advance is not None and row.advance != percent
    ]


def framework_of(papers: Papers, agreement: Agreement, day: date) -> Framework:
    """A framework with its call-offs up to ``day``; one that may have happened may count."""
    contract = agreement.contract
    orders = []
    with_lines = {row.contract for row in papers.lines}
    for row in papers.amendments:
        certain = row.valid.happened_by(day)
        if (row.contract, row.kind) != (contract, "call-off") or certain == "no":
            continue
        if row.order in with_lines:
            continue
        units = Bounds.unknown() if row.units is None else Bounds.exactly(row.units)
        if certain == "maybe":
            units = Bounds(0, units.high, low_known=False)
        orders.append(CallOff(row.id, row.line, row.buyer, units, row.valid))
    for other in papers.agreements:
        if other.framework == contract and other.awarded is not None:
            rows = in_force(
                [row for row in papers.lines if row.contract == other.contract],
                (),
                [row for row in papers.amendments if row.contract == other.contract],
                day,
                awarded=other.awarded,
            ).lines
            orders += from_lines(rows, other.contract, other.awarded)
    orders.sort(key=lambda each: each.valid.start)
    return Framework(
        agreement,
        tuple(row for row in papers.lines if row.contract == contract),
        tuple(row for row in papers.tiers if row.contract == contract),
        tuple(orders),
    )
