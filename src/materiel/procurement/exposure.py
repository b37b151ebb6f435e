"""What each buyer stands to pay for what is firm, per currency and price basis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from materiel.kernel.bounds import Bounds
from materiel.procurement.amounts import MoneyBounds, Price
from materiel.procurement.contracts import POOLED, ContractLine, Option, line_shares
from materiel.procurement.options import Exercise, OptionBook


@dataclass(frozen=True, slots=True)
class Exposure:
    """One buyer's firm cost in one currency on one price basis; bases are never mixed.

    Attributes:
        buyer: the party; ``POOLED`` for what nobody is named for.
        net: without VAT.
        gross: with VAT; None when a line of it states no VAT rate.
        untaxed: ids of the rows that state no VAT rate.
    """

    buyer: str
    currency: str
    basis: str
    net: MoneyBounds
    gross: MoneyBounds | None
    untaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposures:
    """All buyers' firm costs, and the rows whose cost nobody can state.

    Attributes:
        rows: by buyer, currency and basis.
        unpriced: ids of rows with a firm or possibly firm quantity but no price.
    """

    rows: tuple[Exposure, ...]
    unpriced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Units on order that one row or option prices.

    Attributes:
        buyer: the party; ``POOLED`` for what nobody is named for.
        line: ``contract/line``.
        row: id of the share, of the whole or of the option.
        units: how many.
        price: None when not stated.
    """

    buyer: str
    line: str
    row: str
    units: Bounds
    price: Price | None


def exposure(lines: Sequence[ContractLine]) -> Exposures:
    """Sum the firm cost of each buyer over all lines, each invoice line rounded on its own."""
    return exposure_of(
        Part(buyer, f"{row.contract}/{row.line}", row.id, units, price)
        for buyer, row, units, price in firm_parts(lines)
    )


def exposure_of(parts: Iterable[Part]) -> Exposures:
    """Sum the cost of each buyer over parts of what is on order."""
    totals: dict[tuple[str, str, str], Exposure] = {}
    unpriced: list[str] = []
    for part in parts:
        units, price = part.units, part.price
        if units.high == 0:
            continue
        if price is None:
            if part.row not in unpriced:
                unpriced.append(part.row)
            continue
        key = (part.buyer, price.currency, price.basis)
        net, gross = price.net_of(units), price.gross_of(units)
        untaxed: tuple[str, ...] = () if gross else (part.row,)
        if before := totals.get(key):
            net = before.net + net
            gross = before.gross + gross if before.gross and gross else None
            untaxed = tuple(dict.fromkeys(before.untaxed + untaxed))
        totals[key] = Exposure(*key, net, gross, untaxed)
    return Exposures(tuple(totals[key] for key in sorted(totals)), tuple(unpriced))


def firm_parts(
    lines: Sequence[ContractLine],
) -> Iterator[tuple[str, ContractLine, Bounds, Price | None]]:
    """Each part of what is firm once: the buyers' shares, then what the whole leaves over.

    Yields:
        Buyer, the row that states it, its units, its price.
    """

    def key(row: ContractLine) -> tuple[str, str]:
        return row.contract, row.line

    for _, group in groupby(sorted(lines, key=key), key=key):
        rows = list(group)
        fitted = line_shares(rows)
        for row in rows:
            if row.scope == "whole":
                if fitted.rest is not None:
                    yield POOLED, row, fitted.rest, row.unit_price
            elif sum(other.buyer == row.buyer and other.scope == "share" for other in rows) == 1:
                yield row.buyer, row, fitted.buyers[row.buyer], row.unit_price
            else:
                # Two rows of one buyer (two prices): the fit of their sum says nothing of each.
                yield row.buyer, row, row.firm, row.unit_price


def ordered_parts(book: OptionBook, day: date) -> Iterator[Part]:
    """Each part of what is on order under one line at the end of ``day``.

    First what is firm by itself, then what options ordered: at the option's price, or the price
    after its last day for a use after it, with the VAT of the buyer's own share.
    """
    for buyer, row, units, price in firm_parts(book.lines):
        yield Part(buyer, book.name, row.id, units, price)
    for use in book.exercises:
        units = use.ordered(day)
        if use.day > day or units.high == 0:
            continue
        option = book.option(use.option)
        yield Part(option.buyer, book.name, option.id, units, price_of_use(book, option, use))


def price_of_use(book: OptionBook, option: Option, use: Exercise) -> Price | None:
    """The price of units that an option ordered; None when it is not stated or not certain."""
    expires = option.expires
    each = option.price
    if expires is not None and use.latest > expires and option.price_after != option.price:
        each = option.price_after if use.day > expires else None
    if each is None:
        return None
    rates = {
        row.vat_rate for row in book.lines if row.scope == "share" and row.buyer == option.buyer
    }
    return Price(each, option.currency, option.basis, rates.pop() if len(rates) == 1 else None)
