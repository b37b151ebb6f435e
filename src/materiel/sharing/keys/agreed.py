"""Shares as the members agreed them."""

from collections.abc import Sequence

from materiel.sharing.costkey import CostKey, Member, Weights, stated


def weights(members: Sequence[Member]) -> Weights:
    """The agreed parts."""
    return stated("agreed", "agreed", members)


KEY = CostKey("agreed", "as the members agreed", weights)
