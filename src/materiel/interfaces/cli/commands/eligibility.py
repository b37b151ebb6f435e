"""``materiel eligibility``: which funding programme may pay for which contract line."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import say, say_json
from materiel.interfaces.cli.tables import say_table


def eligibility(
    name: str = "",
    /,
    *,
    programme: str = "",
    rules: bool = False,
    common: Common = PLAIN,
) -> int:
    """Say which funding programme may pay for which contract line, and why not.

    Yes and no come from confirmed rules only. Where a rule is not confirmed the answer is
    unknown, with what it would be if the rule holds; an unknown names the fact that is missing.

    Args:
        name: a contract, a contract/line, or the id of a gift; else every contract line.
        programme: one programme, as SAFE or EDIRPA.
        rules: show every rule with its status.
        common: the options of every command.
    """
    with common.open() as workspace:
        answer = materiel.eligibility(
            workspace, name, programme=programme, every_rule=rules, view=common.view
        )
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    say(f"{answer.case}, as of {answer.stamps.as_of}, known at {answer.stamps.known_at}")
    say_table(answer.table)
    return GOOD


COMMAND = Command(
    name="eligibility",
    group="Ask",
    run=eligibility,
    example="materiel eligibility GALE-25/1 --programme SAFE --rules --case coalition",
)
