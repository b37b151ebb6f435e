"""How far the refill of a gift has come: received, ordered, promised, and what has no refill."""

from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.sharing.attribution import total
from materiel.sharing.books import Books

NOT_REFILLED = "not-refilled"
"""The party of what no refill has made good."""
STAGES = ("received", "ordered", "pledged")
"""How far a refill can have come, the furthest first."""
_RUNGS = {
    "received": ("received",),
    "ordered": ("ordered", "received"),
    "pledged": ("announced", "pledged", "approved", "requested", "ordered", "received"),
}


@dataclass(frozen=True, slots=True)
class Refilled:
    """What of a gift its refills have made good.

    Attributes:
        by_receiver: who gets new ones, with bounds that never exceed the gift.
        cites: the refills and the entries about them.
        other_units: refills counted in another unit than the gift, which are never added.
    """

    by_receiver: dict[str, Bounds]
    cites: tuple[str, ...]
    other_units: tuple[str, ...] = ()

    @property
    def units(self) -> Bounds:
        """All refills together."""
        return total(self.by_receiver.values())


def refills_of(books: Books, gift: str) -> list[str]:
    """Roots of the promises that make a gift good, in the order of the record."""
    return [
        root
        for root, row in books.commitments.items()
        if row.refills and books.root(row.refills) == gift
    ]


def refilled(books: Books, gift: str, given: Bounds, stage: str) -> Refilled:
    """What the refills of a gift have made good at a stage or beyond.

    Args:
        books: the case at its stamps.
        gift: root of the gift.
        given: how many were given; refills beyond it are counted up to it only.
        stage: one of ``STAGES``.
    """
    by_receiver: dict[str, Bounds] = {}
    cites: list[str] = []
    left = given.high
    unit = books.unit([gift])
    others: list[str] = []
    for root in refills_of(books, gift):
        if books.unit([root]) != unit:
            others.append(root)
            continue
        found = at_least(books, root, stage)
        if found is None:
            continue
        bounds, entries = found
        if left is not None:
            high = left if bounds.high is None else min(bounds.high, left)
            bounds = Bounds(min(bounds.low, high), high, bounds.low_known)
            left -= bounds.low
        receiver = books.commitment(root).receiver
        before = by_receiver.get(receiver)
        by_receiver[receiver] = _capped(before + bounds if before else bounds, given.high)
        cites += [root, *entries]
    return Refilled(by_receiver, tuple(dict.fromkeys(cites)), tuple(others))


def at_least(books: Books, root: str, stage: str) -> tuple[Bounds, tuple[str, ...]] | None:
    """How many of a refill stand at a stage or beyond; None when no entry says any.

    Rungs are cumulative and news of an earlier one may be missing, so the largest number of
    all rungs at or beyond the stage counts.
    """
    found = [books.reached(root, rung) for rung in _RUNGS[stage]]
    said = [each for each in found if each.stated]
    if not said:
        return None
    low = max(each.bounds.low for each in said)
    highs = [each.bounds.high for each in said if each.bounds.high is not None]
    high = max(highs) if len(highs) == len(said) else None
    known = any(each.bounds.low_known for each in said if each.bounds.low == low)
    return Bounds(low, high, known), tuple(dict.fromkeys(i for each in said for i in each.cites))


def _capped(bounds: Bounds, most: int | None) -> Bounds:
    if most is None or (bounds.high is not None and bounds.high <= most):
        return bounds
    return Bounds(min(bounds.low, most), most, bounds.low_known)
