"""Who pays how much of a cost under each key, to the last cent.

>>> paid = shares(Money.parse("1000000.01", "EUR"), {"P": 120, "Q": 60, "R": 20})
>>> {party: str(amount) for party, amount in paid.items()}
{'P': 'EUR 600,000.01', 'Q': 'EUR 300,000.00', 'R': 'EUR 100,000.00'}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.kernel.collect import collect
from materiel.kernel.errors import InputError, UnknownNameError
from materiel.kernel.money import Money
from materiel.sharing import keys
from materiel.sharing.costkey import CostKey, Member

ENTRY_POINTS = "materiel.cost_keys"


def shares(total: Money, weights: Mapping[str, int | Fraction]) -> dict[str, Money]:
    """Each party's part; the parts sum to the total (largest remainder, DESIGN §6.4).

    A tie for the last cent goes to the party that comes first by name, so the order of the rows
    changes nothing.

    Raises:
        InputError: a weight is negative or all are zero.
    """
    parties = sorted(weights)
    parts = total.split([weights[party] for party in parties])
    paid = dict(zip(parties, parts, strict=True))
    return {party: paid[party] for party in weights}


def cost_keys() -> dict[str, CostKey]:
    """Every key, shipped or added by others, by name."""
    return collect(keys, CostKey, ENTRY_POINTS)


def shares_by_key(total: Money, members: Sequence[Member], key: str) -> dict[str, Money]:
    """Each member's part under one key.

    Raises:
        UnknownNameError: there is no such key.
        InputError: a member lacks the figure that the key needs.
    """
    known = cost_keys()
    if key not in known:
        raise UnknownNameError("cost-share key", key, list(known))
    return shares(total, known[key].weights(members))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One cost under all keys that the members' figures allow.

    Attributes:
        parts: by key, then by party.
        not_computed: by key, why it cannot be computed.
    """

    parts: Mapping[str, Mapping[str, Money]]
    not_computed: Mapping[str, str]


def side_by_side(total: Money, members: Sequence[Member]) -> Comparison:
    """The same cost under every key; a key that lacks a figure says so instead."""
    parts, missing = {}, {}
    for name, key in cost_keys().items():
        try:
            parts[name] = shares(total, key.weights(members))
        except InputError as problem:
            missing[name] = str(problem)
    return Comparison(parts, missing)
