"""``materiel trace``: from a figure to the words, places and grades of its sources."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import say, say_json
from materiel.kernel.errors import InputError


def trace(
    entry: str = "",
    /,
    *,
    giver: str = "",
    receiver: str = "",
    party: str = "",
    item: str = "",
    rung: str = "",
    book: str = "",
    commitment: tuple[str, ...] = (),
    common: Common = PLAIN,
) -> int:
    """Show what a figure, or one entry, rests on: entries, paraphrases, locators, grades.

    Statements that disagree stand beside those that the figure rests on.

    Args:
        entry: the id of an entry; else the filters of 'balance' name a figure.
        giver: who gives, supplies or pays.
        receiver: who receives.
        party: on either side, or whose stock.
        item: an item, a family or a class; or a currency.
        rung: how far, as in 'balance'.
        book: promises, stock, money or plans.
        commitment: the id of a promise; repeat it for several.
        common: the options of every command.
    """
    wanted = materiel.Wanted(giver, receiver, party, item, rung, book, commitment)
    if bool(entry) != wanted.anything:
        raise InputError("trace: name an entry, or a figure by the filters of 'balance'")
    with common.open() as workspace:
        if entry:
            found = [materiel.trace_entry(workspace, entry, view=common.view)]
        else:
            found = materiel.trace_figures(workspace, wanted, view=common.view)
    if common.json:
        say_json([each.as_dict() for each in found])
    elif not found:
        say("nothing on record")
    else:
        say("\n\n".join(each.as_text() for each in found))
    return GOOD


COMMAND = Command(
    name="trace",
    group="Ask",
    run=trace,
    example=(
        "materiel trace deu-ukr-2:handed-over --case patriot\n"
        "materiel trace --giver DEU --receiver UKR --item patriot-fire-unit --rung received"
    ),
)
