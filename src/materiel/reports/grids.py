"""Tables of a page: columns that say nothing left out, groups as headings, long ones folded."""

from collections.abc import Callable, Sequence

from materiel.reports.markup import Html, join, tag
from materiel.reports.table import Cell, Column, Line, Table, shown
from materiel.reports.words import counted, listed

NUMERIC = ("count", "money", "whole")
RESTS = "rests on"
REMARK = "reading"
"""The column whose text stands under its row, over the whole width."""
LONG, MIDDLE = 60, 16
"""Characters from which a text column gets a wide or a middling least width."""
WIDE = 5
"""With more columns than this, each gets less room, so that a desk shows all of them."""

Linker = Callable[[str], Html]
"""Makes the link to an entry from its id."""


def grid(table: Table, link: Linker, *, anchor: str, most_open: int) -> Html:
    """A table in a box that scrolls by itself, with its notes.

    Args:
        table: what to show.
        link: the link to an entry.
        anchor: id of the whole.
        most_open: with more rows than this it is folded.
    """
    if not table.lines:
        return tag("p", table.empty, class_="soft", id=anchor)
    kept, silent = _kept(table)
    box = tag(
        "div",
        tag("table", _head(table, kept), *_bodies(table, kept, link)),
        class_="box cards wide" if len(kept) > WIDE else "box cards",
        tabindex="0",
        role="region",
        aria_label=table.title,
    )
    notes = list(table.notes)
    if silent:
        notes.append(f"Left out, because nothing is on record under it: {listed(silent)}.")
    parts = [
        box,
        tag("ul", *(tag("li", note) for note in notes), class_="notes") if notes else None,
    ]
    if len(table.lines) <= most_open:
        return tag("div", *parts, id=anchor)
    label = f"Show {counted(len(table.lines), 'row')}"
    return tag("details", tag("summary", label), *parts, id=anchor)


def _kept(table: Table) -> tuple[list[int], list[str]]:
    """Places of the columns to show, and titles of those without any content."""
    kept: list[int] = []
    silent: list[str] = []
    for at, column in enumerate(table.columns):
        if column.name in (table.group, REMARK):
            continue
        if all(line.cells[at] in (None, "") for line in table.lines):
            if column.kind in NUMERIC:
                silent.append(column.title)
            continue
        kept.append(at)
    return kept, silent


def _head(table: Table, kept: Sequence[int]) -> Html:
    cells = [
        tag("th", column.title, scope="col", class_="num" if column.kind in NUMERIC else None)
        for column in (table.columns[at] for at in kept)
    ]
    return tag("thead", tag("tr", *cells, tag("th", RESTS, scope="col")))


def _bodies(table: Table, kept: Sequence[int], link: Linker) -> list[Html]:
    kinds = [_kind(table, at) for at in kept]
    groups: dict[str, list[Line]] = {}
    at = table.index(table.group) if table.group else -1
    for line in table.lines:
        groups.setdefault(shown(line.cells[at]) if table.group else "", []).append(line)
    wide = str(len(kept) + 1)
    bodies = []
    for name, lines in groups.items():
        head = tag("tr", tag("th", name, colspan=wide, scope="rowgroup", class_="group"))
        rows = [_row(table, line, kept, kinds, link) for line in lines]
        bodies.append(tag("tbody", head if table.group else None, *rows))
    return bodies


def _kind(table: Table, at: int) -> str | None:
    """The class of a column's cells: numbers to the right, long texts with room."""
    column: Column = table.columns[at]
    if column.kind in NUMERIC:
        return "num"
    longest = max(len(shown(line.cells[at])) for line in table.lines)
    return "long" if longest > LONG else "mid" if longest > MIDDLE else None


def _row(
    table: Table, line: Line, kept: Sequence[int], kinds: Sequence[str | None], link: Linker
) -> Html:
    cells = [
        _cell(table.columns[at].title, line.cells[at], kind)
        for at, kind in zip(kept, kinds, strict=True)
    ]
    links = join(link(name) for name in line.cites)
    remark = _remark(table, line)
    names = [name for name, on in (("strong", line.strong), ("told", bool(remark))) if on]
    row = tag(
        "tr",
        *cells,
        tag("td", links, data_label=RESTS, class_="cites"),
        class_=" ".join(names) if names else None,
    )
    if not remark:
        return row
    wide = str(len(kept) + 1)
    return join((row, tag("tr", tag("td", remark, colspan=wide), class_="remark")))


def _cell(title: str, cell: Cell, kind: str | None) -> Html:
    """One cell; a phone shows its label beside it, and leaves out what says nothing."""
    names = [name for name in (kind, "none" if cell in (None, "") else None) if name]
    return tag("td", shown(cell), data_label=title, class_=" ".join(names) or None)


def _remark(table: Table, line: Line) -> str:
    places = [at for at, column in enumerate(table.columns) if column.name == REMARK]
    return "; ".join(shown(line.cells[at]) for at in places if line.cells[at])
