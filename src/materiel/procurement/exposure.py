"""What each buyer stands to pay for what is firm, per currency and price basis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from materiel.kernel.bounds import Bounds
from materiel.procurement.amounts import MoneyBounds, Price
from materiel.procurement.contracts import POOLED, ContractLine, line_shares


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


def exposure(lines: Sequence[ContractLine]) -> Exposures:
    """Sum the firm cost of each buyer over all lines, each invoice line rounded on its own."""
    totals: dict[tuple[str, str, str], Exposure] = {}
    unpriced = []
    for buyer, row, units, price in firm_parts(lines):
        if units.high == 0:
            continue
        if price is None:
            unpriced.append(row.id)
            continue
        key = (buyer, price.currency, price.basis)
        net, gross = price.net_of(units), price.gross_of(units)
        untaxed: tuple[str, ...] = () if gross else (row.id,)
        if before := totals.get(key):
            net = before.net + net
            gross = before.gross + gross if before.gross and gross else None
            untaxed = before.untaxed + untaxed
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
