"""From a figure, or one entry, to the words, locators and grades of its sources (DESIGN §5.7)."""

from dataclasses import replace

from materiel.kernel.errors import InputError
from materiel.reports.reading import Figure, Reading
from materiel.reports.trace_tree import Trace
from materiel.reports.tracing import trace, trace_figure
from materiel.service.balances import choose
from materiel.service.figures import Figures
from materiel.service.selection import Wanted
from materiel.service.workspace import HERE, View, Workspace

MANY = 12
"""More figures than this are asked for one by one: nobody reads so many trees."""


def trace_entry(workspace: Workspace, entry: str, *, view: View = HERE) -> Trace:
    """The tree under one entry.

    Raises:
        UnknownNameError: the case has no entry of this id.
    """
    with workspace.reading(view) as reader:
        return trace(reader, entry)


def trace_figures(workspace: Workspace, wanted: Wanted, *, view: View = HERE) -> list[Trace]:
    """The tree under each figure of a selection: one for each rung and item.

    Raises:
        UnknownNameError: a filter names something unknown.
        InputError: the selection holds too many figures to be read.
    """
    with workspace.reading(view) as reader:
        selection = choose(reader, wanted)
        found = Figures(reader, selection).totals()
        kinds = list(dict.fromkeys((key.book, key.name, key.item) for key in found))
        if len(kinds) > MANY:
            raise InputError(
                f"{len(kinds)} figures are meant; choose fewer with --rung, --item or --commitment"
            )
        reading = Reading(reader)
        traces = []
        for book, name, item in kinds:
            narrow = replace(
                selection, books=(book,), names=frozenset({name}), items=frozenset({item})
            )
            figures = Figures(reader, narrow)
            keys = [key for key in found if (key.book, key.name, key.item) == (book, name, item)]
            total = figures.joint(keys)
            assert total is not None, "one rung and one item add up"
            records = reader.records_at({leg.seq for leg in figures.legs()}).values()
            cites = tuple(record.id for record in records)
            sides = sorted({side for key in keys for side in _sides(key.giver, key.receiver)})
            parties = sides[0] if len(sides) == 1 else ""
            title = ", ".join(filter(None, (parties or keys[0].party, item, name)))
            traces.append(trace_figure(reading, title, Figure(total, cites)))
        return traces


def _sides(giver: str, receiver: str) -> list[str]:
    return [f"{giver} to {receiver}"] if giver else []
