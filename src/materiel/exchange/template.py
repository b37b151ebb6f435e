"""The commented template of a case folder, written from the types of its tables."""

import inspect
from pathlib import Path

from materiel.exchange.tables import CASE_TABLES
from materiel.kernel.errors import InputError
from materiel.kernel.table import Row, columns


def template_text(kind: type[Row]) -> str:
    """One table: what it is for, each column's meaning, then the header line."""
    lines = [f"# {line}".rstrip() for line in table_doc(kind).splitlines()]
    for each in columns(kind):
        need = "required" if each.required else "optional"
        unit = f" [{each.unit}]" if each.unit else ""
        refers = f"; an id of {each.refers}" if each.refers else ""
        lines.append(f"# {each.name} ({need}): {each.meaning}{unit}{refers}; {each.accepted}")
    lines.append(",".join(each.name for each in columns(kind)))
    return "\n".join(lines) + "\n"


def table_doc(kind: type[Row]) -> str:
    """What the table is for: the docstring of its row."""
    return inspect.getdoc(kind) or ""


def write_template(folder: Path) -> list[Path]:
    """Write an empty, commented table for each kind; returns the files.

    Raises:
        InputError: the folder holds a table already.
    """
    taken = [kind.TABLE for kind in CASE_TABLES if (folder / f"{kind.TABLE}.csv").exists()]
    if taken:
        raise InputError(f"{folder} holds {taken[0]}.csv already; choose an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind in CASE_TABLES:
        path = folder / f"{kind.TABLE}.csv"
        path.write_text(template_text(kind), encoding="utf-8")
        paths.append(path)
    return paths
