"""What must be decided by when: the last month of a decision before the plan gets worse.

A decision that comes later leaves fewer plans, so the loss never shrinks with delay; the last
month without a loss is found by bisection, each month tried by planning with the delay.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from materiel.planning.editing import put
from materiel.planning.effects import JUDGED, Difference
from materiel.planning.explanation import Explainer, Tell, untold
from materiel.planning.parts import Gate
from materiel.planning.problem import Problem
from materiel.planning.solve import Settings, attempt

Kind = Literal["option", "consent", "hand-over"]
KINDS: tuple[Kind, ...] = ("option", "consent", "hand-over")
PREFIX = "decided:"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Something that somebody decides: an option, a consent that is still to open, a hand-over.

    Attributes:
        kind, name: which; of a hand-over the name of its arc.
        first: the first month in which it can be decided.
    """

    kind: Kind
    name: str
    first: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last month of a decision, and what delay costs.

    Attributes:
        decision: which.
        last: the last month in which it may be taken or begin without a loss; None: the plan
            loses nothing if it is never taken.
        late: the difference that one month more makes; None: no plan is left then, or ``last``
            is None.
        never: the difference if it is never taken, likewise.
    """

    decision: Decision
    last: int | None
    late: Difference | None = None
    never: Difference | None = None


def decisions(problem: Problem, kinds: tuple[Kind, ...] = KINDS) -> list[Decision]:
    """The decisions that a problem leaves open, in the order of its tables."""
    found: list[Decision] = []
    if "option" in kinds:
        found += [Decision("option", each.name, each.opens) for each in problem.options]
    if "consent" in kinds:
        found += [
            Decision("consent", gate.name, gate.opens)
            for gate in problem.gates
            if gate.opens is not None and gate.opens > 1
        ]
    if "hand-over" in kinds:
        found += [Decision("hand-over", arc.name, 1) for arc in problem.arcs]
    return found


def delayed(problem: Problem, decision: Decision, month: int | None) -> Problem:
    """The problem in which a decision is not taken before a month; None: never."""
    if decision.kind == "consent":
        return put(problem, f"gates/{decision.name}", opens=month)
    gate = Gate(name=f"{PREFIX}{decision.name}", opens=month)
    table = "options" if decision.kind == "option" else "arcs"
    key = f"{table}/{decision.name}"
    old = next(each for each in getattr(problem, table) if each.name == decision.name)
    return put(replace(problem, gates=(*problem.gates, gate)), key, gates=(*old.gates, gate.name))


def calendar(
    explainer: Explainer, kinds: tuple[Kind, ...] = KINDS, tell: Tell = untold
) -> list[Deadline]:
    """The deadline of every decision that a plan needs, the earliest first.

    Args:
        explainer: a plan, and the problem it is for.
        kinds: which kinds of decisions are looked at.
        tell: told what is being done.
    """
    found = [deadline(explainer, each, tell) for each in decisions(explainer.problem, kinds)]
    return sorted(found, key=lambda each: (each.last is None, each.last or 0, each.decision))


def deadline(explainer: Explainer, decision: Decision, tell: Tell = untold) -> Deadline:
    """How long one decision can wait."""
    tell(f"{decision.kind} {decision.name}: how long can it wait")
    problem = explainer.problem
    if not _worse(explainer, delayed(problem, decision, None)):
        return Deadline(decision, None)
    low, high = decision.first, problem.months + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _worse(explainer, delayed(problem, decision, middle)):
            high = middle
        else:
            low = middle
    return Deadline(
        decision,
        low,
        explainer.changed(delayed(problem, decision, high if high <= problem.months else None)),
        explainer.changed(delayed(problem, decision, None)),
    )


def _worse(explainer: Explainer, problem: Problem) -> bool:
    settings = Settings(gap=0.0, through=JUDGED[-1])
    after = attempt(problem, settings, None, explainer.memory)
    if after is None:
        return True
    pairs = [(after.value(name), explainer.plan.value(name)) for name in JUDGED]
    return next((new > old for new, old in pairs if new != old), False)


def needed(found: list[Deadline]) -> Iterator[Deadline]:
    """Those whose delay costs something at some time."""
    return (each for each in found if each.last is not None)
