"""How an answer about one recorded entry is printed."""

import materiel
from materiel.interfaces.cli.output import say, say_findings


def say_recorded(made: "materiel.Recorded") -> None:
    """Say what was recorded, from when on it counts, and what the checks say about it."""
    what = "recorded" if made.new else "recorded before, unchanged"
    corrects = f", corrects {made.supersedes}" if made.supersedes else ""
    say(f"{made.table} {made.id}: {what} at position {made.seq}{corrects}")
    if made.known_on > made.case_today:
        say(
            f"known from {made.known_on} on, after the case's date {made.case_today}: "
            f"read it with --known-at {made.known_on}"
        )
    else:
        say(f"known from {made.known_on} on")
    say_findings(made.findings)
