"""Shares by gross domestic product."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, stated


def weights(members: Sequence[Member]) -> Weights:
    """Gross domestic product."""
    return stated("gdp", "gdp", members)


KEY = CostKey("gdp", "in proportion to gross domestic product", weights)
