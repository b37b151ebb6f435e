"""An answer about contracts as lines of text or JSON."""

import materiel
from materiel.interfaces.cli.output import say, say_findings, say_json
from materiel.interfaces.cli.tables import say_table


def show(answer: "materiel.Contracted", *, as_json: bool) -> None:
    """Print the tables of an answer, then what was found."""
    if as_json:
        say_json(answer.as_dict())
        return
    stamps = answer.stamps
    say(f"{answer.case}, as of {stamps.as_of}, known at {stamps.known_at}")
    for each in answer.tables:
        say("", each.title)
        say_table(each)
    if answer.findings:
        say("")
        say_findings(answer.findings)
