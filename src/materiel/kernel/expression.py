"""A whole number plus whole multiples of named unknowns, so that equal unknowns cancel.

>>> pledged = Expression.of("p")
>>> pledged + Expression(3) - pledged
Expression(constant=3, terms=())
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """``constant + sum(coefficient * variable)``; all whole numbers (DESIGN §4.6).

    Attributes:
        constant: whole units (or minor units of a currency).
        terms: ``(variable, coefficient)`` pairs sorted by variable, no zero coefficient.
    """

    constant: int = 0
    terms: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, variable: str, coefficient: int = 1) -> "Expression":
        """A multiple of one unknown."""
        return cls(0, ((variable, coefficient),) if coefficient else ())

    @classmethod
    def build(cls, constant: int, terms: Mapping[str, int]) -> "Expression":
        """Normalise a mapping of variables to coefficients."""
        if not terms:
            return cls(constant)
        return cls(constant, tuple(sorted((name, by) for name, by in terms.items() if by)))

    @classmethod
    def total(cls, parts: Iterable["Expression"]) -> "Expression":
        """The sum of many expressions in one pass."""
        constant, terms = 0, dict[str, int]()
        for part in parts:
            constant += part.constant
            for name, by in part.terms:
                terms[name] = terms.get(name, 0) + by
        return cls.build(constant, terms)

    @property
    def exact(self) -> bool:
        """Whether no unknown is left."""
        return not self.terms

    def __add__(self, other: "Expression") -> "Expression":
        return Expression.total((self, other))

    def __sub__(self, other: "Expression") -> "Expression":
        return Expression.total((self, other * -1))

    def __mul__(self, factor: int) -> "Expression":
        if not factor:
            return Expression()
        return Expression(
            self.constant * factor, tuple((name, by * factor) for name, by in self.terms)
        )

    def value(self, values: Mapping[str, int]) -> int:
        """The number when every unknown is given one."""
        return self.constant + sum(by * values[name] for name, by in self.terms)

    def __str__(self) -> str:
        parts = [str(self.constant)] if self.constant or not self.terms else []
        parts += [f"{by} x {name}" if by != 1 else name for name, by in self.terms]
        return " + ".join(parts)
