"""Exact numbers of a planning problem, and how a wrong one is refused.

Units that somebody hands over, exercises or delivers are whole. What they are multiplied by or
compared with (weights, floors, capacities, needs) may be an exact fraction; whole numbers stay
``int``, so that a problem in whole numbers has whole results.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from materiel.kernel.errors import InputError

Number: TypeAlias = int | Fraction


def refuse(wrong: bool, where: str, found: object, accepted: str) -> None:
    """Raise ``InputError`` with place, found and accepted when something is wrong."""
    if wrong:
        raise InputError(f"{where}: found {found}; accepted: {accepted}")


def at_least(where: str, least: int, **numbers: Number | None) -> None:
    """Refuse a number below ``least``, or one that is not exact."""
    for name, number in numbers.items():
        if number is not None and not isinstance(number, int):
            refuse(
                not isinstance(number, Fraction),
                f"{where}: {name}",
                repr(number),
                "a whole number or an exact fraction",
            )
        wrong = number is not None and number < least
        refuse(wrong, f"{where}: {name}", number, f"{least} or more")


def positive(where: str, **numbers: Number) -> None:
    """Refuse a number that is not above zero."""
    for name, number in numbers.items():
        at_least(where, 0, **{name: number})
        refuse(number == 0, f"{where}: {name}", number, "more than 0")


def rows(where: str, name: str, numbers: Iterable[Number]) -> None:
    """Refuse a series with a month below zero."""
    for month, number in enumerate(numbers, start=1):
        refuse(number < 0, f"{where}: {name}, month {month}", number, "0 or more")


def whole(numbers: Iterable[Number]) -> bool:
    """Whether all of them are whole."""
    return all(isinstance(number, int) for number in numbers)
