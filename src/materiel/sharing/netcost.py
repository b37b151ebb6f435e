"""What a gift costs its giver when others refund or refill it, and what nobody has paid for yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnitMismatchError
from materiel.ledger.rows import MONEY_STAGES, Payment
from materiel.sharing.attribution import total
from materiel.sharing.books import Books
from materiel.sharing.conversion import convert
from materiel.sharing.refills import refills_of
from materiel.vocabulary.rates import ReferenceRate

PRICED = ("committed", "obligated", "paid")
"""Stages at which a sum is the price of a purchase, and not yet another's promise of money."""


@dataclass(frozen=True, slots=True)
class NetCost:
    """What a gift costs its giver on one basis, in one currency.

    Attributes:
        gift: root of the promise.
        basis, currency: of every amount.
        stage: how far the refunds have come, one of the six words.
        value: minor units.
        refunded: what others give the giver for it, at that stage.
        net: value less refunds; below 0 when more came back.
        apart: refunds in other currencies, as ids; they are not netted without a named rate.
        cites: ids of the entries behind it.
    """

    gift: str
    basis: str
    currency: str
    stage: str
    value: Bounds
    refunded: Bounds
    apart: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def net(self) -> Bounds:
        """``[value.low - refunded.high, value.high - refunded.low]``."""
        return less(self.value, self.refunded)


def net_costs(books: Books, gift: str, stage: str = "paid") -> tuple[NetCost, ...]:
    """The net cost of a gift on every basis on record, side by side (worked example X11).

    The value is what was agreed for the gift on a basis, see ``_agreed``. Refunds
    are sums of others to the giver for the gift, or for a promise that refills it.

    Args:
        books: the case at its stamps.
        gift: root of the gift.
        stage: which refunds count: those that have reached this stage.
    """
    giver = books.commitment(gift).giver
    own: dict[tuple[str, str], list[Payment]] = {}
    refunds: list[Payment] = []
    for root in (gift, *refills_of(books, gift)):
        for row in books.payments(root):
            if books.party(row.payee) == giver:
                refunds += [row] if row.stage == stage else []
            elif root == gift and books.party(row.payer) == giver:
                own.setdefault((row.basis, row.currency), []).append(row)
    return tuple(_net(books, gift, key, rows, refunds, stage) for key, rows in sorted(own.items()))


def _net(
    books: Books,
    gift: str,
    key: tuple[str, str],
    rows: Sequence[Payment],
    refunds: Sequence[Payment],
    stage: str,
) -> NetCost:
    basis, currency = key
    value, valued = _agreed(books, rows)
    same = [row for row in refunds if row.currency == currency]
    return NetCost(
        gift,
        basis,
        currency,
        stage,
        value,
        total(books.amount(row) for row in same),
        tuple(row.id for row in refunds if row.currency != currency),
        (gift, *(row.id for row in (*valued, *same))),
    )


def _agreed(books: Books, rows: Sequence[Payment]) -> tuple[Bounds, list[Payment]]:
    """What was agreed to be spent: a part payment does not make a price smaller.

    A later stage of the same money is not added to an earlier one. Up to ``obligated`` the
    furthest stage replaces those before it; what is called in, paid or handed over is a part of
    it, and raises it only where it is more (DESIGN §2.8).
    """
    binding = MONEY_STAGES.index("obligated")
    stages = sorted({row.stage for row in rows}, key=MONEY_STAGES.index)
    agreed = [stage for stage in stages if MONEY_STAGES.index(stage) <= binding][-1:]
    parts = [stage for stage in stages if MONEY_STAGES.index(stage) > binding]
    sums = {
        stage: total(books.amount(row) for row in rows if row.stage == stage)
        for stage in agreed + parts
    }
    low = max(sums.values(), key=lambda each: each.low)
    ends = [each.high for each in sums.values()]
    high = None if None in ends else max(end for end in ends if end is not None)
    used = [stage for stage, each in sums.items() if each.low == low.low or stage in agreed]
    value = Bounds(low.low, high, low.low_known)
    return value, [row for row in rows if row.stage in used]


