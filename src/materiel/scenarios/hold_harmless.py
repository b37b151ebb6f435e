"""Plans without invented floors: keep what is reported less k, and see what a floor allows.

No floor of a real nation is public (DESIGN §14). A *hold-harmless* floor is today's reported
holding less a stated number of units that the user sweeps; a *break-even* floor is the highest
floor at which so many units can still leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from materiel.kernel.errors import PlanInfeasibleError
from materiel.planning.parts import Floor, Origin
from materiel.planning.plan import Plan
from materiel.planning.problem import Problem
from materiel.planning.solve import solve

PREFIX = "hold-harmless"


def hold_harmless(problem: Problem, less: int) -> Problem:
    """The problem with one floor for each giver and item: its opening stock less ``less`` units.

    Stated floors are dropped. No shortfall is permitted: a giver may fall by ``less`` units
    below what it holds today, and no further, in any month.
    """
    floors = [
        _floor(problem, donor, item, max(0, units - less))
        for (donor, item), units in _givers(problem).items()
    ]
    return with_floors(problem, floors, f"{problem.case}:{PREFIX}-{less}")


def with_floors(problem: Problem, floors: Sequence[Floor], case: str) -> Problem:
    """The problem with these floors and no others, each an assumption of the user."""
    origins = {key: each for key, each in problem.origins.items() if not key.startswith("floors/")}
    for floor in floors:
        (party,) = floor.parties
        stock = problem.origins.get(f"stocks/{party}/{floor.of}", Origin())
        origins[f"floors/{floor.name}"] = Origin(
            cites=stock.cites,
            assumption=True,
            yours=True,
            text=f"{party}, {floor.of}: at least {floor.levels[0]} kept",
        )
    return replace(problem, case=case, floors=tuple(floors), origins=origins)


def units_below(plan: str) -> int | None:
    """How far below today's holding a giver may fall in a plan, by the plan's name.

    >>> units_below("patriot:hold-harmless-2"), units_below("coalition")
    (2, None)
    """
    _, found, less = plan.rpartition(f":{PREFIX}-")
    return int(less) if found and less.isascii() and less.isdigit() else None


def _givers(problem: Problem) -> dict[tuple[str, str], int]:
    """Who can hand over what, and how many it holds before month 1."""
    held = {(stock.party, stock.item): stock.units for stock in problem.stocks}
    return {
        (arc.donor, arc.item): held.get((arc.donor, arc.item), 0)
        for arc in sorted(problem.arcs, key=lambda arc: arc.name)
    }


def _floor(problem: Problem, donor: str, item: str, units: int) -> Floor:
    return Floor(
        name=f"{PREFIX}:{donor}:{item}",
        parties=(donor,),
        of=item,
        levels=(units,) * problem.months,
        depth=0,
    )


@dataclass(frozen=True, slots=True)
class BreakEven:
    """How many units of one giver can leave while its floor is at most so many.

    Attributes:
        floor: the giver's floor in every month.
        units: the most that can leave within the horizon, every other rule kept.
        now: how many of them leave before anything dated arrives at the giver.
        months: ``(month, units)`` of the hand-overs in the plan that shows it.
    """

    donor: str
    item: str
    floor: int
    units: int
    now: int
    months: tuple[tuple[int, int], ...]

    def in_words(self) -> str:
        """One sentence, as in DESIGN §14."""
        if not self.units:
            return f"none of {self.donor} can leave while its floor is {self.floor}"
        later = self.units - self.now
        more = f", and {later} more as dated orders arrive" if later else ""
        return (
            f"{self.now} of what {self.donor} holds can leave{more}, "
            f"while its floor is at most {self.floor}"
        )


def break_even(problem: Problem, donor: str, item: str) -> list[BreakEven]:
    """For each floor from 0 up, how many units of one giver can leave, re-solved each time.

    Other givers do not hand over in these plans; needs, consents, routes and dated arrivals stay
    as they are. Of several floors that allow the same number only the highest is returned:
    it is the break-even floor of that number. The last one allows none.
    """
    alone = replace(
        problem,
        arcs=tuple(arc for arc in problem.arcs if (arc.donor, arc.item) == (donor, item)),
        origins=_without_other_arcs(problem, donor, item),
    )
    found: list[BreakEven] = []
    mine = [slot for slot in problem.slots if (slot.party, slot.item) == (donor, item)]
    arrival = min((slot.month for slot in mine), default=problem.months + 1)
    top = _givers(problem).get((donor, item), 0) + sum(slot.units for slot in mine)
    for floor in range(top + 1):
        plan = _leaving(alone, donor, item, floor)
        months = tuple((move.month, move.units) for move in plan.decisions.moves) if plan else ()
        total = sum(units for _, units in months)
        now = sum(units for month, units in months if month < arrival)
        result = BreakEven(donor, item, floor, total, now, months)
        if found and (found[-1].units, found[-1].now) == (total, now):
            found.pop()
        found.append(result)
        if not result.units:
            break
    return found


def _leaving(problem: Problem, donor: str, item: str, floor: int) -> Plan | None:
    limited = with_floors(problem, [_floor(problem, donor, item, floor)], problem.case)
    try:
        return solve(limited)
    except PlanInfeasibleError:
        return None  # the floor is above what the giver holds


def _without_other_arcs(problem: Problem, donor: str, item: str) -> Mapping[str, Origin]:
    kept = {arc.name for arc in problem.arcs if (arc.donor, arc.item) == (donor, item)}
    return {
        key: each
        for key, each in problem.origins.items()
        if not key.startswith("arcs/") or key.removeprefix("arcs/") in kept
    }
