"""Where a contract line and its options stand on a day: firm, open, lapsed, reachable, worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from materiel.kernel.bounds import Bounds
from materiel.procurement.amounts import MoneyBounds
from materiel.procurement.contracts import Ceiling, Option
from materiel.procurement.exposure import ordered_parts
from materiel.procurement.options import OptionBook

Standing = Literal["waiting", "open", "lapsed", "used up", "unknown"]
NOTHING = Bounds.exactly(0)


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """One option on one day, in units of issue.

    Attributes:
        option: the option itself (who may, price formula, lead).
        standing: ``waiting`` until it opens, ``unknown`` when its last day is not stated.
        exercised: ordered so far, as far as the record says.
        waiting: left, not yet open; a bound where neither number nor window is published.
        open: left, can be ordered that day as far as its window says.
        lapsed: left when its last day passed.
        reachable: left, and can be ordered on some day from that day on, its predecessors and
            the ceiling's headroom considered.
        last_day: the last day to exercise it; None when unknown.
        price: of a unit up to the last day, None when not stated.
        price_after: of a unit afterwards, None when not stated.
    """

    option: Option
    standing: Standing
    exercised: Bounds
    waiting: Bounds
    open: Bounds
    lapsed: Bounds
    reachable: Bounds
    last_day: date | None
    price: Decimal | None
    price_after: Decimal | None

    @property
    def undisclosed(self) -> bool:
        """Whether neither its number nor its first or last day is published."""
        return _undisclosed(self.option)

    @property
    def unrecorded(self) -> bool:
        """Whether nothing says how much of it was used: no use on record is then no 0."""
        return self.undisclosed and self.exercised == NOTHING


@dataclass(frozen=True, slots=True)
class LineStanding:
    """One contract line on one day, in units of issue.

    Attributes:
        day: events up to its end count.
        firm: on order: firm from the start and exercised.
        ceiling: the most that may ever be ordered.
        exercised: the part of ``firm`` that came through options.
        waiting: under options that have not opened.
        open: under options, can be ordered as far as their windows say.
        lapsed: under options whose last day has passed.
        reachable: can still be ordered, predecessors and ceiling considered.
        value: net value of ``firm`` per currency and price basis.
        unpriced: ids of rows and options on order whose price is not stated.
        indexed: ids of options on order whose price follows a formula: valued at the base price.
        options: each option.
    """

    day: date
    firm: Bounds
    ceiling: Ceiling
    exercised: Bounds
    waiting: Bounds
    open: Bounds
    lapsed: Bounds
    reachable: Bounds
    value: dict[tuple[str, str], MoneyBounds]
    unpriced: tuple[str, ...]
    indexed: tuple[str, ...]
    options: tuple[OptionStanding, ...]


def standing(book: OptionBook, day: date) -> LineStanding:
    """Where the line stands at the end of ``day``."""
    exercised = book.ordered(day)
    firm = book.firm + exercised
    headroom = _headroom(book.ceiling, firm)
    options = tuple(_option(book, option, day, headroom) for option in book.options)
    value, unpriced = _value(book, day)
    used = {use.option for use in book.exercises if use.day <= day}
    return LineStanding(
        day=day,
        firm=firm,
        ceiling=book.ceiling,
        exercised=exercised,
        waiting=_total(each.waiting for each in options),
        open=_total(each.open for each in options),
        lapsed=_total(each.lapsed for each in options),
        reachable=_within(_total(each.reachable for each in options), headroom),
        value=value,
        unpriced=unpriced,
        indexed=tuple(each.id for each in book.options if each.index and each.id in used),
        options=options,
    )


def _total(parts: Iterable[Bounds]) -> Bounds:
    return sum(parts, NOTHING)


def _headroom(ceiling: Ceiling, firm: Bounds) -> Bounds | None:
    """What the ceiling leaves to order; None when there is no ceiling."""
    if ceiling.state == "none":
        return None
    if ceiling.units is None:
        return Bounds.unknown()
    most = max(0, ceiling.units - firm.low)
    least = 0 if firm.high is None else max(0, ceiling.units - firm.high)
    return Bounds(least, most, low_known=firm.low_known)


def _within(units: Bounds, headroom: Bounds | None) -> Bounds:
    """The smaller of both, end by end."""
    if headroom is None:
        return units
    highs = [high for high in (units.high, headroom.high) if high is not None]
    low, high = min(units.low, headroom.low), min(highs) if highs else None
    known = low == high or (units.low_known and headroom.low_known)
    return Bounds(low, high, known)


def _undisclosed(option: Option) -> bool:
    return (option.quantity, option.opens, option.expires) == (None, None, None)


def _option(book: OptionBook, option: Option, day: date, headroom: Bounds | None) -> OptionStanding:
    exercised = book.ordered(day, option.id)
    if option.quantity is None:
        # Whatever it adds stays within what the ceiling leaves.
        left = Bounds(0, None if headroom is None else headroom.high, low_known=False)
    else:
        most = max(0, option.quantity - exercised.low)
        least = 0 if exercised.high is None else max(0, option.quantity - exercised.high)
        left = Bounds(least, most, least == most or exercised.high is not None)
    parts: dict[Standing, Bounds] = {"waiting": NOTHING, "open": NOTHING, "lapsed": NOTHING}
    word: Standing
    if left == NOTHING:
        word = "used up"
    elif option.opens and day < option.opens:
        word = "waiting"
    elif option.expires is None:
        word = "unknown"
        either = Bounds(0, left.high, low_known=False)
        parts |= {"open": either, "lapsed": either}
        if _undisclosed(option):
            parts["waiting"] = either
    else:
        word = "open" if day <= option.expires else "lapsed"
    if word in parts:
        parts[word] = left
    if book.earliest(option.id, day) is None:
        reachable = NOTHING
    else:
        reachable = _within(left, headroom)
        if word == "unknown" or book.earliest(option.id, day, surely=True) is None:
            reachable = Bounds(0, reachable.high, low_known=False)
    return OptionStanding(
        option=option,
        standing=word,
        exercised=exercised,
        waiting=parts["waiting"],
        open=parts["open"],
        lapsed=parts["lapsed"],
        reachable=reachable,
        last_day=option.expires,
        price=option.price,
        price_after=option.price_after,
    )


def _value(
    book: OptionBook, day: date
) -> tuple[dict[tuple[str, str], MoneyBounds], tuple[str, ...]]:
    value: dict[tuple[str, str], MoneyBounds] = {}
    unpriced: list[str] = []
    for part in ordered_parts(book, day):
        if part.units.high == 0:
            continue
        if part.price is None:
            if part.row not in unpriced:
                unpriced.append(part.row)
            continue
        key, net = (part.price.currency, part.price.basis), part.price.net_of(part.units)
        value[key] = value[key] + net if key in value else net
    return value, tuple(unpriced)
