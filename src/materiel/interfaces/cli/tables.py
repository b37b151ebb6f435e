"""A table of a report as lines of text: its question, its rows, and how to read it."""

from materiel.interfaces.cli.output import say, table
from materiel.reports.table import Table, shown


def say_table(answer: Table) -> None:
    """Print the question, the rows or that there are none, and the notes."""
    say(answer.question, "")
    if answer.lines:
        numbers = [at for at, each in enumerate(answer.columns) if each.kind != "text"]
        table(
            [each.title for each in answer.columns],
            [[shown(cell) for cell in line.cells] for line in answer.lines],
            right=numbers,
        )
    else:
        say(answer.empty)
    if answer.notes:
        say("", *answer.notes)
