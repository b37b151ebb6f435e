"""``materiel options``: which are open until when, at what price, and what they still lack."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.contracted import show


def options(contract: str = "", /, *, common: Common = PLAIN) -> int:
    """Say of each option its last day, the price before and after, and what it still lacks.

    For each lacking approval it names the latest day to file, where a lead is stated.

    Args:
        contract: the options of one contract; else of all.
        common: the options of every command.
    """
    with common.open() as workspace:
        answer = materiel.options(workspace, contract, view=common.view)
    show(answer, as_json=common.json)
    return GOOD if answer.good else FINDINGS


COMMAND = Command(
    name="options",
    group="Ask",
    run=options,
    example="materiel options GALE-25 --as-of 2026-06-30 --case coalition",
)
