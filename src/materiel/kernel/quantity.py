"""Bounds in a unit of issue; two units never meet in one sum (DESIGN §2.10)."""

from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import UnitMismatchError


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of a unit of issue.

    Attributes:
        bounds: whole units.
        unit: the unit of issue, a name of the vocabulary ("fire unit", "missile").
    """

    bounds: Bounds
    unit: str

    def __add__(self, other: "Quantity") -> "Quantity":
        if self.unit != other.unit:
            raise UnitMismatchError(
                f"{self.unit} and {other.unit} cannot be added; "
                "state a composition that turns one into the other"
            )
        return Quantity(self.bounds + other.bounds, self.unit)

    def __str__(self) -> str:
        return f"{self.bounds} {self.unit}"
