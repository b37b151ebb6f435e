"""A place in a ranking as an interval, under one stated basis and date.

>>> licences = [
...     Figure("A", Fraction("10.2"), Fraction("10.2"), "licences"),
...     Figure("B", Fraction(9), Fraction(11), "licences"),
...     Figure("C", Fraction(25), Fraction(25), "licences"),
... ]
>>> str(rank("A", licences))
'2 or 3 of 3 (licences)'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from materiel.kernel.errors import InputError, UnitMismatchError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known about one party's figure.

    Attributes:
        party: whose.
        low: the least it can be.
        high: the most; None when nothing limits it.
        basis: what is counted, with unit and scope ("licences, EUR bn").
        day: the day that it is stated for; None when the basis names its own period.
    """

    party: str
    low: Fraction
    high: Fraction | None
    basis: str
    day: date | None = None

    def __post_init__(self) -> None:
        if self.high is not None and self.low > self.high:
            raise InputError(
                f"{self.party}: {self.low} to {self.high}: the low end is above the high end"
            )


@dataclass(frozen=True, slots=True)
class Rank:
    """A place between two places, both included; 1 is the largest figure.

    Attributes:
        best: the place when everything open falls in the party's favour.
        worst: the place when nothing does.
        among: how many parties are ranked.
        basis: what is counted.
        day: the day of the figures.
    """

    best: int
    worst: int
    among: int
    basis: str
    day: date | None = None

    def __str__(self) -> str:
        stamp = f"{self.basis}, {self.day}" if self.day else self.basis
        if self.best == self.worst:
            place = str(self.best)
        else:
            word = "or" if self.worst == self.best + 1 else "to"
            place = f"{self.best} {word} {self.worst}"
        return f"{place} of {self.among} ({stamp})"


def rank(party: str, figures: Sequence[Figure]) -> Rank:
    """The places that a party can have (DESIGN §5.8).

    Equal figures share the better place. The figures are taken as independent, so both ends
    are reached by some figures inside the stated ends.

    Args:
        party: who is asked for.
        figures: one for each member of the group that is ranked, the party's own included.

    Raises:
        UnknownNameError: the party is not among the figures.
        UnitMismatchError: two figures are on different bases or days.
        InputError: a party has two figures.
    """
    known = {figure.party: figure for figure in figures}
    if party not in known:
        raise UnknownNameError("party", party, list(known), "ranking")
    if len(known) < len(figures):
        raise InputError("ranking: a party has two figures; accepted: one each")
    own = known[party]
    for other in figures:
        if (other.basis, other.day) != (own.basis, own.day):
            raise UnitMismatchError(
                f"{own.party} is stated for {_stamp(own)}, {other.party} for {_stamp(other)}; "
                "a rank needs one basis and day for all"
            )
    others = [figure for figure in figures if figure.party != party]
    ahead = sum(own.high is not None and other.low > own.high for other in others)
    maybe = sum(other.high is None or other.high > own.low for other in others)
    return Rank(1 + ahead, 1 + maybe, len(figures), own.basis, own.day)


def _stamp(figure: Figure) -> str:
    return f"{figure.basis!r} on {figure.day}" if figure.day else f"{figure.basis!r}"
