"""``materiel burden``: who carried what, under every role, statement, key and measure."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, cells
from materiel.interfaces.cli.output import say, say_json
from materiel.interfaces.cli.tables import say_table


def burden(
    *,
    item: str = "",
    giver: str = "",
    receiver: str = "",
    rung: str = "",
    group: tuple[str, ...] = (),
    year: tuple[str, ...] = (),
    common: Common = PLAIN,
) -> int:
    """Say who announced, owned, paid, handed over, made and was refilled what was given.

    Every role sums to the same total. A split that nobody published is shown as bounds;
    competing statements about who pays stand side by side, and so do the cost-share keys.

    Args:
        item: an item, a family or a class; what is counted must have one unit.
        giver: who gives.
        receiver: who receives.
        rung: how far it must have come; else received.
        group: a group, shown beside its members, with the keys compared; repeat it for several.
        year: the year of a key figure, as gdp=2024, population=2019 or gni=2024; a key without
            its year is not computed.
        common: the options of every command.
    """
    with common.open() as workspace:
        answer = materiel.burden(
            workspace,
            item=item,
            giver=giver,
            receiver=receiver,
            rung=rung,
            groups=group,
            years=cells(year),
            view=common.view,
        )
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    stamps, found = answer.stamps, answer.burden
    say(
        f"{answer.case}, as of {stamps.as_of}, known at {stamps.known_at}",
        f"{answer.rung}: {found.total} {found.unit}",
    )
    for each in answer.tables:
        say("", each.title)
        say_table(each)
    return GOOD


COMMAND = Command(
    name="burden",
    group="Ask",
    run=burden,
    example=(
        "materiel burden --item patriot-fire-unit --receiver UKR --group NATO --group EU-27 \\\n"
        "  --year gdp=2024 --year population=2019"
    ),
)
