"""How an answer about one recorded entry is printed."""

from datetime import date

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD
from materiel.interfaces.cli.common import CLOCKS, Common, day
from materiel.interfaces.cli.output import say, say_findings, say_json
from materiel.kernel.errors import InputError

REVIEWED = ("claims", "judgements", "suggestions", "watched")
"""Tables that a review reads at their newest state."""


def say_recorded(made: "materiel.Recorded", common: Common) -> None:
    """Say what was recorded, from when on it counts, and what the checks say about it."""
    if common.json:
        say_json(made.as_dict())
        return
    what = "recorded" if made.new else "recorded before, unchanged"
    corrects = f", corrects {made.supersedes}" if made.supersedes else ""
    say(f"{made.table} {made.id}: {what} at position {made.seq}{corrects}")
    if made.known_on > made.case_today:
        read = f"--known-at {made.known_on}"
        how = f"a review reads it at once, other answers with {read}"
        say(
            f"known from {made.known_on} on, after the case's date {made.case_today}: "
            f"{how if made.table in REVIEWED else f'read it with {read}'}"
        )
    else:
        say(f"known from {made.known_on} on")
    say_findings(made.findings)


def day_of_act(command: str, on: str, common: Common) -> date:
    """The day of an act of our own, which no clock of a reader moves.

    Raises:
        InputError: it is missing or no day, or a clock is set as well.
    """
    common.refuse(command, CLOCKS, "the act has a day of its own")
    when = day(on, "--on")
    if when is None:
        raise InputError("--on: required; accepted: YYYY-MM-DD")
    return when


def answer_act(done: "materiel.Recorded", common: Common) -> int:
    """Print what was recorded; returns the exit code, 1 where a check has more than a note."""
    say_recorded(done, common)
    return FINDINGS if any(each.severity != "note" for each in done.findings) else GOOD
