"""Shares by the number of people."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, stated


def weights(members: Sequence[Member]) -> Weights:
    """People."""
    return stated("population", "population", members)


KEY = CostKey("population", "in proportion to the number of people", weights)
