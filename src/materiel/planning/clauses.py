"""A rule where it applies: one floor, one consent, one line; each can be lifted by itself.

Facts are no clauses: what is held, what is ordered, and which ways exist stay when every clause
is lifted.
"""

from collections.abc import Iterator
from functools import partial

from materiel.planning.clause import Clause, drop, months_words, rate_words, setting
from materiel.planning.editing import without_line
from materiel.planning.numbers import Number
from materiel.planning.parts import Budget, Contract, Floor, Gate, Option
from materiel.planning.problem import Problem
from materiel.planning.term_clauses import term_clauses
from materiel.planning.words import in_words


def clauses(problem: Problem) -> list[Clause]:
    """Every clause of a problem, in the order of its tables."""
    found = [each for floor in problem.floors for each in _floor(problem, floor)]
    found += [each for gate in problem.gates for each in _gate(problem, gate)]
    found += _capacities(problem)
    found += [each for contract in problem.contracts for each in _contract(problem, contract)]
    found += [each for option in problem.options for each in _option(problem, option)]
    found += _transport(problem)
    for budget in problem.budgets:
        key = f"budgets/{budget.name}"
        found.append(Clause(key, "budget", budget_words(problem, budget), partial(drop, key=key)))
    found += term_clauses(problem)
    return found


def _capacities(problem: Problem) -> Iterator[Clause]:
    for line in problem.lines:
        text = f"line {line.name} builds {rate_words(problem, line.capacity)}"
        lift = partial(_no_line, name=line.name)
        yield Clause(f"lines/{line.name}", "line-capacity", text, lift)
    for component in problem.components:
        key = f"components/{component.name}"
        text = f"component {component.name}: {rate_words(problem, component.capacity)}"
        yield Clause(key, "component", text, partial(drop, key=key))
    for training in problem.training:
        key = f"training/{training.name}"
        text = f"{training.name} can train for {rate_words(problem, training.slots)}"
        yield Clause(key, "training", text, partial(drop, key=key))


def _transport(problem: Problem) -> Iterator[Clause]:
    for arc in problem.arcs:
        if arc.lead:
            key = f"arcs/{arc.name}"
            text = f"what {arc.donor} sends to {arc.recipient} takes {months_words(arc.lead)}"
            yield Clause(f"{key}::lead", "transport-lead", text, setting(key, lead=0))


def _no_line(problem: Problem, name: str) -> Problem:
    return without_line(problem, name)


def _floor(problem: Problem, floor: Floor) -> Iterator[Clause]:
    key = f"floors/{floor.name}"
    if not any(floor.levels):
        return
    whose = " and ".join(floor.parties)
    levels = _levels(problem, floor.levels)
    if floor.depth == 0 or floor.duration == 0:
        text = f"floor {floor.name}: {whose} may never hold less than {levels}"
        yield Clause(key, "posture-floor", text, setting(key, depth=None, duration=None))
        return
    if floor.depth is not None:
        text = f"floor {floor.name}: {whose} may fall at most {floor.depth} below {levels}"
        yield Clause(f"{key}::depth", "posture-floor", text, setting(key, depth=None))
    if floor.duration is not None:
        text = (
            f"floor {floor.name}: {whose} may be below {levels} for at most "
            f"{months_words(floor.duration)} in a row"
        )
        yield Clause(f"{key}::duration", "shortfall-duration", text, setting(key, duration=None))


def _gate(problem: Problem, gate: Gate) -> Iterator[Clause]:
    key = f"gates/{gate.name}"
    closes = gate.closes is not None and gate.closes < problem.months
    if gate.opens is None or gate.opens > 1 or closes:
        lift = setting(key, opens=1, closes=None)
        yield Clause(f"{key}::window", "gate", gate_words(problem, gate), lift)
    if gate.cap is not None:
        text = f"consent {gate.name} allows {gate.cap} in all"
        yield Clause(f"{key}::cap", "gate", text, setting(key, cap=None))


def gate_words(problem: Problem, gate: Gate) -> str:
    """When a consent is open."""
    if gate.opens is None:
        return f"consent {gate.name} is not given"
    words = []
    if gate.opens > 1:
        words.append(f"opens in {problem.month_name(gate.opens)}")
    if gate.closes is not None and gate.closes < problem.months:
        words.append("is shut" if not gate.closes else f"ends {problem.month_name(gate.closes)}")
    return f"consent {gate.name} {' and '.join(words) or 'is open'}"


def _contract(problem: Problem, contract: Contract) -> Iterator[Clause]:
    key = f"contracts/{contract.name}"
    end = contract.end if contract.end is not None else problem.months
    if contract.start > 1 or end < problem.months:
        window = in_words(problem, range(contract.start, end + 1))
        text = f"contract {contract.name} delivers in {window} only"
        yield Clause(f"{key}::window", "entitlement", text, setting(key, start=1, end=None))


def _option(problem: Problem, option: Option) -> Iterator[Clause]:
    key = f"options/{option.name}"
    if option.opens > 1 or option.expires < problem.months:
        window = in_words(problem, range(option.opens, option.expires + 1))
        text = f"option {option.name} can be used in {window} only"
        lift = setting(key, opens=1, expires=problem.months)
        yield Clause(f"{key}::window", "option", text, lift)
    if option.lead:
        lead = months_words(option.lead)
        text = f"option {option.name} delivers {lead} after its use at the earliest"
        yield Clause(f"{key}::lead", "entitlement", text, setting(key, lead=0))
    if option.minimum > 1:
        text = f"option {option.name} is for {option.minimum} or more"
        yield Clause(f"{key}::minimum", "option", text, setting(key, minimum=1))
    if option.predecessor:
        text = f"option {option.name} comes after {option.predecessor}"
        yield Clause(f"{key}::order", "option", text, setting(key, predecessor=""))


def budget_words(problem: Problem, budget: Budget) -> str:
    """What a payer can spend in which months."""
    amount = f"{budget.amount / 100:,.0f} {problem.currency}" if problem.currency else ""
    months = in_words(problem, range(budget.first, budget.last + 1))
    return f"budget {budget.payer}: {amount or budget.amount} in {months}"


def _levels(problem: Problem, levels: tuple[Number, ...]) -> str:
    """``7``, or ``7 (2026-01 to 2026-12), 6 (2027-01)``."""
    places: dict[Number, list[int]] = {}
    for month, level in enumerate(levels, start=1):
        if level:
            places.setdefault(level, []).append(month)
    if len(places) == 1 and len(next(iter(places.values()))) == len(levels):
        return str(next(iter(places)))
    return ", ".join(f"{level} ({in_words(problem, each)})" for level, each in places.items())
