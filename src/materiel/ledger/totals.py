"""The bounds of a total: what postings at some stamps add up to (DESIGN §4.6).

An exact total is a sum. A total over unknowns is the minimum and the maximum of a small
programme over what is known about them; equal unknowns cancel before it is solved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from materiel.kernel.bounds import Bounds
from materiel.kernel.expression import Expression
from materiel.kernel.findings import Finding
from materiel.ledger.postings import Overlap, Posted, Variable
from materiel.optimise.bounds import Range, Relation, bounds_of


@dataclass(frozen=True)
class Known:
    """What is known about the unknowns at some stamps.

    Attributes:
        variables: by name.
        relations: all that hold.
        overlaps: which commitments may lie inside which.
    """

    variables: Mapping[str, Variable]
    relations: Sequence[Relation] = ()
    overlaps: Sequence[Overlap] = ()

    @cached_property
    def about(self) -> Mapping[str, Sequence[int]]:
        """The positions of the relations about each unknown, so that a total reads only its own."""
        return _positions(self.relations)


NOTHING = Known({})


@dataclass(frozen=True, slots=True)
class Total:
    """A number with its doubt and the reasons for it.

    Attributes:
        bounds: whole units of issue or minor units.
        unknown: the unknowns that the total still depends on, with the sources' words.
        undated: positions of entries that may or may not have happened by the day asked for.
        findings: contradictions met on the way; the bounds are then those of the box alone.
    """

    bounds: Bounds
    unknown: tuple[str, ...] = ()
    undated: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Bounds and reasons for JSON."""
        return {
            **self.bounds.as_dict(),
            "unknown": list(self.unknown),
            "undated": list(self.undated),
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Sum:
    """An expression over unknowns, with the unknowns and relations that it brought along."""

    expression: Expression
    variables: Mapping[str, Variable]
    relations: tuple[Relation, ...] = ()
    undated: tuple[int, ...] = ()


def sum_of(postings: Iterable[Posted], as_of: date, known: Known, sign: int = 1) -> Sum:
    """What postings add up to at the end of ``as_of``, times ``sign``.

    A posting whose day is not known, of a period that ``as_of`` lies in, counts as a fresh
    unknown between nothing and its quantity, the same for all legs of its entry.
    """
    constant, terms = 0, dict[str, int]()
    variables: dict[str, Variable] = {}
    relations: dict[str, Relation] = {}
    undated: set[int] = set()
    for seq, _, coefficient, name, first, last in postings:
        if first > as_of:
            continue
        by = coefficient * sign
        if name:
            variables[name] = _look_up(known, name)
        if last <= as_of:
            if name:
                terms[name] = terms.get(name, 0) + by
            else:
                constant += by
            continue
        undated.add(seq)
        maybe = f"happened:{seq}:{name}"
        if name:
            high = variables[name].high
            variables[maybe] = Variable(maybe, 0, high, "its day is not known")
            why = "what happened is at most the whole"
            relations[maybe] = Relation(((maybe, 1), (name, -1)), 0, why)
        else:
            variables[maybe] = Variable(maybe, 0, 1, "its day is not known")
        terms[maybe] = terms.get(maybe, 0) + by
    whole = Expression.build(constant, terms)
    return Sum(whole, variables, tuple(relations.values()), tuple(sorted(undated)))


def _look_up(known: Known, name: str) -> Variable:
    # "All that was pledged has arrived" may be known before the pledge itself is.
    return known.variables.get(name) or Variable(name, None, None, "its number is not known yet")


def total_of(sums: Sequence[Sum], known: Known) -> Total:
    """The bounds of several sums added up.

    Source: the minimum and maximum of the programme of DESIGN §4.6, by ``optimise.bounds_of``.
    """
    expression = (
        sums[0].expression if len(sums) == 1 else Expression.total(each.expression for each in sums)
    )
    undated = tuple(sorted({seq for each in sums for seq in each.undated}))
    if expression.exact:
        return Total(Bounds.exactly(expression.constant), (), undated)
    own = {name: each for part in sums for name, each in part.variables.items()}
    used = {name for name, _ in expression.terms}
    rules = [rule for part in sums for rule in part.relations]
    if rules or not known.about.keys().isdisjoint(used):
        rules = _touching(used, known, rules)
    reached = used.union(*({name for name, _ in rule.terms} for rule in rules))
    variables = {name: own.get(name) or known.variables[name] for name in reached}
    box = {
        name: (0 if each.low is None else each.low, each.high) for name, each in variables.items()
    }
    # Most totals stand under no relation: their ends are those of the box.
    found = None if rules else _corners(expression, box)
    found = found or bounds_of(expression, box, rules)
    findings: tuple[Finding, ...] = ()
    if found.conflict:
        findings = (
            Finding(
                "contradiction",
                ", ".join(sorted(used)),
                "what is stated about this number cannot all hold: " + "; ".join(found.conflict),
                "Judge which statement to reject; the bounds shown ignore the relations.",
            ),
        )
        found = bounds_of(expression, box, [])
    low, high = found.low, found.high
    low_known = low is not None and all(
        by < 0 or variables[name].low is not None for name, by in expression.terms
    )
    if low is None:
        # Nobody states an end, and a count is not below zero: shown as unknown (DESIGN §4.6).
        low = 0 if high is None else min(0, high)
    words = tuple(sorted({_words(variables[name]) for name in used}))
    return Total(Bounds(low, high, low_known), words, undated, findings)


def _corners(expression: Expression, box: Mapping[str, tuple[int, int | None]]) -> Range | None:
    """The ends of an expression over a box; None where the ends of an unknown are crossed."""
    low: int | None = expression.constant
    high: int | None = expression.constant
    for name, by in expression.terms:
        least, most = box[name]
        if most is not None and least > most:
            return None
        ends = (least * by, None if most is None else most * by)
        if by < 0:
            ends = ends[1], ends[0]  # type: ignore[assignment]
        low = None if low is None or ends[0] is None else low + ends[0]
        high = None if high is None or ends[1] is None else high + ends[1]
    return Range(low, high)


def _touching(used: set[str], known: Known, own: Sequence[Relation]) -> list[Relation]:
    """The relations, known or a sum's own, that reach the names, directly or through others."""
    count, mine = len(known.relations), _positions(own)
    reached, front = set(used), used
    seen: set[int] = set()
    found: list[Relation] = []
    while front:
        near = {at for name in front for at in known.about.get(name, ())}
        near |= {count + at for name in front for at in mine.get(name, ())}
        near -= seen
        seen |= near
        rules = [known.relations[at] if at < count else own[at - count] for at in sorted(near)]
        found += rules
        front = {name for rule in rules for name, _ in rule.terms} - reached
        reached |= front
    return found


def _positions(relations: Sequence[Relation]) -> dict[str, list[int]]:
    """The positions of the relations that each unknown stands in."""
    found: dict[str, list[int]] = {}
    for at, rule in enumerate(relations):
        for name, _ in rule.terms:
            found.setdefault(name, []).append(at)
    return found


def _words(variable: Variable) -> str:
    name = variable.name.removeprefix("happened:")
    return f"{name}: {variable.wording}" if variable.wording else name


def together(sums: Mapping[str, Sum], known: Known) -> Total:
    """A joint total over commitments that counts nothing twice (DESIGN §2.4, X5).

    ``sums`` holds one sum for each commitment. What is judged to lie inside another of them is
    taken out, and is then no more than that other one. Where it is undecided, anything from none
    to all that fits is, so that the bounds hold every reading; ``distinct`` takes out nothing.
    A part that is larger than all that is stated of its whole is a contradiction: the larger
    number counts, and a finding says so.
    """
    parts = list(sums.values())
    findings: list[Finding] = []
    for left, right, state in _containers(sums, known.overlaps):
        inner, outer = sums[left], sums[right]
        least = total_of([inner], known).bounds.low
        most = total_of([outer], known).bounds.high
        if state == "part-of" and most is not None and least > most:
            parts.append(_times(outer, -1))
            findings.append(_too_large(left, right, least, most))
            continue
        difference = (inner.expression - outer.expression, "a part is at most its whole")
        if state == "part-of":
            parts.append(_bounded(_times(inner, -1), outer, [difference]))
            continue
        name = f"inside:{left}"
        high = total_of([inner], known).bounds.high
        shared = Variable(name, 0, high, f"whether {left} is part of {right}")
        rules = [
            (Expression.of(name) - inner.expression, "an overlap is at most the part"),
            (Expression.of(name) - outer.expression, "an overlap is at most the whole"),
        ]
        overlap = Sum(Expression.of(name, -1), {**inner.variables, name: shared}, inner.relations)
        parts.append(_bounded(overlap, outer, rules))
    total = total_of(parts, known)
    return replace(total, findings=(*total.findings, *findings))


def _containers(sums: Mapping[str, Sum], overlaps: Sequence[Overlap]) -> list[tuple[str, str, str]]:
    """``(left, right, state)``: at most one whole for each part, a decided one first."""
    chosen: dict[str, tuple[str, str]] = {}
    order = {"part-of": 0, "possibly-part-of": 1}
    wanted = [each for each in overlaps if each.state in order]
    for each in sorted(wanted, key=lambda each: (order[each.state], each.left, each.right)):
        if each.left not in sums or each.right not in sums or each.left in chosen:
            continue
        above = each.right
        while above in chosen and above != each.left:
            above = chosen[above][0]
        if above != each.left:  # two that lie inside each other are one: take out only one
            chosen[each.left] = (each.right, each.state)
    return [(left, right, state) for left, (right, state) in chosen.items()]


def _times(one: Sum, factor: int) -> Sum:
    return Sum(one.expression * factor, one.variables, one.relations)


def _bounded(one: Sum, other: Sum, rules: Sequence[tuple[Expression, str]]) -> Sum:
    """A sum with the unknowns of another and the rules ``expression <= 0`` between them."""
    relations = [
        Relation(expression.terms, -expression.constant, why)
        for expression, why in rules
        if expression.terms
    ]
    return Sum(
        one.expression,
        {**one.variables, **other.variables},
        (*one.relations, *other.relations, *relations),
    )


def _too_large(left: str, right: str, least: int, most: int) -> Finding:
    return Finding(
        "contradiction",
        f"{left}, {right}",
        f"{left} is judged part of {right}, but is at least {least:,} of at most {most:,}.",
        "Judge again, or correct one of the numbers; the larger is shown.",
        "warning",
    )
