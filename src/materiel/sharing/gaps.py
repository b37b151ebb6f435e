"""For how long a giver stays short after a gift, when a line refills it and others want it too.

>>> line = Line(first=1, made=(1, 1, 1, 1))
>>> rival = Claimant("own forces", (1, 1, 0, 0))
>>> served(line, (rival,), Claimant("giver", (2, 0, 0, 0)))
(0, 0, 1, 1)
>>> replay(opening=4, level=4, leaving=(2, 0, 0, 0, 0), arriving=(0, 0, 0, 1, 1)).unit_months
7
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period, month_index
from materiel.sharing.books import Books


@dataclass(frozen=True, slots=True)
class Line:
    """Units that one line finishes, month by month.

    Attributes:
        first: the month in which ``made[0]`` is finished; 1 is the first of the replay.
        made: whole units a month.
    """

    first: int
    made: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.first < 1 or any(each < 0 for each in self.made):
            raise InputError("a line starts in month 1 or later and makes 0 units or more a month")

    @classmethod
    def steady(cls, yearly: int, months: int, first: int = 1) -> "Line":
        """So many units a year, spread evenly: the growth of the rounded-down running sum."""
        if yearly < 0:
            raise InputError(f"found {yearly} units a year; accepted: 0 or more")
        sums = [yearly * month // 12 for month in range(max(0, months - first + 1) + 1)]
        return cls(first, tuple(later - sooner for sooner, later in pairwise(sums)))

    def in_month(self, month: int) -> int:
        """Units finished in a month."""
        place = month - self.first
        return self.made[place] if 0 <= place < len(self.made) else 0


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who wants units of a line, and how many new ones from each month on.

    Attributes:
        wants: units newly wanted, by month; what is not served stays open.
    """

    name: str
    wants: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(each < 0 for each in self.wants):
            raise InputError(f"{self.name}: found {min(self.wants)}; accepted: 0 or more a month")


