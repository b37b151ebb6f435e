"""A problem with one part changed or left out: what levers, clauses and scenarios are made of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from materiel.kernel.errors import UnknownNameError
from materiel.planning.numbers import Number
from materiel.planning.parts import Origin
from materiel.planning.problem import Problem


def part(problem: Problem, key: str) -> Any:
    """The part under ``table/name``.

    Raises:
        UnknownNameError: no such table or part; names the nearest.
    """
    table, _, name = key.partition("/")
    if table not in Problem.TABLES:
        raise UnknownNameError("table", table, Problem.TABLES, f"part {key!r}", listed=True)
    known = {each.name: each for each in getattr(problem, table)}
    if name not in known:
        raise UnknownNameError(table, name, list(known), listed=True)
    return known[name]


def put(problem: Problem, key: str, **changes: Any) -> Problem:
    """The problem with some fields of one part changed."""
    old = part(problem, key)
    new = replace(old, **changes)
    table = key.partition("/")[0]
    parts: dict[str, Any] = {
        table: tuple(new if each is old else each for each in getattr(problem, table))
    }
    if new.name == old.name:
        return replace(problem, **parts)
    # A name that is made of fields moves with them, and so does what is said about the part.
    origins = {
        f"{table}/{new.name}" if about == key else about: each
        for about, each in problem.origins.items()
    }
    return replace(problem, **parts, origins=origins)


def without(problem: Problem, *keys: str) -> Problem:
    """The problem without some parts; what else names them is for the caller to change too."""
    gone = set(keys)
    fields: dict[str, Any] = {}
    for table in dict.fromkeys(key.partition("/")[0] for key in keys):
        fields[table] = tuple(
            each for each in getattr(problem, table) if f"{table}/{each.name}" not in gone
        )
    return replace(problem, **fields, origins=kept(problem.origins, gone))


def without_line(problem: Problem, name: str) -> Problem:
    """The problem in which a line builds without limit, for everybody."""
    contracts = tuple(
        replace(each, line="") if each.line == name else each for each in problem.contracts
    )
    claims = [f"claims/{each.name}" for each in problem.claims if each.line == name]
    return without(replace(problem, contracts=contracts), f"lines/{name}", *claims)


def without_hub(problem: Problem, name: str) -> Problem:
    """The problem in which nothing passes a hub."""
    arcs = tuple(
        replace(arc, hubs=tuple(hub for hub in arc.hubs if hub != name)) for arc in problem.arcs
    )
    return without(replace(problem, arcs=arcs), f"hubs/{name}")


def kept(origins: Mapping[str, Origin], gone: set[str]) -> dict[str, Origin]:
    """Origins of the parts that stay."""
    return {key: each for key, each in origins.items() if key not in gone}


def slipped(levels: tuple[Number, ...], months: int) -> tuple[Number, ...]:
    """A monthly series that starts so many months later, or earlier for a negative number.

    Later, nothing comes first; earlier, the last month goes on.

    >>> slipped((0, 1, 2), 1), slipped((0, 1, 2), -1)
    ((0, 0, 1), (1, 2, 2))
    """
    size = len(levels)
    months = max(-size, min(size, months))
    if months >= 0:
        return ((0,) * months + levels)[:size]
    return (levels[-months:] + levels[-1:] * -months)[:size]
