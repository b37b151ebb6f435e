"""What is known about a count: a closed interval of whole units, never a guess.

>>> given, offered = Bounds.exactly(3), Bounds.at_most(2)
>>> given + offered
Bounds(low=3, high=5, low_known=False)
>>> str(Bounds.at_most(1000)), str(Bounds.between(5, 10)), str(Bounds.exactly(4))
('at most 1,000', '5 to 10', '4')
"""

from dataclasses import dataclass

from materiel.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class Bounds:
    """A closed interval of whole units; ``high`` is None when unbounded above.

    ``low_known`` is False when the lower end is not stated by anybody: it then counts as
    the number in ``low`` (0 for a single statement) in every sum, and is shown as unknown
    (DESIGN §4.6). Differences may be negative, so the ends carry a sign.

    Invariant: ``low <= high`` unless ``high`` is None.
    """

    low: int
    high: int | None
    low_known: bool = True

    def __post_init__(self) -> None:
        if self.high is not None and self.low > self.high:
            raise InputError(f"bounds {self.low} to {self.high}: the low end is above the high end")

    @classmethod
    def exactly(cls, count: int) -> "Bounds":
        """A stated number."""
        return cls(count, count)

    @classmethod
    def between(cls, low: int, high: int) -> "Bounds":
        """Two stated ends, both included."""
        return cls(low, high)

    @classmethod
    def at_most(cls, high: int) -> "Bounds":
        """A ceiling: how much of it is firm is not known."""
        return cls(0, high, low_known=False)

    @classmethod
    def at_least(cls, low: int) -> "Bounds":
        """A stated minimum without a ceiling."""
        return cls(low, None)

    @classmethod
    def unknown(cls) -> "Bounds":
        """Nothing is known but that it is a count."""
        return cls(0, None, low_known=False)

    @property
    def exact(self) -> int | None:
        """The number when both ends meet, else None."""
        return self.low if self.low == self.high else None

    def __add__(self, other: "Bounds") -> "Bounds":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Bounds(self.low + other.low, high, self.low_known and other.low_known)

    def __contains__(self, count: int) -> bool:
        return self.low <= count and (self.high is None or count <= self.high)

    def scaled(self, factor: int) -> "Bounds":
        """Each end times a non-negative whole factor.

        Raises:
            InputError: the factor is negative.
        """
        if factor < 0:
            raise InputError(f"bounds cannot be scaled by {factor}")
        return Bounds(
            self.low * factor, None if self.high is None else self.high * factor, self.low_known
        )

    def meet(self, other: "Bounds") -> "Bounds | None":
        """What two statements about the same number leave; None when they contradict."""
        low = max(self.low, other.low)
        highs = [high for high in (self.high, other.high) if high is not None]
        high = min(highs) if highs else None
        if high is not None and low > high:
            return None
        return Bounds(low, high, self.low_known or other.low_known)

    def hull(self, other: "Bounds") -> "Bounds":
        """The smallest interval that holds both: what is left when two readings stay open."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Bounds(min(self.low, other.low), high, self.low_known and other.low_known)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:,}"
        if self.high is None:
            if self.low_known:
                return f"at least {self.low:,}"
            return f"at least {self.low:,}, the rest unknown" if self.low else "unknown"
        if not self.low_known:
            floor = f", at least {self.low:,}" if self.low else ""
            return f"at most {self.high:,}{floor}"
        return f"{self.low:,} to {self.high:,}"

    def as_dict(self) -> dict[str, int | bool | None]:
        """``low``, ``high`` (None: unbounded) and ``low_known``, for JSON."""
        return {"low": self.low, "high": self.high, "low_known": self.low_known}
