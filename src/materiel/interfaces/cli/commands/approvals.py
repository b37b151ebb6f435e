"""``materiel approvals``: what waits for whom, what it holds up, and what a refusal would do."""

from fractions import Fraction

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import (
    UNIT_MONTH,
    progress,
    say,
    say_findings,
    say_json,
    table,
    wrapped,
)
from materiel.interfaces.cli.tables import say_table
from materiel.kernel.errors import InputError
from materiel.planning.plan import in_units


def approvals(
    *,
    body: str = "",
    if_refused: str = "",
    common: Common = PLAIN,
) -> int:
    """Say what waits for whom since when, what it holds up, and when it can be decided.

    The earliest decision and the last day to file follow from the calendar of the body, the
    places at its sittings and what must be decided before. Without a calendar on record a day is
    only a bound: "not before", "not after". With --if-refused the case is planned twice.

    Args:
        body: only what this body decides.
        if_refused: the id of an approval; plan as if it were refused, and compare.
        common: the options of every command.
    """
    if body and if_refused:
        raise InputError("approvals: --body has no meaning with --if-refused")
    with common.open() as workspace:
        if if_refused:
            return _refused(workspace, if_refused, common)
        answer = materiel.approvals(workspace, body=body, view=common.view)
    if common.json:
        say_json(answer.as_dict())
    else:
        say(f"{answer.case}, as of {answer.stamps.as_of}, known at {answer.stamps.known_at}")
        for each in answer.tables:
            say("")
            say_table(each)
        if answer.findings:
            say("")
        say_findings(answer.findings)
    return GOOD if answer.good else FINDINGS


def _refused(workspace: "materiel.Workspace", name: str, common: Common) -> int:
    answer = materiel.if_refused(workspace, name, view=common.view, progress=progress)
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    say(f"{answer.case}: if {answer.approval} were refused")
    if answer.falls:
        say(f"it takes with it: {', '.join(answer.falls)}")
    if not answer.stops:
        say(f"the plan {answer.plan} does not rest on it: no gate, option or delivery of it does")
        return GOOD
    for line in answer.stops:
        say(*wrapped(f"- {line}", "  "))
    if answer.infeasible:
        say("", f"no plan is left: {answer.infeasible}")
        return GOOD
    say("")
    if not answer.changes:
        say(f"nothing changes in the plan {answer.plan}")
        return GOOD
    table(
        ("what", "which", "before", "after"),
        [
            (each.what, *_figures(each.name, each.before, each.after, answer.currency))
            for each in answer.changes
        ],
        right=(2, 3),
    )
    say("", UNIT_MONTH)
    return GOOD


def _figures(name: str, before: Fraction, after: Fraction, currency: str) -> tuple[str, str, str]:
    """A name with its unit, and both figures in it; money in its currency."""
    what, _, unit = name.rpartition(", ")
    old, new = (in_units(each, unit, currency) for each in (before, after))
    return f"{what}, {old[1]}" if what else name, old[0], new[0]


COMMAND = Command(
    name="approvals",
    group="Ask",
    run=approvals,
    example=(
        "materiel approvals --case coalition\n"
        "materiel approvals --case coalition --if-refused AP-FU-XBR"
    ),
)
