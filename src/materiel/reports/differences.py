"""Two plans side by side: who is better or worse off, as tables and part by part."""

from fractions import Fraction

from materiel.planning.effects import Difference, Effect, Kind, shortfalls
from materiel.planning.parts import Floor, Obligation, Requirement
from materiel.planning.plan import Plan, number
from materiel.planning.problem import Problem
from materiel.reports.part_words import TABLES
from materiel.reports.table import ASSUMPTION, Column, Line, Table, cited


def effects_table(problem: Problem, title: str, found: Difference) -> Table:
    """Every need, floor and backfill that fares differently, the losers first."""
    lines = tuple(
        Line(
            (
                each.kind,
                each.name,
                " and ".join(each.who),
                str(number(each.before)),
                str(number(each.after)),
                "better" if each.better else "worse",
            ),
            cited(_cites(problem, f"{TABLES[each.kind]}/{each.name}")),
        )
        for each in found.effects
    )
    return Table(
        "effects",
        title,
        "Which need, floor or backfill fares differently, and whose is it?",
        (
            Column("kind", "what"),
            Column("name", "which"),
            Column("who", "whose"),
            Column("before", "unit-months before"),
            Column("after", "unit-months after"),
            Column("way", "for them"),
        ),
        lines,
        empty="Nobody is better or worse off.",
    )


def acts_table(found: Difference) -> Table:
    """The acts whose units differ."""
    return Table(
        "acts",
        "Changed decisions",
        "Which hand-over, delivery or option differs?",
        (Column("act", "act"), Column("which", "which"), Column("month", "month")),
        tuple(
            Line(
                (
                    str(act[0]),
                    ", ".join(str(each) for each in act[1:-1] if each != ""),
                    str(act[-1]),
                ),
                (ASSUMPTION,),
            )
            for act in found.acts
        ),
        empty="No decision differs.",
    )


def _cites(problem: Problem, part: str) -> tuple[str, ...]:
    origin = problem.origins.get(part)
    return origin.cites if origin is not None else ()


def every_effect(problem: Problem, before: Plan, after: Plan) -> tuple[Effect, ...]:
    """Every need, floor and backfill of a problem before and after, those that are equal too."""
    old, new = (_by_name(plan) for plan in (before, after))
    return tuple(
        Effect(
            kind,
            each.name,
            _whose(each),
            old.get((kind, each.name), Fraction(0)),
            new.get((kind, each.name), Fraction(0)),
        )
        for kind, table in TABLES.items()
        for each in getattr(problem, table)
    )


def _by_name(plan: Plan) -> dict[tuple[Kind, str], Fraction]:
    # A floor keeps its name when a scenario takes one of its parties out.
    return {(kind, name): value for (kind, name, _), value in shortfalls(plan).items()}


def _whose(part: Requirement | Floor | Obligation) -> tuple[str, ...]:
    if isinstance(part, Requirement):
        return (part.recipient,)
    return part.parties if isinstance(part, Floor) else (part.donor,)


def parts_gone(before: Problem, after: Problem) -> frozenset[tuple[Kind, str]]:
    """The needs, floors and backfills that a changed problem no longer has."""
    return frozenset(
        (kind, name)
        for kind, table in TABLES.items()
        for name in {each.name for each in getattr(before, table)}
        - {each.name for each in getattr(after, table)}
    )