def one_net_cost(found: Sequence[NetCost], bases: Sequence[str]) -> NetCost:
    """The one figure of one basis; more than one basis is refused with each figure shown.

    Raises:
        UnitMismatchError: several bases or currencies are asked for at once, or none is there.
    """
    asked = [each for each in found if each.basis in bases]
    if len(asked) != 1 or len(set(bases)) != 1:
        shown = "; ".join(f"on {each.basis} basis {each.net} {each.currency}" for each in asked)
        raise UnitMismatchError(f"bases are not mixed; {shown or 'none of them is on record'}")
    return asked[0]


@dataclass(frozen=True, slots=True)
class Unfunded:
    """What of the price of a refill nobody but its receiver has offered to pay.

    Attributes:
        refill: root of the promise.
        receiver: who carries what is left.
        currency: of every amount.
        cost: of the refill as agreed; a part payment leaves it as it is.
        offered: by others, at whatever stage.
        left: cost less what others offer; what is not converted may lower it further.
        unconverted: ids of sums without a named rate.
        cites: ids of the entries and rates behind it.
    """

    refill: str
    receiver: str
    currency: str
    cost: Bounds
    offered: Bounds
    left: Bounds
    unconverted: tuple[str, ...]
    cites: tuple[str, ...]


def unfunded(
    books: Books, refill: str, rates: Mapping[str, ReferenceRate] | None = None
) -> tuple[Unfunded, ...]:
    """The unfunded remainder of a refill, by currency of its price (mechanisms study A10).

    Args:
        books: the case at its stamps.
        refill: root of the promise.
        rates: reference rates of one day by currency, where sums shall be converted; without
            them a sum in another currency lowers the low end to 0 and is named.
    """
    receiver = books.commitment(refill).receiver
    costs: dict[str, list[Payment]] = {}
    offers: list[Payment] = []
    for row in books.payments(refill):
        payer, payee = books.party(row.payer), books.party(row.payee)
        if payee == receiver and payer != receiver:
            offers.append(row)
        elif payer == receiver and row.stage in PRICED:
            costs.setdefault(row.currency, []).append(row)
    return tuple(
        _unfunded(books, refill, currency, rows, offers, dict(rates or {}))
        for currency, rows in sorted(costs.items())
    )


def _unfunded(
    books: Books,
    refill: str,
    currency: str,
    rows: Sequence[Payment],
    offers: Sequence[Payment],
    rates: dict[str, ReferenceRate],
) -> Unfunded:
    cost, priced = _agreed(books, rows)
    offered, unconverted, used = Bounds.exactly(0), [], []
    for row in offers:
        bounds = books.amount(row)
        if row.currency == currency:
            offered += bounds
        elif {row.currency, currency} - {"EUR"} <= set(rates):
            named = {each: rates[each] for each in {row.currency, currency} - {"EUR"}}
            offered += Bounds(
                convert(bounds.low, row.currency, currency, named),
                None
                if bounds.high is None
                else convert(bounds.high, row.currency, currency, named),
                bounds.low_known,
            )
            used += [each.id for each in named.values()]
        else:
            unconverted.append(row.id)
    left = less(cost, offered)
    high = None if left.high is None else max(0, left.high)
    left = Bounds(0 if unconverted else max(0, left.low), high, left.low_known and not unconverted)
    cites = (refill, *(row.id for row in (*priced, *offers)), *dict.fromkeys(used))
    receiver = books.commitment(refill).receiver
    return Unfunded(refill, receiver, currency, cost, offered, left, tuple(unconverted), cites)


def replacement_estimate(units: Bounds, price: Bounds) -> Bounds:
    """What so many units would cost at a price for one, both open; minor units.

    Args:
        units: not made good and not paid for.
        price: minor units for one; a choice of the reader, or an implied average that the
            reader must name as one.
    """
    high = None if units.high is None or price.high is None else units.high * price.high
    return Bounds(units.low * price.low, high, units.low_known and price.low_known)


def less(left: Bounds, right: Bounds) -> Bounds:
    """Left less right where both vary on their own; without a high end of the right, no low one.

    A bound without an end to its right side counts the low end as unknown.
    """
    high = None if left.high is None else left.high - right.low
    if right.high is None:
        low = min(0, high) if high is not None else 0
        return Bounds(low, high, low_known=False)
    return Bounds(left.low - right.high, high, left.low_known)
