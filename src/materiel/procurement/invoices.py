"""What each buyer is invoiced with each milestone: every column and every row sums to the cent.

>>> total = spread(Money(100, "EUR"), [Money(1, "EUR"), Money(1, "EUR"), Money(1, "EUR")])
>>> [each.minor for each in total]
[33, 34, 33]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.procurement.amounts import rounded
from materiel.procurement.contracts import ContractLine, Milestone
from materiel.procurement.exposure import firm_parts
from materiel.procurement.schedule import schedule


@dataclass(frozen=True, slots=True)
class Share:
    """What one buyer owes for one line.

    Invariant: ``net + vat == gross``.
    """

    buyer: str
    row: ContractLine
    units: int
    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one buyer is invoiced for one line with one milestone; ``net + vat == gross``."""

    milestone: Milestone
    buyer: str
    line: str
    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class Invoices:
    """All invoices of a contract.

    Attributes:
        shares: what each buyer owes for each line, in the order of the invoices.
        total: the gross total.
        due: the amount of each milestone.
        rows: by milestone, then in the order of ``shares``.
    """

    shares: tuple[Share, ...]
    total: Money
    due: tuple[tuple[Milestone, Money], ...]
    rows: tuple[Invoice, ...]

    def of(self, buyer: str) -> tuple[Invoice, ...]:
        """The invoices of one buyer."""
        return tuple(each for each in self.rows if each.buyer == buyer)


def spread(amount: Money, weights: Sequence[Money]) -> list[Money]:
    """An amount over weights by running totals; the parts sum to it.

    A part is the rounded share of all weights up to it less the rounded share of all before it,
    so it is within one minor unit of its own share.

    Raises:
        InputError: the weights sum to nothing.
    """
    whole = sum(each.minor for each in weights)
    if not whole:
        raise InputError(f"{amount} cannot be spread: the weights sum to 0")
    running, marks = 0, [Money(0, amount.currency)]
    for each in weights:
        running += each.minor
        marks.append(rounded(Fraction(amount.decimal) * running / whole, amount.currency))
    return [later - earlier for earlier, later in pairwise(marks)]


def shares_of(lines: Sequence[ContractLine]) -> tuple[Share, ...]:
    """What each buyer owes for each line of a contract.

    Raises:
        InputError: a number, a buyer, a price or a VAT rate is not known; names every such row.
    """
    found, problems = [], []
    for buyer, row, units, price in firm_parts(lines):
        if units.high == 0:
            continue
        lacks = [] if buyer else ["whose it is"]
        lacks += [] if units.exact is not None else [f"how many ({units})"]
        lacks += [] if price is not None else ["its price"]
        lacks += ["its VAT rate"] if price is not None and price.vat_rate is None else []
        if lacks:
            problems.append(f"{row.id}: {' and '.join(lacks)} is not known")
            continue
        assert price is not None
        assert units.exact is not None
        cost = price.of(units.exact)
        assert cost.vat is not None
        assert cost.gross is not None
        found.append(Share(buyer, row, units.exact, cost.net, cost.vat, cost.gross))
    if problems:
        raise InputError(f"no invoice can be made out: {'; '.join(problems)}")
    return tuple(found)


def invoices(lines: Sequence[ContractLine], milestones: Sequence[Milestone]) -> Invoices:
    """The invoices of a contract for what its lines firmly order.

    Each milestone but the last is spread over the shares by running totals of their gross
    amounts; the last takes what each share still owes. The net part of an invoice follows from
    running totals of the share's own gross, and VAT is the rest.

    Raises:
        InputError: something is not known (see ``shares_of``), there is no milestone, two
            currencies meet, or the milestones do not sum to the total.
    """
    shares = shares_of(lines)
    if not shares:
        raise InputError("no invoice can be made out: nothing is firmly ordered")
    if not milestones:
        raise InputError("no invoice can be made out: no milestone is stated")
    currencies = sorted({each.gross.currency for each in shares})
    if len(currencies) > 1:
        raise InputError(
            f"no invoice can be made out: the lines are in {' and '.join(currencies)}; "
            "convert at a named rate first"
        )
    total = Money(sum(each.gross.minor for each in shares), currencies[0])
    due = [(each.milestone, each.amount) for each in schedule(total, milestones)]
    # The remainder comes last in the reckoning; it is the one that knows what is left.
    due.sort(key=lambda each: each[0].share is None and each[0].amount is None)
    left = [each.gross for each in shares]
    grid: list[list[Money]] = []
    for milestone, amount in due[:-1]:
        del milestone
        parts = spread(amount, [each.gross for each in shares])
        left = [before - part for before, part in zip(left, parts, strict=True)]
        grid.append(parts)
    grid.append(left)
    columns = [_net_parts(share, [row[at] for row in grid]) for at, share in enumerate(shares)]
    rows = []
    for number, (milestone, _) in enumerate(due):
        for at, share in enumerate(shares):
            gross, net = grid[number][at], columns[at][number]
            rows.append(Invoice(milestone, share.buyer, share.row.line, net, gross - net, gross))
    return Invoices(shares, total, tuple(due), tuple(rows))


def _net_parts(share: Share, gross: Sequence[Money]) -> list[Money]:
    """The net parts of a share's invoices."""
    if not share.gross.minor:
        return [Money(0, share.gross.currency) for _ in gross]
    return spread(share.net, gross)
