"""What a refusal does to a plan: the same problem with gates shut and rights taken away."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from materiel.planning.parts import Contract, Origin
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem


@dataclass(frozen=True, slots=True)
class Refused:
    """What is refused.

    Attributes:
        gates: gates that stay shut for good.
        options: options that cannot be exercised.
        contracts: contract lines, as ``contract/line``, that deliver nothing.
        shares: ``(contract/line, buyer)`` whose firm units are not delivered.
    """

    gates: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    shares: frozenset[tuple[str, str]] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether nothing of it touches a plan."""
        return not (self.gates or self.options or self.contracts or self.shares)


def touched(problem: Problem, refused: Refused) -> Refused:
    """The part of what is refused that the problem holds, with what falls with it.

    An option falls with its contract, and with the option that must be used before it.
    """
    gates = refused.gates & {gate.name for gate in problem.gates}
    contracts = refused.contracts & {each.name for each in problem.contracts}
    shares = refused.shares & {
        (each.name, buyer)
        for each in problem.contracts
        if each.name not in contracts
        for buyer, _ in each.shares
    }
    options = {
        each.name
        for each in problem.options
        if each.name in refused.options or each.contract in contracts
    }
    while more := {
        each.name
        for each in problem.options
        if each.predecessor in options and each.name not in options
    }:
        options |= more
    return Refused(frozenset(gates), frozenset(options), frozenset(contracts), frozenset(shares))


def refuse(problem: Problem, refused: Refused, why: str) -> Problem:
    """The problem after a refusal; what is refused is an assumption of the user."""
    gone = touched(problem, refused)
    dropped = {f"options/{name}" for name in gone.options}
    dropped |= {f"contracts/{name}" for name in gone.contracts}
    origins = {key: each for key, each in problem.origins.items() if key not in dropped}
    for name in gone.gates:
        cites = problem.origins.get(f"gates/{name}", Origin()).cites
        origins[f"gates/{name}"] = Origin(cites=cites, assumption=True, yours=True, text=why)
    return replace(
        problem,
        gates=tuple(
            replace(gate, opens=None) if gate.name in gone.gates else gate for gate in problem.gates
        ),
        options=tuple(each for each in problem.options if each.name not in gone.options),
        contracts=tuple(
            _without(each, gone.shares)
            for each in problem.contracts
            if each.name not in gone.contracts
        ),
        origins=origins,
    )


def _without(contract: Contract, shares: Collection[tuple[str, str]]) -> Contract:
    """The contract without some shares; its buyers stay, an option may still be for them."""
    left = tuple(each for each in contract.shares if (contract.name, each[0]) not in shares)
    return replace(contract, shares=left)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a plan before and after.

    Attributes:
        what: ``objective``, ``unmet``, ``hand-over``, ``option`` or ``delivery``.
        name: which one.
        before, after: units, unit-months or the objective's own unit.
    """

    what: str
    name: str
    before: Fraction
    after: Fraction


Figures = Callable[[Plan], Mapping[str, Fraction]]


def changes(before: Plan, after: Plan) -> list[Change]:
    """Every figure that differs between two plans of one case, objectives first."""
    found = []
    for what, figures in MEASURES.items():
        old, new = figures(before), figures(after)
        for name in _names(old, new):
            pair = old.get(name, Fraction(0)), new.get(name, Fraction(0))
            if pair[0] != pair[1]:
                found.append(Change(what, name, *pair))
    return found


def _names(*figures: Mapping[str, Fraction]) -> Collection[str]:
    return dict.fromkeys(name for each in figures for name in each)


def _objectives(plan: Plan) -> Mapping[str, Fraction]:
    return {f"{each.name}, {each.unit}": each.value for each in plan.objectives}


def _unmet(plan: Plan) -> Mapping[str, Fraction]:
    return {each.requirement: Fraction(each.unit_months) for each in plan.unmet}


def _moves(plan: Plan) -> Mapping[str, Fraction]:
    return _sums(
        (f"{each.donor} to {each.recipient}, {each.item}", each.units)
        for each in plan.decisions.moves
    )


def _exercises(plan: Plan) -> Mapping[str, Fraction]:
    return _sums((each.option, each.units) for each in plan.decisions.exercises)


def _deliveries(plan: Plan) -> Mapping[str, Fraction]:
    return _sums(
        (f"{each.contract} to {each.buyer}", each.units) for each in plan.decisions.deliveries
    )


def _sums(pairs: Iterable[tuple[str, int]]) -> Mapping[str, Fraction]:
    found: Counter[str] = Counter()
    for name, units in pairs:
        found[name] += units
    return {name: Fraction(found[name]) for name in sorted(found)}


MEASURES: Mapping[str, Figures] = {
    "objective": _objectives,
    "unmet": _unmet,
    "hand-over": _moves,
    "option": _exercises,
    "delivery": _deliveries,
}
"""What two plans are compared by, in the order in which it is shown."""
