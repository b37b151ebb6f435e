"""The bounds of a total: what postings at some stamps add up to (DESIGN §4.6).

An exact total is a sum. A total over unknowns is the minimum and the maximum of a small
programme over what is known about them; equal unknowns cancel before it is solved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from materiel.kernel.bounds import Bounds
from materiel.kernel.expression import Expression
from materiel.kernel.findings import Finding
from materiel.ledger.postings import Overlap, Posted, Variable
from materiel.optimise.bounds import Relation, bounds_of


@dataclass(frozen=True, slots=True)
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
    parts: list[Expression] = []
    variables: dict[str, Variable] = {}
    relations: dict[str, Relation] = {}
    undated: set[int] = set()
    for posting in postings:
        if posting.first > as_of:
            continue
        by = posting.coefficient * sign
        name = posting.variable
        if name:
            variables[name] = _look_up(known, name)
        if posting.last <= as_of:
            parts.append(Expression.of(name, by) if name else Expression(by))
            continue
        undated.add(posting.seq)
        maybe = f"happened:{posting.seq}:{name}"
        if name:
            high = variables[name].high
            variables[maybe] = Variable(maybe, 0, high, "its day is not known")
            why = "what happened is at most the whole"
            relations[maybe] = Relation(((maybe, 1), (name, -1)), 0, why)
        else:
            variables[maybe] = Variable(maybe, 0, 1, "its day is not known")
        parts.append(Expression.of(maybe, by))
    return Sum(
        Expression.total(parts), variables, tuple(relations.values()), tuple(sorted(undated))
    )


def _look_up(known: Known, name: str) -> Variable:
    # "All that was pledged has arrived" may be known before the pledge itself is.
    return known.variables.get(name) or Variable(name, None, None, "its number is not known yet")


def total_of(sums: Sequence[Sum], known: Known) -> Total:
    """The bounds of several sums added up.

    Source: the minimum and maximum of the programme of DESIGN §4.6, by ``optimise.bounds_of``.
    """
    expression = Expression.total(each.expression for each in sums)
    undated = tuple(sorted({seq for each in sums for seq in each.undated}))
    if expression.exact:
        return Total(Bounds.exactly(expression.constant), (), undated)
    variables = dict(known.variables)
    relations = list(known.relations)
    for each in sums:
        variables.update(each.variables)
        relations += each.relations
    used = {name for name, _ in expression.terms}
    box = {
        name: (0 if each.low is None else each.low, each.high) for name, each in variables.items()
    }
    found = bounds_of(expression, box, _touching(used, relations))
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


def _touching(used: set[str], relations: Sequence[Relation]) -> list[Relation]:
    """The relations that reach the names, directly or through others."""
    reached, left = set(used), list(relations)
    found: list[Relation] = []
    while True:
        near = [each for each in left if any(name in reached for name, _ in each.terms)]
        if not near:
            return found
        found += near
        left = [each for each in left if each not in near]
        for each in near:
            reached.update(name for name, _ in each.terms)


def _words(variable: Variable) -> str:
    name = variable.name.removeprefix("happened:")
    return f"{name}: {variable.wording}" if variable.wording else name


def together(sums: Mapping[str, Sum], known: Known) -> Total:
    """A joint total over commitments that counts nothing twice (DESIGN §2.4, X5).

    ``sums`` holds one sum for each commitment. Where a judgement says that one lies inside
    another of them, its number is taken out; where it is undecided, all or nothing of it is;
    ``distinct`` takes out nothing.
    """
    parts = list(sums.values())
    by_left: dict[str, list[Overlap]] = {}
    for each in known.overlaps:
        if each.left in sums and each.right in sums and each.left != each.right:
            by_left.setdefault(each.left, []).append(each)
    for left, states in sorted(by_left.items()):
        inner = sums[left]
        if any(each.state == "part-of" for each in states):
            parts.append(Sum(inner.expression * -1, inner.variables, inner.relations))
            continue
        open_ = [each for each in states if each.state == "possibly-part-of"]
        if not open_:
            continue
        name = f"inside:{left}"
        most = total_of([inner], known).bounds
        shared = Variable(name, 0, most.high, f"whether it is part of {open_[0].right}")
        at_most = Expression.of(name) - inner.expression
        relation = Relation(at_most.terms, -at_most.constant, "an overlap is at most the whole")
        parts.append(
            Sum(
                Expression.of(name, -1),
                {**inner.variables, name: shared},
                (*inner.relations, relation),
            )
        )
    return total_of(parts, known)
