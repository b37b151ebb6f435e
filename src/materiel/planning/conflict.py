"""The smallest set of rules that makes a request impossible, and what would make it possible.

The set is found by dividing (each half is looked at with the other half in force) and proven by
removing each of its members: the set without any one of them leaves the request possible.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from materiel.optimise.memory import Memory
from materiel.planning.clause import Clause, lifted, without_origins
from materiel.planning.clauses import clauses
from materiel.planning.demands import Demand, possible
from materiel.planning.lever import Lever
from materiel.planning.levers import levers
from materiel.planning.problem import Problem

Member = TypeVar("Member")
Moved = Callable[[int], Problem | None]
FARTHEST = 64
"""Steps of one lever that are tried for the cheapest relaxation."""


@dataclass(frozen=True, slots=True)
class Held:
    """That something stays as good as a plan makes it, beside the clauses of the problem.

    Attributes:
        key: ``table/name`` of the need, floor or obligation.
        text: in words.
        demand: the same for the solver.
    """

    key: str
    text: str
    demand: Demand

    @property
    def part(self) -> str:
        """``table/name`` of what it is about."""
        return self.key


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One lever that makes a request possible, and how far it must be moved.

    Attributes:
        lever: which.
        steps: the fewest steps that are enough, every other rule in force.
    """

    lever: Lever
    steps: int

    @property
    def text(self) -> str:
        """What is changed, in words."""
        return self.lever.words(self.steps)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a request is impossible.

    Attributes:
        demands: what was asked beyond the rules.
        members: rules, and what others keep, that cannot all hold beside the demands; without
            any one of them the others can. Empty: not even without every rule is it possible.
        reliefs: single levers that are enough, the one with the fewest steps first.
    """

    demands: tuple[Demand, ...]
    members: tuple[Clause | Held, ...]
    reliefs: tuple[Relaxation, ...] = field(default=())


def smallest(
    members: Sequence[Member], impossible: Callable[[Sequence[Member]], bool]
) -> list[Member]:
    """A smallest set of members that is impossible; every set that contains it is too.

    Earlier members are kept out where there is a choice.

    Args:
        members: together impossible.
        impossible: whether some of them cannot hold together.

    >>> smallest([1, 2, 3, 4, 5], lambda chosen: {2, 5} <= set(chosen))
    [2, 5]
    """

    def among(background: list[Member], fresh: bool, rest: list[Member]) -> list[Member]:
        if fresh and impossible(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        late = among([*background, *first], True, second)
        return [*among([*background, *late], bool(late), first), *late]

    if impossible([]):
        return []
    found = among([], False, list(members)) if members else []
    return [each for each in members if each in found]


def conflict(
    problem: Problem,
    demands: tuple[Demand, ...] = (),
    held: Sequence[Held] = (),
    *,
    near: frozenset[str] | None = None,
    memory: Memory | None = None,
    steps: int = FARTHEST,
) -> Conflict | None:
    """Why no plan keeps all rules, meets the demands and holds what is held; None when one does.

    Args:
        problem: whose rules.
        demands: what is asked beyond them.
        held: what must not get worse; parts of the answer like the rules.
        near: keys of the parts that can matter; others are looked at only when these are not
            the whole reason. None: all.
        memory: answers of earlier problems.
        steps: how far a lever is moved in search of the cheapest relaxation; 0: none is sought.
    """
    memory = memory or Memory()
    plain = without_origins(problem)

    def impossible(kept: Sequence[Clause | Held], among: Sequence[Clause | Held]) -> bool:
        chosen = {each.key for each in kept}
        loose = [each for each in among if isinstance(each, Clause) and each.key not in chosen]
        asked = (*demands, *(each.demand for each in kept if isinstance(each, Held)))
        return not possible(lifted(plain, loose), asked, memory)

    everything: list[Clause | Held] = [*held, *clauses(plain)]
    if not impossible(everything, everything):
        return None
    members = [each for each in everything if near is None or each.part in near]
    # What is far away stays in force during the search, which is quicker, and is lifted at its
    # end: a set that is impossible without it as well is the whole reason.
    found = smallest(members, lambda kept: impossible(kept, members))
    if not impossible(found, everything):
        found = smallest(everything, lambda kept: impossible(kept, everything))
    relief = _reliefs(plain, demands, held, found, memory, steps) if steps else ()
    return Conflict(demands, tuple(found), relief)


def _reliefs(
    problem: Problem,
    demands: tuple[Demand, ...],
    held: Sequence[Held],
    members: Sequence[Clause | Held],
    memory: Memory,
    most: int,
) -> tuple[Relaxation, ...]:
    """Each lever on a member that alone makes the request possible, moved as little as it can."""
    asked = (*demands, *(each.demand for each in held))
    keys = {each.part for each in members if isinstance(each, Clause)}
    found = []
    for lever in levers(problem):
        if lever.part not in keys:
            continue

        def moved(steps: int, lever: Lever = lever) -> Problem | None:
            return lever.move(problem, steps)

        def enough(steps: int, moved: Moved = moved) -> bool:
            after = moved(steps)
            return after is not None and possible(after, asked, memory)

        def movable(steps: int, moved: Moved = moved) -> bool:
            return moved(steps) is not None

        count = fewest(enough, movable, most)
        if count:
            found.append(Relaxation(lever, count))
    return tuple(sorted(found, key=lambda each: (each.steps, each.lever.key)))


def fewest(enough: Callable[[int], bool], movable: Callable[[int], bool], most: int) -> int:
    """The fewest steps that are enough, 0 when none up to ``most`` are; more never hurt.

    >>> fewest(lambda steps: steps >= 5, lambda steps: True, 64)
    5
    >>> fewest(lambda steps: steps >= 5, lambda steps: steps < 4, 64)
    0
    """
    low, high = 0, 1
    while not (movable(high) and enough(high)):
        low = high
        if high >= most or not movable(high):
            # The last possible step may lie between two doublings.
            top = low
            while top > 1 and not movable(top):
                top -= 1
            if top <= low // 2 or not movable(top) or not enough(top):
                return 0
            low, high = low // 2, top
            break
        high = min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
