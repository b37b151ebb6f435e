"""Reports: one named question as a table, or the whole workspace as one page."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InputError
from materiel.reports.answering import answer, reports
from materiel.reports.html import Section, report_html
from materiel.reports.reading import Reading
from materiel.reports.stories import ShownStory
from materiel.reports.table import ASSUMPTION, Column, Line, Table
from materiel.service.plans import FILE as PLANS
from materiel.service.plans import read_plans, write_text
from materiel.service.workspace import HERE, View, Workspace
from materiel.store.entries import cases

FILE = "report.html"
"""Where the report of a workspace lies, inside it."""

PlanContent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written.

    Attributes:
        path: the page.
        cases: the cases it holds.
        plans: the names of the plans it shows.
    """

    path: Path
    cases: tuple[str, ...]
    plans: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {"path": str(self.path), "cases": list(self.cases), "plans": list(self.plans)}


def list_reports() -> dict[str, str]:
    """The name of every report and the question that it answers."""
    return {name: report.question for name, report in reports().items()}


def report_options() -> dict[str, dict[str, str]]:
    """What may be set for each report that has options, and what each of them means."""
    return {name: dict(each.options) for name, each in reports().items() if each.options}


def answer_report(
    workspace: Workspace,
    name: str,
    *,
    view: View = HERE,
    plan: str = "",
    options: Mapping[str, str] | None = None,
) -> Table:
    """The answer to one named question about a case.

    Args:
        workspace: whose log.
        name: a report, see ``list_reports``.
        view: which case, and where the reader stands.
        plan: for a report about a plan: its name; empty: the first plan of the case.
        options: what is set for the report, see ``report_options``.

    Raises:
        UnknownNameError: no such report, no such plan, or no such option.
        InputError: it is about a plan, and none is made; or it is not, and one is named; or an
            option cannot be read.
    """
    if plan and name in reports() and not reports()[name].about_plan:
        raise InputError(f"report {name}: it is not about a plan; leave --plan out")
    with workspace.reading(view) as reader:
        known = _plans_of(reader.case, read_plans(workspace.folder / PLANS))
        mine = [each for each in known if plan in ("", each["case"])]
        if plan and known and not mine:
            raise InputError(
                f"no plan {plan!r}; the plans of {reader.case}: "
                f"{', '.join(str(each['case']) for each in known)}"
            )
        return answer(name, Reading(reader), mine[0] if mine else None, options)


def report_records(
    workspace: Workspace,
    name: str,
    *,
    view: View = HERE,
    plan: str = "",
    options: Mapping[str, str] | None = None,
) -> dict[str, Any] | list[dict[str, Any]]:
    """The answer to one named question as JSON: its table, or the plain list that it defines.

    Args, Raises: see ``answer_report``.
    """
    known = reports()
    records = known[name].records if name in known else None
    if records is None or plan or options:
        return answer_report(workspace, name, view=view, plan=plan, options=options).as_json()
    with workspace.reading(view) as reader:
        return [dict(each) for each in records(Reading(reader))]


def write_report(
    workspace: Workspace,
    *,
    view: View = HERE,
    path: Path | None = None,
    stories: Sequence[ShownStory] = (),
) -> Written:
    """Write the page of one case, or of all cases, with the plans of ``plan.json``.

    Args:
        workspace: whose log.
        view: which case, or all of them, and where the reader stands.
        path: the page; None: ``report.html`` in the workspace.
        stories: what opens the page.

    Raises:
        InputError: the page cannot be written, or ``plan.json`` not be read.
        UnknownNameError: no such case.
    """
    place = workspace.folder / FILE if path is None else path
    with workspace.database.reading() as connection:
        known = cases(connection)
    named = view.case or workspace.settings.case
    wanted = [workspace.case(named)] if named else known or [workspace.case()]
    plans = read_plans(workspace.folder / PLANS)
    shown: list[str] = []
    with ExitStack() as stack:
        sections = []
        for name in wanted:
            reader = stack.enter_context(workspace.reading(replace(view, case=name)))
            mine = _plans_of(name, plans)
            shown += [str(each["case"]) for each in mine]
            sections.append(_section(Reading(reader), mine))
        page = report_html(sections, stories=stories)
    write_text(place, page)
    return Written(place, tuple(wanted), tuple(shown))


def _plans_of(case: str, plans: Sequence[PlanContent]) -> list[PlanContent]:
    return [each for each in plans if str(each["case"]).partition(":")[0] == case]


def chosen_plan(case: str, plans: Sequence[PlanContent]) -> PlanContent | None:
    """The plan of a case that a report shows: of a sweep the one in the middle.

    All plans of a sweep stand under its key ``sweep``.
    """
    mine = _plans_of(case, plans)
    return {**mine[len(mine) // 2], "sweep": mine} if mine else None


def _section(reading: Reading, plans: Sequence[PlanContent]) -> Section:
    """A case with its plan; of a sweep the plan in the middle, and the others in a table."""
    if not plans:
        return Section(reading)
    extra = [sweep(plans)] if len(plans) > 1 else []
    if plans[0].get("break_even"):
        extra.append(break_even_table(reading, plans[0]["break_even"]))
    return Section(reading, chosen_plan(reading.reader.case, plans), tuple(extra))


def sweep(plans: Sequence[PlanContent]) -> Table:
    """What each plan of a sweep reaches."""
    names = list(dict.fromkeys(each["name"] for plan in plans for each in plan["objectives"]))
    columns = (
        Column("plan", "plan"),
        Column("handed-over", "handed over", "whole", "units"),
        *(Column(name, name) for name in names),
    )
    lines = []
    for plan in plans:
        values = {each["name"]: str(each["value"]) for each in plan["objectives"]}
        moved = sum(each["units"] for each in plan["moves"])
        lines.append(
            Line((plan["case"], moved, *(values.get(name) for name in names)), (ASSUMPTION,))
        )
    return Table(
        "plan-sweep",
        "The same plan under other floors",
        "What is reached when each giver may fall to so many units below today's holding?",
        columns,
        tuple(lines),
        notes=("Each floor is a choice of the user: no floor of a real nation is public.",),
    )


def break_even_table(reading: Reading, rows: Sequence[PlanContent]) -> Table:
    """How many units of each giver can leave under which floor."""
    columns = (
        Column("giver", "giver"),
        Column("item", "item"),
        Column("floor", "while its floor is at most", "count"),
        Column("now", "can leave now", "count"),
        Column("later", "more, as dated orders arrive", "count"),
    )
    lines = tuple(
        Line(
            (
                reading.party(each["donor"]),
                reading.item(each["item"]),
                Bounds.exactly(each["floor"]),
                Bounds.exactly(each["now"]),
                Bounds.exactly(each["units"] - each["now"]),
            ),
            (ASSUMPTION,),
        )
        for each in rows
        if each["units"]
    )
    return Table(
        "break-even-floors",
        "Break-even floors",
        "How many units of each giver can leave while its own floor is at most so many?",
        columns,
        lines,
        group="giver",
        empty="Nothing can leave, whatever the floor.",
        notes=("Each line is solved by itself: the other givers hand over nothing in it.",),
    )
