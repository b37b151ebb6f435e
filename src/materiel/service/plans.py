"""Make the plans of a workspace, proven and replayed, and keep them as ``plan.json``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding
from materiel.planning.formulation import constraints
from materiel.planning.plan import Decisions, Plan
from materiel.planning.solve import Settings, solve
from materiel.planning.switching import all_but, check_names
from materiel.planning.twice import solve_twice
from materiel.reports.plan_answers import plan_answers as tables_of
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.scenarios.hold_harmless import BreakEven, units_below
from materiel.service.planning_cases import LESS, planning_case
from materiel.service.progress import Progress, quiet
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.entries import cases

FILE = "plan.json"
"""Where the plans of a workspace lie, inside it."""


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """What a plan is asked for beyond the best one under all rules, in order.

    Attributes:
        without: names of rules that are switched off, see ``planning.switching``.
        weights: rates by objective; empty: one objective after the other.
        tolerances: by which share later objectives may worsen an earlier one, by its name.
        twice: whether to solve a second time on another path and to compare.
    """

    without: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    tolerances: Mapping[str, float] = field(default_factory=dict)
    twice: bool = False


PLAINLY = AskedPlan()


def asked_only(names: Sequence[str], asked: AskedPlan = PLAINLY) -> AskedPlan:
    """The same with these rules in force alone, beside those that say what happens at all.

    Raises:
        UnknownNameError: one of them is no rule.
    """
    return replace(asked, without=all_but(names))


@dataclass(frozen=True, slots=True)
class CasePlans:
    """The plans of one case.

    Attributes:
        case: the id of the case.
        title: what the case is about.
        start: the first day of month 1.
        plans: one for each problem.
        break_even: what each giver could part with under which floor; empty for stated floors.
        left_out: rows of the case that no plan can use, and why.
    """

    case: str
    title: str
    start: date
    plans: tuple[Plan, ...]
    break_even: tuple[BreakEven, ...]
    left_out: tuple[Finding, ...]

    def as_dicts(self) -> list[dict[str, Any]]:
        """One object of ``plan.json`` for each plan."""
        found = []
        for plan in self.plans:
            content = plan.as_dict() | {
                "less": units_below(plan.case),
                "left_out": [finding.as_dict() for finding in self.left_out],
                "break_even": [
                    {
                        "donor": each.donor,
                        "item": each.item,
                        "floor": each.floor,
                        "units": each.units,
                        "now": each.now,
                        "text": each.in_words(),
                    }
                    for each in self.break_even
                ],
            }
            found.append(content)
        return found


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plans that were made.

    Attributes:
        path: the file that holds them.
        cases: one for each planned case.
    """

    path: Path
    cases: tuple[CasePlans, ...]

    def as_dicts(self) -> list[dict[str, Any]]:
        """The content of ``plan.json``."""
        return [content for each in self.cases for content in each.as_dicts()]


def make_plans(
    workspace: Workspace,
    *,
    view: View = HERE,
    path: Path | None = None,
    less: Sequence[int] = LESS,
    keep: Mapping[str, Decisions] | None = None,
    tolerance: float = 0.0,
    asked: AskedPlan = PLAINLY,
    progress: Progress = quiet,
) -> PlanReport:
    """Plan one case, or every case that has something to plan.

    Args:
        workspace: whose cases.
        view: which case, or all of them, and where the reader stands.
        path: the file to write; None: ``plan.json`` in the workspace.
        less: for hold-harmless floors, the units below today's holding to sweep.
        keep: plans by name; each is changed as little as the first objectives allow.
        tolerance: by which share the first objectives may get worse for the sake of ``keep``.
        asked: which rules are in force, how the objectives are weighed, whether to solve twice.
        progress: told what is being done.

    Raises:
        InputError: nothing is to be planned, or the file cannot be written.
        UnknownNameError: no such rule or objective.
        PlanInfeasibleError: no plan keeps all rules of a case.
        SolverError: numeric trouble: solved twice, two paths disagree.
    """
    _accept(less, tolerance, asked, keep)
    way = solve_twice if asked.twice else solve
    place = workspace.folder / FILE if path is None else path
    named = view.case or workspace.settings.case
    with workspace.database.reading() as connection:
        wanted = [workspace.case(named)] if named else cases(connection)
    read = []
    for name in wanted:
        progress(f"{name}: reading the situation")
        with workspace.reading(replace(view, case=name)) as reader:
            found = planning_case(reader, less)
        if found is not None:
            read.append((name, found))
    if tuple(less) != LESS and read and all(found.swept is None for _, found in read):
        known = ", ".join(name for name, _ in read)
        raise InputError(
            f"less: it sweeps hold-harmless floors, and the floors of {known} are stated"
        )
    made = []
    for name, found in read:
        plans = []
        for problem in found.problems:
            progress(f"{problem.case}: planning {problem.months} months")
            kept = (keep or {}).get(problem.case)
            plans.append(way(problem, _settings(kept, tolerance, asked)))
        # Break-even floors are those of all rules; beside a plan without some they would mislead.
        swept = found.swept is not None and not asked.without
        if swept:
            progress(f"{name}: break-even floors")
        made.append(
            CasePlans(
                name,
                found.case.title,
                found.start,
                tuple(plans),
                tuple(found.break_even()) if swept else (),
                found.left_out,
            )
        )
    if not made:
        known = ", ".join(wanted) or "none"
        raise InputError(
            f"nothing to plan: no case states plan_start and plan_months (cases: {known})"
        )
    report = PlanReport(place, tuple(made))
    write_json(place, report.as_dicts())
    return report


