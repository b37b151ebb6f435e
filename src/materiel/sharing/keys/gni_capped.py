"""Shares by gross national income, none above its cap."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, capped, stated


def weights(members: Sequence[Member]) -> Weights:
    """Gross national income; what is above a cap is carried by the others in proportion."""
    caps = {member.party: member.cap for member in members if member.cap is not None}
    return capped(stated("gni-capped", "gni", members), caps)


KEY = CostKey(
    "gni-capped",
    "gross national income with agreed caps, as NATO common funding has them",
    weights,
)
