"""What a cost-share key is: a named rule that turns members' figures into weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.kernel.errors import InputError

Weights = Mapping[str, Fraction]
"""Non-negative weight by party; only their proportions matter."""


@dataclass(frozen=True, slots=True)
class Member:
    """One party that shares a cost; None is *not stated*, never nothing.

    Attributes:
        party: its code.
        quantity: units that it buys.
        gdp: gross domestic product, in one currency and year for all members.
        gni: gross national income, likewise.
        population: its people, in one year for all members.
        agreed: its agreed part, in whatever unit the agreement uses (percent, points).
        cap: the most of the whole that it pays, 0 to 1; None: not capped.
    """

    party: str
    quantity: int | None = None
    gdp: int | None = None
    gni: int | None = None
    population: int | None = None
    agreed: Fraction | None = None
    cap: Fraction | None = None

    def __post_init__(self) -> None:
        for name in ("quantity", "gdp", "gni", "population", "agreed"):
            figure = getattr(self, name)
            if figure is not None and figure < 0:
                raise InputError(f"{self.party}: {name} {figure}; accepted: 0 or more")
        if self.cap is not None and not 0 <= self.cap <= 1:
            raise InputError(f"{self.party}: cap {self.cap}; accepted: 0 to 1")


@dataclass(frozen=True, slots=True)
class CostKey:
    """A rule for shares; none is hard-wired, several stand side by side (DESIGN §6.4).

    Attributes:
        name: kebab-case.
        meaning: one phrase for reports, with where it is in use.
        weights: the weights of the members.
    """

    name: str
    meaning: str
    weights: Callable[[Sequence[Member]], Weights]


def stated(key: str, figure: str, members: Sequence[Member]) -> dict[str, Fraction]:
    """One figure of every member.

    Raises:
        InputError: a member does not state it, a party stands twice, or all figures are zero.
    """
    found: dict[str, Fraction] = {}
    for member in members:
        value = getattr(member, figure)
        if value is None:
            raise InputError(f"key {key}: {member.party} states no {figure}")
        if member.party in found:
            raise InputError(f"key {key}: {member.party} is stated twice")
        found[member.party] = Fraction(value)
    if not any(found.values()):
        raise InputError(f"key {key}: nobody has any {figure}")
    return found


def capped(weights: Weights, caps: Mapping[str, Fraction]) -> Weights:
    """Shares in proportion to the weights, none above its cap; the rest carry the excess.

    Members above their cap are set to it, the others share what is left in proportion, until
    nobody is above. Raising the shares of the rest can only push more members to their caps, so
    the order of setting does not matter.

    Returns:
        Shares that sum to 1.

    Raises:
        InputError: the caps leave a part of the whole that nobody pays.
    """
    fixed: dict[str, Fraction] = {}
    while True:
        free = {party: each for party, each in weights.items() if party not in fixed}
        left, base = 1 - sum(fixed.values()), sum(free.values())
        if left and not base:
            raise InputError(f"caps: {left} of the whole is left that nobody pays")
        shares = {party: left * each / base if base else each for party, each in free.items()}
        over = {party for party, share in shares.items() if share > caps.get(party, 1)}
        if not over:
            return {party: fixed.get(party, shares.get(party, Fraction(0))) for party in weights}
        fixed |= {party: caps[party] for party in over}
