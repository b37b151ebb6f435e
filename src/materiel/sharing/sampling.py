"""The Shapley value of many members, sampled: exact means, and how far they may be off.

>>> worth = lambda group: len(group) ** 2 - len(group)
>>> found = sampled_shapley("ABC", worth, orders=4, spread=Fraction(6))
>>> sum(found.value.values()), found.orders, set(found.error) == set("ABC")
(Fraction(6, 1), 4, True)
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, log, sqrt

from materiel.kernel.errors import InputError
from materiel.sharing.cooperative import Group

CONFIDENCE = Fraction(95, 100)
SEED = 7


@dataclass(frozen=True, slots=True)
class Sampled:
    """Means over drawn orders of joining.

    Attributes:
        value: by player; exact, and their sum is exactly the worth of all.
        error: by player, by how much its value may be off, all of them together with
            ``confidence``; empty when no range of the marginals is known.
        orders: how many orders were drawn.
        seed: which ones.
        confidence: of all error bounds together.
        why: how the bound was made, or why there is none.
    """

    value: Mapping[str, Fraction]
    error: Mapping[str, Fraction]
    orders: int
    seed: int
    confidence: Fraction
    why: str


def order_of(players: Collection[str], seed: int, number: int) -> list[str]:
    """The players in an order drawn by a counter: the same on every machine, in any sequence.

    Sorting by independent uniform keys gives every order the same chance; the keys are SHA-256
    of seed, number and name.
    """
    return sorted(
        players, key=lambda name: (sha256(f"{seed}/{number}/{name}".encode()).digest(), name)
    )


def sampled_shapley(
    players: Collection[str],
    worth: Callable[[Group], int | Fraction],
    *,
    orders: int,
    spread: Fraction | None,
    seed: int = SEED,
    confidence: Fraction = CONFIDENCE,
) -> Sampled:
    """The mean of what each player adds over some orders of joining.

    Source of the method: J. Castro, D. Gomez, J. Tejada, Polynomial calculation of the Shapley
    value based on sampling (2009).

    Args:
        players: the members.
        worth: of a group, exact; asked for each group once.
        orders: how many orders to draw, 2 or more.
        spread: every marginal lies between 0 and this; None: not known, and no error is stated.
        seed: which orders.
        confidence: with which all error bounds hold together.

    Raises:
        InputError: a player twice, fewer than two orders, or a confidence outside 0 to 1.
    """
    names = sorted(players)
    if not names or len(set(names)) < len(names):
        raise InputError(f"members: found {', '.join(names) or 'nobody'}; accepted: each once")
    if orders < 2:  # noqa: PLR2004  (one order has no variance)
        raise InputError(f"orders: found {orders}; accepted: 2 or more")
    if not 0 < confidence < 1:
        raise InputError(f"confidence: found {confidence}; accepted: between 0 and 1")
    known: dict[Group, Fraction] = {frozenset(): Fraction(0)}
    added: dict[str, list[Fraction]] = {name: [] for name in names}
    for number in range(orders):
        group, before = frozenset[str](), Fraction(0)
        for name in order_of(names, seed, number):
            group |= {name}
            if group not in known:
                known[group] = Fraction(worth(group))
            added[name].append(known[group] - before)
            before = known[group]
    value = {name: sum(each, Fraction(0)) / orders for name, each in added.items()}
    error: dict[str, Fraction] = {}
    if spread is None:
        why = "no range of what a member adds is known, so no error is stated"
    elif any(not 0 <= each <= spread for mine in added.values() for each in mine):
        why = "a member added less than 0 or more than the whole, so no error is stated"
    else:
        doubt = 1 - confidence
        error = {name: error_of(each, spread, doubt / len(names)) for name, each in added.items()}
        why = (
            f"the smaller of the Hoeffding and the empirical Bernstein bound, all "
            f"{len(names)} members together"
        )
    return Sampled(value, error, orders, seed, confidence, why)


def error_of(drawn: Sequence[Fraction], spread: Fraction, doubt: Fraction) -> Fraction:
    """How far the mean of independent draws from 0 to ``spread`` may be off, rounded up.

    Each of the two bounds is given half of the doubt, so that the smaller one may be taken:
    ``spread sqrt(ln(2/d) / 2m)`` (W. Hoeffding 1963) and
    ``sqrt(2 V ln(4/d) / m) + 7 spread ln(4/d) / 3(m - 1)`` with the sample variance ``V``
    (A. Maurer, M. Pontil 2009, both sides).

    Args:
        drawn: two draws or more.
        spread: length of the range.
        doubt: chance that the bound fails, between 0 and 1.
    """
    count, half = len(drawn), float(doubt) / 2
    mean = sum(drawn, Fraction(0)) / count
    variance = sum(((each - mean) ** 2 for each in drawn), Fraction(0)) / (count - 1)
    width = float(spread)
    hoeffding = width * sqrt(log(2 / half) / (2 * count))
    bernstein = sqrt(2 * float(variance) * log(4 / half) / count)
    bernstein += 7 * width * log(4 / half) / (3 * (count - 1))
    least = min(hoeffding, bernstein, width)
    return min(Fraction(ceil(least * (1 + 1e-9) * 1000), 1000), spread)
