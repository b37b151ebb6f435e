"""``materiel exercise``: use an option; refused with the rule that it would break."""

import materiel
from materiel.interfaces.cli.command import Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole
from materiel.interfaces.cli.recorded import answer_act, day_of_act


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
    when = day_of_act("exercise", on, common)
    with common.open() as workspace:
        done = materiel.exercise_option(
            workspace,
            option,
            materiel.Order(units, when, by, sources=source),
            case=common.case,
            request=request,
        )
    return answer_act(done, common)


COMMAND = Command(
    name="exercise",
    group="Record",
    run=exercise,
    example="materiel exercise OPT-GALE-1 20 --on 2026-06-01 --by LAPA --case coalition",
)
