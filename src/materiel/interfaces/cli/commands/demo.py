"""``materiel demo``: the whole of it on two packaged cases."""

from pathlib import Path

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common
from materiel.interfaces.cli.output import amount, counted, progress, say, say_json, wrapped


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
        gap = "unknown" if plan["gap"] is None else f"{100 * plan['gap']:.3g} %"
        reached = ", ".join(
            f"{each['name']} {amount(each['value'])} {each['unit']}" for each in plan["objectives"]
        )
        said = f"plan {plan['case']}: {plan['status']}, gap {gap}, replayed; {reached}"
        say(*wrapped(said, "  "))
    say("", f"report:    {made.report}", f"plans:     {made.plans}", f"workspace: {made.folder}")
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in made.seconds.items())
    say(f"seconds:   {steps}; together {sum(made.seconds.values()):.1f}")
    return GOOD


COMMAND = Command(
    name="demo", group="Begin", run=demo, example="materiel demo\nmateriel demo look-around"
)
