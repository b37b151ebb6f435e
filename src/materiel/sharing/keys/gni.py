"""Shares by gross national income."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, stated


def weights(members: Sequence[Member]) -> Weights:
    """Gross national income."""
    return stated("gni", "gni", members)


KEY = CostKey("gni", "in proportion to gross national income", weights)
