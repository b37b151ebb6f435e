"""Conditional offers of a case at its stamps, settled from what the ledger says others gave."""

from collections.abc import Iterator
from dataclasses import replace

from materiel.kernel.bounds import Bounds
from materiel.ledger.postings import Posted
from materiel.ledger.totals import total_of
from materiel.procurement.conditions import Condition, Given, OfferStanding, offer_standings
from materiel.reports.reading import Reading

TAKEN_BACK = "withdrawn"
"""The rung of units that were promised and taken back."""
PROMISED = ("pledged", "approved", "ordered")
"""Rungs that a withdrawal takes units off again; what was sent stays sent."""


def conditional_offers(reading: Reading) -> list[OfferStanding]:
    """Where each conditional offer of the case stands.

    Commitments are named by the first ids of their chains of corrections, and a call stands for
    its parts too.

    Raises:
        InputError: conditions that cannot be settled one way, see ``offer_standings``.
    """
    rows = [_resolved(reading, row) for row in _ordered(reading)]
    parties = [reading.commitments[row.commitment].giver for row in rows]
    counted = dict.fromkeys((name, row.rung) for row in rows for name in row.others)
    given = [each for name, rung in counted for each in _given(reading, name, rung)]
    return offer_standings(rows, parties, given, reading.as_of)


def waiting(reading: Reading) -> dict[str, str]:
    """Commitments whose condition has not certainly come true, each with the reason in words."""
    return {
        each.condition.commitment: (
            f"its condition {each.condition.id} is not met: {progress(each)}"
        )
        for each in conditional_offers(reading)
        if each.state not in ("counts", "renewed")
    }


def progress(each: OfferStanding) -> str:
    """How far the others are: ``22 of 30``."""
    return f"the others have given {each.others} of {each.condition.threshold:,}"


def _ordered(reading: Reading) -> list[Condition]:
    """The conditions, a renewal after what it renews."""
    rows = reading.rows(Condition)
    found: list[Condition] = []
    left = list(rows)
    while left:
        names = {each.id for each in found}
        ready = [row for row in left if row.renews in ("", *names)]
        found += ready or left  # a renewal of what is not known yet is refused when it is settled
        left = [row for row in left if row not in found]
    return found


def _resolved(reading: Reading, row: Condition) -> Condition:
    roots = reading.roots
    named = [roots.get(name, name) for name in row.others]
    parts = [
        root
        for root, each in reading.commitments.items()
        if each.parent and roots.get(each.parent, each.parent) in named
    ]
    return replace(
        row,
        commitment=roots.get(row.commitment, row.commitment),
        others=tuple(sorted({*named, *parts})),
    )


def _given(reading: Reading, name: str, rung: str) -> Iterator[Given]:
    """What was given under one commitment, and what was taken back of it."""
    if name not in reading.commitments:
        return
    giver = reading.commitments[name].giver
    taken = [(TAKEN_BACK, -1)] if rung in PROMISED else []
    for raised, sign in ((rung, 1), *taken):
        for leg in reading.legs(name, raised):
            yield Given(name, giver, rung, _units(reading, leg), leg.first, leg.last, sign)


def _units(reading: Reading, leg: Posted) -> Bounds:
    """The number of one posting, whatever its day."""
    whole = leg._replace(first=reading.as_of, last=reading.as_of)
    return total_of([reading.sum([whole])], reading.reader.known).bounds
