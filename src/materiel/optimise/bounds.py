"""Exact bounds of a whole number that depends on unknowns: its least and greatest value.

>>> from materiel.kernel.expression import Expression
>>> unknowns = {"x": Unknown(0, 10), "y": Unknown(0, None)}
>>> part = Relation((("x", 1), ("y", -1)), 0, "x is part of y")
>>> bounds_of(Expression.build(2, {"x": 1, "y": -1}), unknowns, [part])
Range(low=None, high=2, conflict=())
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite
from typing import NamedTuple

from materiel.kernel.errors import InputError, SolverError, UnknownNameError
from materiel.kernel.expression import Expression

LARGEST = 10**8
"""Up to this size of numbers the solver's own bound is taken where our exact proof fails."""
FINEST = 1000
"""Prices of relations are read as fractions with denominators up to this."""


class Unknown(NamedTuple):
    """A number that is only known to lie between two ends; None is no end.

    ``integer`` is there for callers that pass plain triples; only whole numbers are accepted.
    """

    low: int | None
    high: int | None
    integer: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """``sum(coefficient * unknown) <= bound``.

    Attributes:
        terms: ``(unknown, coefficient)`` pairs, each unknown once.
        bound: whole units.
        why: what says so, in words.
    """

    terms: tuple[tuple[str, int], ...]
    bound: int
    why: str = ""

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether whole values satisfy it."""
        return sum(by * values[name] for name, by in self.terms if by) <= self.bound


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value; None where there is no end.

    ``conflict`` names the smallest set of relations that cannot all hold; it is empty when
    some values satisfy all, and otherwise there is no low and no high.
    """

    low: int | None
    high: int | None
    conflict: tuple[str, ...] = ()


def bounds_of(
    expression: Expression,
    variables: Mapping[str, tuple[int | None, int | None] | tuple[int | None, int | None, bool]],
    relations: Sequence[Relation] = (),
) -> Range:
    """The exact least and greatest value of an expression over whole unknowns (DESIGN §4.6).

    Only relations that touch the expression, directly or through other unknowns, count. Each
    end is attained by whole values that are replayed against the relations, and proven by
    weak duality in fractions: for any prices ``y >= 0``,
    ``min c x >= min over the box of (c + y A) x - y b``.

    Args:
        expression: what to bound.
        variables: name to ``(low, high)``; see ``Unknown``.
        relations: what the unknowns satisfy.

    Raises:
        UnknownNameError: an expression or relation uses a name that ``variables`` lacks.
        InputError: an unknown is not whole.
        SolverError: an end could not be proven.
    """
    unknowns = {name: Unknown(*ends) for name, ends in variables.items()}
    _validate(expression, unknowns, relations)
    touched = _touched(expression, relations)
    used = sorted({name for name, _ in expression.terms}.union(*(_names(r) for r in touched)))
    box = {name: unknowns[name] for name in used}
    empty = [name for name, (low, high, _) in box.items() if _crossed(low, high)]
    if empty:
        return Range(None, None, tuple(f"{name} lies between two crossed ends" for name in empty))
    terms = dict(expression.terms)
    if not touched:
        low, high = _corner(terms, box), _corner({k: -v for k, v in terms.items()}, box)
    else:
        system = _System(box, touched)
        if not system.feasible(touched):
            return Range(None, None, system.conflict())
        low = system.least(terms)
        high = system.least({name: -by for name, by in terms.items()})
    return Range(
        None if low is None else expression.constant + int(low),
        None if high is None else expression.constant - int(high),
    )


def _validate(
    expression: Expression, unknowns: Mapping[str, Unknown], relations: Sequence[Relation]
) -> None:
    for name, unknown in unknowns.items():
        if not unknown.integer:
            raise InputError(f"unknown {name!r} is not whole; accepted: whole numbers")
    known = list(unknowns)
    for name, _ in expression.terms:
        if name not in unknowns:
            raise UnknownNameError("variable", name, known, "expression")
    for number, relation in enumerate(relations, start=1):
        for name in _names(relation):
            if name not in unknowns:
                where = f"relation {number}" + (f" ({relation.why})" if relation.why else "")
                raise UnknownNameError("variable", name, known, where)


def _names(relation: Relation) -> set[str]:
    return {name for name, by in relation.terms if by}


