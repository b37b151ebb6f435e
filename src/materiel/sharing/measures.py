"""What a promise was worth in the end: on time, still open and how old, made good or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from materiel.kernel.bounds import Bounds
from materiel.kernel.findings import Finding
from materiel.kernel.period import Period
from materiel.ledger.totals import total_of
from materiel.sharing.attribution import total
from materiel.sharing.books import GIFTS, Books
from materiel.sharing.ratio import Ratio, ratio
from materiel.sharing.refills import STAGES, refilled

ENDS = ("lapsed", "withdrawn", "refused", "lost")
"""Rungs on which a promise ends without a hand-over."""


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How much of what a donor promised of an item by a day came by then.

    Attributes:
        donor, item: ids.
        due: units that were promised for a day that has come.
        on_time: of these, handed over by the last day of their due period.
        late: of these, handed over after it.
        missing: of these, not handed over by the day asked for.
        undated: roots of promises without a due date, which the measure leaves out.
        cites: ids of the entries behind it.
    """

    donor: str
    item: str
    due: Bounds
    on_time: Bounds
    late: Bounds
    missing: Bounds
    undated: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def share(self) -> Ratio | None:
        """On time by due; None when nothing was due."""
        found = ratio(self.on_time, self.due)
        if found is None:
            return None
        # Both ends move together: more can be on time only where more was due.
        one = Fraction(1)
        return Ratio(min(found.low, one), one if found.high is None else min(found.high, one))


def on_time(books: Books, roots: Sequence[str]) -> tuple[Timeliness, ...]:
    """On time, late and missing by donor and item (mechanisms study C.12).

    A promise with a due period is due on its last day; before that day nothing of it counts.
    Where the same unknown stands behind promise and hand-over it cancels.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for root in roots:
        row = books.commitment(root)
        groups.setdefault((row.giver, row.item), []).append(root)
    return tuple(_timely(books, donor, item, mine) for (donor, item), mine in groups.items())


def _timely(books: Books, donor: str, item: str, roots: Sequence[str]) -> Timeliness:
    undated = tuple(root for root in roots if books.commitment(root).due is None)
    due = {
        root: row.due.last
        for root in roots
        if (row := books.commitment(root)).due is not None and row.due.last <= books.as_of
    }
    promised = {root: books.promised(root) for root in due}
    now = {root: books.reached(root, "received") for root in due}
    by_due = [books.sum(root, "received", day) for root, day in due.items()]
    cites = [name for root in due for name in (root, *promised[root][1].cites, *now[root].cites)]
    return Timeliness(
        donor,
        item,
        due=total(_larger(promised[root][1].bounds, now[root].bounds) for root in due),
        on_time=total_of(by_due, books.known).bounds,
        late=total(books.after(root, "received", day).bounds for root, day in due.items()),
        missing=_missing(books, {root: rung for root, (rung, _) in promised.items()}),
        undated=undated,
        cites=tuple(dict.fromkeys(cites)),
    )


def _missing(books: Books, promised: Mapping[str, str]) -> Bounds:
    """What of some promises, each on its rung, was not handed over; never below 0 for any.

    More than was promised of one does not make good what is missing of another, so the high
    end is that of each alone; the low end is no lower than that of all together.
    """
    each = [
        [books.sum(root, rung), books.sum(root, "received", sign=-1)]
        for root, rung in promised.items()
    ]
    alone = total(_floored(total_of(pair, books.known).bounds) for pair in each)
    joint = total_of([part for pair in each for part in pair], books.known).bounds
    return Bounds(max(alone.low, joint.low), alone.high, alone.low_known)


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise of which something has neither come nor ended.

    Attributes:
        root: of the promise.
        donor, receiver, item: ids.
        open: units.
        age_days: since the promise was made; a range when its day is not sure.
        overdue_days: since the last day of its due period; None when it has none or is not due.
        cites: ids of the entries behind it.
    """

    root: str
    donor: str
    receiver: str
    item: str
    open: Bounds
    age_days: Bounds
    overdue_days: int | None
    cites: tuple[str, ...]


