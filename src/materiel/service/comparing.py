"""Compare the plan of a case with what it would be under scenarios, differences first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from materiel.kernel.errors import InputError
from materiel.kernel.stamps import Stamps
from materiel.optimise.memory import Memory
from materiel.planning.conflict import conflict
from materiel.planning.effects import Difference, Effect, Kind, difference
from materiel.planning.keeping import CHANGE
from materiel.planning.plan import Decisions, Plan, number
from materiel.planning.problem import Problem
from materiel.planning.solve import Settings, attempt
from materiel.reports.compared import Told, compared_page
from materiel.reports.differences import acts_table, effects_table, every_effect, parts_gone
from materiel.reports.naming import Names
from materiel.reports.part_words import PartWords
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.scenarios.change_files import KINDS, one_change, read_scenario
from materiel.scenarios.changes import Scenario, changed
from materiel.scenarios.refusals import Change
from materiel.scenarios.refusals import changes as figures
from materiel.service.explaining import chosen_problem
from materiel.service.plans import text_of, write_text
from materiel.service.progress import Progress, quiet
from materiel.service.stored_plans import stored
from materiel.service.workspace import HERE, View, Workspace


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario beside the plan as it stands.

    Attributes:
        scenario: what was changed.
        difference: what differs in the judged objectives, needs, floors and backfills.
        changes: hand-overs, options and deliveries that differ, in units.
        effects, acts: the same as tables.
        parts: every need, floor and backfill before and after, changed or not.
        gone: ``(kind, name)`` of those that the scenario takes out.
        impossible: why no plan is left; empty when there is one.
        enough: then, the single changes that would leave one, the least first.
        seconds: how long planning it anew took.
    """

    scenario: Scenario
    difference: Difference | None
    changes: tuple[Change, ...]
    effects: Table | None
    acts: Table | None
    parts: tuple[Effect, ...]
    gone: frozenset[tuple[Kind, str]]
    impossible: tuple[str, ...]
    enough: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer: the plan that was compared with, and each scenario."""

    case: str
    stamps: Stamps
    plan: str
    compared: tuple[Compared, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer for JSON; an exact fraction is text as "12/5"."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "plan": self.plan,
            "scenarios": [
                {
                    "name": each.scenario.name,
                    "title": each.scenario.title,
                    "changes": [change.in_words() for change in each.scenario.changes],
                    "impossible": list(each.impossible),
                    "enough_alone": list(each.enough),
                    "seconds": round(each.seconds, 2),
                    "difference": None if each.difference is None else each.difference.as_dict(),
                    "figures": [
                        {
                            "what": change.what,
                            "name": change.name,
                            "before": number(change.before),
                            "after": number(change.after),
                        }
                        for change in each.changes
                    ],
                }
                for each in self.compared
            ],
        }


def compare(
    workspace: Workspace,
    files: Sequence[Path] = (),
    changes: Sequence[str] = (),
    *,
    plan: str = "",
    draw: Path | None = None,
    view: View = HERE,
    progress: Progress = quiet,
) -> Comparison:
    """Plan a case as it stands and under each scenario, as near to the first plan as can be.

    Args:
        workspace: whose log.
        files: scenarios, as TOML or CSV.
        changes: scenarios of one change each, as ``slip components/K-SEEKER 1``.
        plan: which plan of the case; empty: the first.
        draw: write a page about all of it here.
        view: which case, and where the reader stands.
        progress: told what is being done.

    Raises:
        InputError: a scenario cannot be read, or none is given.
        PlanInfeasibleError: no plan keeps all rules as the case stands.
    """
    scenarios = [_read(path) for path in files] + [one_change(text) for text in changes]
    if not scenarios:
        raise InputError("compare: found no scenario; accepted: a file, or --change TEXT")
    with workspace.reading(view) as reader:
        case, stamps = reader.case, reader.stamps
        problem = chosen_problem(reader, plan)
        memory = Memory()
        before = standing_plan(problem, workspace, memory, progress)
        made = []
        for scenario in scenarios:
            progress(f"{problem.case}: {scenario.title}")
            made.append(_compared(problem, before, scenario, memory))
        if draw is not None:
            words = PartWords(problem, Names(Reading(reader)))
            write_text(draw, compared_page(words, [_told(each) for each in made]))
    return Comparison(case, stamps, problem.case, tuple(made))


def standing_plan(
    problem: Problem, workspace: Workspace, memory: Memory, progress: Progress = quiet
) -> Plan:
    """The plan of a problem as it lies in the workspace, or the best one nearest to it.

    Raises:
        PlanInfeasibleError: no plan keeps all rules.
    """
    kept = stored(workspace).get(problem.case)
    progress(f"{problem.case}: planning as it stands")
    if kept is None:
        # Many plans can be equally good; what 'materiel plan' would say is what is compared with.
        made = attempt(problem, None, None, memory)
        kept = None if made is None else made.decisions
    found = None if kept is None else attempt(problem, _settings(kept), None, memory)
    if found is None:
        raise InputError(
            f"{problem.case}: no plan keeps all rules as the case stands; "
            "'materiel explain' says which"
        )
    return found


def _settings(kept: Decisions) -> Settings:
    return Settings(gap=0.0, keep=kept, through=CHANGE)


def _compared(problem: Problem, before: Plan, scenario: Scenario, memory: Memory) -> Compared:
    after_problem = changed(problem, scenario)
    start = perf_counter()
    after = attempt(after_problem, _settings(before.decisions), None, memory)
    seconds = perf_counter() - start
    if after is None:
        found = conflict(after_problem, memory=memory)
        reasons = tuple(each.text for each in found.members) if found is not None else ()
        return Compared(
            scenario,
            None,
            (),
            None,
            None,
            (),
            frozenset(),
            reasons or ("no plan is left",),
            () if found is None else tuple(each.text for each in found.reliefs),
            seconds,
        )
    differs = difference(before, after)
    return Compared(
        scenario,
        differs,
        tuple(figures(before, after)),
        effects_table(problem, scenario.title, differs),
        acts_table(differs),
        every_effect(problem, before, after),
        parts_gone(problem, after_problem),
        (),
        (),
        seconds,
    )


def _told(each: Compared) -> Told:
    return Told(each.scenario, each.difference, each.parts, each.gone, each.impossible)


def _read(path: Path) -> Scenario:
    kind = path.suffix.removeprefix(".").casefold()
    if kind not in KINDS:
        raise InputError(f"{path}: found a file of kind {kind!r}; accepted: {', '.join(KINDS)}")
    return read_scenario(path.stem, text_of(path, "a scenario as TOML or CSV"), kind)
