"""One row of a case table from its text cells: each cell is read or found wrong, with its place."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from materiel.kernel.errors import InputError, MaterielError, nearest
from materiel.kernel.findings import Finding
from materiel.kernel.table import Column, Row, columns, from_cells


def check_header(where: str, names: Sequence[str], wanted: Sequence[Column]) -> list[Finding]:
    """Columns that stand twice, that the table does not know, and that it misses.

    Args:
        where: place of the header.
        names: the columns found; empty ones have no name.
        wanted: the columns of the table.
    """
    known = [each.name for each in wanted]
    counts = Counter(names)
    findings: list[Finding] = []
    for name in filter(None, counts):
        if counts[name] > 1:
            findings.append(Finding("columns", where, f"column {name!r} stands twice", "Drop one."))
        if name not in known:
            near = nearest(name, known, 1)
            findings.append(
                Finding(
                    "columns",
                    where,
                    f"no column {name!r} in this table",
                    f"Did you mean {near[0]!r}?" if near else f"Accepted: {', '.join(known)}.",
                )
            )
    findings += [
        Finding("columns", where, f"column {each.name!r} is missing", f"It holds {each.meaning}.")
        for each in wanted
        if each.required and each.name not in names
    ]
    return findings


def read_row(
    kind: type[Row],
    cells: Mapping[str, str],
    place: Callable[[str], str],
    findings: list[Finding],
) -> Row | None:
    """The row, or None and one finding for each cell that cannot be read.

    Args:
        kind: the table.
        cells: text by column; a column that the file lacks is absent.
        place: from the name of a column to the place of its cell; "" for the row.
        findings: where to put what is wrong.
    """
    bad = False
    for each in columns(kind):
        text = cells.get(each.name, "").strip()
        problem = ""
        if text:
            try:
                each.read(text)
            except InputError as error:
                problem = str(error)
        elif each.required and each.name in cells:
            problem = f"empty, but required ({each.meaning})"
        elif each.required:
            bad = True  # the header finding says so once for the whole file
        if problem:
            bad = True
            findings.append(
                Finding("cells", place(each.name), problem, f"Accepted: {each.accepted}.")
            )
    if bad:
        return None
    try:
        return from_cells(kind, cells)
    except MaterielError as error:
        findings.append(Finding("cells", place(""), str(error), "Mend the row."))
        return None