def plan_answers(
    workspace: Workspace, report: PlanReport, view: View = HERE
) -> dict[str, tuple[Table, Table]]:
    """For each plan by name: which needs stay unmet, and who is refilled from what and when.

    Args:
        workspace: in which the plans were made.
        report: the plans.
        view: where the reader stood.
    """
    found = {}
    for each in report.cases:
        with workspace.reading(replace(view, case=each.case)) as reader:
            reading = Reading(reader)
            for plan in each.plans:
                found[plan.case] = tables_of(reading, plan.as_dict())
    return found


def planning_rules() -> tuple[tuple[str, str], ...]:
    """Name and meaning of every rule that a plan can be made without."""
    return tuple((name, rule.meaning) for name, rule in constraints().items())


def _accept(
    less: Sequence[int], tolerance: float, asked: AskedPlan, keep: Mapping[str, Decisions] | None
) -> None:
    for each in less:
        if each < 0:
            raise InputError(f"less: {each}: found a negative number; accepted: 0, 1, 2, ...")
    if not 0 <= tolerance < 1:
        raise InputError(f"tolerance: found {tolerance}; accepted: 0 or more, less than 1")
    for name, share in asked.tolerances.items():
        if not 0 <= share < 1:
            raise InputError(f"tolerance: {name}: found {share}; accepted: 0 or more, less than 1")
    for name, rate in asked.weights.items():
        if rate < 0:
            raise InputError(f"weights: {name}: found {rate:g}; accepted: 0 or more")
    if asked.weights and (asked.tolerances or keep is not None):
        raise InputError(
            "weights: a weighted plan has no order of objectives, so no plan is kept and no "
            "tolerance means anything; accepted: weights alone"
        )
    if asked.tolerances and keep is not None:
        raise InputError(
            "tolerance: with a plan to keep it is one share for all; accepted: a number alone"
        )
    check_names(asked.without, "without")


def _settings(kept: Decisions | None, tolerance: float, asked: AskedPlan) -> Settings:
    """Stay near a plan within a tolerance of the objectives that say what a plan is for."""
    return Settings(
        keep=kept,
        tolerance=tolerance if kept is not None else 0.0,
        weights=asked.weights or None,
        relative=asked.tolerances or None,
        without=asked.without,
    )


def write_json(path: Path, content: object) -> None:
    """Write JSON to a file; an older file is replaced at the end, or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write text to a file; an older file is replaced at the end, or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def text_of(path: Path, accepted: str) -> str:
    """The text of a file.

    Args:
        path: where it lies.
        accepted: what belongs there, for the error.

    Raises:
        InputError: there is none, or it is no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        found = f"a byte at place {problem.start + 1} that is no UTF-8 text"
    except FileNotFoundError:
        found = "no such file"
    except OSError as problem:
        found = (problem.strerror or "a file that cannot be read").casefold()
    raise InputError(f"{path}: found {found}; accepted: {accepted}, in UTF-8") from None


def read_plans(path: Path) -> list[Mapping[str, Any]]:
    """The plans of a ``plan.json``; empty when there is no such file.

    Raises:
        InputError: the file holds something else.
    """
    if not path.exists():
        return []
    accepted = "the plans that 'materiel plan' writes"
    try:
        content = json.loads(text_of(path, accepted))
    except ValueError as problem:
        raise InputError(f"{path}: found no JSON ({problem}); accepted: {accepted}") from None
    if not isinstance(content, list) or not all(
        isinstance(each, dict) and isinstance(each.get("case"), str) for each in content
    ):
        raise InputError(f"{path}: not a list of plans; 'materiel plan' writes one")
    return content
