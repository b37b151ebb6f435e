"""What the reports about a plan share: months in words, names, and what a row of it cites."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from materiel.reports.naming import Names
from materiel.reports.reading import Reading
from materiel.reports.table import ASSUMPTION
from materiel.reports.words import month_words


def exactly(number: int | str) -> Fraction:
    """A value of a plan: a whole number, or a fraction as text, as 5/2."""
    return Fraction(number)


def plainly(number: Fraction) -> int | str:
    """A whole number as one, any other as text, as 5/2."""
    return int(number) if number.denominator == 1 else str(number)


class PlanReader:
    """A plan of ``plan.json`` beside the reading that it was made from.

    Attributes:
        reading: the case.
        plan: one object of ``plan.json``.
    """

    def __init__(self, reading: Reading, plan: Mapping[str, Any]) -> None:
        self.reading, self.plan = reading, plan

    def month(self, number: int) -> str:
        """The month in words."""
        return month_words(self.reading.case.plan_start, number)

    def runs(self, numbers: Iterable[int]) -> str:
        """Months in words, runs of them as ``from .. to ..``."""
        found: list[list[int]] = []
        for number in sorted(numbers):
            if found and number == found[-1][1] + 1:
                found[-1][1] = number
            else:
                found.append([number, number])
        words = [
            self.month(first) if first == last else f"{self.month(first)} to {self.month(last)}"
            for first, last in found
        ]
        return "; ".join(words)

    def party(self, name: str) -> str:
        """A party's name; the name itself where the vocabulary has none."""
        known = name in self.reading.words.parties
        return self.reading.party(name) if known else name

    def item(self, name: str) -> str:
        """An item's name with its unit; the name itself where the vocabulary has none."""
        if name not in self.reading.words.items:
            return name
        return self.reading.item_unit(name)

    def said(self, text: str) -> str:
        """A text of the plan with names for ids and months in words."""
        return self._names.said(text)

    @cached_property
    def _names(self) -> Names:
        return Names(self.reading)

    def title(self, name: str) -> str:
        """A promise's short name, or the name itself."""
        return self.reading.title(name)

    def cites(self, *names: str) -> tuple[str, ...]:
        """The entries among some names; the word *assumption* when none of them is one."""
        return tuple(dict.fromkeys(self.reading.known(names))) or (ASSUMPTION,)

    def list(self, name: str) -> list[dict[str, Any]]:
        """One list of the plan; empty when it has none of that name."""
        return list(self.plan.get(name, ()))
