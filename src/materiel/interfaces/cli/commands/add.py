"""``materiel add``: one row of any table, with the actor recorded."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import CLOCKS, PLAIN, Common, cells
from materiel.interfaces.cli.recorded import say_recorded


def add(
    table: str,
    /,
    *values: str,
    request: str = "",
    new_case: bool = False,
    common: Common = PLAIN,
) -> int:
    """Add one entry: the name of a table, then column=value for each cell.

    The columns are those of the case folder. Without known_on it was known today.

    Args:
        table: a case table, such as events.
        values: column=value, as in a cell of the case folder.
        request: an id of yours for this write; the same id again answers as the first time.
        new_case: begin a case beside those that the workspace holds.
        common: the options of every command.
    """
    common.refuse("add", CLOCKS, "say known_on=YYYY-MM-DD and valid=... instead")
    with common.open() as workspace:
        made = materiel.add_entry(
            workspace,
            table,
            cells(values),
            case=common.case,
            new_case=new_case,
            request=request,
        )
    say_recorded(made, common)
    return GOOD


COMMAND = Command(
    name="add",
    group="Record",
    run=add,
    example=(
        "materiel add events id=e7 commitment=c1 event=received valid=2024-05-20 low=2 high=2 \\\n"
        "  sources=claim-7 known_on=2024-05-21 --as registrar"
    ),
)
