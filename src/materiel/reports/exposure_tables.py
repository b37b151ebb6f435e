"""What each buyer stands to pay, to the cent, and converted at the rate of a named day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.procurement.amounts import MoneyBounds
from materiel.procurement.exposure import Exposure
from materiel.procurement.position import Position
from materiel.reports.contract_tables import buyer_name
from materiel.reports.contracting import Contracting
from materiel.reports.reading import Reading
from materiel.reports.table import Cell, Column, Line, Table, cited
from materiel.reports.words import Amount
from materiel.sharing.conversion import convert
from materiel.vocabulary.rates import ReferenceRate, reference_rate


def exposure_table(
    reading: Reading, found: Contracting, currency: str = "", rate_day: date | None = None
) -> Table:
    """What each buyer stands to pay for all that is on order, contract by contract.

    Args:
        reading: the case.
        found: its contracts.
        currency: convert gross amounts into it as well; empty: no conversion.
        rate_day: the day of the rate; required with a currency unless nothing is converted.

    Raises:
        InputError: no rate of that day is held, or no day is named.
    """
    rates = _rates(found, currency, rate_day)
    columns = [
        Column("contract", "contract"),
        Column("buyer", "buyer"),
        Column("basis", "price basis"),
        Column("net", "net", "money"),
        Column("vat", "VAT", "money"),
        Column("gross", "gross", "money"),
    ]
    if currency:
        columns.append(Column("converted", f"gross in {currency}", "money"))
    columns.append(Column("reading", "how to read it"))
    lines = []
    for each in found.positions:
        lines += [_exposure(reading, each, row, currency, rates) for row in each.exposures.rows]
        if each.exposures.unpriced:
            words = f"no price is stated: {', '.join(each.exposures.unpriced)}"
            empty = (None,) * (len(columns) - 2)
            lines.append(Line((each.contract, *empty, words), cited(each.exposures.unpriced)))
    said = tuple(
        f"EUR 1 = {rate.currency} {rate.rate:f}, reference rate of {rate.day}"
        for rate in rates.values()
    )
    return Table(
        "exposure",
        "What each buyer stands to pay",
        "What does each buyer owe for what is on order, net, VAT and gross?",
        tuple(columns),
        tuple(lines),
        "contract",
        empty="Nothing on order has a price.",
        notes=(
            "Each line is rounded by itself, VAT on the rounded net. Price bases are never mixed.",
            *said,
        ),
    )


def _exposure(
    reading: Reading,
    each: Position,
    row: Exposure,
    currency: str,
    rates: Mapping[str, ReferenceRate],
) -> Line:
    gross = row.gross
    vat = None
    if gross is not None:
        high = None
        if gross.high is not None and row.net.high is not None:
            high = gross.high - row.net.high
        vat = MoneyBounds(gross.low - row.net.low, high, row.net.low_known)
    words = [f"no VAT rate is stated: {', '.join(row.untaxed)}"] if row.untaxed else []
    indexed = sorted({name for line in each.lines for name in line.standing.indexed})
    if indexed:
        words.append(f"at the base price of {', '.join(indexed)}, which follow a formula")
    cells: list[Cell] = [
        each.contract,
        buyer_name(reading, row.buyer),
        row.basis,
        amount(row.net),
        amount(vat),
        amount(gross),
    ]
    if currency:
        cells.append(amount(_converted(gross, currency, rates)))
    cells.append("; ".join(words))
    return Line(tuple(cells), cited(_rows_of(each, row.buyer)))


def _rows_of(each: Position, buyer: str) -> list[str]:
    found: list[str] = []
    for line in each.lines:
        for mine in line.buyers:
            if mine.buyer == buyer:
                found += mine.rows
    return found


@dataclass(frozen=True, slots=True)
class Cents(Amount):
    """An amount that is written out to the cent, as on an invoice."""

    def __str__(self) -> str:
        low = Money(self.bounds.low, self.currency)
        high = None if self.bounds.high is None else Money(self.bounds.high, self.currency)
        return str(MoneyBounds(low, high, self.bounds.low_known))


def amount(money: MoneyBounds | Money | None) -> Amount | None:
    """Money as a cell."""
    if money is None:
        return None
    if isinstance(money, Money):
        return Cents(Bounds.exactly(money.minor), money.currency)
    high = None if money.high is None else money.high.minor
    return Cents(Bounds(money.low.minor, high, money.low_known), money.low.currency)


def _converted(
    money: MoneyBounds | None, currency: str, rates: Mapping[str, ReferenceRate]
) -> MoneyBounds | None:
    if money is None:
        return None

    def turned(end: Money) -> Money:
        return Money(convert(end.minor, end.currency, currency, dict(rates)), currency)

    high = None if money.high is None else turned(money.high)
    return MoneyBounds(turned(money.low), high, money.low_known)


def _rates(found: Contracting, currency: str, rate_day: date | None) -> dict[str, ReferenceRate]:
    """The reference rates of one day that a conversion needs.

    Raises:
        InputError: the day is not named, or no rate of it is held.
    """
    if not currency:
        return {}
    needed = {row.currency for each in found.positions for row in each.exposures.rows}
    needed -= {currency}
    if not needed:
        return {}
    if rate_day is None:
        raise InputError(
            f"a conversion into {currency} needs the day of its rate; name it with --rate-day"
        )
    wanted = sorted((needed | {currency}) - {"EUR"})
    return {each: reference_rate(each, rate_day) for each in wanted}