def served(line: Line, rivals: Sequence[Claimant], giver: Claimant) -> tuple[int, ...]:
    """Units that the giver gets, by month: rivals go first, in their order, each month.

    What a month makes and nobody wants stays in store for the next.
    """
    queue = (*rivals, giver)
    open_ = [0] * len(queue)
    store, got = 0, []
    for month in range(1, len(giver.wants) + 1):
        store += line.in_month(month)
        taken = 0
        for place, claimant in enumerate(queue):
            open_[place] += claimant.wants[month - 1] if month <= len(claimant.wants) else 0
            taken = min(open_[place], store)
            open_[place] -= taken
            store -= taken
        got.append(taken)
    return tuple(got)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far and how long a holding is below a level, counted at the end of each month.

    Attributes:
        stock: units held, by month.
        short: units below the level, by month.
    """

    stock: tuple[int, ...]
    short: tuple[int, ...]

    @property
    def unit_months(self) -> int:
        """The gap: units short, summed over the months."""
        return sum(self.short)

    @property
    def months(self) -> int:
        """Months with any shortage."""
        return sum(each > 0 for each in self.short)

    @property
    def longest(self) -> int:
        """The longest run of months with any shortage."""
        best = run = 0
        for each in self.short:
            run = run + 1 if each else 0
            best = max(best, run)
        return best

    @property
    def closed(self) -> bool:
        """Whether nothing is short at the end of the last month."""
        return not self.short or self.short[-1] == 0


def replay(opening: int, level: int, leaving: Sequence[int], arriving: Sequence[int]) -> Gap:
    """Month by month in whole numbers: what is held, and what is short of a level.

    Args:
        opening: units held before month 1.
        level: what the giver means to hold: its holding before the gift, or a floor.
        leaving: units handed over, by month; they are gone at the month's end.
        arriving: refills, by month; counted at the month's end.

    Raises:
        InputError: the months differ, or more leaves than is held.
    """
    if len(leaving) != len(arriving):
        raise InputError(f"{len(leaving)} months of gifts and {len(arriving)} of refills")
    stock, held = [], opening
    for month, (out, back) in enumerate(zip(leaving, arriving, strict=True), 1):
        if out > held:
            raise InputError(f"month {month}: {out} units leave, {held} are held")
        held += back - out
        stock.append(held)
    return Gap(tuple(stock), tuple(max(0, level - each) for each in stock))


@dataclass(frozen=True, slots=True)
class Swept:
    """One point of a sweep: the user's assumptions, and the gap that follows from them.

    Attributes:
        yearly: units that the line makes a year.
        rival_share: units a year that the producer's own forces take first.
        lead: months between the hand-over and the first month in which the giver is in line.
        gap: with the rival in line.
        alone: without it.
    """

    yearly: int
    rival_share: int
    lead: int
    gap: Gap
    alone: Gap

    @property
    def caused(self) -> int:
        """Unit-months of the gap that are there only because of the rival."""
        return self.gap.unit_months - self.alone.unit_months


def sweep(
    *,
    opening: int,
    leaving: Sequence[int],
    yearly: Sequence[int],
    rival_shares: Sequence[int],
    leads: Sequence[int] = (0,),
    first: int = 1,
) -> Iterator[Swept]:
    """Gap-months for every combination of assumptions; none of them is a finding of ours.

    The giver orders one new unit for each that it hands over, ``lead`` months after the
    hand-over, and means to hold again what it held before.

    Args:
        opening: units held before month 1, which is also the level.
        leaving: units handed over, by month.
        yearly: output of the line, units a year.
        rival_shares: units a year that the producer's own forces take first.
        leads: months from a hand-over to the giver's place in line.
        first: the month in which the line finishes its first units, and its own forces begin to
            take theirs.

    Raises:
        InputError: a share or lead is below 0, or more leaves than is held.
    """
    months = len(leaving)
    for output in yearly:
        line = Line.steady(output, months, first)
        for lead in leads:
            wants = ([0] * lead + list(leaving))[:months]
            giver = Claimant("giver", tuple(wants))
            alone = replay(opening, opening, leaving, served(line, (), giver))
            for taken in rival_shares:
                share = Line.steady(taken, months, first)
                wanted = tuple(share.in_month(month) for month in range(1, months + 1))
                rival = Claimant("own forces", wanted)
                arriving = served(line, (rival,), giver)
                gap = replay(opening, opening, leaving, arriving)
                yield Swept(output, taken, lead, gap, alone)


def arrivals(
    slots: Sequence[tuple[Period, int]], start: date, months: int, *, late: bool
) -> tuple[int, ...]:
    """Units of published slots by month; one with a range comes in its first or last month.

    Units of a slot outside the months are left out.

    Args:
        slots: window and units of each.
        start: first day of month 1.
        months: how many months.
        late: take the last month of each window instead of the first.
    """
    found = [0] * months
    for window, units in slots:
        month = month_index(start, window.last if late else window.start)
        if 0 <= month < months:
            found[month] += units
    return tuple(found)


def hand_overs(
    books: Books, roots: Sequence[str], start: date, months: int, *, late: bool
) -> tuple[int, ...]:
    """Units that a giver handed over by month, at one end of what is known about their days.

    Raises:
        InputError: a hand-over has no exact number, or lies before month 1.
    """
    found = [0] * months
    for root in roots:
        for first, last, counted in books.movements(root, "received"):
            units = counted.bounds.exact
            if units is None:
                raise InputError(f"{root}: {counted.bounds} were handed over; name an exact number")
            month = month_index(start, last if late else first)
            if month < 0:
                raise InputError(f"{root}: handed over before {start}")
            if month < months:
                found[month] += units
    return tuple(found)


def gap_between(
    leaving: tuple[Sequence[int], Sequence[int]], arriving: tuple[Sequence[int], Sequence[int]]
) -> Bounds:
    """Unit-months below the holding before the gift, whatever the open days turn out to be.

    The gap grows when units leave sooner and shrinks when refills come sooner, so its ends are
    those of the days. What was held before cancels: only differences count.

    Args:
        leaving: units by month at the early and at the late end.
        arriving: refills by month at the early and at the late end.
    """
    held = sum(leaving[0])
    least = replay(held, held, leaving[1], arriving[0])
    most = replay(held, held, leaving[0], arriving[1])
    return Bounds(least.unit_months, most.unit_months)
