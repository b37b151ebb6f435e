"""What a lot costs: tiers of both kinds as stretches of ``base + price x units``.

>>> offer = Offer(id="o", supplier="s", item="i", tiers=(Tier(1, 10), Tier(100, 9)), fixed=50)
>>> [(band.low, band.high, band.base, band.price) for band in bands(offer, 300)]
[(1, 99, 50, 10), (100, 300, 50, 9)]
>>> cost(offer, 120)
1130
"""

from typing import NamedTuple

from materiel.procurement.pooling.values import ALL_UNITS, Offer, Tier

__all__ = ["Band", "Offer", "Tier", "bands", "cost"]


class Band(NamedTuple):
    """``low`` to ``high`` units cost ``base + price x units`` in minor units."""

    low: int
    high: int
    base: int
    price: int


def bands(offer: Offer, most: int) -> list[Band]:
    """The stretches of an offer's firm quantity, none below its minimum or above ``most``.

    In an incremental offer the units below a tier keep their prices, so that its base is what
    they cost more than at the price of the tier.
    """
    found = []
    ends = [tier.start - 1 for tier in offer.tiers[1:]] + [most]
    base = offer.fixed
    before: Tier | None = None
    for tier, end in zip(offer.tiers, ends, strict=True):
        if before is not None and offer.tiering != ALL_UNITS:
            base += (before.price - tier.price) * (tier.start - 1)
        before = tier
        low, high = max(tier.start, offer.minimum, 1), min(end, most)
        if low <= high:
            found.append(Band(low, high, base, tier.price))
    return found


def cost(offer: Offer, units: int) -> int:
    """What a lot of ``units`` firm units costs; nothing when there are none."""
    if not units:
        return 0
    found = next(band for band in bands(offer, units) if band.low <= units <= band.high)
    return found.base + found.price * units
