"""A clause: one rule at one part, which can be lifted by itself, and how such are said."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from materiel.planning.editing import put, without
from materiel.planning.numbers import Number
from materiel.planning.problem import Problem

Lift = Callable[[Problem], Problem]


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule at one part.

    Attributes:
        key: ``table/name`` of the part, and behind a colon what of it is meant.
        rule: name of the constraint.
        text: the rule in words with its numbers.
        lift: the problem without it.
    """

    key: str
    rule: str
    text: str
    lift: Lift = field(compare=False)

    @property
    def part(self) -> str:
        """``table/name`` of the part, under which ``Problem.origins`` says where it comes from."""
        return part_key(self.key)


def part_key(key: str) -> str:
    """``table/name`` of a key that may name an aspect of the part after ``::``."""
    return key.partition("::")[0]


def drop(problem: Problem, key: str) -> Problem:
    """The problem without one part."""
    return without(problem, key)


def setting(key: str, **changes: object) -> Lift:
    """A lift that gives one part other fields."""

    def lift(problem: Problem) -> Problem:
        return put(problem, key, **changes)

    return lift


def months_words(count: int) -> str:
    """``1 month``, ``3 months``."""
    return f"{count} month" + ("" if count == 1 else "s")


def rate_words(problem: Problem, levels: tuple[Number, ...]) -> str:
    """``0 before 2026-07, then 4 to 6 a month``."""
    used = [level for level in levels if level]
    if not used:
        return "nothing"
    first = next(month for month, level in enumerate(levels, start=1) if level)
    least, most = min(used), max(used)
    some = "0 or " if 0 in levels[first - 1 :] else ""
    rate = f"{some}{least}" if least == most else f"{some}{least} to {most}"
    begins = f"nothing before {problem.month_name(first)}, then " if first > 1 else ""
    return f"{begins}{rate} a month"


def lifted(problem: Problem, gone: list[Clause]) -> Problem:
    """The problem without some clauses."""
    for clause in gone:
        problem = clause.lift(problem)
    return problem


def without_origins(problem: Problem) -> Problem:
    """The same problem, told to nobody: parts may then go without a word about them."""
    return replace(problem, origins={})
