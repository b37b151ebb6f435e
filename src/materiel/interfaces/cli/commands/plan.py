"""``materiel plan``: who can hand over what and when, proven and replayed."""

from collections.abc import Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole
from materiel.interfaces.cli.output import (
    UNIT_MONTH,
    counted,
    progress,
    proven,
    say,
    say_findings,
    say_json,
    table,
    wrapped,
)
from materiel.interfaces.cli.tables import say_table
from materiel.kernel.errors import InputError
from materiel.kernel.period import add_months
from materiel.planning.plan import in_units
from materiel.reports.table import Table


def plan(
    *,
    out: Path | None = None,
    less: tuple[Whole, ...] = (),
    keep: str = "",
    tolerance: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    weights: str | None = None,
    twice: Annotated[bool, Parameter(negative="")] = False,
    rules: Annotated[bool, Parameter(negative="")] = False,
    common: Common = PLAIN,
) -> int:
    """Plan one case, or every case that states plan_start and plan_months.

    Each plan says how near to the best it is proven to be, and is replayed month by month in
    whole numbers. It says under which terms it is best: objective after objective or weighted,
    and without which rules.

    Args:
        out: the file to write; else plan.json in the workspace.
        less: for hold-harmless floors, how many units below today's holding they lie; repeat
            it for several; else 0, 1 and 2.
        keep: a plan of plan.json, or a case with all its plans; the new plan changes it as
            little as unmet needs, floors and backfills allow.
        tolerance: with --keep: by which share these may get worse, as 0.01; else not at all.
            Without it, as gap=0.1: by which share later objectives may worsen one; repeat it
            for several.
        without: a rule by name that is switched off; repeat it for several. The plan says what
            it does that the rule forbids.
        only: the rules that stay in force beside what happens at all; repeat it for several.
        weights: rates as unmet=5,gap=1: one weighted sum in place of objective after objective.
        twice: solve a second time on another path, with the model in another order and not
            simplified, and refuse a plan on which the two disagree.
        rules: list the rules by name, with what each means, and plan nothing.
        common: the options of every command.
    """
    if rules:
        found = materiel.planning_rules()
        if common.json:
            say_json([{"rule": name, "meaning": meaning} for name, meaning in found])
        else:
            table(("rule", "meaning"), found)
        return GOOD
    if without and only:
        raise InputError("plan: --without and --only say the same the other way; give one")
    share, shares = _tolerances(tolerance)
    if share and not keep:
        raise InputError("plan: --tolerance has a meaning with --keep only, or as gap=0.1")
    asked = materiel.AskedPlan(
        without=tuple(dict.fromkeys(without)),
        weights=_rates(() if weights is None else weights.split(","), "weights", "unmet=5,gap=1"),
        tolerances=shares,
        twice=twice,
    )
    if only:
        asked = materiel.asked_only(only, asked)
    with common.open() as workspace:
        sweep = {"less": less} if less else {}
        kept = materiel.kept_plans(workspace, keep) if keep else None
        made = materiel.make_plans(
            workspace,
            view=common.view,
            path=out,
            keep=kept,
            tolerance=share,
            asked=asked,
            progress=progress,
            **sweep,
        )
    if common.json:
        say_json(made.as_dicts())
        return GOOD
    answers = materiel.plan_answers(workspace, made, common.view)
    for case in made.cases:
        for each in case.plans:
            _show(each, case.start, answers[each.case])
        for line in case.break_even:
            say(*wrapped(f"- {line.item}: {line.in_words()}", "  "))
        say_findings(case.left_out)
    say(UNIT_MONTH, f"written to {made.path}")
    return GOOD


def _tolerances(texts: Sequence[str]) -> tuple[float, dict[str, float]]:
    """One share for all, and shares by objective."""
    alone = [text for text in texts if "=" not in text]
    if len(alone) > 1:
        raise InputError(f"tolerance: found {' and '.join(alone)}; accepted: one number alone")
    by_name = _rates([text for text in texts if "=" in text], "tolerance", "gap=0.1")
    return (_rate(alone[0], "tolerance", "0.01") if alone else 0.0), by_name


def _rates(texts: Sequence[str], option: str, accepted: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        name, equals, rate = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise InputError(f"{option}: found {text!r}; accepted: {accepted}")
        if name in found:
            raise InputError(f"{option}: {name} is stated twice; accepted: {accepted}")
        found[name] = _rate(rate, option, accepted)
    return found


def _rate(text: str, option: str, accepted: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        raise InputError(f"{option}: found {text!r}; accepted: a number, as {accepted}") from None
    if not isfinite(rate):
        raise InputError(f"{option}: found {text!r}; accepted: a number, as {accepted}")
    return rate


def _show(made: "materiel.Plan", start: date, answers: Sequence[Table]) -> None:
    yours = sum(mine for _, _, mine in made.assumptions)
    say(
        f"plan {made.case}: {made.status}, {proven(made.gap)}, replayed; best under "
        f"{counted(len(made.assumptions), 'assumption')}, {yours} of them yours"
    )
    for words in made.how.in_words():
        say(*wrapped(f"- {words}", "  "))
    for finding in made.how.broken:
        words = f"{finding.where}: {finding.problem} [{finding.check}]"
        say(*wrapped(f"- not kept: {words}", "  "))
    table(
        ("objective", "value", "unit"),
        [(each.name, *in_units(each.value, each.unit, made.currency)) for each in made.objectives],
        right=(1,),
    )
    for answer in answers:
        say("")
        say_table(answer)
    say("", "What is handed over?", "")
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
        "materiel plan --case coalition --keep coalition\n"
        "materiel plan --case coalition --without hub --without fund\n"
        "materiel plan --case coalition --weights unmet=5,gap=1,cost=0.000001 --twice"
    ),
)
