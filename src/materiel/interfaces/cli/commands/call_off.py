"""``materiel call-off``: order under a framework; refused with the rule that it would break."""

import materiel
from materiel.interfaces.cli.command import Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole
from materiel.interfaces.cli.recorded import answer_act, day_of_act
from materiel.kernel.errors import InputError


def call_off(
    framework: str,
    line: str,
    units: Whole,
    /,
    *,
    on: str = "",
    buyer: str = "",
    source: tuple[str, ...] = (),
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Order under a framework: our own act, so every rule is kept or it is refused.

    The rules: its days for orders, its ceiling, the most of each period, a price in force, a
    remedy for delay, and who its buyers are.

    Args:
        framework: the framework contract.
        line: its line item.
        units: how many.
        on: the day, YYYY-MM-DD.
        buyer: for whom.
        source: a claim or document that it rests on; repeat it for several.
        request: an id of yours for this write; given again, it changes nothing.
        common: the options of every command.
    """
    when = day_of_act("call-off", on, common)
    if not buyer:
        raise InputError("--buyer: required; accepted: one of the framework's buyers")
    with common.open() as workspace:
        done = materiel.call_off(
            workspace,
            framework,
            line,
            materiel.Order(units, when, buyer, sources=source),
            case=common.case,
            request=request,
        )
    return answer_act(done, common)


COMMAND = Command(
    name="call-off",
    group="Record",
    run=call_off,
    example="materiel call-off SHELL-FRAME 1 12 --on 2026-02-01 --buyer XBR --case coalition",
)
