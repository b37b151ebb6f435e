"""``materiel exercise``: use an option; refused with the rule that it would break."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common, Whole, day
from materiel.interfaces.cli.output import say_json
from materiel.interfaces.cli.recorded import say_recorded
from materiel.kernel.errors import InputError


def exercise(
    option: str,
    units: Whole,
    /,
    *,
    on: str = "",
    by: str = "",
    source: tuple[str, ...] = (),
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Exercise an option of a contract: our own act, so every rule is kept or it is refused.

    What a source reports is recorded with 'materiel add events' and kept whatever it breaks.

    Args:
        option: its id.
        units: how many more are ordered.
        on: the day, YYYY-MM-DD.
        by: who exercises it.
        source: a claim or document that it rests on; repeat it for several.
        request: an id of yours for this write; given again, it changes nothing.
        common: the options of every command.
    """
    common.refuse("exercise", CLOCKS, "the act has a day of its own")
    when = day(on, "--on")
    if when is None:
        raise InputError("--on: required; accepted: YYYY-MM-DD")
    with common.open() as workspace:
        done = materiel.exercise_option(
            workspace,
            option,
            materiel.Order(units, when, by, sources=source),
            case=common.case,
            request=request,
        )
    if common.json:
        say_json(done.as_dict())
    else:
        say_recorded(done)
    return FINDINGS if any(each.severity != "note" for each in done.findings) else GOOD


COMMAND = Command(
    name="exercise",
    group="Record",
    run=exercise,
    example="materiel exercise OPT-GALE-1 20 --on 2026-06-01 --by LAPA --case coalition",
)
