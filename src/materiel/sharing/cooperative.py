"""What buying together saves, who should get how much of it, and who would be better off alone.

>>> price = {frozenset("A"): 10, frozenset("B"): 10, frozenset("AB"): 16}
>>> shapley("AB", saving("AB", price.__getitem__))
{'A': Fraction(2, 1), 'B': Fraction(2, 1)}
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, floor

from materiel.kernel.errors import InputError
from materiel.kernel.money import MINOR_DIGITS, Money
from materiel.sharing.costkey import Weights

Group = frozenset[str]
Figures = Mapping[Group, int | Fraction] | Callable[[Group], object]
"""A cost or worth of every non-empty group, as a table or to be asked for, exact."""
PLAYERS_MAX = 8
"""Exact by definition up to here: 2**8 groups, each of which may need a solver (DESIGN §6.4)."""


def groups(players: Collection[str]) -> Iterator[Group]:
    """Every non-empty group, small ones first, in the order of the names.

    Raises:
        InputError: nobody, a name twice, or more than ``PLAYERS_MAX`` players.
    """
    names = sorted(players)
    if not 1 <= len(names) <= PLAYERS_MAX:
        raise InputError(f"{len(names)} members; accepted: 1 to {PLAYERS_MAX} for an exact value")
    if len(set(names)) < len(names):
        raise InputError(f"a member is named twice among {', '.join(names)}")
    for size in range(1, len(names) + 1):
        for group in combinations(names, size):
            yield frozenset(group)


def tabulated(players: Collection[str], figure: Figures) -> dict[Group, Fraction]:
    """A figure of every group, each asked for once.

    Raises:
        InputError: a group is missing from the mapping; names it.
    """
    table: dict[Group, Fraction] = {}
    for group in groups(players):
        if isinstance(figure, Mapping):
            if group not in figure:
                raise InputError(f"no figure is stated for the group {_named(group)}")
            table[group] = Fraction(figure[group])
        else:
            value = figure(group)
            if not isinstance(value, (int, Fraction)):
                raise InputError(
                    f"group {_named(group)}: found {value!r}; accepted: a whole number or Fraction"
                )
            table[group] = Fraction(value)
    return table


def saving(players: Collection[str], cost: Figures) -> dict[Group, Fraction]:
    """What each group saves against its members buying alone: ``sum c({i}) - c(S)``."""
    table = tabulated(players, cost)
    return {
        group: sum((table[frozenset({each})] for each in group), Fraction(0)) - together
        for group, together in table.items()
    }


def shapley(players: Collection[str], worth: Figures) -> dict[str, Fraction]:
    """The mean of what each player adds, over all orders of joining; exact.

    ``phi_i = sum over S without i of |S|! (n-|S|-1)! / n! * (v(S + i) - v(S))``.
    Source: L. S. Shapley, A value for n-person games (1953).

    Returns:
        Value by player; the values sum to the worth of all players together.

    Raises:
        InputError: more than ``PLAYERS_MAX`` players, or a group without a figure.
    """
    table = {frozenset[str](): Fraction(0), **tabulated(players, worth)}
    count = len(players)
    value = dict.fromkeys(sorted(players), Fraction(0))
    for group, together in table.items():
        if len(group) == count:
            continue
        orders = Fraction(
            factorial(len(group)) * factorial(count - len(group) - 1), factorial(count)
        )
        for each in value:
            if each not in group:
                value[each] += orders * (table[group | {each}] - together)
    return value


@dataclass(frozen=True, slots=True)
class Objection:
    """A group that would pay less alone than its members pay together.

    Attributes:
        group: the members, by name.
        gain: what they would save by leaving, above 0.
    """

    group: tuple[str, ...]
    gain: Fraction

    def __str__(self) -> str:
        return f"{', '.join(self.group)} would be better off alone by {self.gain}"


def core_objection(
    players: Collection[str],
    cost: Figures,
    paid: Weights | Mapping[str, int],
) -> Objection | None:
    """The group with the strongest reason to leave; None when the shares are in the core.

    A cost allocation is in the core when it pays the whole cost and no group pays more than it
    would alone. Source: D. B. Gillies, Solutions to general non-zero-sum games (1959).
    Of equal gains the smallest group is named.

    Raises:
        InputError: the shares do not pay exactly the whole cost, or are not those of the players.
    """
    table = tabulated(players, cost)
    if set(paid) != set(players):
        raise InputError(f"shares of {_named(paid)}; accepted: of {_named(players)}")
    whole, given = table[frozenset(players)], sum(map(Fraction, paid.values()), Fraction(0))
    if given != whole:
        raise InputError(f"the shares sum to {given}, the whole costs {whole}")
    strongest: Objection | None = None
    for group, alone in table.items():
        gain = sum((Fraction(paid[each]) for each in group), Fraction(0)) - alone
        if gain > 0 and (strongest is None or gain > strongest.gain):
            strongest = Objection(tuple(sorted(group)), gain)
    return strongest


@dataclass(frozen=True, slots=True)
class SavingShares:
    """How a common purchase is paid when the saving is shared by the Shapley value.

    Attributes:
        alone: exact cost of each player alone, in major units.
        saved: each player's exact part of the saving.
        costs: what each pays, in whole minor units; they sum to ``whole``.
        whole: the common cost.
        objection: the group that would be better off alone, None when nobody is.
    """

    alone: Mapping[str, Fraction]
    saved: Mapping[str, Fraction]
    costs: Mapping[str, Money]
    whole: Money
    objection: Objection | None


def share_saving(
    players: Collection[str],
    cost: Figures,
    currency: str,
) -> SavingShares:
    """Split a common cost so that each gets its Shapley value of the saving.

    Args:
        players: the members, at most ``PLAYERS_MAX``.
        cost: cost of each group in major units of the currency.
        currency: ISO 4217 code.

    Raises:
        InputError: the whole cost is finer than the currency's minor unit.
    """
    table = tabulated(players, cost)
    saved = shapley(players, saving(players, table))
    alone = {each: table[frozenset({each})] for each in saved}
    exact = {each: alone[each] - saved[each] for each in saved}
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    minor = table[frozenset(players)] * scale
    if minor.denominator != 1:
        raise InputError(
            f"the whole costs {minor / scale} {currency}, finer than the currency's minor unit"
        )
    whole = Money(int(minor), currency)
    costs = summing({each: amount * scale for each, amount in exact.items()}, whole)
    return SavingShares(alone, saved, costs, whole, core_objection(players, table, exact))


def summing(minor: Weights, whole: Money) -> dict[str, Money]:
    """Exact amounts in minor units, rounded so that they sum to the whole.

    Largest remainder; a tie goes to the party that comes first by name. Amounts may be negative:
    a player can be paid for what it brings.

    Raises:
        InputError: the exact amounts do not sum to the whole.
    """
    if sum(minor.values()) != whole.minor:
        raise InputError(f"amounts of {sum(minor.values())} minor units cannot sum to {whole}")
    parts = {party: floor(amount) for party, amount in minor.items()}
    order = sorted(minor, key=lambda party: (parts[party] - minor[party], party))
    for party in order[: whole.minor - sum(parts.values())]:
        parts[party] += 1
    return {party: Money(part, whole.currency) for party, part in parts.items()}


def _named(group: Collection[str]) -> str:
    return ", ".join(sorted(group))
