"""``materiel plan``: who can hand over what and when, proven and replayed."""

from datetime import date
from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole
from materiel.interfaces.cli.output import (
    amount,
    progress,
    say,
    say_findings,
    say_json,
    table,
    wrapped,
)
from materiel.kernel.errors import InputError
from materiel.kernel.period import add_months
from materiel.planning.plan import number


def plan(
    *,
    out: Path | None = None,
    less: tuple[Whole, ...] = (),
    keep: str = "",
    tolerance: float = 0.0,
    common: Common = PLAIN,
) -> int:
    """Plan one case, or every case that states plan_start and plan_months.

    Each plan is proven to its gap and replayed month by month in whole numbers.

    Args:
        out: the file to write; else plan.json in the workspace.
        less: for hold-harmless floors, how many units below today's holding they lie; repeat
            it for several; else 0, 1 and 2.
        keep: a plan of plan.json, or a case with all its plans; the new plan changes it as
            little as unmet needs, floors and backfills allow.
        tolerance: with --keep: by which share these may get worse, as 0.01; else not at all.
        common: the options of every command.
    """
    if tolerance and not keep:
        raise InputError("plan: --tolerance has a meaning with --keep only")
    with common.open() as workspace:
        sweep = {"less": less} if less else {}
        kept = materiel.kept_plans(workspace, keep) if keep else None
        made = materiel.make_plans(
            workspace,
            view=common.view,
            path=out,
            keep=kept,
            tolerance=tolerance,
            progress=progress,
            **sweep,
        )
    if common.json:
        say_json(made.as_dicts())
        return GOOD
    for case in made.cases:
        for each in case.plans:
            _show(each, case.start)
        for line in case.break_even:
            say(*wrapped(f"- {line.item}: {line.in_words()}", "  "))
        say_findings(case.left_out)
    say(f"written to {made.path}")
    return GOOD


def _show(made: "materiel.Plan", start: date) -> None:
    gap = "unknown" if made.gap is None else f"{100 * made.gap:.3g} %"
    yours = sum(mine for _, _, mine in made.assumptions)
    say(
        f"plan {made.case}: {made.status}, gap {gap}, replayed; best under "
        f"{len(made.assumptions)} assumptions, {yours} of them yours"
    )
    table(
        ("objective", "value", "unit"),
        [(each.name, amount(number(each.value)), each.unit) for each in made.objectives],
        right=(1,),
    )
    say("")
    table(
        ("month", "from", "to", "item", "units", "arrives"),
        [
            (
                _month(start, move.month),
                move.donor,
                move.recipient,
                move.item,
                str(move.units),
                _month(start, move.arrives),
            )
            for move in made.decisions.moves
        ],
        right=(4,),
    )
    for line in made.binding:
        say(*wrapped(f"- {line}", "  "))
    say("")


def _month(start: date, number: int) -> str:
    return f"{add_months(start, number - 1):%Y-%m}"


COMMAND = Command(
    name="plan",
    group="Plan",
    run=plan,
    example=(
        "materiel plan --case coalition\n"
        "materiel plan --case patriot --less 1 --json\n"
        "materiel plan --case coalition --keep coalition"
    ),
)
