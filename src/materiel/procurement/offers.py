"""Offers that count only if others give enough by a day: "five if the others give thirty"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.errors import InputError, UnknownNameError


@dataclass(frozen=True, slots=True)
class FirmOffer:
    """Units that a party gives without a condition; negative when it withdraws them."""

    party: str
    units: int
    day: date


@dataclass(frozen=True, slots=True)
class ConditionalOffer:
    """Units that count from the day on which the others' units reach a threshold.

    Attributes:
        id: names the offer.
        party: who gives; its own units never help its own condition.
        units: how many, 1 or more.
        threshold: units that the others must give together.
        by: the last day on which the condition can come true.
        made: the day from which it can come true.
        renews: the offer that this one replaces from the day ``made``; at most one of them counts.
    """

    id: str
    party: str
    units: int
    threshold: int
    by: date
    made: date = date.min
    renews: str = ""

    def __post_init__(self) -> None:
        if self.units < 1:
            raise InputError(f"offer {self.id}: found {self.units} units; accepted: 1 or more")
        if self.made > self.by:
            raise InputError(f"offer {self.id}: made on {self.made}, after its last day {self.by}")


@dataclass(frozen=True, slots=True)
class Settlement:
    """Which conditional offers count.

    Attributes:
        counts_from: the day from which each counts, by id; others do not count.
        mutual: ids of offers whose last day has not passed and that would all count if they were
            counted together, although none does alone; a person decides on them.
    """

    counts_from: dict[str, date]
    mutual: tuple[str, ...]


def settle(offers: Sequence[ConditionalOffer], firm: Sequence[FirmOffer], day: date) -> Settlement:
    """Which conditional offers count at the end of ``day``; all offers are of one item.

    An offer whose last day passed without its condition never counts, whatever comes later. One
    that has begun to count helps other offers' conditions from that day on, and goes on
    counting when others withdraw. Two offers that wait for each other count for nobody until a
    person decides: they are listed as mutual.

    Args:
        offers: a renewal after the offer that it renews.
        firm: what is given without a condition.
        day: the day asked for.

    Raises:
        InputError: an id is stated twice, or an offer is renewed twice.
        UnknownNameError: an offer renews one that is not stated before it.
    """
    _check(offers)
    counts: dict[str, date] = {}
    days = {each.day for each in firm} | {offer.made for offer in offers}
    for today in sorted(each for each in days if each <= day):
        while reached := [
            offer
            for offer in _waiting(offers, counts, today)
            if _others(offer, offers, firm, counts, today) >= offer.threshold
        ]:
            counts |= {offer.id: today for offer in reached}
    together = _waiting(offers, counts, day)
    while together:
        assumed = {*counts, *(offer.id for offer in together)}
        met = [
            offer
            for offer in together
            if _others(offer, offers, firm, assumed, day) >= offer.threshold
        ]
        if met == together:
            break
        together = met
    return Settlement(counts, tuple(offer.id for offer in together))


def total_units(offers: Sequence[ConditionalOffer], firm: Sequence[FirmOffer], day: date) -> int:
    """Units that count at the end of ``day``, firm and conditional together."""
    counts = settle(offers, firm, day).counts_from
    return sum(each.units for each in firm if each.day <= day) + sum(
        offer.units for offer in offers if offer.id in counts
    )


def _waiting(
    offers: Sequence[ConditionalOffer], counts: Collection[str], today: date
) -> list[ConditionalOffer]:
    """Offers whose condition can still come true today and that no counting offer replaces."""
    replaced = {offer.renews for offer in offers if offer.made <= today}
    related = _related(offers)
    return [
        offer
        for offer in offers
        if offer.made <= today <= offer.by
        and offer.id not in replaced
        and not related[offer.id].intersection(counts)
    ]


def _others(
    offer: ConditionalOffer,
    offers: Sequence[ConditionalOffer],
    firm: Sequence[FirmOffer],
    counts: Collection[str],
    today: date,
) -> int:
    """What the other parties give today."""
    given = sum(each.units for each in firm if each.party != offer.party and each.day <= today)
    return given + sum(
        other.units for other in offers if other.party != offer.party and other.id in counts
    )


def _related(offers: Sequence[ConditionalOffer]) -> dict[str, set[str]]:
    """Each offer with all that it renews or that renew it."""
    groups = {offer.id: {offer.id} for offer in offers}
    for offer in offers:
        if offer.renews:
            merged = groups[offer.id] | groups[offer.renews]
            for name in merged:
                groups[name] = merged
    return groups


def _check(offers: Sequence[ConditionalOffer]) -> None:
    known: dict[str, ConditionalOffer] = {}
    renewed: dict[str, str] = {}
    for offer in offers:
        if offer.id in known:
            raise InputError(f"offer {offer.id} is stated twice")
        if offer.renews:
            # Renewals come after what they renew, so no circle can be stated.
            if offer.renews not in known:
                raise UnknownNameError(
                    "offer", offer.renews, list(known), f"offer {offer.id} renews an earlier one"
                )
            if offer.renews in renewed:
                raise InputError(
                    f"offers {renewed[offer.renews]} and {offer.id} both renew {offer.renews}"
                )
            renewed[offer.renews] = offer.id
        known[offer.id] = offer