def _crossed(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def _touched(expression: Expression, relations: Sequence[Relation]) -> list[Relation]:
    """The relations that reach the expression, in their order."""
    by_name: dict[str, list[int]] = {}
    for number, relation in enumerate(relations):
        for name in _names(relation):
            by_name.setdefault(name, []).append(number)
    waiting = [name for name, _ in expression.terms]
    seen, found = set(waiting), set[int]()
    while waiting:
        for number in by_name.get(waiting.pop(), ()):
            if number not in found:
                found.add(number)
                fresh = _names(relations[number]) - seen
                seen |= fresh
                waiting += sorted(fresh)
    return [relations[number] for number in sorted(found)]


def _corner(
    weights: Mapping[str, int] | Mapping[str, Fraction], box: Mapping[str, Unknown]
) -> int | Fraction | None:
    """The least of a sum over the box alone; None when there is none."""
    total: int | Fraction = 0
    for name, weight in weights.items():
        end = box[name].low if weight > 0 else box[name].high
        if weight and end is None:
            return None
        total += weight * (end or 0)
    return total


class _System:
    """One connected set of unknowns and relations as a model."""

    def __init__(self, box: Mapping[str, Unknown], relations: Sequence[Relation]) -> None:
        self.box, self.relations = box, relations
        self.place = {name: number for number, name in enumerate(box)}

    def feasible(self, relations: Sequence[Relation]) -> bool:
        """Whether some whole values satisfy the relations."""
        return self._solve({}, relations, whole=True)[0] != "infeasible"

    def conflict(self) -> tuple[str, ...]:
        """A smallest set of relations that contradict each other: drop each that is not needed."""
        kept = list(self.relations)
        for relation in list(kept):
            rest = [each for each in kept if each is not relation]
            if not self.feasible(rest):
                kept = rest
        return tuple(each.why or f"a sum of at most {each.bound}" for each in kept)

    def least(self, weights: Mapping[str, int]) -> int | None:
        """The least value of a weighted sum; None when it is unbounded below."""
        status, values, bound, prices = self._solve(weights, self.relations, whole=False)
        if status == "unbounded":
            return None  # feasible in whole numbers and unbounded in fractions: unbounded
        proven = self._proven(weights, prices)
        if not self._replay(values) or proven != self._value(weights, values):
            _, values, bound, _ = self._solve(weights, self.relations, whole=True)
        if not self._replay(values):
            raise SolverError("the solver's whole values break a relation")
        value = self._value(weights, values)
        if proven != value and not (self._small() and bound == value):
            raise SolverError(f"the least value {value} of a sum of unknowns could not be proven")
        return value

    def _solve(
        self, weights: Mapping[str, int], relations: Sequence[Relation], *, whole: bool
    ) -> tuple[str, dict[str, int], int | None, list[Fraction]]:
        import numpy as np  # noqa: PLC0415  (exact totals never pay for loading the solver)

        from materiel.optimise.answer import Stage  # noqa: PLC0415
        from materiel.optimise.model import Model, everywhere  # noqa: PLC0415
        from materiel.optimise.solver import solve  # noqa: PLC0415

        model = Model()
        columns = model.add_columns(
            "unknown",
            everywhere(len(self.box)),
            [-np.inf if each.low is None else each.low for each in self.box.values()],
            [np.inf if each.high is None else each.high for each in self.box.values()],
            integer=whole,
        )
        for relation in relations:
            row = model.add_rows("relation", high=relation.bound)
            terms = [(self.place[name], by) for name, by in relation.terms if by]
            place = np.array([at for at, _ in terms], dtype=np.int64)
            model.add_terms(row, columns[place], [by for _, by in terms])
        chosen = np.array([self.place[name] for name in weights], dtype=np.int64)
        stage = Stage("least", chosen, np.array(list(weights.values()), dtype=float), step=1.0)
        answer = solve(model, [stage], gap=0.0)
        if answer.status in ("infeasible", "unbounded"):
            return answer.status, {}, None, []
        values = {name: round(float(answer.values[at])) for name, at in self.place.items()}
        prices = [
            Fraction(max(0.0, -float(price))).limit_denominator(FINEST)
            for price in answer.prices
            if isfinite(price)
        ]
        bound = None if answer.bound is None else round(answer.bound)
        return answer.status, values, bound, prices

    def _proven(self, weights: Mapping[str, int], prices: Sequence[Fraction]) -> int | None:
        """The whole number that weak duality proves no value to lie below."""
        if len(prices) != len(self.relations):
            return None
        reduced = {name: Fraction(by) for name, by in weights.items()}
        given = Fraction(0)
        for relation, price in zip(self.relations, prices, strict=True):
            given += price * relation.bound
            for name, by in relation.terms:
                if not by:
                    continue
                reduced[name] = reduced.get(name, Fraction(0)) + price * by
        corner = _corner(reduced, self.box)
        return None if corner is None else ceil(corner - given)

    def _replay(self, values: Mapping[str, int]) -> bool:
        inside = all(
            (low is None or values[name] >= low) and (high is None or values[name] <= high)
            for name, (low, high, _) in self.box.items()
        )
        return inside and all(relation.holds(values) for relation in self.relations)

    def _value(self, weights: Mapping[str, int], values: Mapping[str, int]) -> int:
        return sum(by * values[name] for name, by in weights.items())

    def _small(self) -> bool:
        numbers = [abs(end) for low, high, _ in self.box.values() for end in (low, high) if end]
        numbers += [abs(relation.bound) for relation in self.relations]
        return max(numbers, default=0) <= LARGEST
