"""``materiel demo``: the whole of it on two packaged cases."""

from fractions import Fraction
from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import (
    UNIT_MONTH,
    counted,
    progress,
    proven,
    say,
    say_json,
    wrapped,
)
from materiel.planning.plan import in_units


def demo(folder: Path = Path("demo"), /, *, common: Common = PLAIN) -> int:
    """Make a workspace with both packaged cases, plan them, and write a report.

    It runs again where an earlier demo lies, and refuses any other folder that is not empty.

    Args:
        folder: where; else 'demo' in the current folder.
        common: the options of every command.
    """
    common.refuse(
        "demo", (*CLOCKS, "case", "workspace", "actor"), "the demo makes a workspace of its own"
    )
    made = materiel.make_demo(folder, progress=progress)
    if common.json:
        say_json(made.as_dict())
        return GOOD
    for case in made.cases:
        found = counted(case.findings, "finding")
        say(f"{case.title}: {case.rows:,} rows loaded, {found}, no error")
        for sentence in case.sentences:
            say(*wrapped(f"- {sentence}", "  "))
        say("")
    for plan in made.plan_list:
        money = plan.get("currency", "")
        reached = ", ".join(
            " ".join((each["name"], *in_units(Fraction(each["value"]), each["unit"], money)))
            for each in plan["objectives"]
        )
        said = f"plan {plan['case']}: {plan['status']}, {proven(plan['gap'])}, replayed; {reached}"
        say(*wrapped(said, "  "))
    say(
        UNIT_MONTH,
        "",
        f"report:    {made.report}",
        f"plans:     {made.plans}",
        f"workspace: {made.folder}",
    )
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in made.seconds.items())
    say(f"seconds:   {steps}; together {sum(made.seconds.values()):.1f}")
    return GOOD


COMMAND = Command(
    name="demo", group="Begin", run=demo, example="materiel demo\nmateriel demo look-around"
)
