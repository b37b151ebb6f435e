"""``materiel accept``: the acts of a plan become planned entries, apart from all facts."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import counted, say, say_json


def accept(
    plan: str,
    /,
    *,
    file: Path | None = None,
    name: str = "",
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Accept a plan: it is replayed against the ledger as it stands, then recorded.

    The acts stand in a book of their own ('balance --book plans'), never among facts. A plan
    that breaks a rule now is refused.

    Args:
        plan: the name of the plan: "case" in plan.json.
        file: the file that holds it; else plan.json in the workspace.
        name: the id under which the acts shall stand; else the plan's own name.
        request: an id of yours for this write; the same id again answers as the first time.
        common: the options of every command.
    """
    with common.open() as workspace:
        done = materiel.accept_plan(
            workspace, plan, view=common.view, path=file, name=name, request=request
        )
    if common.json:
        say_json(done.as_dict())
    else:
        acts = counted(len(done.new), "act")
        say(f"plan {done.plan}: {acts} recorded as planned, {done.same:,} the same as before")
    return GOOD


COMMAND = Command(
    name="accept",
    group="Plan",
    run=accept,
    example="materiel accept coalition --as planner\nmateriel balance --book plans",
)