def ageing(books: Books, roots: Sequence[str]) -> tuple[OpenPromise, ...]:
    """The open promises, the oldest first (mechanisms study C.14)."""
    found = []
    for root in roots:
        rung, promised = books.promised(root)
        days = books.first_day(root, rung)
        left = books.left(root, rung, "received", *ENDS)
        if not promised.stated or days is None or left.bounds.high == 0:
            continue
        row = books.commitment(root)
        due: Period | None = row.due
        late = (books.as_of - due.last).days if due and due.last < books.as_of else None
        age = Bounds(_days(days[1], books.as_of), _days(days[0], books.as_of))
        found.append(
            OpenPromise(
                root,
                row.giver,
                row.receiver,
                row.item,
                left.bounds,
                age,
                late,
                (root, *left.cites),
            )
        )
    return tuple(sorted(found, key=lambda each: (-(each.age_days.high or 0), each.root)))


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days)


@dataclass(frozen=True, slots=True)
class BackfillRatio:
    """How much of what a donor handed over of an item was made good.

    Attributes:
        donor, item: ids.
        given: units handed over.
        made_good: by stage, units whose refill stands there or beyond, at most the given.
        other_units: refills in another unit, which are not counted.
        cites: ids of the entries behind it.
    """

    donor: str
    item: str
    given: Bounds
    made_good: dict[str, Bounds]
    other_units: tuple[str, ...]
    cites: tuple[str, ...]

    def ratio(self, stage: str) -> Ratio | None:
        """Made good by given at a stage of ``refills.STAGES``; None when nothing was given."""
        return ratio(self.made_good[stage], self.given)


def backfill_ratios(books: Books, roots: Sequence[str]) -> tuple[BackfillRatio, ...]:
    """By donor and item (mechanisms study C.8): received, ordered, at least promised."""
    groups: dict[tuple[str, str], list[str]] = {}
    for root in roots:
        row = books.commitment(root)
        if row.kind in GIFTS and books.reached(root, "received").stated:
            groups.setdefault((row.giver, row.item), []).append(root)
    found = []
    for (donor, item), mine in groups.items():
        given = {root: books.reached(root, "received") for root in mine}
        stages: dict[str, Bounds] = {}
        cites = [name for root, each in given.items() for name in (root, *each.cites)]
        others: list[str] = []
        for stage in STAGES:
            parts = [refilled(books, root, each.bounds, stage) for root, each in given.items()]
            stages[stage] = total(part.units for part in parts)
            cites += [name for part in parts for name in part.cites]
            others += [name for part in parts for name in part.other_units]
        given_sums = [books.sum(root, "received") for root in mine]
        found.append(
            BackfillRatio(
                donor,
                item,
                total_of(given_sums, books.known).bounds,
                stages,
                tuple(dict.fromkeys(others)),
                tuple(dict.fromkeys(cites)),
            )
        )
    return tuple(found)


def unmeasured(rows: Sequence[Timeliness]) -> tuple[Finding, ...]:
    """What the measure of timeliness could not judge, so that silence is not praise."""
    return tuple(
        Finding(
            "on-time",
            f"{row.donor} {row.item}",
            f"{len(row.undated)} promises state no due date: {', '.join(row.undated)}",
            "They count as neither on time nor late.",
            "note",
        )
        for row in rows
        if row.undated
    )


def _floored(bounds: Bounds) -> Bounds:
    high = None if bounds.high is None else max(0, bounds.high)
    return Bounds(max(0, bounds.low), high, bounds.low_known)


def _larger(left: Bounds, right: Bounds) -> Bounds:
    """At least both: more than was promised may have come."""
    high = None if left.high is None or right.high is None else max(left.high, right.high)
    low = max(left.low, right.low)
    return Bounds(low, high, left.low_known or right.low_known)
