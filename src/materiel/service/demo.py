"""The demo: a workspace with packaged cases, their plans, and a page that opens with stories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from materiel.exchange.packaged import DEMO
from materiel.kernel.errors import FindingsError, WorkspaceError
from materiel.reports.reading import Reading
from materiel.reports.summary import sentences
from materiel.service.clock import Stopwatch
from materiel.service.loading import load_case
from materiel.service.plans import FILE as PLANS
from materiel.service.plans import make_plans
from materiel.service.progress import Progress, quiet
from materiel.service.reporting import FILE as REPORT
from materiel.service.reporting import chosen_plan, write_report
from materiel.service.sampling import told_stories
from materiel.service.settings import FILE as SETTINGS
from materiel.service.settings import read_settings
from materiel.service.sources import PREFIX
from materiel.service.workspace import View, Workspace, create_workspace, open_workspace

ACTOR = "demo"
DATABASE = "materiel.sqlite"
OURS = (SETTINGS, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", REPORT, PLANS)
"""What a demo writes, and a later one replaces; other files in the folder are left alone."""


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One packaged case in the demo.

    Attributes:
        case, title: which case.
        rows: how many were loaded.
        findings: how many things the checks have to say about it; none is an error.
        sentences: the main answers.
    """

    case: str
    title: str
    rows: int
    findings: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made.

    Attributes:
        folder: the workspace.
        report, plans: its files.
        cases: one for each packaged case.
        plan_list: the objects of ``plan.json``.
        seconds: how long each step took.
    """

    folder: Path
    report: Path
    plans: Path
    cases: tuple[DemoCase, ...]
    plan_list: tuple[Mapping[str, Any], ...]
    seconds: Mapping[str, float]

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON."""
        return {
            "folder": str(self.folder),
            "report": str(self.report),
            "plans": str(self.plans),
            "cases": [
                {
                    "case": each.case,
                    "title": each.title,
                    "rows": each.rows,
                    "findings": each.findings,
                    "answers": list(each.sentences),
                }
                for each in self.cases
            ],
            "planned": [
                {name: plan[name] for name in ("case", "status", "gap", "objectives")}
                for plan in self.plan_list
            ],
            "seconds": dict(self.seconds),
        }


def make_demo(
    folder: Path,
    *,
    cases: Sequence[str] = DEMO,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> Demo:
    """Make the demo in a new or empty folder, or again where an earlier demo lies.

    The database is a SQLite file in the folder, whatever the environment says.

    Args:
        folder: where; made where it is missing.
        cases: the packaged cases to show.
        now: the recording time; None: now.
        progress: told what is being done.

    Raises:
        WorkspaceError: the folder holds something else.
        FindingsError: a packaged case has an error.
    """
    _clear(folder)
    watch = Stopwatch()
    create_workspace(folder, actor=ACTOR, demo=True, environment={})
    watch.lap("workspace")
    with open_workspace(folder, environment={}) as workspace:
        loaded = {}
        for name in cases:
            report = load_case(workspace, PREFIX + name, now=now, progress=progress)
            if not report.good:
                raise FindingsError(f"the packaged case {name} has errors", report.findings)
            loaded[name] = (report.total("loaded"), len(report.findings))
            watch.lap(f"check and load {name}")
        planned = make_plans(workspace, progress=progress)
        watch.lap("plan, prove and replay")
        progress("reading the sample stories and writing the report")
        with told_stories() as stories:
            written = write_report(workspace, stories=stories)
        watch.lap("report")
        plans = planned.as_dicts()
        shown = tuple(_case(workspace, name, *counts, plans) for name, counts in loaded.items())
        watch.lap("summary")
    return Demo(workspace.folder, written.path, planned.path, shown, tuple(plans), watch.seconds)


def _clear(folder: Path) -> None:
    """Make way for a demo, but never in a folder that is somebody's own."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise WorkspaceError(f"{folder} is a file; name a folder for the demo")
    if not any(folder.iterdir()):
        return
    if not (folder / SETTINGS).is_file() or not read_settings(folder.resolve(), {}).demo:
        raise WorkspaceError(
            f"{folder} is not empty and not an earlier demo; name a new or empty folder"
        )
    for name in OURS:
        (folder / name).unlink(missing_ok=True)


def _case(
    workspace: Workspace, name: str, rows: int, findings: int, plans: list[dict[str, Any]]
) -> DemoCase:
    with workspace.reading(View(name)) as reader:
        reading = Reading(reader)
        said = sentences(reading, chosen_plan(name, plans))
        texts = tuple(
            "".join(part if isinstance(part, str) else part.text for part in sentence)
            for sentence in said
        )
        return DemoCase(name, reading.case.title, rows, findings, texts)
