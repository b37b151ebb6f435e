"""Shares by the units that each buys."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, stated


def weights(members: Sequence[Member]) -> Weights:
    """Units bought."""
    return stated("quantity", "quantity", members)


KEY = CostKey("quantity", "each pays for the units that it buys", weights)
