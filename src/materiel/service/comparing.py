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
from materiel.planning.effects import Difference, difference
from materiel.planning.keeping import CHANGE
from materiel.planning.plan import Plan, number
from materiel.planning.problem import Problem
from materiel.planning.solve import Settings, attempt
from materiel.reports.charts import Chart
from materiel.reports.differences import acts_table, charts_page, effects_charts, effects_table
from materiel.reports.table import Table
from materiel.scenarios.changes import Scenario, changed, one_change, read_scenario
from materiel.scenarios.refusals import Change
from materiel.scenarios.refusals import changes as figures
from materiel.service.explaining import chosen_problem
from materiel.service.plans import write_text
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
        charts: every need, floor and backfill before and after.
        impossible: why no plan is left; empty when there is one.
        seconds: how long planning it anew took.
    """

    scenario: Scenario
    difference: Difference | None
    changes: tuple[Change, ...]
    effects: Table | None
    acts: Table | None
    charts: tuple[Chart, ...]
    impossible: tuple[str, ...]
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
        draw: write a page with charts here.
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
        charts = [chart for each in made for chart in each.charts]
        notes = [
            f"{each.scenario.title}: {each.difference.in_words()}."
            for each in made
            if each.difference is not None
        ]
        write_text(draw, charts_page(f"{problem.case}: what would change", charts, notes))
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
    found = attempt(problem, _settings(kept), None, memory)
    if found is None:
        raise InputError(
            f"{problem.case}: no plan keeps all rules as the case stands; "
            "'materiel explain' says which"
        )
    return found


def _settings(kept: Any) -> Settings:
    return Settings(gap=0.0, keep=kept, through=CHANGE if kept is not None else "")


def _compared(problem: Problem, before: Plan, scenario: Scenario, memory: Memory) -> Compared:
    after_problem = changed(problem, scenario)
    start = perf_counter()
    after = attempt(after_problem, _settings(before.decisions), None, memory)
    seconds = perf_counter() - start
    if after is None:
        found = conflict(after_problem, memory=memory, steps=0)
        reasons = tuple(each.text for each in found.members) if found is not None else ()
        return Compared(
            scenario, None, (), None, None, (), reasons or ("no plan is left",), seconds
        )
    differs = difference(before, after)
    return Compared(
        scenario,
        differs,
        tuple(figures(before, after)),
        effects_table(problem, scenario.title, differs),
        acts_table(differs),
        tuple(effects_charts(problem, before, after, scenario.title)),
        (),
        seconds,
    )


def _read(path: Path) -> Scenario:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path}: {problem}") from None
    return read_scenario(path.stem, text, path.suffix.removeprefix(".").casefold())
