"""A scenario: changes to a case's planning problem, each a choice of the user."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.planning.editing import kept, part, put, slipped
from materiel.planning.levers import levers
from materiel.planning.parts import Origin
from materiel.planning.problem import Problem
from materiel.scenarios.refusals import Refused, refuse

DATED: Mapping[str, tuple[str, ...]] = {
    "slots": ("month",),
    "requirements": ("due",),
    "contracts": ("start", "end"),
    "gates": ("opens",),
}
"""What of a part moves when it slips; what leaves the horizon is gone."""
SERIES: Mapping[str, str] = {"lines": "capacity", "components": "capacity", "training": "slots"}
"""Months that move as a whole."""
MOST = 10_000_000
"""The largest number of a change: small enough that what it is multiplied with stays exact."""
PERCENT = (-100, 10_000)
"""By how many per cent a budget can change; -100 leaves nothing."""
WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
LAST_PRIORITY = 9
"""A unit of one priority weighs five of the next: many more, and no sum of them is exact."""
SHOWN = 40
"""Letters of a wrong number that an error shows."""


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One line of a scenario.

    Attributes:
        change: what is done, see ``CHANGES``.
        part: ``table/name`` of what it is done to; ``parties/NAME`` for a nation.
        by: so many months, units or per cent; None where ``to`` says it.
        to: the new number or name; empty where ``by`` says it.
        why: the reason in words, shown as an assumption of the user.
        where: the file and the place in it; empty where a person typed it.
    """

    change: str
    part: str
    by: int | None = None
    to: str = ""
    why: str = ""
    where: str = field(default="", compare=False)

    def in_words(self) -> str:
        """``slip components/K-SEEKER by 1``."""
        by = "" if self.by is None else f" by {self.by}"
        return f"{self.change} {self.part}{by}{f' to {self.to}' if self.to else ''}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of changes, made in their order."""

    name: str
    title: str
    changes: tuple[ScenarioChange, ...]


def bounded(where: str, text: str, least: int, most: int = MOST) -> int:
    """A whole number from the least to the most.

    Raises:
        InputError: it is none; says what is accepted, and cuts what was found where it is long.
    """
    number = int(text) if WHOLE.fullmatch(text) else None
    if number is None or not least <= number <= most:
        found = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
        raise InputError(
            f"{where}: found {found!r}; accepted: a whole number from {least:,} to {most:,}"
        )
    return number


def changed(problem: Problem, scenario: Scenario) -> Problem:
    """The problem of a scenario; every change is an assumption of the user.

    Raises:
        InputError: a change is about a part that is not there, or makes no sense for it.
    """
    for at, each in enumerate(scenario.changes, start=1):
        try:
            problem = CHANGES[each.change](problem, each)
        except InputError as reason:
            # What a change says of itself names it; a name that is unknown does not.
            named = isinstance(reason, UnknownNameError)
            text = f"{each.in_words()}: {reason}" if named else str(reason)
            raise InputError(f"{each.where}: {text}" if each.where else text) from None
        problem = _told(problem, each, f"{scenario.name}, change {at}")
    return problem


def _told(problem: Problem, change: ScenarioChange, key: str) -> Problem:
    text = change.why or f"{change.in_words()} ({key})"
    origin = Origin(assumption=True, yours=True, text=text)
    return replace(problem, origins={**problem.origins, f"problem/{key}": origin})


def _whole(change: ScenarioChange, what: str) -> int:
    if change.by is None:
        raise InputError(f"{change.in_words()}: by: found nothing; accepted: {what}")
    return change.by


def _slip(problem: Problem, change: ScenarioChange) -> Problem:
    months, key = _whole(change, "months"), change.part
    table, old = key.partition("/")[0], part(problem, key)

    def at(month: int | None) -> int | None:
        return None if month is None else min(problem.months + 1, max(1, month + months))

    if table in DATED:
        fields = DATED[table]
        leaves = table in ("slots", "requirements") and getattr(old, fields[0]) + months
        if leaves > problem.months:
            return _without(problem, {key})
        return put(problem, key, **{name: at(getattr(old, name)) for name in fields})
    if table in SERIES:
        name = SERIES[table]
        return put(problem, key, **{name: slipped(getattr(old, name), months)})
    accepted = ", ".join((*DATED, *SERIES))
    raise InputError(f"{change.in_words()}: found a part of {table}; accepted: {accepted}")


def _floor(problem: Problem, change: ScenarioChange) -> Problem:
    old = part(problem, _of(change, "floors"))
    if change.to:
        levels = (_number(change),) * len(old.levels)
    else:
        by = _whole(change, "units, below 0 to lower it")
        levels = tuple(max(0, level + by) for level in old.levels)
    return put(problem, change.part, levels=levels)


def _number(change: ScenarioChange, least: int = 0, most: int = MOST) -> int:
    return bounded(f"{change.in_words()}: to", change.to, least, most)


def _of(change: ScenarioChange, *tables: str) -> str:
    if change.part.partition("/")[0] not in tables:
        raise InputError(
            f"{change.in_words()}: found {change.part!r}; accepted: {' or '.join(tables)}/NAME"
        )
    return change.part


def _refuse(problem: Problem, change: ScenarioChange) -> Problem:
    table, _, name = _of(change, "gates", "options", "contracts").partition("/")
    part(problem, change.part)
    gone = {
        "gates": Refused(gates=frozenset((name,))),
        "options": Refused(options=frozenset((name,))),
        "contracts": Refused(contracts=frozenset((name,))),
    }
    return refuse(problem, gone[table], change.why or f"{name} is refused")


