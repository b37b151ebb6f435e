"""The match: as many whole units as possible by priority, what stays incomplete, all proven.

Order of what counts, each before the next:

1. the units of one item in one priority together, the most urgent priority first and in a
   priority the item that is due first (two units of issue never meet in one sum);
2. inside them the need that is due first, then the one whose id comes first;
3. for each need that is not met in full, the fewest places that one unit more would lack, then
   the fewest units, in the same order, a whole thing counting as all that it can be made of;
4. the offers that can be had first, then those whose id comes first.
"""

from dataclasses import dataclass

from materiel.kernel.errors import InternalError
from materiel.optimise.memory import Memory
from materiel.planning.matching.draft import Draft, Filled, Probe, Use
from materiel.planning.matching.replay import replay
from materiel.planning.matching.sheet import Goal
from materiel.planning.matching.values import Matching


@dataclass(frozen=True, slots=True)
class Match:
    """A proven and replayed match; a proposal until a person accepts it.

    Attributes:
        problem: what it answers.
        filled: units met and what fills them, with a partial for each need that stays open.
    """

    problem: Matching
    filled: Filled

    def met(self, need: str) -> int:
        """Complete units of a need."""
        return self.filled.met(need)

    def left(self, need: str) -> int:
        """Units of a need that stay open."""
        return self.problem.need[need].units - self.met(need)

    @property
    def unmet(self) -> list[str]:
        """Needs that are not met in full, in their order."""
        return [each.id for each in self.problem.needs if self.left(each.id)]

    def used(self, offer: str) -> int:
        """Units of a line of an offer that complete units use."""
        return sum(use.units for use in self.filled.uses if use.offer == offer)

    def uses_of(self, need: str) -> list[Use]:
        """What fills the complete units of a need."""
        return [use for use in self.filled.uses if use.need == need]


def match(problem: Matching, memory: Memory | None = None) -> Match:
    """Match needs with offers.

    Args:
        problem: needs and offers on a day.
        memory: answers of earlier calls.

    Raises:
        SolverError: the solver could not prove it.
    """
    first = Draft(problem)
    values = first.sheet.solve(goals(problem, first), memory)
    if values is None:
        raise InternalError("a match of nothing is always possible")
    made = first.read(values)
    keep = {each.id: (made.met(each.id), made.met(each.id)) for each in problem.needs}
    probes = [
        Probe(each.id, short=True) for each in problem.needs if made.met(each.id) < each.units
    ]
    second = Draft(problem, probes, keep)
    wishes = [*second.lacking(), ("has", second.has()), *second.early()]
    values = second.sheet.solve(wishes, memory)
    if values is None:
        raise InternalError("what is complete stays possible beside what is not")
    filled = second.read(values)
    findings = replay(problem, filled)
    if findings:
        raise InternalError(f"the match breaks a rule: {findings[0]}")
    return Match(problem, filled)


def goals(problem: Matching, draft: Draft) -> list[Goal]:
    """What is made large, in order: groups of priority and item, and the needs inside each."""
    groups: dict[tuple[int, str], list[str]] = {}
    for each in problem.needs:
        groups.setdefault((each.priority, each.item), []).append(each.id)
    found: list[Goal] = []
    for (priority, item), needs in groups.items():
        found.append((f"{priority}-{item}", draft.units(needs)))
        if len(needs) > 1:
            # The last one is what is left of the sum.
            found += [(need, draft.units([need])) for need in needs[:-1]]
    return found
