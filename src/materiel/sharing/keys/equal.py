"""The same share for each."""

from collections.abc import Sequence
from fractions import Fraction

from materiel.sharing.costkey import CostKey, Member, Weights


def weights(members: Sequence[Member]) -> Weights:
    """One each."""
    return {member.party: Fraction(1) for member in members}


KEY = CostKey("equal", "the same for each", weights)
