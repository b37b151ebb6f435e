"""Swaps: old items given away against others that a partner makes good, seldom one for one.

>>> old, new = Bounds.between(240, 300), Bounds.exactly(20)
>>> str(ratio(new, old))
'1 for 12 to 15'
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.kernel.period import Period
from materiel.kernel.table import Row, column
from materiel.vocabulary.vocabulary import Vocabulary

STATES = ("proposed", "agreed", "failed", "withdrawn")
Difference = Literal["same model", "same family", "same class", "another class", "not stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap(Row):
    """What a party gives away and what a partner makes good for it (DESIGN §6.7)."""

    TABLE: ClassVar[str] = "swaps"
    title: str = column("text", "our own short name for it")
    party: str = column("party", "who gives away first")
    receiver: str = column("party", "to whom; empty: not stated", default="")
    gives: str = column("item", "what it gives away; empty: not stated", default="")
    gives_low: int | None = column("count", "at least so many", default=None, unit="units of issue")
    gives_high: int | None = column("count", "at most so many", default=None, unit="units of issue")
    partner: str = column("party", "who makes it good")
    returns: str = column("item", "what the party gets")
    returns_low: int | None = column(
        "count", "at least so many", default=None, unit="units of issue"
    )
    returns_high: int | None = column(
        "count", "at most so many", default=None, unit="units of issue"
    )
    asked_low: int | None = column(
        "count", "how many the party asked for, at least", default=None, unit="units of issue"
    )
    asked_high: int | None = column(
        "count", "how many the party asked for, at most", default=None, unit="units of issue"
    )
    state: str = column("choice", "how the terms stand", choices=STATES)
    valid: Period = column("period", "from when until when they stand so")
    gift: str = column("id", "the promise of what is given", default="", refers="commitments")
    refill: str = column(
        "id", "the promise of what makes it good", default="", refers="commitments"
    )
    profile: str = column("text", "how fast it comes, and from where", default="")
    window_months: int | None = column(
        "count",
        "within how many months a plan makes each hand-over good; empty: no plan is held to it",
        default=None,
        unit="months",
    )

    def __post_init__(self) -> None:
        for name in ("gives", "returns", "asked"):
            low, high = getattr(self, f"{name}_low"), getattr(self, f"{name}_high")
            if low is not None and high is not None and low > high:
                raise InputError(f"{name}_low: found {low}; accepted: at most {high}, the high end")

    @property
    def given(self) -> Bounds:
        """How many are given away."""
        return _bounds(self.gives_low, self.gives_high)

    @property
    def returned(self) -> Bounds:
        """How many make it good."""
        return _bounds(self.returns_low, self.returns_high)

    @property
    def asked(self) -> Bounds | None:
        """How many the party asked for; None when nothing is stated."""
        if self.asked_low is None and self.asked_high is None:
            return None
        return _bounds(self.asked_low, self.asked_high)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Units given away for one that comes back, between two ends; None where nothing limits it."""

    low: Fraction | None
    high: Fraction | None

    def __str__(self) -> str:
        if self.low is None and self.high is None:
            return "unknown"
        if self.high is None:
            return f"1 for {_number(self.low)} or more"
        if self.low == self.high:
            return f"1 for {_number(self.low)}"
        if not self.low:
            return f"1 for at most {_number(self.high)}"
        return f"1 for {_number(self.low)} to {_number(self.high)}"


@dataclass(frozen=True, slots=True)
class SwapStanding:
    """One swap on one day.

    Attributes:
        ratio: how many are given away for one that comes back.
        difference: how near the two items stand in the tree of items.
        counts: units that may be counted as coming back: only what is agreed.
        short: how many more were asked for than are offered; None when nothing was asked.
        one_for_one: whether it certainly is one unit for one of the same model.
    """

    swap: Swap
    ratio: Ratio
    difference: Difference
    counts: Bounds
    short: Bounds | None
    one_for_one: bool


def swap_standing(swap: Swap, words: Vocabulary, day: date) -> SwapStanding | None:
    """Where a swap stands at the end of ``day``; None outside its period."""
    if not swap.valid.holds_on(day):
        return None
    returns = words.item(swap.returns).id
    found = ratio(swap.returned, swap.given)
    kind: Difference = "not stated"
    if swap.gives:
        kind = difference(words.item(swap.gives).id, returns, words)
    return SwapStanding(
        swap,
        found,
        kind,
        swap.returned if swap.state == "agreed" else Bounds.exactly(0),
        None if swap.asked is None else _short(swap.asked, swap.returned),
        found == Ratio(Fraction(1), Fraction(1)) and kind == "same model",
    )


def ratio(returned: Bounds, given: Bounds) -> Ratio:
    """Units given away for one that comes back.

    An end that nobody states is no end: a number that is not stated does not make a ratio of 0.
    """
    low = None if returned.high is None else _divided(given.low, returned.high)
    high = None if given.high is None else _divided(given.high, returned.low)
    if not given.low_known:
        low = None
    return Ratio(low, high)


def difference(gives: str, returns: str, words: Vocabulary) -> Difference:
    """How near two items (ids) stand in the tree: the lowest level that both lie under."""
    if gives == returns:
        return "same model"
    left = {each.id for each in words.items_above(gives)}
    shared = [each for each in words.items_above(returns) if each.id in left]
    if not shared:
        return "another class"
    return "same class" if shared[0].level == "class" else "same family"


def _divided(units: int, by: int) -> Fraction | None:
    return Fraction(units, by) if by else None


def _short(asked: Bounds, offered: Bounds) -> Bounds:
    low = 0 if offered.high is None else max(0, asked.low - offered.high)
    high = None if asked.high is None else max(0, asked.high - offered.low)
    return Bounds(low, high, asked.low_known)


def _bounds(low: int | None, high: int | None) -> Bounds:
    return Bounds(low or 0, high, low is not None)


def _number(value: Fraction | None) -> str:
    assert value is not None, "an end that is shown is stated"
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.1f}"