def _budget(problem: Problem, change: ScenarioChange) -> Problem:
    table, _, name = _of(change, "budgets", "parties").partition("/")
    percent = _whole(change, "per cent, -50 to halve it")
    least, most = PERCENT
    if not least <= percent <= most:
        raise InputError(
            f"{change.in_words()}: by: found {percent}; accepted: per cent from {least}, which "
            f"leaves nothing, to {most:,}"
        )
    mine = [
        each
        for each in problem.budgets
        if (each.name == name if table == "budgets" else each.payer == name)
    ]
    if not mine:
        known = [each.name if table == "budgets" else each.payer for each in problem.budgets]
        raise UnknownNameError("budget of", name, list(dict.fromkeys(known)), listed=True)
    for each in mine:
        amount = each.amount + each.amount * percent // 100
        problem = put(problem, f"budgets/{each.name}", amount=amount)
    return problem


def _priority(problem: Problem, change: ScenarioChange) -> Problem:
    part(problem, _of(change, "requirements"))
    return put(problem, change.part, priority=_number(change, 1, LAST_PRIORITY))


def _need(problem: Problem, change: ScenarioChange) -> Problem:
    old = part(problem, _of(change, "requirements"))
    by = 0 if change.to else _whole(change, "units")
    units = _number(change, 1) if change.to else old.units + by
    if units <= 0:
        raise InputError(
            f"{change.in_words()}: by: found {by}; accepted: more than -{old.units}, it needs "
            f"{old.units}"
        )
    return put(problem, change.part, units=units)


def _redirect(problem: Problem, change: ScenarioChange) -> Problem:
    """The producer re-prioritises: a dated slot goes to somebody else."""
    part(problem, _of(change, "slots"))
    if change.to not in problem.parties:
        raise UnknownNameError("party", change.to, problem.parties, listed=True)
    return put(problem, change.part, party=change.to)


def _lever(problem: Problem, change: ScenarioChange) -> Problem:
    known = {each.key: each for each in levers(problem)}
    if change.part not in known:
        raise UnknownNameError("lever", change.part, list(known), listed=True)
    moved = known[change.part].move(problem, _whole(change, "steps, below 0 the other way"))
    if moved is None:
        raise InputError(f"{change.in_words()}: it cannot be moved so far")
    return moved


def _leave(problem: Problem, change: ScenarioChange) -> Problem:
    """A nation takes no further part: it gives, receives, buys and needs nothing."""
    name = _of(change, "parties").partition("/")[2]
    if name not in problem.parties:
        raise UnknownNameError("party", name, problem.parties, listed=True)
    whose: dict[str, Callable[[Any], bool]] = {
        "arcs": lambda each: name in (each.donor, each.recipient),
        "floors": lambda each: set(each.parties) == {name},
        "slots": lambda each: bool(each.party == name),
        "requirements": lambda each: bool(each.recipient == name),
        "training": lambda each: bool(each.recipient == name),
        "obligations": lambda each: bool(each.donor == name),
        "budgets": lambda each: bool(each.payer == name),
        "stocks": lambda each: bool(each.party == name),
        "options": lambda each: bool(each.buyer == name),
        "arrears": lambda each: bool(each.donor == name),
        "bundles": lambda each: bool(each.recipient == name),
        "conditions": lambda each: bool(each.donor == name),
        "exchanges": lambda each: bool(each.giver == name),
        "claims": lambda each: bool(each.party == name),
    }
    gone = {
        f"{table}/{each.name}"
        for table, mine in whose.items()
        for each in getattr(problem, table)
        if mine(each)
    }
    left = {each.name: each for each in problem.options if f"options/{each.name}" not in gone}
    while cut := {n for n, each in left.items() if {each.predecessor, each.ladder} - {"", *left}}:
        gone |= {f"options/{each}" for each in cut}
        left = {n: each for n, each in left.items() if n not in cut}
    contracts = tuple(
        replace(
            each,
            shares=tuple(pair for pair in each.shares if pair[0] != name),
            buyers=tuple(buyer for buyer in each.buyers if buyer != name),
            pooled=each.pooled if {*each.buyers} - {name} else 0,
            payer="" if each.payer == name else each.payer,
        )
        for each in problem.contracts
    )
    floors = tuple(
        replace(each, parties=tuple(party for party in each.parties if party != name))
        if name in each.parties and len(each.parties) > 1
        else each
        for each in problem.floors
    )
    return _without(replace(problem, contracts=contracts, floors=floors), gone)


def _without(problem: Problem, gone: set[str]) -> Problem:
    fields: dict[str, Any] = {
        table: tuple(each for each in getattr(problem, table) if f"{table}/{each.name}" not in gone)
        for table in {key.partition("/")[0] for key in gone}
    }
    return replace(problem, **fields, origins=kept(problem.origins, gone))


CHANGES: Mapping[str, Callable[[Problem, ScenarioChange], Problem]] = {
    "slip": _slip,
    "floor": _floor,
    "refuse": _refuse,
    "leave": _leave,
    "budget": _budget,
    "priority": _priority,
    "need": _need,
    "redirect": _redirect,
    "lever": _lever,
}
"""What a scenario can do, by the word in its file."""
