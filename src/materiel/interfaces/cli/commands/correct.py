"""``materiel correct``: a new version of an entry; the old one stays, and stays readable."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, cells, day
from materiel.interfaces.cli.recorded import say_recorded


def correct(
    entry: str,
    /,
    *changes: str,
    void: bool = False,
    request: str = "",
    common: Common = PLAIN,
) -> int:
    """Correct an entry: its id, then column=value for each cell that changes.

    The new version counts from its own day of knowledge on: --known-at or known_on=..., else
    today. What was answered before it stays as it was.

    Args:
        entry: the id of the newest version.
        changes: column=value; an empty value empties the cell.
        void: take the effect of an event, holding, payment, judgement or planned act away.
        request: an id of yours for this write; the same id again answers as the first time.
        common: the options of every command.
    """
    common.refuse("correct", ("as-of",), "say valid=... to change when it happened")
    with common.open() as workspace:
        made = materiel.correct_entry(
            workspace,
            entry,
            cells(changes),
            void=void,
            known_on=day(common.known_at, "--known-at"),
            case=common.case,
            request=request,
        )
    say_recorded(made, common)
    return GOOD


COMMAND = Command(
    name="correct",
    group="Record",
    run=correct,
    example=(
        "materiel correct e3 low=1 high=1 known_on=2024-06-10 note='one, not two'\n"
        "materiel correct j4 --void reason='judged too early'"
    ),
)
